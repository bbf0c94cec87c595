"""The check-in on a phone, by a hand that only taps what a person sees."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from taper.actions import diary, people, plans, sharing, symptoms
from taper.actions.diary import DayOnFile
from taper.actions.sessions import actor_by_token, sign_in
from taper.people.grant import Offer, Section
from taper.people.person import Actor
from taper.settings import Settings
from taper.words import short_day
from tests.browser.conftest import DESKTOP, Opener, Program, running
from tests.browser.hand import Hand
from tests.by_day import TODAY, ZONE
from tests.conftest import PASSWORD, Cast, make_cast, typed_plan

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)

SMALL_PHONE = {"width": 390, "height": 664}
NARROW = {"width": 360, "height": 640}
ZOOMED = {"width": DESKTOP["width"] // 2, "height": DESKTOP["height"] // 2}  # 200 %
CORE = ("Dizziness", "Electric-shock", "Irritability", "Anxiety")
PAGES = ("", "catch-up", "my-symptoms", "my-data", "reminders", "paper-sheet")


@dataclass
class Clinic:
    """A running program, and the means to put new patients into it."""

    program: Program
    cast: Cast
    numbers: Iterator[int]

    def new_patient(self, *, plan: bool = True) -> tuple[str, Actor]:
        """Invite a patient, sign a plan, and give the sign-in name and the actor."""
        name = f"patient{next(self.numbers)}"
        doctor, clinic = self.cast.dr_bose, self.cast.clinic
        invited = people.invite_patient(clinic, doctor, name=name, zone=ZONE)
        people.accept_invitation(
            clinic, code=invited.code, sign_in_name=name, password=PASSWORD,
            agreed=True, country="GB",
        )  # fmt: skip
        if plan:
            self._sign(doctor, invited.patient)
        actor = actor_by_token(clinic, sign_in(clinic, name, PASSWORD))
        assert actor is not None
        return name, actor

    def _sign(self, doctor: Actor, patient) -> None:  # type: ignore[no-untyped-def]
        clinic = self.cast.clinic
        rows = ((-30, "20"), (-9, "17.5"), (12, "15"), (60, "0"))
        typed = typed_plan(*(((TODAY + timedelta(days=at)).isoformat(), dose) for at, dose in rows))
        course = plans.open_course(clinic, doctor, patient, medicine="Exampline", form="tablets")
        draft = plans.save_draft(clinic, doctor, patient, course, typed, expected_revision=0)
        plans.sign(
            clinic, doctor, patient, course, draft_id=draft.draft_id, revision=draft.revision,
            in_force_from=None, reason="", password=PASSWORD,
        )  # fmt: skip

    def share(self, actor: Actor, last_day: date) -> None:
        """Let Sam see the plan until a day: where that is soon, the page of the day says so."""
        offer = Offer(sections=frozenset({Section.PLAN}), last_day=last_day)
        clinic, patient = self.cast.clinic, actor.patient
        assert patient is not None
        made = sharing.invite_supporter(clinic, actor, patient, name="Sam", offer=offer)
        sharing.accept_as(clinic, self.cast.sam, code=made.code)

    def on_file(self, actor: Actor, day: date = TODAY) -> DayOnFile:
        assert actor.patient is not None
        return diary.day_on_file(self.cast.clinic, actor, actor.patient, day)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """The cast in a file, and the program on it."""
    file: Path = tmp_path_factory.mktemp("check_in") / "taper.sqlite3"
    cast = make_cast(Settings(database=f"sqlite:///{file}"))
    with running("serve", "--database", f"sqlite:///{file}") as program:
        yield Clinic(program, cast, count(1))
    cast.clinic.store.close()


def enter(page: Page, clinic: Clinic, name: str, path: str = "") -> None:
    """Sign in and open a page; what this costs is not part of a check-in."""
    page.goto(f"{clinic.program.url}/sign-in")
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.locator(".st-key-foot")).to_be_visible()
    if path:
        page.goto(f"{clinic.program.url}/{path}")
        expect(page.locator(".st-key-foot")).to_be_visible()
    expect(page.locator("[data-testid=stFormSubmitButton]").first).to_be_attached()
    page.wait_for_timeout(700)


def answer(page: Page | Locator, question: str, said: str) -> Locator:
    group = page.get_by_role("radiogroup", name=re.compile(re.escape(question)))
    return group.get_by_role("radio", name=said, exact=True)


def phone(window: Opener, **options: object) -> Page:
    return window(SMALL_PHONE, has_touch=True, timezone_id=ZONE, **options)


def test_a_core_check_in_takes_at_most_8_taps_one_swipe_and_20_seconds(
    clinic: Clinic, window: Opener
):
    name, actor = clinic.new_patient()
    clinic.share(actor, TODAY + timedelta(days=3))
    page = phone(window)
    enter(page, clinic, name)
    expect(page.get_by_text("Sharing with Sam")).to_be_visible()
    hand = Hand(page)
    hand.tap(answer(page, "Mood", "6"))
    for symptom in CORE:
        hand.tap(answer(page, symptom, "Mild"))
    hand.tap(answer(page, "Did you take", "As planned"))
    hand.tap(page.get_by_role("button", name="Save"))
    expect(page.locator(".st-key-on-file")).to_contain_text("Mood: 6 of 10")
    assert hand.taps <= 8, hand
    assert hand.swipes <= 1, hand
    assert hand.seconds <= 20, hand
    made = clinic.on_file(actor).check_in
    assert made is not None
    assert (made.answers.mood, len(made.answers.symptoms)) == (6, 4)
    assert made.answers.intakes[0].ug == 17_500


def test_answers_of_one_day_are_still_there_after_another_day_was_looked_at(
    clinic: Clinic, window: Opener
):
    name, actor = clinic.new_patient()
    page = phone(window)
    enter(page, clinic, name)
    answer(page, "Mood", "3").click()
    for day in (TODAY - timedelta(days=1), TODAY):
        page.get_by_role("button", name="Another day").click()
        page.get_by_role("combobox").click()
        page.get_by_role("option", name=short_day(day)).click()
        expect(page.locator(f".st-key-also-{TODAY}")).to_have_count(int(day != TODAY))
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".st-key-on-file")).to_contain_text("Mood: 3 of 10")
    assert clinic.on_file(actor).check_in is not None


def test_every_target_of_the_core_is_as_large_as_a_thumb(clinic: Clinic, window: Opener):
    page = phone(window)
    enter(page, clinic, clinic.new_patient()[0])
    targets = page.locator("[class*=st-key-ask-] [role=radio]:visible")
    expect(targets).to_have_count(11 + 4 * 4 + 3)
    sizes = [box for each in targets.all() if (box := each.bounding_box())]
    assert min(box["height"] for box in sizes) >= 44
    assert min(box["width"] for box in sizes) >= 44


def test_a_bad_day_is_one_tap_from_the_opening_page(clinic: Clinic, window: Opener):
    name, actor = clinic.new_patient()
    page = phone(window)
    enter(page, clinic, name)
    hand = Hand(page)
    hand.tap(page.get_by_role("button", name="Bad day"))
    expect(page.locator(".st-key-on-file")).to_contain_text("Bad day")
    assert hand.taps == 1
    made = clinic.on_file(actor).check_in
    assert made is not None
    assert made.answers.bad_day
    assert not made.answers.has_details


def test_a_missed_week_is_caught_up_in_a_minute(clinic: Clinic, window: Opener):
    name, actor = clinic.new_patient()
    page = phone(window)
    enter(page, clinic, name, "catch-up")
    expect(page.locator("kbd")).to_be_hidden()  # no keyboard, no hint of its keys
    hand = Hand(page)
    for back in range(1, 8):
        day = page.locator(f".st-key-grid-day-{TODAY - timedelta(days=back)}")
        hand.tap(answer(day, "Mood", str(back)))
        for symptom in CORE:
            hand.tap(answer(day, symptom, "None"))
        hand.tap(answer(day, "Did you take", "As planned"))
    hand.tap(page.get_by_role("button", name="Save these days"))
    expect(page.get_by_text("Saved 7 days")).to_be_visible()
    assert hand.seconds <= 60, hand
    found = [clinic.on_file(actor, TODAY - timedelta(days=back)).check_in for back in range(1, 8)]
    assert [each.answers.mood for each in found if each] == [1, 2, 3, 4, 5, 6, 7]
    assert all(each.late for each in found if each)


def test_the_amount_is_in_sight_where_it_is_asked_for(clinic: Clinic, window: Opener):
    name, actor = clinic.new_patient()
    page = phone(window)
    enter(page, clinic, name)
    amount = page.get_by_role("textbox", name="Amount taken, in mg")
    expect(amount).not_to_be_visible()
    answer(page, "Did you take", "Other amount").click()
    expect(amount).to_be_visible()
    amount.fill("12,5")
    answer(page, "Did you take", "As planned").click()
    expect(amount).to_be_visible()  # what is typed never goes out of sight
    answer(page, "Did you take", "Other amount").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".st-key-on-file")).to_contain_text("other amount, 12.5 mg")
    made = clinic.on_file(actor).check_in
    assert made is not None
    assert made.answers.intakes[0].ug == 12_500


def test_by_keyboard_alone(clinic: Clinic, window: Opener):
    name, actor = clinic.new_patient()
    page = window(DESKTOP, timezone_id=ZONE)
    enter(page, clinic, name)
    tab_to(page, "Mood")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    tab_to(page, "Dizziness")
    page.keyboard.press("Space")
    tab_to_button(page, "Save")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-on-file")).to_be_visible()
    made = clinic.on_file(actor).check_in
    assert made is not None
    assert made.answers.mood is not None
    assert "dizziness" in made.answers.symptoms


def test_missed_days_are_caught_up_by_keyboard_alone(clinic: Clinic, window: Opener):
    name, actor = clinic.new_patient()
    page = window(DESKTOP, timezone_id=ZONE)
    enter(page, clinic, name, "catch-up")
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()
    for presses in (3, 5):  # of the right arrow: the answers 3 and 5
        tab_to(page, "Mood")
        for _ in range(presses):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Space")
        tab_to(page, "Anxiety")
        page.keyboard.press("Space")
    page.keyboard.press("Control+s")  # by Tab alone, Save is a hundred answers away
    expect(page.get_by_text("Saved 2 days")).to_be_visible()
    for back, mood in ((0, 3), (1, 5)):
        made = clinic.on_file(actor, TODAY - timedelta(days=back)).check_in
        assert made is not None
        assert (made.answers.mood, made.answers.symptoms["anxiety"]) == (mood, 0)
        assert made.late == (back > 0)


def tab_to(page: Page, group: str) -> None:
    """Press Tab until the focus is in the group of answers called *group*."""
    expect(page.get_by_role("radiogroup", name=group).first).to_be_visible()
    _tab_until(page, "document.activeElement.closest('[role=radiogroup]')?.ariaLabel ?? ''", group)


def tab_to_button(page: Page, words: str) -> None:
    expect(page.get_by_role("button", name=words).first).to_be_visible()
    _tab_until(page, "document.activeElement.innerText ?? ''", words)


def _tab_until(page: Page, where: str, words: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if str(page.evaluate(where)).startswith(words):
            return
    pytest.fail(f"no Tab leads to {words!r}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [SMALL_PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_of_our_own(
    clinic: Clinic, window: Opener, size: dict[str, int], scheme: str
):
    page = window(size, color_scheme=scheme, timezone_id=ZONE)
    enter(page, clinic, clinic.new_patient()[0])
    for path in PAGES:
        page.goto(f"{clinic.program.url}/{path}")
        expect(page.locator(".st-key-foot")).to_be_visible()
        page.wait_for_timeout(1500)
        for more in page.get_by_text("More: sleep").all()[:1]:
            more.click()
        page.wait_for_timeout(500)
        found = Axe().run(page).response["violations"]
        told = [(each["id"], each["nodes"][0]["html"][:200]) for each in found]
        assert told == [], path


@pytest.mark.parametrize("size", [ZOOMED, NARROW], ids=["200-percent", "360-px"])
def test_nothing_runs_over_the_edge(clinic: Clinic, window: Opener, size: dict[str, int]):
    page = window(size, timezone_id=ZONE)
    enter(page, clinic, clinic.new_patient()[0])
    for path in PAGES:
        page.goto(f"{clinic.program.url}/{path}")
        expect(page.locator(".st-key-foot")).to_be_visible()
        page.wait_for_timeout(1000)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        over = page.evaluate(
            "width => [...document.querySelectorAll('button, input, textarea, a')]"
            ".filter(it => it.checkVisibility() && it.getBoundingClientRect().right > width + 1)"
            ".map(it => it.innerText)",
            size["width"],
        )
        assert over == [], path


def test_the_words_of_a_patient_are_no_markdown_in_a_label(clinic: Clinic, window: Opener):
    name, actor = clinic.new_patient()
    assert actor.patient is not None
    words = "![x](http://example.invalid/x.png) :red[hm] www.example.invalid"
    symptoms.add_own(clinic.cast.clinic, actor, actor.patient, words)
    page = phone(window)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    enter(page, clinic, name)
    for path in ("", "catch-up", "my-symptoms"):  # where the list stands
        page.goto(f"{clinic.program.url}/{path}")
        expect(page.locator(".st-key-foot")).to_be_visible()
        expect(
            page.get_by_text("red［hm］").or_(page.get_by_text(":red[hm]")).first
        ).to_be_visible()
        assert page.locator("[data-testid=stMain] img").count() == 0
        assert page.locator("a[href*=invalid]").count() == 0
    assert not any("example.invalid" in url for url in asked)


def test_nothing_moves_for_somebody_who_wants_it_still(clinic: Clinic, window: Opener):
    page = phone(window, reduced_motion="reduce")
    enter(page, clinic, clinic.new_patient()[0])
    answer(page, "Mood", "6").click()
    page.get_by_text("More: sleep").click()
    page.wait_for_timeout(1000)
    moving = page.evaluate(
        "document.getAnimations().filter(it => it.playState === 'running').map(it =>"
        " it.effect?.target?.outerHTML?.slice(0, 120))"
    )
    assert moving == []


def test_leave_quickly_puts_another_page_in_place_of_this_one(clinic: Clinic, window: Opener):
    page = phone(window)
    told: list[dict[str, str]] = []
    page.context.route(
        "https://www.wikipedia.org/**",
        lambda route: (told.append(route.request.headers), route.fulfill(body="A page.")),
    )
    enter(page, clinic, clinic.new_patient()[0])
    Hand(page).tap(page.get_by_role("link", name="Leave quickly"))
    page.wait_for_url("https://www.wikipedia.org/**")
    assert len(page.context.pages) == 1
    assert "referer" not in told[0]
