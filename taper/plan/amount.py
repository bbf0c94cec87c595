"""Numbers that a prescriber typed, kept exactly as fractions, and numbers written for reading."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from taper.plan.dose import LARGEST_UG, UG_PER_MG, intended_text

LARGEST_MG = LARGEST_UG // UG_PER_MG
_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


def exact(typed: object) -> Fraction:
    """Give the number in *typed*, which has at most 9 digits on either side of the point."""
    if isinstance(typed, Fraction):
        return typed
    # The shortest text of a float is what stood in the JSON; its binary value is not.
    text = typed if isinstance(typed, str) else _digits(typed)
    if not _DECIMAL.fullmatch(text):
        raise ValueError("write a number such as 12.5, with at most 9 digits on either side")
    return Fraction(text)


def _digits(typed: object) -> str:
    is_number = isinstance(typed, int | float | Decimal) and not isinstance(typed, bool)
    number = Decimal(str(typed)) if is_number else Decimal("NaN")
    too_far = not number.is_finite() or abs(number.adjusted()) > 9
    return "" if too_far else f"{number:f}"


def _between(low: int, high: int, places: int) -> BeforeValidator:
    """Check that a number lies in low … high, with at most *places* decimals."""

    def check(typed: object) -> Fraction:
        number = exact(typed)
        if not low <= number <= high:
            raise ValueError(f"must be at least {low} and at most {high}")
        return _of_places(number, places)

    return BeforeValidator(check)


def _above_zero(high: int, places: int) -> BeforeValidator:
    def check(typed: object) -> Fraction:
        number = exact(typed)
        if not 0 < number <= high:
            raise ValueError(f"must be above 0 and at most {high}")
        return _of_places(number, places)

    return BeforeValidator(check)


def _of_places(number: Fraction, places: int) -> Fraction:
    if (number * 10**places).denominator != 1:
        raise ValueError(f"has more than {places} digits after the point")
    return number


def _schema(description: str, places: int) -> WithJsonSchema:
    text = {"type": "string", "pattern": rf"^[0-9]{{1,9}}(\.[0-9]{{1,{places}}})?$"}
    return WithJsonSchema({"anyOf": [text, {"type": "number"}], "description": description})


def decimal_text(number: Fraction, places: int = 9) -> str:
    """Write *number* as a decimal, rounded half to even where it has more than *places* digits."""
    scaled = round(number * 10**places)
    text = f"{Decimal(scaled).scaleb(-places):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def fraction_text(number: Fraction) -> str:
    """Write *number* exactly: numerator/denominator."""
    return f"{number.numerator}/{number.denominator}"


def shown_exactly(number: Fraction) -> bool:
    """Whether four significant figures show all of *number*."""
    return Fraction(intended_text(number)) == number


_AS_TEXT = PlainSerializer(decimal_text)

# Three decimals of a mg are whole micrograms; a percentage with three keeps 800 exact
# compounded rows inside the 4,300 digits that Python writes of a whole number.
DoseMg = Annotated[
    Fraction, _between(0, LARGEST_MG, 3), _AS_TEXT, _schema("a dose in mg; 0 is a dose", 3)
]
StepMg = Annotated[
    Fraction, _above_zero(LARGEST_MG, 6), _AS_TEXT, _schema("an amount in mg, above 0", 6)
]
Percent = Annotated[
    Fraction, _above_zero(100, 3), _AS_TEXT, _schema("a percentage, above 0 and at most 100", 3)
]
# The top of a fitted curve may lie above 100 %, which is capped where it is shown.
CurvePercent = Annotated[
    Fraction, _above_zero(200, 3), _AS_TEXT, _schema("a percentage, above 0 and at most 200", 3)
]
Millilitres = Annotated[
    Fraction, _above_zero(LARGEST_MG, 6), _AS_TEXT, _schema("an amount in mL, above 0", 6)
]
