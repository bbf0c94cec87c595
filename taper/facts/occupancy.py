"""Curves of modelled serotonin transporter occupancy, with source and how each was checked."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from taper.facts.sourced import Sourced
from taper.plan.amount import CurvePercent, DoseMg, StepMg
from taper.plan.occupancy import ListedCurve


class CurveOnFile(BaseModel, frozen=True, extra="forbid"):
    """One entry of occupancy.toml."""

    medicine: Annotated[str, Field(pattern="^[a-z]+$")]
    forms: Annotated[
        tuple[Annotated[str, Field(pattern="^[a-z-]+( [a-z-]+)*$")], ...], Field(min_length=1)
    ]
    forms_why: Sourced
    region: Annotated[str, Field(pattern="^[a-z]+( [a-z]+)*$")]
    vmax_percent: CurvePercent
    k_mg: StepMg
    scanned_mg: tuple[DoseMg, DoseMg] | None = None
    sources: Annotated[tuple[Sourced, ...], Field(min_length=1)]
    how_checked: Sourced
    checked_on: date

    @model_validator(mode="after")
    def _scanned_upwards(self) -> "CurveOnFile":
        if self.scanned_mg and self.scanned_mg[0] >= self.scanned_mg[1]:
            raise ValueError("the lowest dose scanned comes first")
        return self

    @property
    def curve(self) -> ListedCurve:
        """The curve as the plan knows it."""
        shared = self.model_dump(include=ListedCurve.model_fields.keys() - {"source"})
        return ListedCurve(**shared, source="; ".join(self.sources))


@cache
def curves_on_file() -> tuple[CurveOnFile, ...]:
    """Read occupancy.toml once."""
    text = files(__package__).joinpath("occupancy.toml").read_text("utf-8")
    return tuple(CurveOnFile.model_validate(entry) for entry in tomllib.loads(text)["curve"])


def curves() -> tuple[ListedCurve, ...]:
    """Give every curve, in the order of the file."""
    return tuple(entry.curve for entry in curves_on_file())
