"""A week of a sheet typed into a table: every cell is read on the server, or nothing is saved."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from taper import ids
from taper.actions import diary
from taper.diary.check_in import CheckIn, Source
from taper.diary.intake import Taken
from tests.conftest import Cast, sign_plan, typed_plan
from tests.pages import opened, served, text

MONDAY, TUESDAY = "2026-02-09", "2026-02-10"
ROWS = ("bad_day", "mood", "dizziness", "electric", "irritability", "anxiety", "taken", "sleep",
        "quality", "usual", "note")  # fmt: skip


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    sign_plan(sqlite_cast, typed_plan(("2026-02-10", "20"), ("2026-05-04", "0")))
    with served(sqlite_cast):
        yield sqlite_cast


def table(cast: Cast, who: str = "dr_bose") -> AppTest:
    if who == "alex":
        at = opened(cast.alex, "paper_sheet")
    else:
        at = opened(cast.dr_bose, "enter_days", patient=ids.to_text(cast.patient))
        next(each for each in at.button_group if each.key == "source").select(Source.PAPER).run()
    at.text_input(key="paper-first").set_value(MONDAY).run()
    return next(each for each in at.button if each.key == "paper-turn").click().run()


def typed(at: AppTest, day: str, **cells: Any) -> None:
    key = f"paper-table-{MONDAY}-7-0"
    edits: dict[str, Any] = at.session_state.get(key, {})
    rows = dict(edits.get("edited_rows", {}))
    for name, cell in cells.items():
        place = ROWS.index(name)
        rows[place] = {**rows.get(place, {}), day: cell}
    at.session_state[key] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}


def save(at: AppTest) -> AppTest:
    return next(each for each in at.button if each.key == "table-save").click().run()


def on_file(cast: Cast, day: str) -> CheckIn | None:
    asked = date.fromisoformat(day)
    return diary.day_on_file(cast.clinic, cast.alex, cast.patient, asked).check_in


def test_the_next_week_waits_until_what_is_typed_in_the_table_is_saved_or_emptied(cast: Cast):
    at = table(cast)
    for cell, week in (("6", "9 February 2026"), ("", "16 February 2026")):
        typed(at, TUESDAY, mood=cell)
        next(each for each in at.button if each.key == "paper-next").click().run()
        assert bool(at.error) == bool(cell)
        assert next(each.value for each in at.header) == f"Week from {week}"


@pytest.mark.parametrize("who", ["alex", "dr_bose"])
def test_a_day_of_a_sheet_is_read_cell_by_cell_and_marked_as_paper(cast: Cast, who: str):
    at = table(cast, who)
    typed(
        at, TUESDAY, mood="6", dizziness="2", anxiety="0", taken="12.5", sleep="7½", note="Tired."
    )
    typed(at, MONDAY, bad_day="x")
    save(at)
    assert "Saved 2 days" in at.success[0].value
    made = on_file(cast, TUESDAY)
    assert made is not None
    said = made.answers
    assert (said.mood, said.symptoms, said.sleep_min) == (6, {"dizziness": 2, "anxiety": 0}, 450)
    assert (said.intakes[0].taken, said.intakes[0].ug) == (Taken.OTHER, 12_500)
    assert (said.note, said.bad_day) == ("Tired.", False)
    assert (made.source, made.recorded_by) == (Source.PAPER, cast.ids[who])
    bad = on_file(cast, MONDAY)
    assert bad is not None
    assert bad.answers.bad_day
    assert not bad.answers.has_details


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"mood": "11"}, "Mood (0 worst, 10 best): Write a whole number from 0 to 10."),
        ({"dizziness": "mild"}, "Dizziness: Write 0, 1, 2 or 3."),
        ({"sleep": "a lot"}, "Hours of sleep: Write the hours"),
        ({"taken": "1/2"}, "Did you take Exampline?"),
        ({"bad_day": "?"}, "Write x"),
    ],
)
def test_a_cell_that_can_not_be_read_keeps_everything_on_the_page(
    cast: Cast, cells: dict[str, str], why: str
):
    at = table(cast)
    typed(at, TUESDAY, **{"note": "Here.", **cells})
    typed(at, "2026-02-11", mood="5")
    save(at)
    assert why in at.error[0].value
    assert "Nothing is saved yet. 10 February 2026" in at.error[0].value
    assert on_file(cast, TUESDAY) is None
    assert on_file(cast, "2026-02-11") is None


def test_as_planned_is_the_amount_of_the_plan_and_not_taken_is_none(cast: Cast):
    at = table(cast)
    typed(at, TUESDAY, taken="p")
    typed(at, "2026-02-11", taken="N")
    save(at)
    amounts = []
    for day in (TUESDAY, "2026-02-11"):
        made = on_file(cast, day)
        assert made is not None
        amounts.append(made.answers.intakes[0].ug)
    assert amounts == [20_000, 0]


def test_a_day_before_the_plan_has_nothing_to_be_taken(cast: Cast):
    at = table(cast)
    typed(at, MONDAY, taken="p")
    save(at)
    assert "No plan reaches this day." in at.error[0].value


def test_an_untouched_table_saves_nothing_and_strange_edits_are_passed_over(cast: Cast):
    at = save(table(cast))
    assert "Nothing is answered yet." in at.error[0].value
    typed(at, TUESDAY, mood=9)
    typed(at, "2026-03-30", mood="9")
    typed(at, "question", mood="9")
    save(at)
    assert "Nothing is answered yet." in at.error[0].value
    assert "2026" not in text(at).split("Nothing is answered yet.")[1]


def test_cells_stay_with_their_day_when_another_page_saves_one_of_the_week(cast: Cast):
    at = table(cast)
    typed(at, TUESDAY, mood="6")
    typed(at, MONDAY, mood="5")
    said = diary.Said(mood=2)
    monday = date.fromisoformat(MONDAY)
    diary.save_check_in(
        cast.clinic,
        cast.dr_bose,
        cast.patient,
        monday,
        said,
        expected_revision=0,
        source=Source.PAPER,
    )
    save(at)
    assert "was saved on another page" in text(at)
    assert "Mood: 2 of 10" in text(at)
    typed(at, TUESDAY, mood="6")
    typed(at, MONDAY, mood="5")
    save(at)
    moods = {day: made.answers.mood for day in (MONDAY, TUESDAY) if (made := on_file(cast, day))}
    assert moods == {MONDAY: 5, TUESDAY: 6}
