"""Hostile histories: every chart is drawn, every table written, every file made."""

import json
import re

import pandas as pd
import pytest

from taper.charts.compare import ChartItems, compare_spec
from taper.charts.compare_text import compare_alt_text, compare_table
from taper.charts.frames import compare_frames
from taper.charts.since_change import since_change_spec
from taper.charts.since_change_data import (
    since_change_alt_text,
    since_change_frames,
    since_change_table,
)
from taper.charts.steps_table import steps_table
from taper.charts.svg import svg
from taper.exports.csv import timeline_csv
from taper.record.alignment import aligned
from taper.record.record import Record
from taper.record.steps import steps
from tests.conftest import count
from tests.record_hostile import HISTORIES

every_history = pytest.mark.parametrize("shown", HISTORIES.values(), ids=HISTORIES)
not_huge = pytest.mark.parametrize(
    "shown",
    [each for name, each in HISTORIES.items() if "years" not in name],
    ids=[name for name in HISTORIES if "years" not in name],
)


def items_of(shown: Record, *, compact: bool = False) -> ChartItems:
    return ChartItems(
        medicines=tuple(each.course.medicine for each in shown.courses),
        symptoms=shown.shown_symptoms,
        of_ten=("sleep_quality", "usual_things"),
        instruments=shown.beside.instruments,
        events=bool(shown.beside.on_days),
        compact=compact,
    )


def tables_of(shown: Record) -> list[pd.DataFrame]:
    return [table for _, table in shown.timelines(*shown.span())]


@every_history
def test_it_is_told_tabled_and_exported(shown: Record):
    tables, items = tables_of(shown), items_of(shown)
    words = compare_alt_text(tables, items, shown.today, shown.beside)
    assert words.startswith("Chart of the days from")
    assert len(compare_table(tables, items, shown.beside)) == len(tables[0])
    timelines = shown.timelines(*shown.span())
    text = timeline_csv(timelines, shown.shown_symptoms, shown.beside).decode("utf-8-sig")
    assert text.count("\r\n") == len(tables[0]) + 1


@every_history
def test_its_steps_and_the_days_since_each_change_are_written(shown: Record):
    for table in tables_of(shown):
        found = steps_table(steps(table, shown.shown_symptoms, shown.today), shown.shown_symptoms)
        assert all(len(part.headings) <= 6 for part in found.parts())
        for clock in ("planned", "taken"):
            rows = aligned(table, shown.shown_symptoms, clock)
            assert since_change_alt_text(rows, "Mood", clock)
            if len(rows):
                json.dumps(
                    since_change_spec(
                        "mood", "Mood", rows["change"].nunique(), clock=clock, mode="light"
                    )
                )
                since_change_frames(rows, "mood")
                since_change_table(rows, "mood")


@not_huge
@pytest.mark.parametrize("width", count(short=[360], ci=[360, 1200], full=[360, 390, 1200]))
def test_it_is_drawn_no_wider_than_it_may_be(shown: Record, width: int):
    items = items_of(shown)
    frames = compare_frames(
        tables_of(shown),
        items.symptoms,
        shown.today,
        beside=shown.beside,
        of_ten=items.of_ten,
    )
    drawn = svg(compare_spec(items, mode="dark"), frames, width=width)
    found = re.search(r'width="([\d.]+)"', drawn)
    assert found is not None
    # A name that is too long for its panel sticks out on paper alone: a browser clips it.
    longest = max((len(each) for each in (*items.medicines, "")), default=0)
    if longest < 40 and not items.symptoms:
        assert float(found[1]) <= width + 12


@pytest.mark.parametrize("name", ["a plan and no entries", "30 symptoms", "two years"])
def test_the_compact_chart_is_drawn(name: str):
    shown = HISTORIES[name]
    items = items_of(shown, compact=True)
    frames = compare_frames(
        tables_of(shown), items.symptoms, shown.today, beside=shown.beside, of_ten=items.of_ten
    )
    drawn = svg(compare_spec(items, mode="light"), frames, width=900)
    sides = re.search(r'height="([\d.]+)"', drawn)
    assert sides is not None
    assert float(sides[1]) < 660  # px; a screen has 768
    assert "Drag here" not in drawn


def test_the_same_values_give_the_same_picture():
    shown = HISTORIES["one entry"]
    frames = compare_frames(tables_of(shown), (), shown.today, beside=shown.beside)
    items = ChartItems(medicines=("Exampline",), symptoms=())
    spec = compare_spec(items, mode="light")
    assert svg(spec, frames, width=600) == svg(spec, frames, width=600)
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", svg(spec, frames, width=600))
