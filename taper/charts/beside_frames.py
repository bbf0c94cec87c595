"""The frames of questionnaires and events, and how a day of a chart is numbered."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from taper.charts.event_words import event_line, sheet_points
from taper.diary.events import Event, Kind
from taper.record.beside import Beside, Sheet
from taper.record.columns import Numbers

DAY_MS = 86_400_000
LONGEST_IN_CHART = 90  # characters of what is said about one event; the table has all of it
_EPOCH = date(1970, 1, 1).toordinal()


def numbered_days(days: Numbers) -> Any:
    """Give days since 1970 in two bytes while they fit, which is until 2149."""
    fits = not len(days) or (days.min() >= 0 and days.max() < 65_536)
    return days.astype(np.uint16 if fits else np.int32)


def beside_frames(beside: Beside, days: Numbers) -> dict[str, pa.Table]:
    """Give one row per day with events, and per questionnaire one row per day with points.

    *days* are those of the chart, in order.
    """
    if not len(days):
        return {}
    frames = {}
    on_days = _by_day(beside.on_days, days)
    if beside.on_days:
        frames["events"] = _events(on_days)
    for number, each in enumerate(beside.instruments):
        sheets = [one for one in beside.sheets if one.instrument == each.instrument]
        inside = [one for one in sheets if days[0] <= _number(one.day) <= days[-1]]
        frames[f"sheets{number}"] = _sheets(inside, int(days[-1]))
    return frames


def _number(day: date) -> int:
    return day.toordinal() - _EPOCH


def _by_day(events: Sequence[Event], days: Numbers) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = {}
    for each in events:
        number = _number(each.day) if each.day else -1
        if days[0] <= number <= days[-1]:
            found.setdefault(number, []).append(each)
    return found


def _events(by_day: dict[int, list[Event]]) -> pa.Table:
    return pa.table(
        {
            "day": numbered_days(np.array(list(by_day), dtype=np.int64)),
            "says": pa.array([_said(each) for each in by_day.values()], pa.string()),
            "session": pa.array([_has_session(each) for each in by_day.values()], pa.bool_()),
            "other": pa.array(
                [any(one.kind is not Kind.SESSION for one in each) for each in by_day.values()],
                pa.bool_(),
            ),
        }
    )


def _has_session(events: Iterable[Event]) -> bool:
    return any(each.kind is Kind.SESSION for each in events)


def _said(events: Iterable[Event]) -> str:
    return "; ".join(_shortened(event_line(each)) for each in events)


def _shortened(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= LONGEST_IN_CHART else f"{line[: LONGEST_IN_CHART - 1]}…"


def _sheets(sheets: Sequence[Sheet], last: int) -> pa.Table:
    starts = np.array([_number(each.day) for each in sheets], dtype=np.int64)
    points = [None if each.total is None else plain(each.total) for each in sheets]
    kind = pa.int16() if all(isinstance(each, int | None) for each in points) else pa.float64()
    following = np.append(starts, last + 1)[1:] if len(starts) else starts
    return pa.table(
        {
            "day": numbered_days(starts),
            "points": pa.array(points, kind),
            "says": pa.array([sheet_points(each) for each in sheets], pa.string()),
            "next": numbered_days(following),
        }
    )


def plain(number: int | Decimal) -> int | float:
    """Give points as JavaScript knows numbers: whole where they are whole."""
    return int(number) if number % 1 == 0 else float(number)
