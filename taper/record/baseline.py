"""The days recorded before the first change of dose: shown as such, never as a norm."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from taper.diary.symptoms import Symptom
from taper.record.figures import Figures, figures, items, recorded_values

LONGEST_DAYS = 14


class Baseline(NamedTuple):
    """The days up to the one before the first planned change, and their figures by column."""

    first: date
    last: date
    days: int
    recorded: int
    figures: dict[str, Figures]


def baseline(
    timeline: pd.DataFrame, symptoms: Sequence[Symptom], longest_days: int = LONGEST_DAYS
) -> Baseline | None:
    """Give at most the last *longest_days* days before the first planned change of *timeline*.

    None where no change is in it, or nothing was recorded on those days.
    """
    changes = timeline.index[timeline["planned_change"]]
    if not len(changes):
        return None
    end = int(changes[0])
    before = timeline.iloc[max(end - longest_days, 0) : end]
    recorded = int(before["recorded"].sum())
    if not recorded:
        return None
    columns = items(symptoms)
    last = timeline["date"].iloc[end].date() - timedelta(days=1)
    return Baseline(
        first=before["date"].iloc[0].date(),
        last=last,
        days=len(before),
        recorded=recorded,
        figures={
            column: figures(values) for column, values in recorded_values(before, columns).items()
        },
    )
