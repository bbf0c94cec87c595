"""A symptom in a patient's own list, and what a score means."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Annotated

from pydantic import BaseModel, Field

from taper.errors import TaperError

LONGEST_LABEL = 80  # characters
OWN = "own_"  # how the slug of a symptom begins that the patient put into words

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Severity(IntEnum):
    """The patient's own answer. Absent is not NONE: absent means not answered."""

    NONE = 0
    MILD = 1
    MODERATE = 2
    SEVERE = 3


class Symptom(BaseModel, frozen=True):
    """One line of the patient's own list, in his or her own fixed order."""

    slug: Slug
    label: Annotated[str, Field(min_length=1, max_length=LONGEST_LABEL)]
    retired: bool = False


def own_slug(taken: Iterable[Slug]) -> Slug:
    """Give the slug of the next symptom in the patient's own words, such as own_1.

    Nothing of the words is in it: slugs stand in revisions and in the trail, which outlive words.
    """
    have = set(taken)
    return next(
        slug for number in range(1, len(have) + 2) if (slug := f"{OWN}{number}") not in have
    )


def read_label(text: str, listed: Iterable[Symptom] = ()) -> str:
    """Read the name of a symptom as typed, on one line.

    TaperError where there is none, where it is long, or where *listed* has one of that name.
    """
    label = " ".join(text.replace("\0", "").split())
    if not label:
        raise TaperError("symptom.no_label")
    if len(label) > LONGEST_LABEL:
        raise TaperError("symptom.label_long", characters=LONGEST_LABEL)
    same = next((each for each in listed if each.label.casefold() == label.casefold()), None)
    if same is not None:
        raise TaperError("symptom.retired_already" if same.retired else "symptom.there_already")
    return label
