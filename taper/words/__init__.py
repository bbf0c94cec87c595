"""Every sentence that a person reads. A language is a folder; a key is "file.name"."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Literal

from babel.dates import format_date, format_datetime, format_time

from taper.errors import TaperError
from taper.words.language import first, in_use

Reader = Literal["patient", "clinician"]

DAYS_OF_A_WEEK = 7
OF_FACTS = ("fact.", "symptom_name.")  # what facts/ says word for word, there with its source
# A figure as the program writes it: "0.5", "-0.5 mg", "12.5 %", "0.5 mg + 1.25 mg". No date,
# no version number and nothing with other words in it.
_FIGURE = re.compile(r"(?<![\w.,])(\d+)\.(\d+)(?![\w.]|,\d)")
_FIGURES = re.compile(
    r"[-+\u2212\u00b1~]?\d[\d.,]*( ?(mg|mL|%|h))?( [-+\u2212×x/] ?[\d.,]+( ?(mg|mL|%))?)*"
)


def say(key: str, *, reader: Reader | None = None, **values: object) -> str:
    """Give the sentence called *key* with its gaps filled; KeyError for an unknown key.

    A sentence may be a table of forms: ``one`` and ``other``, chosen by the value
    *n*, or ``patient`` and ``clinician``, chosen by *reader*. Dates, times and figures are
    written for reading, in the language in use.
    """
    language = in_use()
    sentence = language.sentences[key]
    if not isinstance(sentence, str):
        form = reader if reader and reader in sentence else language.plural(values.get("n"))
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
    return frozenset(first().sentences)


def country(code: str) -> str:
    """Write the name of a country: "GB" is United Kingdom."""
    return str(in_use().locale.territories.get(code, code))


def language_name(code: str) -> str:
    """Write the name of a language in the language in use: "en" is English, or Engels."""
    return str(in_use().locale.languages.get(code, code))


def of_fact(text: str) -> str:
    """Give what facts/ says, in the language in use; whatever a person wrote stays as it is."""
    if in_use() is first():
        return text
    key = _said_of_facts().get(text)
    return say(key) if key else text


@cache
def _said_of_facts() -> Mapping[str, str]:
    every = first().sentences.items()
    return {str(said): key for key, said in every if key.startswith(OF_FACTS)}


def day(value: date) -> str:
    """Write a calendar day: 24 November 2026."""
    return _day(value, "day")


def short_day(value: date) -> str:
    """Write a calendar day with its weekday: Tue 24 Nov 2026."""
    return _day(value, "short_day")


def weekday_and_day(value: date) -> str:
    """Write a calendar day for a narrow column: Tue 24 Nov."""
    return _day(value, "weekday_and_day")


def weekday(value: date) -> str:
    """Write a calendar day of one week for the narrowest column: Tue 24."""
    return _day(value, "weekday")


def day_of_pattern(number: int, of: int, begins: date | None) -> str:
    """Name day *number* of a pattern of *of* days that begins on *begins*.

    A pattern of a week is read by its weekdays, any other by its numbers.
    """
    if of == DAYS_OF_A_WEEK and begins:
        return _day(begins + timedelta(days=number - 1), "weekday_name")
    return say("plan_page.day_of_cycle", number=number)


def figures(value: object) -> str:
    """Write a dose or a figure with the decimal mark of the language: 0.5 mg, or 0,5 mg.

    For reading alone: files for programs, and what a signature stands for, keep the point.
    """
    mark = in_use().decimal_mark
    return str(value) if mark == "." else _FIGURE.sub(rf"\1{mark}\2", str(value))


def _day(value: date, pattern: str) -> str:
    language = in_use()
    return format_date(value, language.patterns[pattern], locale=language.locale)


def _written(value: object) -> object:
    if isinstance(value, datetime):
        language = in_use()
        return format_datetime(value, language.patterns["moment"], locale=language.locale)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, time):
        language = in_use()
        return format_time(value, language.patterns["time"], locale=language.locale)
    if isinstance(value, int) or in_use().decimal_mark == ".":
        return value
    if not isinstance(value, str):
        return figures(value)
    # What a person typed stays as it was typed, unless it is nothing but a figure.
    return figures(value) if _FIGURES.fullmatch(value) else value
