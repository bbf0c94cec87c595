"""The project's own symptom list, each line with the published figure that put it there."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, Field

from taper.diary.symptoms import Slug, Symptom
from taper.facts.sourced import Sourced


class ListedSymptom(BaseModel, frozen=True, extra="forbid"):
    """One line of the list, with the reason why it stands there."""

    slug: Slug
    label: Annotated[str, Field(min_length=1, max_length=80)]
    translated: dict[str, Annotated[str, Field(min_length=1, max_length=80)]]  # by language
    core: bool  # begins every patient's own list
    why: Sourced  # the published figure
    sources: Annotated[tuple[Sourced, ...], Field(min_length=1)]
    seen: Sourced  # what of the sources was read, and what was not
    checked_on: date

    @property
    def symptom(self) -> Symptom:
        """The line as it enters a patient's own list."""
        return Symptom(slug=self.slug, label=self.label)


@cache
def listed() -> tuple[ListedSymptom, ...]:
    """Give the whole list in its fixed order."""
    text = files(__package__).joinpath("symptoms.toml").read_text("utf-8")
    return tuple(ListedSymptom.model_validate(entry) for entry in tomllib.loads(text)["symptom"])


def core() -> tuple[Symptom, ...]:
    """Give the symptoms that begin every patient's own list."""
    return tuple(entry.symptom for entry in listed() if entry.core)
