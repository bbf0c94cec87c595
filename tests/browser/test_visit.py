"""The first screen of the visit summary: all that is read first, without scrolling."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from taper import ids
from taper.actions import events
from taper.actions.events import SaidEvent
from taper.diary.events import EventId, Kind, Text
from taper.settings import Settings
from tests.browser.conftest import DESKTOP, Opener, Program, let_in, running
from tests.by_day import TODAY
from tests.conftest import Cast, make_cast, sign_plan, typed_plan

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)

MEDICINES = ("Exampline", "Otherine", "Thirdamine", "Fourthapine")
TALK = ("May I drive again?", "The nights are long, and I wake at four.")
BOTTOM = "element => element.getBoundingClientRect().bottom"


@pytest.fixture(params=[1, 2, 4])
def clinic(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Program, Cast]]:
    """The program, with Alex on one, two or four medicines and two things to talk about."""
    file = tmp_path / "taper.sqlite3"
    cast = make_cast(Settings(database=f"sqlite:///{file}"))
    days: list[date] = [TODAY - timedelta(days=back) for back in (60, 20, -20)]
    rows = zip(map(str, days), ("20", "15", "10"), strict=True)
    plan = typed_plan(*rows)
    for medicine in MEDICINES[: request.param]:
        sign_plan(cast, plan, medicine=medicine)
    for number, words in enumerate(TALK):
        said = SaidEvent(kind=Kind.TO_TALK, day=TODAY, texts={"words": Text(words=words)})
        events.save_event(
            cast.clinic, cast.alex, cast.patient, EventId(number + 1), said, expected_revision=0
        )
    with running("serve", "--database", f"sqlite:///{file}") as program:
        yield program, cast
    cast.clinic.store.close()


def test_the_first_screen_holds_it_all(clinic: tuple[Program, Cast], window: Opener):
    program, cast = clinic
    page = window(DESKTOP)
    let_in(page, program, "dr_bose")
    page.goto(program.url)
    expect(page.locator(".st-key-foot")).to_be_visible()
    page.goto(f"{program.url}/visit?patient={ids.to_text(cast.patient)}")
    chart = page.locator(".stVegaLiteChart canvas").first
    expect(chart).to_be_visible()
    page.wait_for_timeout(1500)  # the chart is drawn anew once its font is there
    for words in TALK:
        expect(page.get_by_text(words).first).to_be_visible()
    assert ends(page) <= DESKTOP["height"]


def ends(page: Page) -> float:
    """Give how far down the page what is read first reaches, in CSS pixels."""
    shown = page.locator(".st-key-visit-now [data-testid=stText]").all()
    chart = page.locator(".stVegaLiteChart canvas").first
    return max(float(each.evaluate(BOTTOM)) for each in (*shown, chart))
