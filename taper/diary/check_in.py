"""A check-in: what a patient recorded for one calendar day."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from taper.diary.intake import Intake
from taper.diary.symptoms import Severity, Slug
from taper.errors import TaperError
from taper.ids import PatientId, PersonId

DAYS_BACK = 14  # design §3: how far back a day can be filled in
PAPER_DAYS_BACK = 366  # a sheet may lie for a while; further back is a slip of the year
LONGEST_NOTE = 4000  # characters
MORNING_HOUR = 4  # before it, "today" may mean the day that was
FORM_VERSION = 1  # which questions stood on the form; stored with every check-in


class Source(StrEnum):
    """How an entry came in."""

    PATIENT = "patient"
    ON_BEHALF = "on_behalf"  # typed by a prescriber for the patient
    PAPER = "paper"
    IMPORT = "import"


OfTen = Annotated[int, Field(ge=0, le=10, strict=True)]  # an answer from 0 to 10


class Answers(BaseModel, frozen=True):
    """What was answered. None and an absent symptom mean: not answered."""

    mood: OfTen | None = None
    symptoms: Mapping[Slug, Severity] = Field(default_factory=dict)
    sleep_min: Annotated[int, Field(ge=0, le=24 * 60, strict=True)] | None = None
    sleep_quality: OfTen | None = None
    usual_things: OfTen | None = None  # how far usual things could be done: 0 not at all
    bad_day: bool = False  # one tap: recorded, with or without details; it stands for no number
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""
    note_is_private: bool = False  # kept from everybody but the patient
    intakes: tuple[Intake, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was answered; a private note is an answer to whoever reads."""
        numbers = (self.mood, self.sleep_min, self.sleep_quality, self.usual_things)
        said = self.symptoms or self.note.strip() or self.note_is_private or self.intakes
        return all(each is None for each in numbers) and not (said or self.bad_day)

    @property
    def has_details(self) -> bool:
        """Whether something beside the bad day was answered."""
        return not self.model_copy(update={"bad_day": False}).is_empty

    @property
    def without_private_note(self) -> "Answers":
        """The answers as others than the patient read them."""
        return self.model_copy(update={"note": ""}) if self.note_is_private else self


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

    @property
    def is_entered(self) -> bool:
        """Whether somebody else typed it for the patient, and so may correct it."""
        typed = self.source in {Source.ON_BEHALF, Source.PAPER}
        return typed and self.recorded_by != PersonId(self.patient)


def days_meant(local: datetime) -> tuple[date, ...]:
    """Give the days that somebody may mean who records at *local*, newest first.

    Before four in the morning it may still be yesterday for them.
    """
    today = local.date()
    return (today, today - timedelta(days=1)) if local.hour < MORNING_HOUR else (today,)


def check_day(day: date, today: date, source: Source = Source.PATIENT) -> None:
    """Refuse a day that can't be recorded today: the future, or more than 14 days back.

    What stands on a paper sheet was written on its day, and can be typed in later.
    """
    days_back = PAPER_DAYS_BACK if source is Source.PAPER else DAYS_BACK
    if day > today:
        raise TaperError("check_in.future", day=day)
    if day < today - timedelta(days=days_back):
        raise TaperError("check_in.too_far_back", day=day, days=days_back)


def check_time(day: date, at: time | None, now: datetime) -> None:
    """Refuse a time of *day* that has not come; *now* is the clock where the patient is."""
    if at is not None and datetime.combine(day, at) > now:
        raise TaperError("check_in.time_future", at=at)


def open_days(today: date) -> tuple[date, ...]:
    """Give the days that can be recorded today, newest first."""
    return tuple(today - timedelta(days=back) for back in range(DAYS_BACK + 1))
