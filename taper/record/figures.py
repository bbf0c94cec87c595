"""Mean and range of what was recorded on some days, each with the days it stands on."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from taper.diary.symptoms import Symptom
from taper.record.columns import MISSING, Numbers, symptom_column


class Figures(NamedTuple):
    """Of the days that have an answer; without one, None and 0 days."""

    mean: float | None
    lowest: int | None
    highest: int | None
    days: int


NO_FIGURES = Figures(None, None, None, 0)


def items(symptoms: Sequence[Symptom]) -> tuple[str, ...]:
    """Give the columns of a timeline that hold recorded values, in the order they are shown."""
    return ("mood", *(symptom_column(each.slug) for each in symptoms), "sleep_min")


def recorded_values(timeline: pd.DataFrame, columns: Sequence[str]) -> dict[str, Numbers]:
    """Take *columns* out as plain arrays, MISSING where nothing was recorded."""
    return {
        column: timeline[column].to_numpy(dtype=np.int64, na_value=MISSING) for column in columns
    }


def figures(values: Numbers) -> Figures:
    """Give the figures of *values*, days without an answer left out."""
    known = values[values >= 0]
    if not len(known):
        return NO_FIGURES
    return Figures(
        mean=int(known.sum()) / len(known),
        lowest=int(known.min()),
        highest=int(known.max()),
        days=len(known),
    )
