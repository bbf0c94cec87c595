"""A connection that breaks before, during and after a save: one row, and the page says so."""

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Error, Locator, Page, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from taper.settings import Settings
from tests.browser.conftest import Opener, running
from tests.browser.test_check_in import Clinic, answer, enter, phone
from tests.conftest import count as how_often
from tests.conftest import make_cast

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)


@dataclass
class Line:
    """The line between one page and the program, which can be cut and put together again."""

    server_knows: bool = True  # False: its end stays open, and what it sends is lost
    is_cut: bool = False
    cut_after_tap: bool = False  # once a tap on a button has gone out, and before any answer
    has_asked: bool = False  # the page has asked for something since the line was mended
    cut_within_answer: int = 0  # or once so many messages of the answer got lost
    open_ends: list[tuple[WebSocketRoute, WebSocketRoute]] = field(default_factory=list)

    def opened(self, end: WebSocketRoute) -> None:
        if self.is_cut:
            end.close(code=1001, reason="cut")
            return
        server = end.connect_to_server()
        self.open_ends.append((end, server))

        def out(message: str | bytes) -> None:
            if not self.is_cut:
                server.send(message)
            self.has_asked = True
            if self.cut_after_tap and is_tap(message):
                self.cut()

        def back(message: str | bytes) -> None:
            if self.cut_within_answer:
                self.cut_within_answer -= 1
                if not self.cut_within_answer:
                    self.cut()
            elif not self.is_cut:
                end.send(message)

        end.on_message(out)
        server.on_message(back)

    def cut(self) -> None:
        self.is_cut, self.cut_after_tap, self.cut_within_answer = True, False, 0
        while self.open_ends:
            end, server = self.open_ends.pop()
            if self.server_knows:
                server.close(code=1001, reason="cut")
            end.close(code=1001, reason="cut")

    def mend(self) -> None:
        self.is_cut = self.has_asked = False


def is_tap(message: str | bytes) -> bool:
    """Say whether a page tells that a button was pressed: other messages may go out before it."""
    told = BackMsg.FromString(message if isinstance(message, bytes) else message.encode())
    return any(each.trigger_value for each in told.rerun_script.widget_states.widgets)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """The cast in a file, and the program on it."""
    file: Path = tmp_path_factory.mktemp("connection") / "taper.sqlite3"
    cast = make_cast(Settings(database=f"sqlite:///{file}"))
    with running("serve", "--database", f"sqlite:///{file}") as program:
        yield Clinic(program, cast, count(1))
    cast.clinic.store.close()


def opened(clinic: Clinic, window: Opener) -> tuple[Page, Line, object]:
    name, actor = clinic.new_patient()
    page, line = phone(window), Line()
    page.route_web_socket("**/_stcore/stream*", line.opened)
    enter(page, clinic, name)
    answer(page, "Mood", "6").click()
    answer(page, "Dizziness", "Mild").click()
    return page, line, actor


def save(page: Page) -> None:
    save_button(page).click()


def save_until_shown(page: Page) -> None:
    """Tap Save as long as the form is in sight, as anybody does, until the page says it is on file.

    A tap while the page looks for the program is lost, and how long it looks depends on the
    machine: the form stays in sight with its answers until then.
    """
    shown = page.locator(".st-key-on-file")
    for _ in range(30):
        if not shown.is_visible():
            with suppress(Error):  # unless the page has changed meanwhile
                save_button(page).click(timeout=2000)
        with suppress(AssertionError):
            expect(shown).to_contain_text("Mood: 6 of 10", timeout=3000)
            return
    expect(shown).to_contain_text("Mood: 6 of 10")


def save_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Save", exact=True)


def until_on_file(page: Page, clinic: Clinic, actor: object) -> None:
    """Wait until the program has saved what the line still carried."""
    for _ in range(60):
        page.wait_for_timeout(500)
        if clinic.on_file(actor).check_in is not None:  # type: ignore[arg-type]
            return


def the_one_row(clinic: Clinic, actor: object) -> None:
    made = clinic.on_file(actor).check_in  # type: ignore[arg-type]
    assert made is not None
    assert (made.revision, made.answers.mood) == (1, 6)


def test_lost_before_saving_what_was_answered_is_still_there_and_is_saved_once(
    clinic: Clinic, window: Opener
):
    page, line, actor = opened(clinic, window)
    line.cut()
    page.wait_for_timeout(1500)
    assert clinic.on_file(actor).check_in is None  # type: ignore[arg-type]
    line.mend()
    expect(answer(page, "Mood", "6")).to_be_checked()
    save_until_shown(page)
    the_one_row(clinic, actor)


@pytest.mark.parametrize("server_knows", [True, False], ids=["noticed", "unnoticed"])
def test_lost_while_saving_there_is_one_row_and_the_page_shows_it(
    clinic: Clinic, window: Opener, server_knows: bool
):
    page, line, actor = opened(clinic, window)
    line.server_knows, line.cut_after_tap = server_knows, True
    save(page)
    until_on_file(page, clinic, actor)
    the_one_row(clinic, actor)
    line.mend()
    save_until_shown(page)
    page.reload()
    expect(page.locator(".st-key-on-file")).to_contain_text("Mood: 6 of 10")
    the_one_row(clinic, actor)


@pytest.mark.parametrize("lost", [2, 5, 10, 20, 30])
def test_lost_while_the_answer_came_the_page_is_drawn_to_its_end_by_itself(
    clinic: Clinic, window: Opener, lost: int
):
    """The program stops drawing where the line is cut: nobody should have to tap for the rest."""
    page, line, actor = opened(clinic, window)
    line.cut_within_answer = lost
    save(page)
    until_on_file(page, clinic, actor)
    line.cut()
    line.mend()
    expect(page.locator(".st-key-on-file")).to_contain_text("Mood: 6 of 10")
    expect(page.get_by_role("button", name="Change this day")).to_be_visible()
    the_one_row(clinic, actor)


@pytest.mark.parametrize("later", [40, 60, 80, 120])  # milliseconds
def test_lost_again_while_the_page_is_drawn_anew_what_was_answered_is_still_there(
    clinic: Clinic, window: Opener, later: int
):
    """A run that breaks off would take the rest of the page for gone, with what was typed there."""
    page, line, actor = opened(clinic, window)
    line.cut()
    line.mend()
    while not line.has_asked:
        page.wait_for_timeout(5)
    page.wait_for_timeout(later)
    line.cut()
    line.mend()
    page.wait_for_timeout(5000)
    expect(answer(page, "Mood", "6")).to_be_checked()
    expect(answer(page, "Dizziness", "Mild")).to_be_checked()
    save_until_shown(page)
    the_one_row(clinic, actor)


def test_lost_after_saving_the_page_shows_what_is_on_file(clinic: Clinic, window: Opener):
    page, line, actor = opened(clinic, window)
    save(page)
    expect(page.locator(".st-key-on-file")).to_contain_text("Mood: 6 of 10")
    line.cut()
    page.wait_for_timeout(1500)
    line.mend()
    page.wait_for_timeout(6000)
    expect(page.locator(".st-key-on-file")).to_contain_text("Mood: 6 of 10")
    page.reload()
    expect(page.locator(".st-key-on-file")).to_contain_text("Mood: 6 of 10")
    the_one_row(clinic, actor)


# --- again and again


def test_cut_at_any_moment_there_is_one_row_and_the_page_says_what_is_on_file(
    clinic: Clinic, window: Opener
):
    """Cut while answering, while saving, or a moment later; noticed by the program or not."""
    lots = random.Random(20261123)
    for _ in range(how_often(short=2, ci=4, full=100)):
        page, line, actor = opened(clinic, window)
        line.server_knows = lots.random() < 0.5
        how = lots.choice(("before", "with it", "after"))
        if how == "before":
            line.cut()
            page.wait_for_timeout(lots.randrange(1000))
            line.mend()
            page.wait_for_timeout(lots.randrange(6000))
        line.cut_after_tap = how == "with it"
        save_if_asked(page)
        if how != "before":
            page.wait_for_timeout(lots.randrange(600))
            line.cut()
            page.wait_for_timeout(lots.randrange(1000))
            line.mend()
        save_until_shown(page)
        the_one_row(clinic, actor)
        page.context.close()


def save_if_asked(page: Page) -> None:
    """Tap Save once where the form is in sight; the tap is lost where the line is cut."""
    if not page.locator(".st-key-on-file").is_visible():
        with suppress(Error):  # unless the page has changed meanwhile
            save_button(page).click(timeout=5000)
