"""Names of antidepressants (INN) that help with spelling in the medicine field."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, Field

from taper.facts.sourced import Sourced

Inn = Annotated[str, Field(pattern=r"^[a-z]{4,40}$")]


class MedicineNames(BaseModel, frozen=True, extra="forbid"):
    """The list and where its spelling was looked up."""

    names: tuple[Inn, ...]
    sources: Annotated[tuple[Sourced, ...], Field(min_length=1)]
    checked_on: date


@cache
def medicine_names() -> MedicineNames:
    """Give the names in the order of the alphabet, with their sources."""
    text = files(__package__).joinpath("medicines.toml").read_text("utf-8")
    return MedicineNames.model_validate(tomllib.loads(text))


def spelled_like(typed: str) -> tuple[str, ...]:
    """Give the names that begin with *typed*, then those that hold it; none for a blank."""
    part = typed.strip().casefold()
    if not part:
        return ()
    names = medicine_names().names
    first = tuple(name for name in names if name.startswith(part))
    return first + tuple(name for name in names if part in name and name not in first)
