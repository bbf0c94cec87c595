"""A questionnaire filled in elsewhere: its points as somebody typed them, on a scale they named."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from taper.errors import TaperError

LARGEST = 10_000  # against slips of the keyboard; no judgement of an instrument

Number = Annotated[Decimal, Field(ge=-LARGEST, le=LARGEST, max_digits=9, decimal_places=4)]
_NUMBER = re.compile(r"-?\d{1,5}(?:[.,]\d{1,4})?")


class Score(BaseModel, frozen=True):
    """Points on a scale. Nothing is added up here, and nothing says what they mean."""

    points: Number
    lowest: Number
    highest: Number

    @model_validator(mode="after")
    def _lies_on_its_scale(self) -> "Score":
        if not self.lowest < self.highest:
            raise TaperError("events.score_scale")
        if not self.lowest <= self.points <= self.highest:
            raise TaperError("events.score_outside", lowest=self.lowest, highest=self.highest)
        return self


def read_score(points: str, lowest: str, highest: str) -> Score:
    """Read what was typed; TaperError for anything but three numbers that fit one another."""
    return Score(points=_number(points), lowest=_number(lowest), highest=_number(highest))


def fits(typed: str) -> bool:
    """Say whether *typed* is a number as it is kept here: at most four places."""
    return _NUMBER.fullmatch(typed.strip()) is not None


def _number(typed: str) -> Decimal:
    if not fits(typed):
        raise TaperError("events.score_unreadable")
    return Decimal(typed.strip().replace(",", "."))
