"""Crisis numbers by country, and the signs that call for a person now; read from crisis.toml."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from taper.errors import TaperError

Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]  # ISO 3166-1 alpha-2
Number = Annotated[str, Field(pattern="^[0-9]+( [0-9]+)*$")]  # spaces are for reading

LONGEST_UNCHECKED_DAYS = 180


class Sourced(BaseModel):
    """An entry that says on which pages it was seen, and when last."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: tuple[Annotated[str, Field(min_length=8)], ...] = Field(min_length=1)
    checked_on: date

    @field_validator("source")
    @classmethod
    def _names_a_page(cls, source: tuple[str, ...]) -> tuple[str, ...]:
        if any("." not in page for page in source):
            raise ValueError("a source names a page")
        return source


class Emergency(Sourced):
    """The number for an ambulance."""

    country: Country
    number: Number


class Line(Sourced):
    """Somebody to talk or write to; at least one of *call* and *text*."""

    country: Country
    name: Annotated[str, Field(min_length=1)]
    call: Number | None = None
    text: Number | None = None
    then: str | None = None  # what to do once the call is answered
    hours: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _can_be_reached(self) -> "Line":
        if self.call is None and self.text is None:
            raise ValueError("a line has a number")
        return self


class Sign(Sourced):
    """Something that calls for a person now, shown word for word to everybody."""

    text: Annotated[str, Field(min_length=1)]


class Crisis(BaseModel):
    """All of crisis.toml, in its own order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    emergency: tuple[Emergency, ...]
    line: tuple[Line, ...]
    sign: tuple[Sign, ...]

    @property
    def countries(self) -> tuple[str, ...]:
        """Give each country that has a line or an emergency number, once."""
        return tuple(dict.fromkeys(row.country for row in self._numbers))

    def emergency_of(self, country: str) -> str | None:
        """Give the emergency number of *country*; None where none was seen on a page."""
        return next((row.number for row in self.emergency if row.country == country), None)

    def lines_of(self, country: str) -> tuple[Line, ...]:
        """Give the lines of *country*, none for a country that isn't listed."""
        return tuple(row for row in self.line if row.country == country)

    def checked_on(self, country: str) -> date:
        """Give the day on which the oldest entry of *country* was last checked."""
        return min(row.checked_on for row in self._numbers if row.country == country)

    @property
    def _numbers(self) -> tuple[Emergency | Line, ...]:
        return (*self.emergency, *self.line)

    @property
    def signs_checked_on(self) -> date:
        """Give the day on which the oldest of the signs was last checked."""
        return min(sign.checked_on for sign in self.sign)


_Row = TypeVar("_Row", Emergency, Line)


class OwnNumbers(BaseModel):
    """A clinic's own file: its countries take the place of the shipped ones, whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    emergency: tuple[Emergency, ...] = ()
    line: tuple[Line, ...] = Field(min_length=1)


_own: list[OwnNumbers] = []  # one file at most, read when the clinic is opened


def use(file: Path | None) -> None:
    """Let a clinic's *file* stand before the shipped list, or None: the shipped list alone.

    TaperError("crisis.file_unreadable") where an entry lacks its source or its day, too.
    """
    try:
        read = OwnNumbers.model_validate(tomllib.loads(file.read_text("utf-8"))) if file else None
    except (OSError, ValueError) as error:
        raise TaperError("crisis.file_unreadable", file=file) from error
    _own[:] = [read] if read else []
    crisis.cache_clear()


@cache
def crisis() -> Crisis:
    """Read crisis.toml once, with what a clinic put in place of it."""
    text = files(__package__).joinpath("crisis.toml").read_text("utf-8")
    shipped = Crisis.model_validate(tomllib.loads(text))
    for own in _own:
        theirs = {row.country for row in own.emergency} | {row.country for row in own.line}
        return shipped.model_copy(
            update={
                "emergency": own.emergency + _but(shipped.emergency, theirs),
                "line": own.line + _but(shipped.line, theirs),
            }
        )
    return shipped


def _but(rows: tuple[_Row, ...], countries: set[str]) -> tuple[_Row, ...]:
    return tuple(row for row in rows if row.country not in countries)
