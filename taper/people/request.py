"""What a patient asks about the plan, and what is said about it; it changes no plan by itself."""

from datetime import datetime
from enum import StrEnum
from typing import NewType

from pydantic import BaseModel

from taper.ids import CourseId, PatientId, PersonId

RequestId = NewType("RequestId", int)

LONGEST_WORDS = 4000  # characters of one entry


class Kind(StrEnum):
    """What is asked for."""

    STAY = "stay"  # stay on the present dose
    TALK = "talk"  # talk before the next change
    OTHER = "other"  # something else, in the patient's words


class Said(StrEnum):
    """What one line of the exchange is."""

    ASKED = "asked"
    NOTE = "note"
    AMENDMENT = "amendment"  # answered by a new version of the plan
    WITHDRAWN = "withdrawn"


class Entry(BaseModel, frozen=True):
    """One line of an exchange."""

    number: int
    kind: Said
    at: datetime
    by: PersonId
    by_name: str
    words: str  # "" where there were none, or they were deleted
    version: int | None = None  # of the plan that answers


class PatientRequest(BaseModel, frozen=True):
    """A request with everything that was said about it, oldest first."""

    patient: PatientId
    id: RequestId
    course: CourseId | None  # None: about no medicine in particular
    kind: Kind
    asked_at: datetime
    closed_at: datetime | None  # None: open
    entries: tuple[Entry, ...]

    @property
    def is_open(self) -> bool:
        """Whether it was neither answered nor withdrawn."""
        return self.closed_at is None
