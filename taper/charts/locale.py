"""How a chart writes days and numbers: in the language in use, drawn by a browser or for paper."""

import re
from typing import Any

from taper.words.language import FIRST, Language, in_use

# What a pattern of words/<language>/language.toml is for Vega.
_VEGA = {"EEE": "%a", "MMM": "%b", "d": "%-d", "y": "%Y"}
_OURS = re.compile("|".join(_VEGA))


def whole_day() -> str:
    """Give the pattern of a day with its weekday, as a string of a Vega expression."""
    return _pattern("short_day")


def day_and_month() -> str:
    """Give the pattern of a day within a year."""
    return _pattern("weekday_and_day", without="EEE ")


def day() -> str:
    """Give the pattern of a day with its year."""
    return _pattern("short_day", without="EEE ")


def _pattern(name: str, *, without: str = "") -> str:
    written = in_use().patterns[name].replace(without, "") if without else in_use().patterns[name]
    return f"'{_OURS.sub(lambda found: _VEGA[found[0]], written)}'"


def vega_locale() -> dict[str, Any]:
    """Give the names of days and months and the decimal mark; nothing for Vega's own language."""
    language = in_use()
    if language.code == FIRST:
        return {}
    return {"locale": {"number": _number(language), "time": _time(language)}}


def _number(language: Language) -> dict[str, Any]:
    symbols = language.locale.number_symbols["latn"]
    return {
        "decimal": symbols["decimal"],
        "thousands": symbols["group"],
        "grouping": [3],
        "currency": ["", ""],
    }


def _time(language: Language) -> dict[str, Any]:
    days, months = language.locale.days["format"], language.locale.months["format"]
    from_sunday = (6, 0, 1, 2, 3, 4, 5)
    return {
        "dateTime": "%x, %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": [days["wide"][each] for each in from_sunday],
        "shortDays": [days["abbreviated"][each] for each in from_sunday],
        "months": [months["wide"][each] for each in range(1, 13)],
        "shortMonths": [months["abbreviated"][each] for each in range(1, 13)],
    }
