"""The frames that the compare chart draws from: small, since they travel at every run.

They are Arrow tables, not pandas ones: Streamlit sends those as they are, where turning two years
of a DataFrame into Arrow costs more than everything else on the page.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from taper.charts.axes import DAY_MS
from taper.charts.beside_frames import beside_frames, numbered_days
from taper.charts.occupancy_panel import CurvesShown, occupancy_frame
from taper.diary.intake import Taken
from taper.diary.symptoms import Symptom
from taper.record.beside import Beside
from taper.record.columns import MISSING, Flags, Numbers, symptom_column, whole
from taper.words import of_fact

# How an answer travels; the tooltip turns it into words again.
ANSWER_CODES = {Taken.AS_PLANNED: 0, Taken.NOT_TAKEN: 1, Taken.OTHER: 2}


def compare_frames(
    timelines: Sequence[pd.DataFrame],
    symptoms: Sequence[Symptom],
    today: date,
    *,
    beside: Beside | None = None,
    of_ten: Collection[str] = (),
    occupancy: Sequence[CurvesShown] = (),
) -> dict[str, pa.Table]:
    """Give the frames that `compare_spec` names.

    *timelines*: one per medicine, of the same days; without a medicine one, made with no course.
    Days after *today* are drawn as signed and ahead. *of_ten*: columns of answers from 0 to 10
    that have a panel, beside the mood.
    """
    days = timelines[0]["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    ahead = days > np.datetime64(today, "D").astype(np.int64)
    doses = _doses(timelines)
    columns = dict(_days(timelines, doses, days, ahead))
    columns |= {name: _array(timelines[0][name], pa.int8()) for name in of_ten}
    columns |= {
        f"s{number}": _array(timelines[0][symptom_column(each.slug)], pa.int8())
        for number, each in enumerate(symptoms)
    }
    return {
        "days": pa.table(columns),
        "doses": pa.table({"code": _smallest(np.arange(len(doses))), "ug": doses.astype(np.int32)}),
        "plan": _numbered(_plan(each, days, ahead) for each in timelines),
        "changes": _numbered(_changes(each, days) for each in timelines),
        "symptoms": _symptoms(symptoms),
        **{f"versions{number}": _versions(each, days) for number, each in enumerate(timelines)},
        **{
            f"occupancy{each.medicine}": occupancy_frame(timelines[each.medicine], doses, each)
            for each in occupancy
        },
        **beside_frames(beside or Beside(), days),
    }


def _symptoms(symptoms: Sequence[Symptom]) -> pa.Table:
    return pa.table(
        {
            "slot": pa.array([f"s{number}" for number in range(len(symptoms))], pa.string()),
            "label": pa.array([of_fact(each.label) for each in symptoms], pa.string()),
            "lane": pa.array(range(len(symptoms)), pa.uint8()),
        }
    )


def _doses(timelines: Sequence[pd.DataFrame]) -> Numbers:
    """Give every dose there is, once: a day then travels with its place in here, in one byte."""
    columns = [each[name] for each in timelines for name in ("planned_ug", "taken_ug")]
    every = np.concatenate([whole(each) for each in columns])
    found: Numbers = np.unique(every[every != MISSING])
    return found


def _coded(column: "pd.Series[Any]", doses: Numbers) -> pa.Array:
    ug = whole(column)
    places = np.searchsorted(doses, ug)
    return _smallest(places, len(doses), mask=ug == MISSING)


def _smallest(values: Numbers, most: int | None = None, *, mask: Flags | None = None) -> pa.Array:
    """Give whole numbers from 0 to *most* in as few bytes as hold them."""
    highest = int(values.max(initial=0)) if most is None else most
    kind = np.uint8 if highest < 256 else np.uint16 if highest < 65_536 else np.int32
    return pa.array(
        np.where(mask, 0, values).astype(kind) if mask is not None else values.astype(kind),
        mask=mask,
    )


def _days(
    timelines: Sequence[pd.DataFrame], doses: Numbers, days: Numbers, ahead: Flags
) -> Iterator[tuple[str, Any]]:
    yield "day", numbered_days(days)
    yield "ahead", ahead
    for number, each in enumerate(timelines):
        yield f"planned_code{number}", _coded(each["planned_ug"], doses)
        yield f"taken_code{number}", _coded(each["taken_ug"], doses)
        answers = each["taken"].cat
        codes = np.array([ANSWER_CODES[Taken(name)] for name in answers.categories], dtype=np.int8)
        places = answers.codes.to_numpy()
        yield f"answer{number}", pa.array(codes[places], mask=places < 0)
        yield f"version{number}", _counted(each["plan_version"])
        yield f"since_planned{number}", _counted(each["days_since_planned_change"])
        yield f"since_taken{number}", _counted(each["days_since_taken_change"])
    diary = timelines[0]
    yield "mood", _array(diary["mood"], pa.int8())
    yield "mean_tenths", _tenths(diary["mood_mean_7d"])
    yield "mean_days", _array(diary["mood_days_7d"], pa.int8())
    yield "sleep", _array(diary["sleep_min"], pa.int16())
    yield "recorded", _array(diary["recorded"], pa.bool_())
    for mark in ("late", "bad_day"):  # of a day that is recorded; no mark where it is not
        yield mark, diary[mark].to_numpy(dtype=np.bool_, na_value=False)


def _counted(column: "pd.Series[Any]") -> pa.Array:
    values = whole(column)
    return _smallest(values, mask=values == MISSING)


def _tenths(column: "pd.Series[Any]") -> pa.Array:
    values = column.to_numpy(dtype=np.float64, na_value=MISSING)
    return pa.array((values * 10).round().clip(0).astype(np.uint8), mask=values == MISSING)


def _array(column: "pd.Series[Any]", kind: Any) -> pa.Array:
    """Give *column* as Arrow; what is missing stays missing."""
    found = pa.array(column.array, from_pandas=True)
    return found if found.type == kind else found.cast(kind)


def _plan(timeline: pd.DataFrame, days: Numbers, ahead: Flags) -> dict[str, Any]:
    """Give the corners of the planned line: two per run of days with one dose, none in a gap."""
    ug = whole(timeline["planned_ug"])
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
        "day": numbered_days(table[:, 0]),
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
    # Floats, since JavaScript knows no other number of this size.
    return {"start": days[timeline["planned_change"].to_numpy()] * float(DAY_MS)}


def _versions(timeline: pd.DataFrame, days: Numbers) -> pa.Table:
    """Give the time from which each version is seen to be in force, and when the next one is."""
    version = whole(timeline["plan_version"])
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
        pa.table(
            {**frame, "medicine": np.full(len(frame[next(iter(frame))]), number, dtype=np.int8)}
        )
        for number, frame in enumerate(frames)
    )
