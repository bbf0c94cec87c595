"""The figures of the step table, worked out again from the CSV by plain Python alone."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import mean

from hypothesis import given, settings
from hypothesis import strategies as st

from taper.diary.check_in import CheckIn
from taper.diary.days import DiaryDays
from taper.exports.csv import timeline_csv
from taper.plan.plan import PlanVersion
from taper.record.steps import steps
from taper.record.timeline import timeline
from tests.conftest import count
from tests.record_cases import EXAMPLINE, SYMPTOMS, column, day, diaries, plans

COLUMNS = {"mood": "mood", "symptom_dizziness": "symptom_dizziness", "sleep_min": "sleep_hours"}


def rows_of(table) -> list[dict[str, str]]:
    text = timeline_csv(table, SYMPTOMS).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def runs(rows: list[dict[str, str]]) -> Iterator[list[int]]:
    """Give the places of each step: a change is where the clock of the plan reads 0."""
    place: list[int] = []
    for number, row in enumerate(rows):
        if not row["planned_mg"] or row["days_since_planned_change"] == "0":
            if place:
                yield place
            place = []
        if row["planned_mg"]:
            place.append(number)
    if place:
        yield place


def values(rows: list[dict[str, str]], name: str) -> list[float]:
    known = [float(row[name]) for row in rows if row[name]]
    return [round(each * 60) for each in known] if name == "sleep_hours" else known


@settings(max_examples=count(short=80, ci=500, full=5_000), deadline=None)
@given(
    versions=plans(), check_ins=diaries(), window=st.tuples(st.integers(0, 40), st.integers(0, 40))
)
def test_every_figure_can_be_worked_out_again_from_the_file(
    versions: list[PlanVersion], check_ins: list[CheckIn], window: tuple[int, int]
):
    whole = timeline(
        course=EXAMPLINE,
        versions=versions,
        diary=DiaryDays.of(check_ins),
        symptoms=SYMPTOMS,
        first=day(0),
        last=day(40),
    )
    first, last = day(min(window)), day(max(window))
    found = steps(whole, SYMPTOMS, day(40), (first, last))
    rows = rows_of(whole)
    expected = list(worked_out(rows, first, last))
    assert column(found, "recorded") == [each["recorded"] for each in expected]
    for taken in ("as_planned", "not_taken", "other"):
        assert column(found, taken) == [each[taken] for each in expected]
    for ours, theirs in COLUMNS.items():
        for when in ("", "before_"):
            means = column(found, f"{when}{ours}_mean")
            again = [
                mean(each[when + theirs]) if each[when + theirs] else None for each in expected
            ]
            assert [same(*pair) for pair in zip(means, again, strict=True)] == [True] * len(means)
            days = [len(each[when + theirs]) for each in expected]
            assert column(found, f"{when}{ours}_days") == days
            lowest = [min(each[when + theirs], default=None) for each in expected]
            assert column(found, f"{when}{ours}_lowest") == lowest


def same(one: float | None, other: float | None) -> bool:
    return one == other or (one is not None and other is not None and abs(one - other) < 1e-9)


def worked_out(rows: list[dict[str, str]], first: date, last: date) -> Iterator[dict]:
    for run in runs(rows):
        inside = [
            rows[place] for place in run if first <= date.fromisoformat(rows[place]["date"]) <= last
        ]
        if not inside:
            continue
        before = rows[max(run[0] - 14, 0) : run[0]]
        yield {
            "recorded": sum(row["recorded"] == "yes" for row in inside),
            **{
                taken: sum(row["taken"] == taken for row in inside)
                for taken in ("as_planned", "not_taken", "other")
            },
            **{name: values(inside, name) for name in COLUMNS.values()},
            **{f"before_{name}": values(before, name) for name in COLUMNS.values()},
        }


def test_the_fourteen_days_before_are_those_of_the_calendar():
    assert day(14) - timedelta(days=14) == day(0)
