"""What was really taken of one medicine on one day."""

from datetime import time
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from taper.ids import CourseId

LARGEST_UG = 10_000_000  # as for a planned dose: against slips that overflow, not a judgement


class Taken(StrEnum):
    """The patient's own answer."""

    AS_PLANNED = "as_planned"
    NOT_TAKEN = "not_taken"
    OTHER = "other"


class Intake(BaseModel, frozen=True):
    """One answer to "did you take it?". The amount stays, whatever the plan becomes."""

    course: CourseId
    taken: Taken
    ug: Annotated[int, Field(ge=0, le=LARGEST_UG, strict=True)]
    at: time | None = None

    @model_validator(mode="after")
    def _nothing_is_zero(self) -> "Intake":
        if self.taken is Taken.NOT_TAKEN and self.ug:
            raise ValueError("not taken is 0 micrograms")
        return self
