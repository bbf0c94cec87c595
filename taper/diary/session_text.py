"""What a person types about a treatment session: a time, a blood pressure, a whole number."""

import re
from datetime import time

from taper.diary.events import HIGHEST_MMHG, HIGHEST_RATE, LOWEST_MMHG, LOWEST_RATE
from taper.errors import TaperError

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h] ?([0-5]\d))? ?(am|pm)?")
_PRESSURE = re.compile(r"(\d{2,3}) ?(?:/|over| ) ?(\d{2,3})(?: ?mm ?hg)?")
_NUMBER = re.compile(r"\d{1,3}")
_NOON = 12


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def read_clock(text: str) -> time | None:
    """Read a time of day: 14:30, 14.30, 2:30 pm, 14; None where nothing is typed."""
    typed = _plain(text)
    if not typed:
        return None
    found = _CLOCK.fullmatch(typed)
    if found is None:
        raise TaperError("events.time_unreadable")
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= _NOON:
        raise TaperError("events.time_unreadable")
    hour = hour % _NOON + (_NOON if half == "pm" else 0) if half else hour
    if hour > 23:
        raise TaperError("events.time_unreadable")
    return time(hour, minute)


def read_pressure(text: str) -> tuple[int, int] | None:
    """Read a blood pressure in mmHg: 120/80; None where nothing is typed."""
    typed = _plain(text)
    if not typed:
        return None
    found = _PRESSURE.fullmatch(typed)
    upper, lower = (int(found[1]), int(found[2])) if found else (0, 0)
    if not lower < upper <= HIGHEST_MMHG or lower < LOWEST_MMHG:
        raise TaperError("events.pressure_unreadable")
    return upper, lower


def read_rate(text: str) -> int | None:
    """Read a heart rate in beats a minute; None where nothing is typed."""
    rate = read_count(text)
    if rate is not None and not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise TaperError("events.rate_unreadable", lowest=LOWEST_RATE, highest=HIGHEST_RATE)
    return rate


def read_count(text: str) -> int | None:
    """Read a whole number from 1 to 999; None where nothing is typed."""
    typed = _plain(text)
    if not typed:
        return None
    if not _NUMBER.fullmatch(typed) or not int(typed):
        raise TaperError("events.count_unreadable")
    return int(typed)
