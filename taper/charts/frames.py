"""The frames that the compare chart draws from: small, since they travel at every run.

They are Arrow tables, not pandas ones: Streamlit sends those as they are, where turning two years
of a DataFrame into Arrow costs more than everything else on the page.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from taper.charts.axes import DAY_MS
from taper.diary.intake import Taken
from taper.diary.symptoms import Symptom
from taper.record.columns import MISSING, Flags, Numbers, symptom_column

# How an answer travels; the tooltip turns it into words again.
ANSWER_CODES = {Taken.AS_PLANNED: 0, Taken.NOT_TAKEN: 1, Taken.OTHER: 2}


def compare_frames(
    timelines: Sequence[pd.DataFrame], symptoms: Sequence[Symptom], today: date
) -> dict[str, pa.Table]:
    """Give the frames that `compare_spec` names.

    *timelines*: one per medicine, of the same days; without a medicine one, made with no course.
    Days after *today* are drawn as signed and ahead.
    """
    days = timelines[0]["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    ahead = days > np.datetime64(today, "D").astype(np.int64)
    labels = {f"s{number}": each.label for number, each in enumerate(symptoms)}
    return {
        "days": pa.table(dict(_days(timelines, symptoms, days, ahead))),
        "plan": _numbered(_plan(each, days, ahead) for each in timelines),
        "changes": _numbered(_changes(each, days) for each in timelines),
        "symptoms": pa.table(
            {
                "slot": pa.array(list(labels), pa.string()),
                "label": pa.array(list(labels.values()), pa.string()),
            }
        ),
    } | {f"versions{number}": _versions(each, days) for number, each in enumerate(timelines)}


def _days(
    timelines: Sequence[pd.DataFrame], symptoms: Sequence[Symptom], days: Numbers, ahead: Flags
) -> Iterator[tuple[str, Any]]:
    yield "day", days.astype(np.int32)
    yield "ahead", ahead
    for number, each in enumerate(timelines):
        yield f"planned{number}", _array(each["planned_ug"], pa.int32())
        yield f"taken{number}", _array(each["taken_ug"], pa.int32())
        answers = each["taken"].cat.set_categories(list(ANSWER_CODES)).cat.codes.to_numpy()
        yield f"answer{number}", pa.array(answers, mask=answers < 0)
        yield f"version{number}", _array(each["plan_version"], pa.int16())
        yield f"since_planned{number}", _array(each["days_since_planned_change"], pa.int16())
        yield f"since_taken{number}", _array(each["days_since_taken_change"], pa.int16())
    diary = timelines[0]
    yield "mood", _array(diary["mood"], pa.int8())
    yield "mean_hundredths", _array((diary["mood_mean_7d"] * 100).round(), pa.int16())
    yield "mean_days", _array(diary["mood_days_7d"], pa.int8())
    yield "sleep", _array(diary["sleep_min"], pa.int16())
    yield "recorded", _array(diary["recorded"], pa.bool_())
    yield "late", _array(diary["late"], pa.bool_())
    yield "bad_day", _array(diary["bad_day"], pa.bool_())
    for number, symptom in enumerate(symptoms):
        yield f"s{number}", _array(diary[symptom_column(symptom.slug)], pa.int8())


def _array(column: "pd.Series[Any]", kind: Any) -> pa.Array:
    """Give *column* as Arrow; what is missing stays missing."""
    return pa.array(column.array, from_pandas=True).cast(kind)


def _plan(timeline: pd.DataFrame, days: Numbers, ahead: Flags) -> dict[str, Any]:
    """Give the corners of the planned line: two per run of days with one dose, none in a gap."""
    ug = timeline["planned_ug"].to_numpy(dtype=np.int64, na_value=MISSING)
    corners: list[tuple[int, int, bool]] = []
    for first, last in _runs(ug, ahead):
        dose, is_ahead = int(ug[first]), bool(ahead[first])
        if first and is_ahead and not ahead[first - 1]:
            corners.append((days[first], int(ug[first - 1]), is_ahead))  # the step down to it
        corners.append((days[first], dose, is_ahead))
        if dose != MISSING:
            corners.append((days[last] + 1, dose, is_ahead))
    table = np.array(corners, dtype=np.int64).reshape(-1, 3)
    amounts = table[:, 1].astype(np.int32)
    return {
        "day": table[:, 0].astype(np.int32),
        "ug": pa.array(amounts, mask=amounts == MISSING),
        "ahead": table[:, 2].astype(np.bool_),
    }


def _runs(ug: Numbers, ahead: Flags) -> Iterable[tuple[int, int]]:
    """Give the first and the last place of each run of days with one dose."""
    if not len(ug):
        return []
    breaks = np.flatnonzero((np.diff(ug) != 0) | np.diff(ahead)) + 1
    firsts, lasts = np.append(0, breaks), np.append(breaks, len(ug)) - 1
    return zip(firsts.tolist(), lasts.tolist(), strict=True)


def _changes(timeline: pd.DataFrame, days: Numbers) -> dict[str, Any]:
    return {"day": days[timeline["planned_change"].to_numpy()].astype(np.int32)}


def _versions(timeline: pd.DataFrame, days: Numbers) -> pa.Table:
    """Give the time from which each version is seen to be in force, and when the next one is."""
    version = timeline["plan_version"].to_numpy(dtype=np.int64, na_value=MISSING)
    begins = (version != MISSING) & (np.diff(version, prepend=MISSING) != 0)
    # Floats, since JavaScript knows no other number of this size.
    starts = days[begins] * float(DAY_MS)
    end = (days[-1:] + 1) * float(DAY_MS)
    return pa.table(
        {
            "start": starts,
            "next": np.append(starts, end)[1:] if len(starts) else starts,
            "version": version[begins].astype(np.int16),
        }
    )


def _numbered(frames: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Put the frames of several medicines under one another."""
    return pa.concat_tables(
        pa.table({**frame, "medicine": np.full(len(frame["day"]), number, dtype=np.int8)})
        for number, frame in enumerate(frames)
    )
