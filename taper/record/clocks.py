"""Figures that look back from each day: a clock, the change over four weeks, the mean of a week."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.arrays import FloatingArray, IntegerArray

from taper.record.columns import MISSING, Flags, Numbers, blank

WEEK, FOUR_WEEKS = 7, 28
FEWEST_DAYS = 4  # design §3: a 7-day mean stands on at least 4 recorded days


def days_since_taken_change(taken_ug: Numbers, planned_ug: Numbers, is_change: Flags) -> Numbers:
    """Count from the last change between two recorded days in a row.

    A day without a record makes the count unknown until the next change is seen. A plan whose
    doses alternate within one step, followed as written, is no change.
    """
    days = np.arange(len(taken_ug))
    known = taken_ug >= 0
    followed = (taken_ug == planned_ug) & known
    changed = np.zeros(len(days), dtype=np.bool_)
    changed[1:] = (
        known[1:]
        & known[:-1]
        & (taken_ug[1:] != taken_ug[:-1])
        & ~(followed[1:] & followed[:-1] & ~is_change[1:])
    )
    last_change = np.maximum.accumulate(np.where(changed, days, -1))
    last_unknown = np.maximum.accumulate(np.where(known, -1, days))
    return np.where(last_change > last_unknown, days - last_change, MISSING)


def change_over_four_weeks(planned_ug: Numbers) -> tuple[IntegerArray, FloatingArray]:
    """Give the planned dose less the one 28 days before, in micrograms and in % of that one.

    Both are absent where no plan was in force on either day, the second also after 0 mg.
    """
    before = np.concatenate([blank(FOUR_WEEKS), planned_ug])[: len(planned_ug)]
    missing = (planned_ug < 0) | (before < 0)
    change = np.where(missing, 0, planned_ug - before)
    percent = 100 * change / np.where(before > 0, before, 1)
    return (
        pd.arrays.IntegerArray(change.astype(np.int32), missing),
        pd.arrays.FloatingArray(percent, missing | (before == 0)),
    )


def mean_of_week(values: Numbers) -> tuple[FloatingArray, Numbers]:
    """Give the trailing 7-day mean, its own day included, and the days it stands on."""
    known = values >= 0
    total = _last_week(np.where(known, values, 0))
    days = _last_week(known.astype(np.int64))
    mean: npt.NDArray[np.float64] = total / np.maximum(days, 1)
    return pd.arrays.FloatingArray(mean, days < FEWEST_DAYS), days


def _last_week(values: Numbers) -> Numbers:
    """Add up each value and the six before it."""
    running = np.concatenate([np.zeros(WEEK, dtype=np.int64), np.cumsum(values)])
    week: Numbers = running[WEEK:] - running[:-WEEK]
    return week
