"""Reading a percentage or a number of days that somebody typed into a method's form."""

import re
from fractions import Fraction

from taper.errors import TaperError
from taper.plan.reading import plain

MOST_DAYS = 3650

# A third group of digits can't be thousands here: no percentage is above 100.
_PERCENT = re.compile(
    r"(?P<whole>0|[1-9][0-9]{0,2})?(?:[.,](?P<part>[0-9]{1,3}))? ?(?:%|per ?cent)?"
)
_DAYS = re.compile(r"(?P<number>[1-9][0-9]{0,3}) ?(?P<unit>|days?|weeks?)")


def read_percent(text: str) -> Fraction:
    """Read a percentage above 0 and up to 100, with or without a sign; TaperError says why not."""
    typed = plain(text).casefold()
    if not typed:
        raise TaperError("row.percent_empty")
    found = _PERCENT.fullmatch(typed)
    number = Fraction(0)
    if found is not None and (found["whole"] or found["part"]):
        number = Fraction(f"{found['whole'] or 0}.{found['part'] or 0}")
    if not 0 < number <= 100:
        raise TaperError("row.percent_unreadable")
    return number


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
