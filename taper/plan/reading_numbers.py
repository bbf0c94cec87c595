"""Reading a percentage, a number of days, a count or mL that somebody typed into a form."""

import re
from fractions import Fraction

from taper.errors import TaperError
from taper.plan.reading import plain

MOST_DAYS = 3650

# A third group of digits can't be thousands here: no percentage is above 100.
_PERCENT = re.compile(
    r"(?P<whole>0|[1-9][0-9]{0,2})?(?:[.,](?P<part>[0-9]{1,3}))? ?(?:%|per ?cent)?"
)
_COUNT = re.compile(r"0|[1-9][0-9]{0,4}")
# Three digits after the point of a number above 0 could be thousands.
_ML = re.compile(
    r"(?P<whole>0|[1-9][0-9]{0,3})(?:[.,](?P<part>[0-9]{1,3}))? ?(?:ml|millilit(re|er)s?)?"
)
_DAYS = re.compile(r"(?P<number>[1-9][0-9]{0,3}) ?(?P<unit>|days?|weeks?)")


def read_percent(text: str) -> Fraction:
    """Read a percentage above 0 and up to 100, with or without a sign; TaperError says why not."""
    typed = plain(text).casefold()
    if not typed:
        raise TaperError("row.percent_empty")
    number = _percent(typed)
    if not 0 < number <= 100:
        raise TaperError("row.percent_unreadable")
    return number


def _percent(typed: str) -> Fraction:
    """Give the number in *typed*, 0 where there is none."""
    found = _PERCENT.fullmatch(typed)
    if found is None or not (found["whole"] or found["part"]):
        return Fraction(0)
    return Fraction(f"{found['whole'] or 0}.{found['part'] or 0}")


def read_days(text: str) -> int:
    """Read a number of days, or of weeks where *text* says so; TaperError says why not."""
    typed = plain(text).casefold()
    if not typed:
        raise TaperError("row.days_empty")
    found = _DAYS.fullmatch(typed)
    days = int(found["number"]) * (7 if found["unit"].startswith("week") else 1) if found else 0
    if not 1 <= days <= MOST_DAYS:
        raise TaperError("row.days_unreadable")
    return days


def read_none_or_days(text: str) -> int:
    """Read a number of days, or 0 for none; TaperError says why not."""
    return 0 if plain(text) == "0" else read_days(text)


def read_count(text: str, *, least: int, most: int) -> int:
    """Read a whole number from *least* to *most*; TaperError says why not."""
    found = _COUNT.fullmatch(plain(text))
    number = int(found[0]) if found else -1
    if not least <= number <= most:
        raise TaperError("row.count_unreadable", least=least, most=most)
    return number


def read_ml(text: str) -> Fraction:
    """Read an amount in mL, above 0; TaperError says why not."""
    found = _ML.fullmatch(plain(text).casefold())
    if found is None:
        raise TaperError("row.ml_unreadable")
    whole, part = found["whole"], found["part"] or "0"
    if len(part) == 3 and whole != "0":
        raise TaperError("row.ml_two_readings")
    number = Fraction(f"{whole}.{part}")
    if not number:
        raise TaperError("row.ml_unreadable")
    return number


def read_curve_percent(text: str) -> Fraction:
    """Read the top of a curve or an occupancy on it in %, above 0 and up to 200."""
    number = _percent(plain(text).casefold())
    if not 0 < number <= 200:
        raise TaperError("row.curve_percent_unreadable")
    return number
