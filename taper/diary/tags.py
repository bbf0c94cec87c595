"""What a patient says about one symptom and the time before the taper."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel

from taper.diary.symptoms import Slug
from taper.ids import PersonId


class Tag(StrEnum):
    """The patient's own answer; nothing is concluded from it."""

    NEVER_BEFORE = "never_before"
    HAD_BEFORE = "had_before"
    NOW_WORSE = "now_worse"  # had it before the taper, and now it is worse


class SymptomTag(BaseModel, frozen=True):
    """One answer, from the moment it was given until the next one."""

    slug: Slug
    tag: Tag
    at: datetime
    by: PersonId
