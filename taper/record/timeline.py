"""The timeline: one row per calendar day, what was planned beside what was recorded."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from taper.diary.days import DiaryDays
from taper.diary.symptoms import Symptom
from taper.plan.in_force import stretches
from taper.plan.plan import Course, PlanVersion
from taper.record.beside import (
    EVENT_WORDS,
    EVENTS,
    Beside,
    kinds_by_day,
    total_column,
    totals_by_day,
    words_by_day,
)
from taper.record.clocks import (
    FOUR_WEEKS,
    change_over_four_weeks,
    days_since_taken_change,
    mean_of_week,
)
from taper.record.columns import nullable, symptom_column, texts
from taper.record.planned import Planned, planned
from taper.record.recorded import SOURCES, TAKEN, Recorded, recorded

ANSWERS = pd.CategoricalDtype([each.value for each in TAKEN])
ORIGINS = pd.CategoricalDtype([each.value for each in SOURCES])


def timeline(
    *,
    course: Course | None,
    versions: Sequence[PlanVersion],
    diary: DiaryDays,
    symptoms: Sequence[Symptom],
    first: date,
    last: date,
    beside: Beside | None = None,
) -> pd.DataFrame:
    """Give one row per day from *first* to *last*, both included.

    Needs every version and every check-in: the clocks and the mean look back beyond *first*.
    Several medicines are several timelines, one per course, which agree in every column of the
    diary. With *course* None there is a diary and no plan. *beside* are the questionnaires and
    events: a column of points for each questionnaire there is, and what happened on each day.
    """
    start = min([first - timedelta(days=FOUR_WEEKS), *diary.days])
    days = max((last - start).days + 1, 0)
    own = [each for each in versions if course is not None and each.course == course.id]
    plan = planned(stretches(own), start.toordinal(), days)
    slugs = [each.slug for each in symptoms]
    own_id = course.id if course else None
    laid = recorded(diary, slugs, own_id, start.toordinal(), days)
    columns = _columns(start, days, plan, laid) | _beside(beside or Beside(), start, days)
    shown = slice((first - start).days, None)
    return pd.DataFrame({name: values[shown] for name, values in columns.items()}, copy=False)


def _beside(beside: Beside, first: date, days: int) -> dict[str, Any]:
    """Lay questionnaires and events out on *days* days from *first*."""
    return {
        **{
            total_column(each.instrument): _points(
                totals_by_day(beside.sheets, each.instrument), first, days
            )
            for each in beside.instruments
        },
        EVENTS: _texts(kinds_by_day(beside.on_days), first, days),
        EVENT_WORDS: _texts(words_by_day(beside.on_days), first, days),
    }


def _points(by_day: Mapping[date, int | Decimal], first: date, days: int) -> Any:
    column, missing = np.zeros(days), np.ones(days, dtype=np.bool_)
    for day, points in by_day.items():
        if 0 <= (day - first).days < days:
            column[(day - first).days] = float(points)
            missing[(day - first).days] = False
    if all(points % 1 == 0 for points in by_day.values()):
        return pd.arrays.IntegerArray(column.astype(np.int16), missing)
    return pd.arrays.FloatingArray(column, missing)


def _texts(by_day: Mapping[date, str], first: date, days: int) -> Any:
    column: list[str | None] = [None] * days
    for day, text in by_day.items():
        if 0 <= (day - first).days < days:
            column[(day - first).days] = text
    return texts(column)


def _columns(start: date, days: int, plan: Planned, diary: Recorded) -> dict[str, Any]:
    mean, mean_days = mean_of_week(diary.mood)
    clock = days_since_taken_change(diary.taken_ug, plan.ug, plan.is_change)
    change_ug, change_percent = change_over_four_weeks(plan.ug)
    midnights = np.datetime64(start, "ms") + np.arange(days) * np.timedelta64(1, "D")
    return {
        "date": midnights,
        "plan_version": nullable(plan.version, "int32"),
        "step": nullable(plan.row, "int16"),
        "planned_ug": nullable(plan.ug, "int32"),
        "planned_change": plan.is_change,
        "change_28d_ug": change_ug,
        "change_28d_percent": change_percent,
        "taken": pd.Categorical.from_codes(diary.taken, dtype=ANSWERS),
        "taken_ug": nullable(diary.taken_ug, "int32"),
        "days_since_planned_change": nullable(plan.days_since_change, "int32"),
        "days_since_taken_change": nullable(clock, "int32"),
        "mood": nullable(diary.mood, "int8"),
        "mood_mean_7d": mean,
        "mood_days_7d": mean_days.astype("int8"),
        **{
            symptom_column(slug): nullable(values, "int8")
            for slug, values in diary.symptoms.items()
        },
        "sleep_min": nullable(diary.sleep_min, "int16"),
        "sleep_quality": nullable(diary.sleep_quality, "int8"),
        "usual_things": nullable(diary.usual_things, "int8"),
        "recorded": diary.revision >= 0,
        "bad_day": pd.arrays.BooleanArray(diary.bad_day > 0, diary.bad_day < 0),
        "late": pd.arrays.BooleanArray(diary.late > 0, diary.late < 0),
        "revision": nullable(diary.revision, "int32"),
        "recorded_by": nullable(diary.recorded_by, "int64"),
        "source": pd.Categorical.from_codes(diary.source, dtype=ORIGINS),
        "note": texts(diary.note),
        "note_private": pd.arrays.BooleanArray(diary.note_private > 0, diary.note_private < 0),
        "struck_out": diary.struck_out,
    }
