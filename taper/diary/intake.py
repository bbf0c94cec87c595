"""What was really taken of one medicine on one day."""

import re
from datetime import time
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from taper.errors import TaperError
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


_TIME = re.compile(r"(\d{1,2})(?:[:.h]([0-5]\d))?h?( ?[ap]m)?")
_NOON = 12


def read_time(text: str) -> time | None:
    """Read a time of day: 21:30, 9.15, 9:30 pm, 7 am; None where nothing is typed.

    TaperError("check_in.time_unreadable") for anything else: a bare "9" may be either nine.
    """
    typed = " ".join(text.lower().split())
    if not typed:
        return None
    found = _TIME.fullmatch(typed)
    if found is None or not (found[2] or found[3]):
        raise TaperError("check_in.time_unreadable")
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").strip()
    if hour > (_NOON if half else 23) or (half and not hour):
        raise TaperError("check_in.time_unreadable")
    if half:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    return time(hour, minute)
