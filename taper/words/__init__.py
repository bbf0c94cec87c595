"""Every sentence that a person reads. A language is a folder; a key is "file.name"."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_datetime, format_time

from taper.errors import TaperError

Reader = Literal["patient", "clinician"]

LANGUAGE = "en"
DAYS_OF_A_WEEK = 7
# 24 November 2026, 14:05: no day–month order to guess. Parsed once: pages write hundreds of days.
_LOCALE = Locale.parse("en_GB")


@cache
def _sentences(language: str) -> Mapping[str, str | Mapping[str, str]]:
    found: dict[str, str | Mapping[str, str]] = {}
    for file in files(__package__).joinpath(language).iterdir():
        if file.name.endswith(".toml"):
            area = file.name.removesuffix(".toml")
            for name, sentence in tomllib.loads(file.read_text("utf-8")).items():
                found[f"{area}.{name}"] = sentence
    return found


def say(key: str, *, reader: Reader | None = None, **values: object) -> str:
    """Give the sentence called *key* with its gaps filled; KeyError for an unknown key.

    A sentence may be a table of forms: ``one`` and ``other``, chosen by the value
    *n*, or ``patient`` and ``clinician``, chosen by *reader*. Dates and times are
    written for reading.
    """
    sentence = _sentences(LANGUAGE)[key]
    if not isinstance(sentence, str):
        plural = "one" if values.get("n") == 1 else "other"
        form = reader if reader and reader in sentence else plural
        sentence = sentence[form]
    return sentence.format_map({name: _written(value) for name, value in values.items()})


def say_error(error: TaperError) -> str:
    """Give the sentence for a refusal."""
    return say_values(error.key, error.values)


def say_values(key: str, values: Mapping[str, object]) -> str:
    """Give the sentence called *key* with the gaps of a refusal or of a problem in a form."""
    return say(key, reader=None, **values)


def keys() -> frozenset[str]:
    """Give every key there is, for tests and the phrase check."""
    return frozenset(_sentences(LANGUAGE))


def country(code: str) -> str:
    """Write the name of a country: "GB" is United Kingdom."""
    return str(_LOCALE.territories.get(code, code))


def day(value: date) -> str:
    """Write a calendar day: 24 November 2026."""
    return format_date(value, "d MMMM y", locale=_LOCALE)


def short_day(value: date) -> str:
    """Write a calendar day with its weekday: Tue 24 Nov 2026."""
    return format_date(value, "EEE d MMM y", locale=_LOCALE)


def weekday_and_day(value: date) -> str:
    """Write a calendar day for a narrow column: Tue 24 Nov."""
    return format_date(value, "EEE d MMM", locale=_LOCALE)


def weekday(value: date) -> str:
    """Write a calendar day of one week for the narrowest column: Tue 24."""
    return format_date(value, "EEE d", locale=_LOCALE)


def day_of_pattern(number: int, of: int, first: date | None) -> str:
    """Name day *number* of a pattern of *of* days that begins on *first*.

    A pattern of a week is read by its weekdays, any other by its numbers.
    """
    if of == DAYS_OF_A_WEEK and first:
        return format_date(first + timedelta(days=number - 1), "EEEE", locale=_LOCALE)
    return say("plan_page.day_of_cycle", number=number)


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return format_datetime(value, "d MMMM y, HH:mm", locale=_LOCALE)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, time):
        return format_time(value, "HH:mm", locale=_LOCALE)
    return value
