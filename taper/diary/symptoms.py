"""A symptom in a patient's own list, and what a score means."""

from enum import IntEnum
from typing import Annotated

from pydantic import BaseModel, Field

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
    label: Annotated[str, Field(min_length=1, max_length=80)]
    retired: bool = False
