"""A paper sheet typed in by a prescriber, in the table and by keyboard."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from taper import ids
from taper.diary.check_in import Source
from taper.settings import Settings
from tests.browser.conftest import DESKTOP, Opener, let_in, running
from tests.browser.test_check_in import Clinic
from tests.browser.test_plan_editor import press_cell
from tests.by_day import TODAY, ZONE
from tests.conftest import make_cast

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)

FIRST = TODAY - timedelta(days=40)
ANSWERS = ("", "6", "2", "1", "0", "3")  # bad day, mood and the four symptoms


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """The cast in a file, and the program on it."""
    file: Path = tmp_path_factory.mktemp("paper") / "taper.sqlite3"
    cast = make_cast(Settings(database=f"sqlite:///{file}"))
    with running("serve", "--database", f"sqlite:///{file}") as program:
        yield Clinic(program, cast, count(1))
    cast.clinic.store.close()


def type_column(page: Page, day: int, answers: tuple[str, ...]) -> None:
    """Type one day from its first box down, as fingers do."""
    press_cell(page, x=240 + day * 78, y=20 + 37)
    for answer in answers:
        if answer:
            page.keyboard.press("Enter")
            expect(page.locator("#portal textarea, #portal input")).to_be_visible()
            page.keyboard.insert_text(answer)
            page.keyboard.press("Enter")
            expect(page.locator("#portal textarea, #portal input")).to_have_count(0)
        else:
            page.keyboard.press("ArrowDown")


def test_two_days_of_a_sheet_are_typed_in_a_table(clinic: Clinic, window: Opener):
    _, actor = clinic.new_patient()
    assert actor.patient is not None
    page = window(DESKTOP, timezone_id=ZONE)
    let_in(page, clinic.program, "dr_bose")
    page.goto(clinic.program.url)
    expect(page.locator(".st-key-foot")).to_be_visible()
    page.goto(f"{clinic.program.url}/enter-days?patient={ids.to_text(actor.patient)}")
    page.get_by_role("radio", name="From a paper sheet").click()
    page.get_by_label("First day of the week").fill(FIRST.isoformat())
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Type in a table").click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    for day in range(2):
        type_column(page, day, ANSWERS)
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []
    page.get_by_role("button", name="Save these days").click()
    expect(page.get_by_text("Saved 2 days")).to_be_visible()
    for day in range(2):
        made = clinic.on_file(actor, FIRST + timedelta(days=day)).check_in
        assert made is not None
        assert (made.source, made.answers.mood) == (Source.PAPER, 6)
        given = {slug: int(score) for slug, score in made.answers.symptoms.items()}
        assert (given["dizziness"], given["anxiety"], len(given)) == (2, 3, 4)
