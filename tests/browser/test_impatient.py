"""The impatient user: clicks again, Enter twice, reloads, leaves; one row, and it says so."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from taper.people.audit import Event
from taper.people.person import Actor
from taper.settings import Settings
from taper.storage import trail
from tests.browser.conftest import Opener, running
from tests.browser.test_check_in import Clinic, answer, enter, phone
from tests.conftest import make_cast

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """The cast in a file, and the program on it."""
    file: Path = tmp_path_factory.mktemp("impatient") / "taper.sqlite3"
    cast = make_cast(Settings(database=f"sqlite:///{file}"))
    with running("serve", "--database", f"sqlite:///{file}") as program:
        yield Clinic(program, cast, count(1))
    cast.clinic.store.close()


def five_clicks(page: Page) -> None:
    page.evaluate(
        """() => {
            const save = [...document.querySelectorAll('button')]
                .find((button) => button.textContent.trim() === 'Save')
            for (let time = 0; time < 5; time++) save.click()
        }"""
    )


def double_click(page: Page) -> None:
    page.get_by_role("button", name="Save").dblclick()


def enter_twice(page: Page) -> None:
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")


def reload_at_once(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    page.reload()


def save_close_and_come_back(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    page.wait_for_timeout(50)  # the click has left the browser; nothing has come back
    page.goto("about:blank")
    page.wait_for_timeout(1500)
    page.go_back()


IMPATIENT: tuple[Callable[[Page], None], ...] = (
    five_clicks,
    double_click,
    enter_twice,
    reload_at_once,
    save_close_and_come_back,
)


@pytest.mark.parametrize("does", IMPATIENT, ids=lambda does: str(does.__name__))
def test_there_is_one_row_with_one_line_in_the_trail_and_the_page_shows_it(
    clinic: Clinic, window: Opener, does: Callable[[Page], None]
):
    name, actor = clinic.new_patient()
    page = phone(window)
    enter(page, clinic, name)
    answer(page, "Mood", "6").click()
    does(page)
    expect(page.locator(".st-key-foot")).to_be_visible()
    page.wait_for_timeout(1500)
    # Who left before the click arrived sees the form, still empty: nothing pretends to be saved.
    if not page.locator(".st-key-on-file").is_visible():
        assert clinic.on_file(actor).check_in is None
        answer(page, "Mood", "6").click()
        page.get_by_role("button", name="Save").click()
    expect(page.locator(".st-key-on-file")).to_contain_text("Mood: 6 of 10")
    made = clinic.on_file(actor).check_in
    assert made is not None
    assert (made.revision, made.answers.mood) == (1, 6)
    assert saves(clinic, actor) == 1


def test_the_control_of_one_click_saves_once_too(clinic: Clinic, window: Opener):
    """Beside it, two saves that differ are two revisions: counting does see a second one."""
    name, actor = clinic.new_patient()
    page = phone(window)
    enter(page, clinic, name)
    for mood, button in (("6", "Save"), ("7", "Save")):
        answer(page, "Mood", mood).click()
        page.get_by_role("button", name=button).click()
        expect(page.locator(".st-key-on-file")).to_contain_text(f"Mood: {mood} of 10")
        if mood == "6":
            page.get_by_role("button", name="Change this day").click()
    assert saves(clinic, actor) == 2


def saves(clinic: Clinic, actor: Actor) -> int:
    """Count the lines of the trail that tell of a save."""
    kinds = {Event.CHECK_IN_SAVED, Event.CHECK_IN_REVISED}
    assert actor.patient is not None
    with clinic.cast.clinic.store.reading() as session:
        return sum(each.event in kinds for each in trail.traces(session, actor.patient))
