"""A check-in: what a patient recorded for one calendar day."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from taper.diary.intake import Intake
from taper.diary.symptoms import Severity, Slug
from taper.errors import TaperError
from taper.ids import PatientId, PersonId

DAYS_BACK = 14  # design §3: how far back a day can be filled in
FORM_VERSION = 1  # which questions stood on the form; stored with every check-in


class Source(StrEnum):
    """How an entry came in."""

    PATIENT = "patient"
    ON_BEHALF = "on_behalf"  # typed by a prescriber for the patient
    PAPER = "paper"
    IMPORT = "import"


class Answers(BaseModel, frozen=True):
    """What was answered. None and an absent symptom mean: not answered."""

    mood: Annotated[int, Field(ge=0, le=10, strict=True)] | None = None
    symptoms: Mapping[Slug, Severity] = Field(default_factory=dict)
    sleep_min: Annotated[int, Field(ge=0, le=24 * 60, strict=True)] | None = None
    note: Annotated[str, Field(max_length=4000)] = ""
    intakes: tuple[Intake, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was answered."""
        return self.mood is None and not (
            self.symptoms or self.sleep_min is not None or self.note.strip() or self.intakes
        )


class CheckIn(BaseModel, frozen=True):
    """What is on file for one day, in its newest revision."""

    patient: PatientId
    day: date  # in the patient's zone when it was recorded
    zone: str
    answers: Answers
    recorded_at: datetime  # first saved, server time
    revised_at: datetime  # this revision saved, server time
    late: bool  # first saved on a later calendar day
    revision: Annotated[int, Field(ge=1)]
    form_version: int = FORM_VERSION
    recorded_by: PersonId
    source: Source
    struck_out: bool = False  # "entered in error": kept, shown as such, in no chart and no mean


def check_day(day: date, today: date) -> None:
    """Refuse a day that can't be recorded today: the future, or more than 14 days back."""
    if day > today:
        raise TaperError("check_in.future", day=day)
    if day < today - timedelta(days=DAYS_BACK):
        raise TaperError("check_in.too_far_back", day=day, days=DAYS_BACK)


def open_days(today: date) -> tuple[date, ...]:
    """Give the days that can be recorded today, newest first."""
    return tuple(today - timedelta(days=back) for back in range(DAYS_BACK + 1))
