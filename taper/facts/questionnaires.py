"""Questionnaires in their exact wording, each with where it was seen; questionnaires.toml."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, Field

from taper.diary.questionnaires import Choice, Instrument, Item
from taper.diary.symptoms import Slug
from taper.facts.sourced import Sourced

Loinc = Annotated[str, Field(pattern=r"^[0-9]{4,6}-[0-9]$")]
Code = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]  # of a language, as a folder of words/
_SAME = {
    *("id", "title", "language", "version", "lead", "notice"),
    *("panel_loinc", "total_loinc"),
}


class _Scale(BaseModel, frozen=True, extra="forbid"):
    id: Slug
    choices: Annotated[tuple[Choice, ...], Field(min_length=2)]


class _ListedItem(BaseModel, frozen=True, extra="forbid"):
    code: Slug
    text: Annotated[str, Field(min_length=1)]
    scale: Slug
    counts: bool = True
    asks_safety: bool = False
    loinc: Loinc | None = None


class ListedInstrument(BaseModel, frozen=True, extra="forbid"):
    """One questionnaire of the file, with what was seen of it and where."""

    id: Slug
    title: Annotated[str, Field(min_length=1)]
    language: Code  # of the wording
    version: Annotated[str, Field(min_length=1)]
    lead: Annotated[str, Field(min_length=1)]
    notice: Annotated[str, Field(min_length=1)]
    panel_loinc: Loinc | None = None
    total_loinc: Loinc | None = None
    like: Slug | None = None  # takes its items from another instrument, word for word
    items: tuple[Slug, ...] = ()  # which of them
    item: tuple[_ListedItem, ...] = ()
    sources: Annotated[tuple[Sourced, ...], Field(min_length=1)]
    wording_seen: Sourced
    codes_seen: Sourced
    checked_on: date


class _File(BaseModel, frozen=True, extra="forbid"):
    scale: tuple[_Scale, ...]
    instrument: tuple[ListedInstrument, ...]

    def items_of(self, listed: ListedInstrument) -> tuple[Item, ...]:
        """Give the items of an instrument, its own or those of the one it is like."""
        if listed.like is None:
            return tuple(self._item(each) for each in listed.item)
        other = next(each for each in self.instrument if each.id == listed.like)
        by_code = {item.code: item for item in self.items_of(other)}
        return tuple(by_code[code] for code in listed.items)

    def _item(self, each: _ListedItem) -> Item:
        choices = {scale.id: scale.choices for scale in self.scale}[each.scale]
        return Item(choices=choices, **each.model_dump(exclude={"scale"}))


@cache
def _file() -> _File:
    text = files(__package__).joinpath("questionnaires.toml").read_text("utf-8")
    return _File.model_validate(tomllib.loads(text))


def listed() -> tuple[ListedInstrument, ...]:
    """Give every entry of the file, with its sources."""
    return _file().instrument


@cache
def instruments() -> tuple[Instrument, ...]:
    """Give every questionnaire in the order of the file."""
    return tuple(
        Instrument(
            items=_file().items_of(each),
            **each.model_dump(include=_SAME),
        )
        for each in _file().instrument
    )


def instrument(identifier: str) -> Instrument | None:
    """Give one questionnaire; None where the file has no such."""
    return next((each for each in instruments() if each.id == identifier), None)
