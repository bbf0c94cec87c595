"""Two weeks caught up by keyboard alone: all is reached, in sight, saved and told."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from taper.actions import diary
from taper.diary.check_in import Answers
from taper.people.person import Actor
from taper.settings import Settings
from taper.words import say
from tests.browser.conftest import DESKTOP, Opener, running
from tests.browser.test_check_in import SMALL_PHONE, Clinic, answer, enter
from tests.by_day import TODAY, ZONE
from tests.conftest import make_cast

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)

DAYS = tuple(TODAY - timedelta(days=back) for back in range(15))
MOST_TABS = 200
# Which day and question the focus is in, whether it shows, and whether anything lies over it.
REACHED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const day = at.closest('[class*=st-key-grid-day-]')?.className.match(/grid-day-([0-9-]+)/)?.[1];
  const top = y => document.elementFromPoint(box.left + box.width / 2, y);
  const free = y => top(y) !== null && (at.contains(top(y)) || top(y).contains(at));
  return {
    day: day ?? '',
    asks: at.closest('[role=radiogroup]')?.ariaLabel ?? at.innerText ?? '',
    ring: style.boxShadow !== 'none' || style.outlineStyle !== 'none',
    free: free(box.top + 3) && free(box.bottom - 3),
  }
}"""


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """The cast in a file, and the program on it."""
    file: Path = tmp_path_factory.mktemp("catch_up") / "taper.sqlite3"
    cast = make_cast(Settings(database=f"sqlite:///{file}"))
    with running("serve", "--database", f"sqlite:///{file}") as program:
        yield Clinic(program, cast, count(1))
    cast.clinic.store.close()


def tab_through(page: Page, moods: dict[date, int]) -> list[tuple[str, str]]:
    """Go from the top to Save by Tab; answer the mood of *moods* on the way."""
    found: list[tuple[str, str]] = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        now = page.evaluate(REACHED)
        if str(now["asks"]).startswith(say("catch_up.save")):
            return found
        if not now["day"]:
            continue
        assert now["ring"], now
        assert now["free"], now
        found.append((now["day"], now["asks"].split("(")[0].strip()))
        mood = moods.get(date.fromisoformat(now["day"]))
        if mood is not None and now["asks"].startswith("Mood"):
            for _ in range(mood):
                page.keyboard.press("ArrowRight")
            page.keyboard.press("Space")
    pytest.fail("no Tab leads to Save")


def in_sight(page: Page, words: str) -> bool:
    """Whether *words* stand on the screen without a swipe."""
    box = page.get_by_text(words).bounding_box()
    size = page.viewport_size
    assert box is not None
    assert size is not None
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


def open_page(window: Opener, clinic: Clinic, **options: object) -> tuple[Page, Actor]:
    name, actor = clinic.new_patient()
    page = window(timezone_id=ZONE, **options)
    enter(page, clinic, name, "catch-up")
    for day in (DAYS[0], DAYS[-1]):
        expect(answer(day_of(page, day), "Did you take", "As planned")).to_be_attached()
    return page, actor


def day_of(page: Page, day: date) -> Locator:
    return page.locator(f".st-key-grid-day-{day}")


def kept(clinic: Clinic, actor: Actor, day: date) -> Answers | None:
    made = clinic.on_file(actor, day).check_in
    return made.answers if made else None


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESKTOP, "light"), (SMALL_PHONE, "dark")], ids=["desktop", "phone"]
)
def test_every_answer_is_reached_and_saved_by_keyboard(
    clinic: Clinic, window: Opener, size: dict[str, int], scheme: str
):
    page, actor = open_page(window, clinic, size=size, color_scheme=scheme)
    moods = {day: at % 11 for at, day in enumerate(DAYS) if at != 4}
    found = tab_through(page, moods)
    of_one_day = [asks for day, asks in found if day == DAYS[0].isoformat()]
    assert [asks.split()[0] for asks in of_one_day[:-1]] == [
        "Mood", "Dizziness", "Electric-shock", "Irritability", "Anxiety", "Did",
    ]  # fmt: skip
    assert found == [(day.isoformat(), asks) for day in DAYS for asks in of_one_day]
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved 14 days")).to_be_visible()
    assert in_sight(page, "Saved 14 days")
    expect(page.locator("[class*=st-key-grid-day-]")).to_have_count(1)
    for day in DAYS:
        made = kept(clinic, actor, day)
        assert (made.mood if made else None) == moods.get(day)
    lines = page.locator(".st-key-days-on-file")
    expect(lines.get_by_text("; late")).to_have_count(13)


def test_what_is_typed_stays_where_enter_is_pressed_in_a_field(clinic: Clinic, window: Opener):
    page, actor = open_page(window, clinic, size=DESKTOP)
    answer(day_of(page, DAYS[1]), "Dizziness", "Severe").click()
    answer(day_of(page, DAYS[2]), "Mood", "5").click()
    assert actor.patient is not None
    diary.save_check_in(
        clinic.cast.clinic, actor, actor.patient, DAYS[1], diary.Said(mood=2), expected_revision=0
    )  # on another page
    page.get_by_role("button", name=say("catch_up.save")).click()
    expect(page.get_by_text("was saved on another page meanwhile")).to_be_visible()
    assert in_sight(page, "was saved on another page meanwhile")
    page.locator(f".st-key-grid-day-{DAYS[3]} summary").click()
    sleep = day_of(page, DAYS[3]).get_by_role("textbox", name="Hours of sleep")
    sleep.fill("7:30")
    sleep.press("Enter")
    page.wait_for_timeout(1500)
    severe = answer(day_of(page, DAYS[1]), "Dizziness", "Severe")
    expect(severe).to_have_attribute("aria-checked", "true")
    page.get_by_role("button", name=say("catch_up.save")).click()
    expect(page.get_by_text("Saved 2 days")).to_be_visible()
    told = [kept(clinic, actor, day) for day in DAYS[1:4]]
    assert [each.sleep_min if each else None for each in told] == [None, None, 450]
    assert told[0] is not None
    assert "dizziness" in told[0].symptoms
