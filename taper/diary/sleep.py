"""Hours of sleep as a person types them."""

import re

from taper.errors import TaperError

_DAY_MIN = 24 * 60
_CLOCK = re.compile(r"(\d{1,2}) ?(?:[:h]) ?([0-5]\d)?(?: ?m(?:in)?)?")
_HOURS = re.compile(r"(\d{1,2})(?:[.,](\d{1,2}))?([½¼¾])?(?: ?(?:h|hours?))?")
_PART_MIN = {"½": 30, "¼": 15, "¾": 45, None: 0}


def read_sleep(text: str) -> int | None:
    """Read hours of sleep in minutes: 7, 7.5, 7,5, 7½, 7:30, 7h30; None where nothing is typed.

    TaperError("check_in.sleep_unreadable") for anything else, or more than a day.
    """
    typed = " ".join(text.lower().split())
    if not typed:
        return None
    minutes = _from_clock(typed)
    if minutes is None:
        minutes = _from_hours(typed)
    if minutes is None or minutes > _DAY_MIN:
        raise TaperError("check_in.sleep_unreadable")
    return minutes


def _from_clock(typed: str) -> int | None:
    found = _CLOCK.fullmatch(typed)
    return int(found[1]) * 60 + int(found[2] or 0) if found else None


def _from_hours(typed: str) -> int | None:
    found = _HOURS.fullmatch(typed)
    if not found or (found[2] and found[3]):
        return None
    hundredths = int((found[2] or "0").ljust(2, "0"))
    return int(found[1]) * 60 + round(hundredths * 60 / 100) + _PART_MIN[found[3]]


def sleep_text(minutes: int) -> str:
    """Write minutes of sleep as `read_sleep` reads them: 7:30."""
    return f"{minutes // 60}:{minutes % 60:02d}"
