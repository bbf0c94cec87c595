"""A request, and the hold that answers it, in a browser: counted, signed once, read by both."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from taper.demo import PASSWORD
from tests.browser.conftest import DESKTOP, PHONE, Opener, Program, running

pytestmark = pytest.mark.browser

SMALL_PHONE = {"width": 360, "height": 740}
MOST_ACTIONS = 6  # design §1: a hold granted in 20 seconds, and the password


@pytest.fixture(scope="module")
def demo() -> Iterator[Program]:
    """A demo clinic of our own, since its plans are changed."""
    with running("demo") as program:
        yield program


def enter(page: Page, program: Program, name: str) -> None:
    page.goto(program.url)
    page.get_by_role("button", name=re.compile(f"Enter as {name}")).click()
    expect(page.get_by_role("link", name="Help in a crisis")).to_be_visible()


class Counted:
    """A prescriber at work; counts every field and click but the password."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def find(self, patient: str) -> None:
        finder = self.page.get_by_role("combobox", name="Find a patient")
        finder.fill(patient)
        finder.press("Enter")
        self.actions += 1
        expect(self.page.get_by_role("heading", name="Overview")).to_be_visible()

    def press(self, role: str, name: str) -> None:
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self.actions += 1

    def fill(self, name: str, words: str) -> None:
        field = self.page.get_by_role("textbox", name=name)
        field.fill(words)
        field.press("Tab")
        self.actions += 1


def test_a_hold_is_granted_from_the_list_in_six_actions_and_the_password(
    demo: Program, window: Opener
):
    page = window(DESKTOP, timezone_id="Europe/London")
    enter(page, demo, "Dr Bose")
    hand = Counted(page)
    hand.find("Alex")
    hand.press("button", "Hold")
    hand.press("radio", "Today,")
    hand.fill("Hold how many days longer", "14")
    expect(page.get_by_text("14 days later").first).to_be_visible()
    hand.fill("Why the plan changes", "As we talked about.")
    page.get_by_role("textbox", name="Your password").fill(PASSWORD)
    sign = page.get_by_role("button", name="Sign the change")
    sign.evaluate("button => { for (let click = 0; click < 5; click++) button.click() }")
    hand.actions += 1
    expect(page.get_by_role("heading", name="of the plan is signed")).to_be_visible()
    assert hand.actions <= MOST_ACTIONS
    version = page.get_by_role("heading", name="of the plan is signed").inner_text()
    page.get_by_role("button", name="See the plan").click()
    number = re.findall(r"\d+", version)[0]
    expect(page.get_by_text(f"Version {number}, in force from").first).to_be_visible()
    assert page.get_by_text(f"Version {int(number) + 1}").count() == 0


def test_a_request_made_on_a_phone_is_answered_and_read(demo: Program, window: Opener):
    page = window(PHONE, timezone_id="Europe/London", has_touch=True)
    enter(page, demo, "Alex")
    page.get_by_role("button", name="More").click()
    page.get_by_role("link", name="Requests").click()
    expect(page.get_by_role("heading", name="Requests", exact=True)).to_be_visible()
    page.get_by_role("radio", name="To talk before the next change").click()
    page.get_by_role("textbox", name="In your words").fill("Could we talk first?")
    page.get_by_role("button", name="Keep the request").evaluate(
        "button => { for (let click = 0; click < 5; click++) button.click() }"
    )
    expect(page.get_by_text("Your request is on file.")).to_be_visible()
    expect(page.get_by_text("Could we talk first?", exact=True)).to_have_count(1)

    doctor = window(DESKTOP, timezone_id="Europe/London")
    enter(doctor, demo, "Dr Bose")
    expect(doctor.get_by_text(re.compile("new entries; 1 request open")).first).to_be_visible()
    Counted(doctor).find("Alex")
    expect(doctor.get_by_text("Could we talk first?")).to_be_visible()
    doctor.get_by_role("textbox", name="Answer in words").fill("Yes, on Monday.")
    doctor.get_by_role("button", name="Answer in words").click()
    expect(doctor.get_by_text("The request is closed.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Yes, on Monday.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_phone(
    demo: Program, window: Opener, scheme: str
):
    page = window(SMALL_PHONE, color_scheme=scheme, has_touch=True)
    enter(page, demo, "Dr Bose")
    check(page, "Patients")
    Counted(page).find("Bea")
    check(page, "Overview")
    page.get_by_role("link", name="Requests").click()
    check(page, "Requests")
    page.get_by_role("link", name="Plan", exact=True).click()
    check(page, "Plan")
    page.get_by_role("button", name="Change the plan").first.click()
    page.get_by_role("radio", name="Hold until further notice").click()
    page.get_by_role("radio", name="Today,").click()
    page.get_by_role("textbox", name="What follows").fill("We talk.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("heading", name="Read the change back")).to_be_visible()
    check(page, "Change the plan")
    patient = window(SMALL_PHONE, color_scheme=scheme, has_touch=True)
    enter(patient, demo, "Bea")
    patient.goto(f"{demo.url}/requests")
    check(patient, "Requests")
    patient.get_by_role("button", name="More").click()
    expect(patient.get_by_role("link", name="My data")).to_be_visible()
    check(patient, "Requests")


def check(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", name=title, exact=True, level=1)).to_be_visible()
    page.wait_for_timeout(700)
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:160]) for each in found] == [], title
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth") <= SMALL_PHONE["width"], title
