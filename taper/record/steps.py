"""One row per step: the days that one dose was planned for, and what was recorded on them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from taper.diary.intake import Taken
from taper.diary.symptoms import Symptom
from taper.record.columns import MISSING, Flags, Numbers, nullable
from taper.record.figures import Figures, figures, items, recorded_values

DAYS_BEFORE = 14


def steps(
    timeline: pd.DataFrame,
    symptoms: Sequence[Symptom],
    today: date,
    window: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give one row per step of a whole *timeline*, oldest first.

    A step runs from one planned change to the day before the next: an amendment that keeps the
    dose lengthens its step. ``before_…`` columns hold the same figures for the 14 days before
    the step, as far as *timeline* goes back. Days after *today* count in ``days`` alone.
    With *window*, a first and a last day: the steps that reach into it, with the figures of
    their days within it; dates and length of a step, and the days before it, stay its own.
    """
    days = timeline["date"]
    place, stop = _places(days, window)
    runs = [run for run in _runs(timeline) if run[0] < stop and run[1] > place]
    shown = [(max(start, place), min(end, stop)) for start, end in runs]
    columns = items(symptoms)
    values = recorded_values(timeline, columns)
    past = int((days <= pd.Timestamp(today)).sum())
    table = _dates_and_doses(timeline, runs, shown, past)
    for column in columns:
        during = [figures(values[column][start:end]) for start, end in shown]
        before = [figures(values[column][_before(start) : start]) for start, _ in runs]
        table |= _columns(column, during) | _columns(f"before_{column}", before)
    return pd.DataFrame(table)


def _places(days: "pd.Series[Any]", window: tuple[date, date] | None) -> tuple[int, int]:
    """Give the place of the first day of *window*, and the place after its last."""
    if window is None:
        return 0, len(days)
    first, last = map(pd.Timestamp, window)
    return int(days.searchsorted(first)), int(days.searchsorted(last, side="right"))


def _runs(timeline: pd.DataFrame) -> list[tuple[int, int]]:
    """Give the first place of each step and the place after its last."""
    is_planned: Flags = timeline["planned_ug"].notna().to_numpy()
    was_planned = np.concatenate([[False], is_planned])[: len(is_planned)]
    starts = is_planned & (timeline["planned_change"].to_numpy() | ~was_planned)
    goes_on = np.append((is_planned & ~starts)[1:], [False])[: len(is_planned)]
    ends = is_planned & ~goes_on
    return list(
        zip(np.flatnonzero(starts).tolist(), (np.flatnonzero(ends) + 1).tolist(), strict=True)
    )


def _before(start: int) -> int:
    return max(start - DAYS_BEFORE, 0)


def _dates_and_doses(
    timeline: pd.DataFrame,
    runs: list[tuple[int, int]],
    shown: list[tuple[int, int]],
    past: int,
) -> dict[str, Any]:
    days = timeline["date"].to_numpy()
    version, ug = (
        timeline[column].to_numpy(dtype=np.int64, na_value=MISSING)
        for column in ("plan_version", "planned_ug")
    )
    recorded = timeline["recorded"].to_numpy()
    answers = timeline["taken"].to_numpy()

    def counted(flags: Flags) -> Numbers:
        return np.array([flags[start:end].sum() for start, end in shown], dtype=np.int64)

    return {
        "first": days[[start for start, _ in runs]],
        "last": days[[end - 1 for _, end in runs]],
        # No later day is planned here: the plan ends, or the timeline does.
        "is_last": np.array([end == len(timeline) for _, end in runs], dtype=np.bool_),
        "days": np.array([end - start for start, end in runs], dtype=np.int64),
        "days_so_far": np.array([max(min(end, past) - start, 0) for start, end in shown], np.int64),
        "first_version": version[[start for start, _ in runs]],
        "last_version": version[[end - 1 for _, end in runs]],
        "lowest_planned_ug": np.array([ug[start:end].min() for start, end in runs], np.int64),
        "highest_planned_ug": np.array([ug[start:end].max() for start, end in runs], np.int64),
        "recorded": counted(recorded),
        **{answer.value: counted(answers == answer.value) for answer in Taken},
        "before_days": np.array([start - _before(start) for start, _ in runs], dtype=np.int64),
        "before_recorded": np.array(
            [recorded[_before(start) : start].sum() for start, _ in runs], dtype=np.int64
        ),
    }


def _columns(item: str, found: list[Figures]) -> dict[str, Any]:
    """Give the four columns of *item*: mean, lowest, highest, days."""
    missing = np.array([each.mean is None for each in found], dtype=np.bool_)
    means = np.array([each.mean or 0.0 for each in found], dtype=np.float64)
    return {
        f"{item}_mean": pd.arrays.FloatingArray(means, missing),
        f"{item}_lowest": _nullable([each.lowest for each in found]),
        f"{item}_highest": _nullable([each.highest for each in found]),
        f"{item}_days": np.array([each.days for each in found], dtype=np.int64),
    }


def _nullable(values: list[int | None]) -> Any:
    known = [MISSING if value is None else value for value in values]
    return nullable(np.array(known, dtype=np.int64), "int16")
