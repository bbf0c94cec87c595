"""Scores from elsewhere: from a form or a file to chart, table, file and visit summary."""

from datetime import timedelta
from decimal import Decimal

import pytest

from taper.actions import events, imports, people, record, visit
from taper.actions.events import SaidEvent
from taper.charts.compare_text import compare_alt_text, compare_table
from taper.diary.events import WORDS, EventId, Kind, Text
from taper.diary.score import read_score
from taper.errors import TaperError
from taper.imports.diary import read_diary
from taper.imports.mapping import checked
from taper.ui.panels_shown import PanelsShown, items, on_file
from tests.conftest import Cast
from tests.saving import TODAY

NAME = "Sleep sheet, mean"


def tell(cast: Cast, number: int, back: int, points: str, who=None, **said: object) -> None:
    events.save_event(
        cast.clinic,
        who or cast.alex,
        cast.patient,
        EventId(number),
        SaidEvent(
            kind=Kind.SCORE,
            day=TODAY - timedelta(days=back),
            texts={WORDS: Text(words=NAME)},
            score=read_score(points, "1", "5"),
            **said,
        ),
        expected_revision=0,
    )


@pytest.fixture
def two(cast: Cast) -> Cast:
    tell(cast, 1, 40, "1.231")
    tell(cast, 2, 5, "2.5")
    return cast


def test_a_score_is_a_questionnaire_of_its_own_with_its_scale(two: Cast):
    shown = record.record(two.clinic, two.alex, two.patient, page="compare")
    (instrument,) = shown.beside.instruments
    assert (instrument.title, instrument.lowest, instrument.maximum) == (NAME, 1, 5)
    assert instrument.elsewhere
    assert [each.total for each in shown.beside.sheets] == [Decimal("1.231"), Decimal("2.5")]
    assert shown.beside.on_days == ()  # it is drawn once


def test_the_chart_the_table_and_the_file_say_it_as_it_was_typed(two: Cast):
    shown = record.record(two.clinic, two.alex, two.patient, page="compare")
    timelines = [table for _, table in shown.timelines(*shown.span())]
    drawn = items(shown, [], PanelsShown(frozenset(on_file(shown)), False))
    heading = f"{NAME}: 1 to 5, filled in elsewhere"
    words = compare_alt_text(timelines, drawn, shown.today, shown.beside)
    assert f"{heading}. It has points on 2 days: 1.231 to 2.5." in words
    table = compare_table(timelines, drawn, shown.beside)
    assert [each for each in table[heading] if each] == ["1.231", "2.5"]
    file = record.timeline_csv(two.clinic, two.alex, two.patient, None, None).decode("utf-8-sig")
    heads, *rows = [line.split(",") for line in file.splitlines()]
    (place,) = [at for at, head in enumerate(heads) if head.startswith("total_elsewhere_sleep")]
    assert [row[place] for row in rows if row[place]] == ["1.231", "2.5"]


def test_the_visit_summary_lists_it_among_the_questionnaires(two: Cast):
    first = TODAY - timedelta(days=50)
    found = visit.visit(two.clinic, two.dr_bose, two.patient, first, TODAY)
    headings = [each.heading for each in found.summary.questionnaires]
    assert "1.231 on a scale from 1 to 5, filled in elsewhere" in headings[0]
    assert found.summary.events == ()


def test_nobody_else_sees_a_private_score_or_one_of_a_closed_diary(cast: Cast):
    tell(cast, 1, 3, "2", private=True)
    tell(cast, 2, 4, "3")
    seen = record.record(cast.clinic, cast.dr_bose, cast.patient, page="compare")
    assert [each.total for each in seen.beside.sheets] == [3]
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    closed = record.record(cast.clinic, cast.dr_bose, cast.patient, page="compare")
    assert closed.beside.sheets == ()


def test_a_score_without_points_is_refused(cast: Cast):
    said = SaidEvent(kind=Kind.SCORE, day=TODAY, texts={WORDS: Text(words=NAME)})
    with pytest.raises(TaperError, match="score_unreadable"):
        events.save_event(
            cast.clinic, cast.alex, cast.patient, EventId(1), said, expected_revision=0
        )


# --- out of a file ------------------------------------------------------------------------

MAPPING = checked(
    {
        "format": 1,
        "file": {"encoding": "utf-8", "separator": ",", "decimal": ".", "missing": [""]},
        "date": {"column": "day", "form": "YYYY-MM-DD"},
        "mood": {"column": "mood", "from": [0, 10], "to": [0, 10], "rounding": "refuse"},
        "score": [{"title": NAME, "column": "sheet", "lowest": 1, "highest": 5}],
    }
)


def read(lines: str):
    table = MAPPING.table(f"day,mood,sheet\n{lines}".encode())
    return read_diary(table, MAPPING, today=TODAY)


def test_a_column_of_scores_comes_in_once_however_often_it_is_imported(cast: Cast):
    found = read("2026-02-01,5,1.231\n2026-02-02,6,\n2026-02-03,,2.0\n")
    assert found.refused == ()
    for _ in range(2):
        imports.import_diary(cast.clinic, cast.patient, found.entries, (), courses={})
    shown = record.record(cast.clinic, cast.alex, cast.patient, page="compare")
    assert [str(each.total) for each in shown.beside.sheets] == ["1.231", "2.0"]
    assert len(shown.diary.days) == 2  # a score alone makes no check-in


@pytest.mark.parametrize("cell", ["0.9", "5.1", "much", "1.23456"])
def test_a_score_off_its_scale_is_refused_with_its_line(cell: str):
    (refused,) = read(f"2026-02-01,5,{cell}\n").refused
    assert (refused.line, refused.column) == (2, "sheet")
