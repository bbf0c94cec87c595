"""What the demo's people wrote, read from texts.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from pydantic import BaseModel


class PlanTexts(BaseModel, frozen=True):
    """A prescriber's own words in every plan."""

    if_too_hard: str
    if_missed: str
    contact: str
    then: str
    first_row: str


class Texts(BaseModel, frozen=True):
    """All of it."""

    plan: Mapping[str, PlanTexts]
    reasons: Mapping[str, str]
    notes: Mapping[str, tuple[str, ...]]


@cache
def texts() -> Texts:
    """Give the demo's texts."""
    text = files(__package__).joinpath("texts.toml").read_text("utf-8")
    return Texts.model_validate(tomllib.loads(text))
