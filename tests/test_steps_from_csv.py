"""The figures of the step table, worked out again from the CSV by plain Python alone."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
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

COLUMNS = {
    "mood": "mood",
    "symptom_dizziness": "symptom_dizziness",
    "symptom_nausea": "symptom_nausea",
    "sleep_min": "sleep_hours",
}
# What the table says of a step beside the figures of what was recorded.
FACTS = (
    "first",
    "last",
    "is_last",
    "days",
    "days_so_far",
    "first_version",
    "last_version",
    "lowest_planned_ug",
    "highest_planned_ug",
    "recorded",
    "as_planned",
    "not_taken",
    "other",
    "before_days",
    "before_recorded",
)
OF_ITEMS = [
    f"{when}{item}_{figure}"
    for item in COLUMNS
    for when in ("", "before_")
    for figure in ("mean", "lowest", "highest", "days")
]


def rows_of(table) -> list[dict[str, str]]:
    text = timeline_csv([(None, table)], SYMPTOMS).decode("utf-8-sig")
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
    versions=plans(),
    check_ins=diaries(),
    window=st.tuples(st.integers(0, 40), st.integers(0, 40)),
    today=st.integers(0, 40),
)
def test_every_figure_can_be_worked_out_again_from_the_file(
    versions: list[PlanVersion], check_ins: list[CheckIn], window: tuple[int, int], today: int
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
    found = steps(whole, SYMPTOMS, day(today), (first, last))
    expected = list(worked_out(rows_of(whole), first, last, day(today)))
    assert list(found) == [*FACTS, *OF_ITEMS]
    for name in found:
        ours, again = column(found, name), [each[name] for each in expected]
        assert len(ours) == len(again)
        assert all(same(*pair) for pair in zip(ours, again, strict=True)), (name, ours, again)


def same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < 1e-9
    return one == other


def worked_out(
    rows: list[dict[str, str]],
    first: date,
    last: date,
    today: date,
    columns: dict[str, str] = COLUMNS,
) -> Iterator[dict[str, object]]:
    for run in runs(rows):
        own = [rows[place] for place in run]
        inside = [row for row in own if first <= of(row) <= last]
        if not inside:
            continue
        before = rows[max(run[0] - 14, 0) : run[0]]
        ug = [round(1000 * float(row["planned_mg"])) for row in own]
        found: dict[str, object] = {
            "first": datetime.combine(of(own[0]), time.min),
            "last": datetime.combine(of(own[-1]), time.min),
            "is_last": own[-1] is rows[-1],
            "days": len(own),
            "days_so_far": sum(of(row) <= today for row in inside),
            "first_version": int(own[0]["plan_version"]),
            "last_version": int(own[-1]["plan_version"]),
            "lowest_planned_ug": min(ug),
            "highest_planned_ug": max(ug),
            "recorded": sum(row["recorded"] == "yes" for row in inside),
            "before_days": len(before),
            "before_recorded": sum(row["recorded"] == "yes" for row in before),
        }
        for taken in ("as_planned", "not_taken", "other"):
            found[taken] = sum(row["taken"] == taken for row in inside)
        for ours, theirs in columns.items():
            found |= figures_of(ours, values(inside, theirs))
            found |= figures_of(f"before_{ours}", values(before, theirs))
        yield found


def of(row: dict[str, str]) -> date:
    return date.fromisoformat(row["date"])


def figures_of(name: str, known: list[float]) -> dict[str, object]:
    return {
        f"{name}_mean": mean(known) if known else None,
        f"{name}_lowest": min(known, default=None),
        f"{name}_highest": max(known, default=None),
        f"{name}_days": len(known),
    }


def test_the_fourteen_days_before_are_those_of_the_calendar():
    assert day(14) - timedelta(days=14) == day(0)
