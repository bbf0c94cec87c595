"""Numbers of a file on our scales: exact fractions, rounded once, by the rule that was stated."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from taper.errors import TaperError
from taper.imports.refused import quoted

Decimals = Literal[".", ","]
Rounding = Literal["half_even", "half_up", "down", "up", "refuse"]
# Bounds against entries that would take minutes to work out, as 1e-99999999 would.
Whole = Annotated[int, Field(strict=True, ge=-(10**9), le=10**9)]
Number = Whole | Annotated[Decimal, Field(strict=True, max_digits=15, decimal_places=6)]

_NUMBER = {
    mark: re.compile(rf"-?[0-9]{{1,12}}(?:{re.escape(mark)}[0-9]{{1,12}})?") for mark in ".,"
}


def number(cell: str, decimal: Decimals) -> Fraction:
    """Read a number exactly; only digits, a minus and the one *decimal* mark are a number."""
    text = cell.strip()
    if not _NUMBER[decimal].fullmatch(text):
        raise TaperError("import.not_a_number", cell=quoted(cell), decimal=decimal)
    return Fraction(text.replace(",", "."))


def whole(value: Fraction, rounding: Rounding) -> int:
    """Round *value* to a whole number by the stated rule; TaperError where "refuse" is it."""
    if rounding == "refuse" and value.denominator != 1:
        raise TaperError("import.not_whole", value=written(value))
    if rounding in {"half_even", "refuse"}:
        return round(value)
    if rounding == "half_up":
        return floor(value + Fraction(1, 2))
    return floor(value) if rounding == "down" else ceil(value)


def written(value: Fraction) -> str:
    """Write an exact number for a sentence, to 6 figures where it has more."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    short = exact.quantize(Decimal("0.000001"), rounding=ROUND_HALF_EVEN)
    return f"{short:f}".rstrip("0").rstrip(".") if "." in f"{short:f}" else f"{short:f}"


class Scale(BaseModel, frozen=True, extra="forbid"):
    """How an answer becomes ours: a straight line, or a table of the words that were used."""

    lowest_highest: Annotated[tuple[Number, Number] | None, Field(alias="from")] = None
    ours: Annotated[tuple[Whole, Whole] | None, Field(alias="to")] = None
    rounding: Rounding | None = None
    values: Annotated[Mapping[str, Whole] | None, Field(min_length=1)] = None

    @model_validator(mode="after")
    def _stated_as_a_whole(self) -> Self:
        line = (self.lowest_highest, self.ours, self.rounding)
        if (None in line) if self.values is None else (line != (None, None, None)):
            raise TaperError("import.scale_incomplete")
        if self.lowest_highest and self.lowest_highest[0] == self.lowest_highest[1]:
            raise TaperError("import.scale_flat")
        return self

    def fits(self, highest: int) -> bool:
        """Whether everything it can give lies from 0 to *highest*."""
        given = self.ours or tuple((self.values or {}).values())
        return all(0 <= each <= highest for each in given)

    def read(self, cell: str, decimal: Decimals) -> int:
        """Give the answer of *cell* on our scale; TaperError for one that is on no scale."""
        if self.values is not None:
            if cell.strip() not in self.values:
                raise TaperError("import.word_unknown", cell=quoted(cell))
            return self.values[cell.strip()]
        if not (self.lowest_highest and self.ours and self.rounding):
            raise TaperError("import.scale_incomplete")
        first, last = map(Fraction, self.lowest_highest)
        value = number(cell, decimal)
        if not min(first, last) <= value <= max(first, last):
            raise TaperError(
                "import.outside_scale",
                cell=quoted(cell),
                lowest=written(min(first, last)),
                highest=written(max(first, last)),
            )
        at_first, at_last = self.ours
        share = (value - first) / (last - first)
        return whole(at_first + share * (at_last - at_first), self.rounding)
