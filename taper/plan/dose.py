"""A dose: an integer number of micrograms, never a float."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import BaseModel, Field

UG_PER_MG = 1000

# Ten grams: far above any antidepressant, so that a slip of the keyboard cannot
# overflow a column. It says nothing about what is too much.
LARGEST_UG = 10_000_000


class Dose(BaseModel, frozen=True):
    """An amount that somebody can measure out, in whole micrograms."""

    ug: Annotated[int, Field(ge=0, le=LARGEST_UG, strict=True)]

    @property
    def mg(self) -> Fraction:
        """The dose in milligrams, exactly."""
        return Fraction(self.ug, UG_PER_MG)

    def __str__(self) -> str:
        return f"{mg_text(self.ug)} mg"


def mg_text(ug: int) -> str:
    """Write *ug* micrograms in mg: a leading zero, no trailing zero, no unit."""
    return f"{Decimal(ug).scaleb(-3):f}".rstrip("0").rstrip(".") if ug else "0"


def intended_text(mg: Fraction) -> str:
    """Write an intended dose in mg to 4 significant figures, as design §3 shows it."""
    if mg == 0:
        return "0"
    rounded = Decimal(mg.numerator) / Decimal(mg.denominator)
    figures = rounded.quantize(Decimal(1).scaleb(rounded.adjusted() - 3))
    text = f"{figures:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
