"""A safety answer in a real browser: five clicks, a reload, help in numbers, and its reader."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, Opener, Program, running

expect.set_options(timeout=30_000)  # the machine may be busy with other tests
pytestmark = pytest.mark.browser
SMALL = {"width": 390, "height": 664}


@pytest.fixture(scope="module")
def demo() -> Iterator[Program]:
    """A demo clinic of our own, since its record is changed: Dr Bose reads Bea's PHQ-9."""
    with running("demo") as program:
        yield program


def enter(page: Page, program: Program, name: str, path: str = "") -> None:
    page.goto(program.url)
    page.get_by_role("button", name=re.compile(f"Enter as {name}")).click()
    expect(page.get_by_role("link", name="Help in a crisis")).to_be_visible()
    if path:
        page.goto(f"{program.url}/{path}")


def sheet(page: Page, program: Program) -> None:
    enter(page, program, "Bea", "questionnaires")
    page.get_by_role("button", name=re.compile("Fill in")).first.click()
    expect(page.get_by_role("heading", name="PHQ-9")).to_be_visible()


def choose(page: Page, code: str, answer: str) -> None:
    page.locator(f".st-key-ask-sheet-{code}").get_by_role("radio", name=answer).click()


def test_the_whole_answer_can_be_read_at_390_and_at_1366(demo: Program, window: Opener):
    for size in (SMALL, DESKTOP):
        page = window(size)
        sheet(page, demo)
        cut = page.locator("[class*='st-key-ask-sheet-'] [role=radio] p").evaluate_all(
            "all => all.filter(p => p.scrollWidth > p.clientWidth + 1).map(p => p.innerText)"
        )
        assert cut == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_answer_is_on_file_and_help_is_shown_and_the_reader_opens_it(
    demo: Program, window: Opener
):
    page = window(SMALL)
    sheet(page, demo)
    assert page.locator("[role=radio][aria-checked=true]").count() == 0
    choose(page, "phq_9", "Several days")
    page.get_by_role("button", name="Save", exact=True).evaluate(
        "button => { for (let click = 0; click < 5; click++) button.click() }"
    )
    expect(page.get_by_role("heading", name="If you need help now")).to_be_visible()
    ways = page.locator("a[href^='tel:'], a[href^='sms:']")
    expect(ways.first).to_be_visible()
    assert all(re.fullmatch(r"(tel|sms):\d+", str(a.get_attribute("href"))) for a in ways.all())
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    page.reload()
    expect(page.get_by_role("heading", name="If you need help now")).to_be_visible()
    page.get_by_role("button", name="Back to the questionnaires").click()
    expect(page.get_by_text(re.compile("not yet opened by anyone")).first).to_be_visible()
    expect(page.get_by_text("1 of 9 questions answered. There is no total.")).to_have_count(1)

    doctor = window(DESKTOP)
    enter(doctor, demo, "Dr Bose")
    doctor.get_by_role("combobox", name="Find a patient").click()
    doctor.get_by_role("option", name="Bea Novak").click()
    expect(doctor.locator(".st-key-whose")).to_contain_text("Bea Novak")
    doctor.get_by_role("link", name="Questionnaires").click()
    closed = doctor.get_by_role("button", name="Open this answer")
    expect(closed.first).to_be_visible()
    before = closed.count()
    closed.first.click()
    expect(closed).to_have_count(before - 1)
    page.reload()
    expect(page.get_by_text(re.compile("opened by Dr Bose on")).first).to_be_visible()


@pytest.mark.parametrize("colour", ["light", "dark"])
@pytest.mark.parametrize("path", ["questionnaires", "events", "safety"])
def test_pages_have_no_violations_of_their_own(
    demo: Program, window: Opener, path: str, colour: str
):
    from axe_playwright_python.sync_playwright import Axe

    page = window(SMALL, color_scheme=colour)
    enter(page, demo, "Bea", path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(1500)
    found = Axe().run(page).response["violations"]
    assert [
        (each["id"], [node["html"][:160] for node in each["nodes"]][:3]) for each in found
    ] == []
