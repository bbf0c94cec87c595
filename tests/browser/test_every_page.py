"""Every page of everybody: no barrier that axe can see, and nothing wider than the window."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from taper.ui import navigation
from tests.browser.conftest import DESKTOP, Opener, Program

pytestmark = pytest.mark.browser

NARROW = {"width": 360, "height": 740}
FOLDED = "details:not([open]) > summary"
MOST_FOLDS = 12


def test_no_page_of_a_patient_has_a_barrier(demo: Program, window: Opener, look: dict[str, object]):
    page = window(**look)
    enter(page, demo, "Patient")
    visit(page, demo, list(navigation.OF_A_PATIENT), query="")


def test_no_page_of_a_prescriber_has_a_barrier(
    demo: Program, window: Opener, look: dict[str, object]
):
    page = window(**look)
    enter(page, demo, "Prescriber")
    page.goto(demo.url)
    page.get_by_role("combobox", name=re.compile("patient", re.IGNORECASE)).first.click()
    page.get_by_role("option").first.click()
    expect(page).to_have_url(re.compile("patient="))
    visit(page, demo, list(navigation.OF_A_PRESCRIBER), query="?" + page.url.partition("?")[2])


def test_no_page_of_a_supporter_has_a_barrier(
    demo: Program, window: Opener, look: dict[str, object]
):
    page = window(**look)
    enter(page, demo, "Supporter")
    visit(page, demo, list(navigation.OF_A_SUPPORTER), query="")


@pytest.fixture(
    params=[
        pytest.param((size, scheme), id=f"{size['width']}-{scheme}")
        for size in (NARROW, DESKTOP)
        for scheme in ("light", "dark")
    ]
)
def look(request: pytest.FixtureRequest) -> dict[str, object]:
    """A narrow phone and a desktop, light and dark."""
    size, scheme = request.param
    return {"size": size, "color_scheme": scheme, "timezone_id": "Europe/London"}


def enter(page: Page, program: Program, role: str) -> None:
    """Enter the demo as the first of its people with a role."""
    page.goto(f"{program.url}/sign-in")
    page.get_by_role("button", name=re.compile(role)).first.click()
    expect(page.locator(".st-key-foot")).to_be_visible()


def visit(page: Page, program: Program, names: list[str], *, query: str) -> None:
    """Open each page with everything on it unfolded, and look for barriers."""
    told = {}
    for place, name in enumerate(names):
        path = name.replace("_", "-") if place else ""  # the first page opens by itself
        page.goto(f"{program.url}/{path}{query}")
        expect(page.locator(".st-key-foot")).to_be_visible()
        unfold(page)
        found = Axe().run(page).response["violations"]
        told[name] = [(each["id"], node["html"][:160]) for each in found for node in each["nodes"]]
        if page.get_by_test_id("stMain").evaluate("it => it.scrollWidth > it.clientWidth"):
            told[name].append(("wider than the window", page.url))
    assert {name: each for name, each in told.items() if each} == {}


def unfold(page: Page) -> None:
    """Open what is folded; what is drawn only then is waited for."""
    settle(page)
    folded = page.locator(FOLDED)
    for _ in range(MOST_FOLDS):
        if not folded.count():
            return
        folded.first.click()
        settle(page)


def settle(page: Page) -> None:
    """Wait until the page has been drawn and stands still."""
    page.wait_for_timeout(300)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_timeout(300)
