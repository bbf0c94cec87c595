"""The step table: the same figures for every step and for the days before it, with their bars."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from taper.charts.headings import symptom_headings
from taper.diary.symptoms import Symptom
from taper.plan.dose import mg_text
from taper.record.baseline import Baseline
from taper.record.figures import items
from taper.record.steps import DAYS_BEFORE
from taper.record.steps_written import StepCell, StepLine, StepsTable
from taper.words import day, figures, say

HIGHEST = {"mood": 10.0, "sleep_min": 14.0 * 60}  # the ends of the bars, as in the other charts
HIGHEST_SEVERITY = 3.0


def steps_table(steps: pd.DataFrame, symptoms: Sequence[Symptom]) -> StepsTable:
    """Write the table of `record.steps`, oldest step first; items that nobody recorded are out."""
    rows = steps.to_dict("records")
    named = zip(items(symptoms), _headings(symptoms), strict=True)
    shown = [
        (column, heading)
        for column, heading in named
        if any(row[f"{column}_days"] or row[f"before_{column}_days"] for row in rows)
    ]
    columns = [column for column, _ in shown]
    return StepsTable(
        tuple(heading for _, heading in shown),
        tuple({"mood": "mood", "sleep_min": "sleep"}.get(each, "severity") for each in columns),
        tuple(_line(row, columns) for row in rows),
    )


def cell_text(cell: StepCell) -> str:
    """Write a cell in one line: "5.4 (2 to 8, days: 22)"; "" where nothing is recorded."""
    if not cell.days:
        return ""
    return say("column.figures", mean=cell.mean, range=cell.range, n=cell.days)


def taken_text(line: StepLine) -> str:
    """Write the doses of a step: as planned, not taken, another amount."""
    return say(
        "column.taken_counts",
        as_planned=line.as_planned,
        not_taken=line.not_taken,
        other=line.other,
    )


def _headings(symptoms: Sequence[Symptom]) -> tuple[str, ...]:
    return (say("column.mood"), *symptom_headings(symptoms), say("column.sleep"))


def _line(row: dict[Any, Any], columns: Sequence[str]) -> StepLine:
    return StepLine(
        name=_name(row),
        recorded=_of_days(row["recorded"], row["days_so_far"]),
        as_planned=int(row["as_planned"]),
        not_taken=int(row["not_taken"]),
        other=int(row["other"]),
        recorded_before=say(
            "column.before_of_days",
            days=DAYS_BEFORE,
            n=row["before_recorded"],
            known=row["before_days"],
        ),
        cells=tuple(_cell(row, column, column) for column in columns),
        before=tuple(_cell(row, f"before_{column}", column) for column in columns),
    )


def _name(row: dict[Any, Any]) -> str:
    lowest, highest = mg_text(row["lowest_planned_ug"]), mg_text(row["highest_planned_ug"])
    mg = lowest if lowest == highest else say("column.from_to", lowest=lowest, highest=highest)
    first, last = _day(row["first"]), _day(row["last"])
    if row["is_last"]:
        return say("column.step_on", mg=mg, first=first)
    return say("column.step_of", mg=mg, first=first, last=last)


def _day(moment: pd.Timestamp) -> str:
    return day(date(moment.year, moment.month, moment.day))


def _of_days(n: int, days: int) -> str:
    return say("column.n_of_days", n=n, days=days)


def _cell(row: dict[Any, Any], found: str, column: str) -> StepCell:
    days = int(row[f"{found}_days"])
    if not days:
        return StepCell(None, "", "", 0)
    per_unit = 60 if column == "sleep_min" else 1  # minutes are read as hours
    mean, lowest, highest = (
        row[f"{found}_{figure}"] / per_unit for figure in ("mean", "lowest", "highest")
    )
    share = row[f"{found}_mean"] / HIGHEST.get(column, HIGHEST_SEVERITY)
    return StepCell(
        share=min(max(float(share), 0.0), 1.0),
        mean=figures(f"{mean:.1f}"),
        range=say("column.from_to", lowest=_short(lowest), highest=_short(highest)),
        days=days,
    )


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def baseline_lines(before: Baseline, symptoms: Sequence[Symptom]) -> list[str]:
    """Write the days before the first change, as they were recorded: a heading, then each item."""
    heading = say(
        "column.baseline",
        first=before.first,
        last=before.last,
        recorded=before.recorded,
        days=before.days,
    )
    named = zip(items(symptoms), _headings(symptoms), strict=True)
    cells = [(name, _cell(_row_of(column, before), column, column)) for column, name in named]
    return [
        heading,
        *(
            say("column.item_line", item=name, figures=cell_text(cell))
            for name, cell in cells
            if cell.days
        ),
    ]


def _row_of(column: str, before: Baseline) -> dict[str, Any]:
    return {f"{column}_{name}": value for name, value in before.figures[column]._asdict().items()}
