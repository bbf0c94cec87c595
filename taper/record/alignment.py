"""Recorded values by days since a change of dose, by either clock, so that lags can be seen."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from taper.diary.symptoms import Symptom
from taper.record.columns import MISSING, Flags, Numbers
from taper.record.figures import items

LONGEST_DAYS = 56  # eight weeks
OF_TEN = ("sleep_quality", "usual_things")  # answers from 0 to 10, beside the mood

Clock = Literal["planned", "taken"]


def aligned(
    timeline: pd.DataFrame,
    symptoms: Sequence[Symptom],
    clock: Clock,
    longest_days: int = LONGEST_DAYS,
    window: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give one row per change of dose and day, from the change to *longest_days* after it.

    *clock* names the change: "planned", or in the dose recorded as "taken". ``later_changes``
    counts the changes by the same clock in between: 0 while it is the last one. By "taken" the
    rows of a change end at the first day without a record, after which nobody knows.
    Missing days keep their row, so that a gap is seen as one. With *window*, a first and a last
    day, rows outside it are left out; what is left of the changes is counted from 1 again.
    """
    dose = timeline[f"{clock}_ug"].to_numpy(dtype=np.int64, na_value=MISSING)
    is_change = _changes(timeline, clock)
    starts = np.flatnonzero(is_change)
    ends = _ends(dose, starts, clock, longest_days)
    places = np.concatenate([np.arange(0), *map(np.arange, starts, ends)])
    change = np.repeat(np.arange(len(starts)), ends - starts)
    so_far = np.cumsum(is_change)
    dates = timeline["date"].to_numpy()
    table = pd.DataFrame(
        {
            "change": change + 1,
            "changed_on": dates[starts[change]],
            "from_ug": dose[starts[change] - 1],
            "to_ug": dose[starts[change]],
            "days_since": places - starts[change],
            "later_changes": so_far[places] - so_far[starts[change]],
            "date": dates[places],
            **{column: timeline[column].array[places] for column in (*items(symptoms), *OF_TEN)},
        }
    )
    return table if window is None else _within(table, *window)


def _within(table: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    inside = table["date"].between(pd.Timestamp(first), pd.Timestamp(last))
    kept = table[inside].reset_index(drop=True)
    return kept.assign(change=pd.factorize(kept["change"])[0] + 1)


def _changes(timeline: pd.DataFrame, clock: Clock) -> Flags:
    if clock == "planned":
        changes: Flags = timeline["planned_change"].to_numpy().copy()
    else:
        since = timeline["days_since_taken_change"].to_numpy(dtype=np.int64, na_value=MISSING)
        changes = since == 0
    changes[:1] = False  # the day before is not in this timeline, so neither is its dose
    return changes


def _ends(dose: Numbers, starts: Numbers, clock: Clock, longest_days: int) -> Numbers:
    """Give the place after the last row of each change."""
    ends = np.minimum(starts + longest_days + 1, len(dose))
    if clock == "taken" and len(starts):
        unknown = np.append(np.flatnonzero(dose < 0), len(dose))
        ends = np.minimum(ends, unknown[np.searchsorted(unknown, starts)])
    return ends
