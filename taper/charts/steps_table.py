"""The step table in words: the same figures for every step, and for the days before it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from taper.charts.headings import symptom_headings
from taper.diary.symptoms import Symptom
from taper.plan.dose import mg_text
from taper.record.figures import items
from taper.record.steps import DAYS_BEFORE
from taper.words import day, say


def steps_table(steps: pd.DataFrame, symptoms: Sequence[Symptom]) -> pd.DataFrame:
    """Give the table of `record.steps` as text, oldest step first.

    A cell such as "5.4 (2 to 8, days: 22)" is the mean, the range and the days they stand on.
    """
    rows = steps.to_dict("records")
    headings = _columns(symptoms)
    table = {
        say("column.step"): [_name(row) for row in rows],
        say("column.days_recorded"): [_recorded(row, "recorded", "days_so_far") for row in rows],
        say("column.taken_as_planned"): [str(row["as_planned"]) for row in rows],
        say("column.taken_not"): [str(row["not_taken"]) for row in rows],
        say("column.taken_other"): [str(row["other"]) for row in rows],
    }
    for column, heading in headings.items():
        table[heading] = [_figures(row, column) for row in rows]
    earlier = say("column.before", column=say("column.days_recorded"), days=DAYS_BEFORE)
    table[earlier] = [_recorded(row, "before_recorded", "before_days") for row in rows]
    for column, heading in headings.items():
        earlier = say("column.before", column=heading, days=DAYS_BEFORE)
        table[earlier] = [_figures(row, f"before_{column}") for row in rows]
    return pd.DataFrame(table)


def _columns(symptoms: Sequence[Symptom]) -> dict[str, str]:
    """Give the heading of each column of figures."""
    columns = items(symptoms)
    own = (say("column.mood"), *symptom_headings(symptoms), say("column.sleep"))
    return dict(zip(columns, own, strict=True))


def _name(row: dict[Any, Any]) -> str:
    lowest, highest = mg_text(row["lowest_planned_ug"]), mg_text(row["highest_planned_ug"])
    mg = lowest if lowest == highest else say("column.between_mg", lowest=lowest, highest=highest)
    first, last = _day(row["first"]), _day(row["last"])
    if row["is_last"]:
        return say("column.step_on", mg=mg, first=first)
    return say("column.step_of", mg=mg, first=first, last=last)


def _day(moment: pd.Timestamp) -> str:
    return day(date(moment.year, moment.month, moment.day))


def _recorded(row: dict[Any, Any], recorded: str, days: str) -> str:
    return say("column.n_of_days", n=row[recorded], days=row[days])


def _figures(row: dict[Any, Any], column: str) -> str:
    if not row[f"{column}_days"]:
        return ""
    per_unit = 60 if column.endswith("sleep_min") else 1  # minutes are read as hours
    mean, lowest, highest = (
        f"{row[f'{column}_{figure}'] / per_unit:.1f}" for figure in ("mean", "lowest", "highest")
    )
    if per_unit == 1:
        lowest, highest = lowest.removesuffix(".0"), highest.removesuffix(".0")
    return say("column.figures", mean=mean, lowest=lowest, highest=highest, n=row[f"{column}_days"])
