"""Reading a dose or a day that somebody typed or pasted; what has two readings is refused."""

import re
import unicodedata
from datetime import date
from fractions import Fraction

from taper.errors import TaperError
from taper.plan.dose import LARGEST_UG, UG_PER_MG, Dose, mg_text

# Plans of people alive: what lies outside is a slip of the keyboard.
FIRST_YEAR = 1950
LAST_YEAR = 2200

_LONGEST = 60  # characters; no dose and no day needs more

_MICROGRAMS = ("mcg", "ug", "μg", "microgram", "micrograms")  # casefold makes both µ the Greek one
_MILLIGRAMS = ("", "mg", "milligram", "milligrams")
UG_PER_UNIT = dict.fromkeys(_MICROGRAMS, 1) | dict.fromkeys(_MILLIGRAMS, UG_PER_MG)

# NFKC would make 1½ into 11⁄2, which reads as eleven halves.
_VULGAR = {
    sign: Fraction(unicodedata.normalize("NFKC", sign).replace("⁄", "/"))
    for sign in "½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
}
_DOSE = re.compile(
    r"(?P<whole>[0-9]*)(?:(?P<mark>[.,])(?P<part>[0-9]+))? ?"
    rf"(?P<vulgar>[{''.join(_VULGAR)}]?) ?(?P<unit>[a-zμ]*)"
)
# Why a text is no dose; the first that is found names the reason.
_NO_DOSE = (
    (re.compile(r"^$"), "row.dose_empty"),
    (re.compile(r"[%‰]|per ?cent"), "row.dose_percent"),
    (re.compile(r"[0-9] ?e ?[-+]?[0-9]"), "row.dose_exponent"),
    (re.compile(r"^-"), "row.dose_negative"),
    (re.compile(r"[0-9] ?[/⁄∕] ?[0-9]"), "row.dose_slash"),
    (re.compile(r"[0-9] ?(mg)? ?(-|to|…) ?[0-9½¼¾]"), "row.dose_range"),
    (re.compile(r"[0-9][.,'’ ]+[0-9]+[.,'’ ]+[0-9]"), "row.dose_separators"),
    (re.compile(r"[0-9](['’ ]|[.,]{2,}|[.,] | [.,])+[0-9]"), "row.dose_separators"),
    (re.compile(r"[0-9½¼¾] ?[a-zμ]"), "row.dose_unit"),
)

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_MIDNIGHT = re.compile(r"(.*[0-9])(?:t| )00:00(?::00(?:\.0+)?)?(?:z|\+00:00)?")
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})([-/.])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})")
_DOTTED = re.compile(r"(?P<day>[0-9]{1,2})\. ?(?P<month>[0-9]{1,2})\. ?(?P<year>[0-9]{4}|[0-9]{2})")
_EITHER_ORDER = re.compile(
    r"(?P<first>[0-9]{1,2})([-/])(?P<second>[0-9]{1,2})\2(?P<year>[0-9]{4}|[0-9]{2})"
)
_DAY_NAME = re.compile(
    r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\.?(?:-| of | )?(?P<name>[a-z]{3,})\.?"
    r"(?:-|,? )?'?(?P<year>[0-9]{4}|[0-9]{2})"
)
_NAME_DAY = re.compile(
    r"(?P<name>[a-z]{3,})\.? ?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
    r"(?:, ?| )'?(?P<year>[0-9]{4}|[0-9]{2})"
)
# Why a text is no day; the first that fits the whole text names the reason.
_NO_DATE = (
    (re.compile(r""), "row.date_empty"),
    (re.compile(r".*[0-9]{1,2}:[0-9]{2}.*"), "row.date_time"),
    (re.compile(r"[0-9]+(?:[.,][0-9]{5,}|[.,]0+)?"), "row.date_number"),
    (re.compile(r"[0-9]{1,2}[-/.] ?[0-9]{1,2}\.?"), "row.date_no_year"),
    (re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)?\.?(?:-| of | )?[a-z]{3,}\.?"), "row.date_no_year"),
    (re.compile(r"[a-z]{3,}\.? ?[0-9]{1,2}(?:st|nd|rd|th)?"), "row.date_no_year"),
    (re.compile(r"[0-9]{4}[-/.][0-9]{1,2}"), "row.date_no_day"),
    (re.compile(r"(?:[0-9]{1,2}[-/.]|[a-z]{3,}[-. ]*)[0-9]{4}"), "row.date_no_day"),
)


def plain(text: str) -> str:
    """Give *text* with ordinary spaces, dashes and widths; nothing else is changed."""
    return re.sub(" +", " ", "".join(map(_plain_character, text))).strip()


def _plain_character(sign: str) -> str:
    category = unicodedata.category(sign)
    if sign.isspace() or category in {"Zs", "Cf"}:
        return " "
    if category == "Pd" or sign == "\N{MINUS SIGN}":
        return "-"
    wide = unicodedata.decomposition(sign).startswith(("<wide>", "<narrow>"))
    return unicodedata.normalize("NFKC", sign) if wide else sign


def read_dose(text: str) -> Dose:
    """Read a dose in mg, or in micrograms where *text* says so; TaperError says why not."""
    typed = plain(text).casefold()
    found = _DOSE.fullmatch(typed) if len(typed) <= _LONGEST else None
    if found is None or not _is_a_number(found) or found["unit"] not in UG_PER_UNIT:
        raise TaperError(_why_no_dose(typed))
    whole, mark, part, vulgar, unit = found.group("whole", "mark", "part", "vulgar", "unit")
    if len(whole) > 1 and whole.startswith("0"):
        raise TaperError("row.dose_leading_zero")
    if mark and len(part) == 3 and 1 <= len(whole) <= 3 and whole != "0":
        raise _two_readings(whole, part, unit)
    number = Fraction(f"{whole or 0}.{part or 0}") + _VULGAR.get(vulgar, 0)
    return _dose(number * UG_PER_UNIT[unit])


def _is_a_number(found: re.Match[str]) -> bool:
    return bool(found["whole"] or found["part"] or found["vulgar"]) and not (
        found["part"] and found["vulgar"]
    )


def _why_no_dose(typed: str) -> str:
    if len(typed) > _LONGEST:
        return "row.dose_unreadable"
    if _is_a_date(typed):
        return "row.dose_is_date"
    reasons = (key for pattern, key in _NO_DOSE if pattern.search(typed))
    return next(reasons, "row.dose_unreadable")


def _is_a_date(typed: str) -> bool:
    try:
        read_date(typed)
    except TaperError as error:
        return error.key == "row.date_two_readings"
    return True


def _two_readings(whole: str, part: str, unit: str) -> TaperError:
    """Refuse 1.125, which is 1.125 or 1125 depending on where it was written."""
    unit = "mcg" if UG_PER_UNIT[unit] == 1 else "mg"
    small = f"{whole}.{part}".rstrip("0").rstrip(".")
    # Three decimals of a mg have one unmistakable form: micrograms.
    exact = part[-1] != "0" and unit == "mg"
    return TaperError(
        "row.dose_two_readings",
        small=f"{small} {unit}",
        large=f"{whole}{part} {unit}",
        write_small=f"{whole}{part} mcg" if exact else f"{small} {unit}",
    )


def _dose(ug: Fraction) -> Dose:
    if ug > LARGEST_UG:
        raise TaperError("row.dose_too_large", largest=mg_text(LARGEST_UG))
    if ug.denominator != 1:
        raise TaperError("row.dose_too_fine")
    return Dose(ug=ug.numerator)


def dose_text(dose: Dose) -> str:
    """Write *dose* so that `read_dose` gives it back: 0.5 in mg, 1125 mcg for 1.125 mg."""
    in_mg = mg_text(dose.ug)
    has_two_readings = dose.ug >= UG_PER_MG and dose.ug % 10 and len(in_mg) <= len("999.999")
    return f"{dose.ug} mcg" if has_two_readings else in_mg


def read_date(text: str) -> date:
    """Read a calendar day in any form with one reading; TaperError says why not."""
    whole = plain(text).casefold()
    if len(whole) > _LONGEST:
        raise TaperError("row.date_unreadable")
    typed, weekday = _without_weekday(_without_midnight(whole))
    readings = _readings(typed)
    if not readings:
        raise TaperError(_why_no_date(typed))
    year, orders = readings
    if len(year) == 2:
        raise TaperError("row.date_short_year")
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise TaperError("row.date_year_out", first=FIRST_YEAR, last=LAST_YEAR)
    days = {day for month, of_month in orders if (day := _day(int(year), month, of_month))}
    if not days:
        raise TaperError("row.date_impossible")
    return _the_one(days, weekday)


def _without_midnight(typed: str) -> str:
    """Drop the 00:00:00 that spreadsheets write after a day; another time is left to be refused."""
    found = _MIDNIGHT.fullmatch(typed)
    return found[1] if found else typed


def _without_weekday(typed: str) -> tuple[str, int | None]:
    """Take a weekday's name off either end; give the rest and 0 for Monday … 6, or None."""
    for place in (0, -1):
        words = typed.split(" ")
        weekday = _index(_WEEKDAYS, words.pop(place).strip(".,()"))
        if words and weekday is not None:
            return " ".join(words).strip(", "), weekday
    return typed, None


def _index(names: tuple[str, ...], word: str) -> int | None:
    """Give the place of *word*, of which three letters or more may be written, among *names*."""
    fitting = [place for place, name in enumerate(names) if name.startswith(word)]
    return fitting[0] if len(word) >= 3 and fitting else None


def _readings(typed: str) -> tuple[str, list[tuple[int, int]]] | None:
    """Give the year as typed and each (month, day) that *typed* could mean."""
    for pattern in (_YEAR_FIRST, _DOTTED):
        if found := pattern.fullmatch(typed):
            return found["year"], [(int(found["month"]), int(found["day"]))]
    if found := _EITHER_ORDER.fullmatch(typed):
        first, second = int(found["first"]), int(found["second"])
        return found["year"], [(second, first), (first, second)]
    if found := _DAY_NAME.fullmatch(typed) or _NAME_DAY.fullmatch(typed):
        month = 8 if found["name"] == "sept" else _index(_MONTHS, found["name"])
        return None if month is None else (found["year"], [(month + 1, int(found["day"]))])
    return None


def _why_no_date(typed: str) -> str:
    reasons = (key for pattern, key in _NO_DATE if pattern.fullmatch(typed))
    return next(reasons, "row.date_unreadable")


def _day(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def _the_one(days: set[date], weekday: int | None) -> date:
    """Give the only reading; a weekday that was written settles it or contradicts it."""
    fitting = sorted(day for day in days if weekday in {None, day.weekday()})
    if not fitting:
        raise TaperError("row.date_weekday", day=min(days))
    if len(fitting) > 1:
        raise TaperError("row.date_two_readings", first=fitting[0], second=fitting[1])
    return fitting[0]
