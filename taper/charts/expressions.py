"""Vega expressions that write a value the way a person reads it."""

import json

from taper.diary.symptoms import Severity
from taper.words import say


def text(key: str) -> str:
    """Give the sentence called *key* as a string literal of a Vega expression."""
    return json.dumps(say(key), ensure_ascii=False)


def either(test: str, yes: str, no: str) -> str:
    """Give the expression that is *yes* where *test* holds, else *no*."""
    return f"({test} ? {yes} : {no})"


def is_known(field: str) -> str:
    """Test whether a field holds a value; missing values arrive as null."""
    return f"isValid(datum.{field})"


def mg(field: str) -> str:
    """Write whole micrograms as mg: 0.5 mg, never more than three decimals."""
    return f"(format(datum.{field} / 1000, '.3~f') + ' mg')"


def days(field: str) -> str:
    """Write a count of days; "unknown" where it is missing."""
    unit = either(f"datum.{field} == 1", text("chart.tip_one_day"), text("chart.tip_days"))
    return either(is_known(field), f"datum.{field} + ' ' + {unit}", text("chart.tip_unknown"))


def severity_words() -> str:
    """Give the words of severities 0 to 3 as an array, to be picked from by the severity."""
    words = (text(f"chart.severity_{severity.value}") for severity in Severity)
    return f"[{', '.join(words)}]"
