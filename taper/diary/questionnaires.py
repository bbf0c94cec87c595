"""Questionnaires: what is asked, when it is asked for, what was answered. Nothing is judged."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, NewType

from pydantic import BaseModel, Field

from taper.diary.check_in import Source
from taper.diary.symptoms import Slug
from taper.ids import PatientId, PersonId

AssignmentId = NewType("AssignmentId", int)

OWN_QUESTION: Slug = "own_question"  # a clinic's own yes-or-no question
LONGEST_WORDS = 500  # characters of a clinic's question, or of who reads and how often
LONGEST_INTERVAL_DAYS = 366

Points = Annotated[int, Field(ge=0, le=10, strict=True)]


class Choice(BaseModel, frozen=True):
    """One answer that can be given, and its points."""

    points: Points
    text: Annotated[str, Field(min_length=1)]
    loinc: str | None = None


class Item(BaseModel, frozen=True):
    """One question of an instrument, word for word."""

    code: Slug
    text: Annotated[str, Field(min_length=1)]
    choices: tuple[Choice, ...]
    counts: bool = True  # whether its points are part of the total
    asks_safety: bool = False  # an answer above 0 leads to crisis information
    loinc: str | None = None

    def choice(self, points: int | None) -> Choice | None:
        """Give the answer that stands for *points*."""
        return next((each for each in self.choices if each.points == points), None)


class Instrument(BaseModel, frozen=True):
    """A questionnaire in one version of its wording."""

    id: Slug
    title: str
    version: str
    lead: str
    items: tuple[Item, ...]
    notice: str = ""
    panel_loinc: str | None = None
    total_loinc: str | None = None
    language: str = ""  # of the wording, by its code; "" for a clinic's own question

    def is_in(self, language: str) -> bool:
        """Say whether who reads *language* may be asked: a wording is never translated here."""
        return self.language in ("", language)

    @property
    def asks_safety(self) -> bool:
        """Whether one of its items asks for thoughts of death or of hurting oneself."""
        return any(item.asks_safety for item in self.items)

    @property
    def counted(self) -> tuple[Item, ...]:
        """The items of the total."""
        return tuple(item for item in self.items if item.counts)

    @property
    def maximum(self) -> int | None:
        """The most points there can be; None where nothing is added up."""
        most = [max(choice.points for choice in item.choices) for item in self.counted]
        return sum(most) if most else None


def total(instrument: Instrument, answers: Mapping[str, int]) -> int | None:
    """Give the points together; None where one of the counted items has no answer."""
    given = [answers.get(item.code) for item in instrument.counted]
    if not given or None in given:
        return None
    return sum(points for points in given if points is not None)


def safety_points(instrument: Instrument, answers: Mapping[str, int]) -> int:
    """Give the highest answer to an item that asks for safety; 0 where there is none."""
    asked = [answers.get(item.code, 0) for item in instrument.items if item.asks_safety]
    return max(asked, default=0)


def is_complete(instrument: Instrument, answers: Collection[str]) -> bool:
    """Say whether every item that counts, or asks for safety, is answered."""
    needed = {item.code for item in instrument.items if item.counts or item.asks_safety}
    return needed.issubset(answers)


class Assignment(BaseModel, frozen=True):
    """One questionnaire that a prescriber asks one patient to fill in."""

    id: AssignmentId
    patient: PatientId
    instrument: Slug
    question: Annotated[str, Field(max_length=LONGEST_WORDS)] = ""  # a clinic's own
    first_day: date | None = None  # of "every n days"
    every_days: Annotated[int, Field(ge=1, le=LONGEST_INTERVAL_DAYS, strict=True)] | None = None
    on_days: tuple[date, ...] = ()
    reads: Annotated[str, Field(max_length=LONGEST_WORDS)] = ""  # who reads, and how often
    reader: PersonId | None = None  # whose opening of a safety answer counts
    assigned_by: PersonId
    assigned_at: datetime
    ended_at: datetime | None = None

    def asked_until(self, today: date) -> date | None:
        """Give the newest day up to *today* on which it is asked for."""
        if self.every_days and self.first_day and self.first_day <= today:
            past = (today - self.first_day).days // self.every_days
            return self.first_day + timedelta(days=past * self.every_days)
        return max((day for day in self.on_days if day <= today), default=None)

    def asked_after(self, today: date) -> date | None:
        """Give the first day after *today* on which it is asked for."""
        if self.every_days and self.first_day:
            before = self.asked_until(today)
            return before + timedelta(days=self.every_days) if before else self.first_day
        return min((day for day in self.on_days if day > today), default=None)

    def asked_between(self, first: date, last: date) -> tuple[date, ...]:
        """Give each day from *first* to *last*, both included, on which it is asked for."""
        found = []
        day = self.asked_after(first - timedelta(days=1))
        while day is not None and day <= last:
            found.append(day)
            day = self.asked_after(day)
        return tuple(found)

    def is_asked_now(self, today: date, finished: Collection[date]) -> bool:
        """Say whether it was asked for and not finished since; *finished*: days of responses."""
        asked = self.asked_until(today)
        return asked is not None and not any(day >= asked for day in finished)


class Response(BaseModel, frozen=True):
    """What was answered on one day, in its newest revision. An absent item is not answered."""

    patient: PatientId
    assignment: AssignmentId
    day: date  # in the patient's zone when it was begun
    zone: str
    instrument: Slug
    instrument_version: str
    answers: Mapping[Slug, Points]
    finished: bool  # False: begun, and can be gone on with
    recorded_at: datetime  # first saved, server time
    revised_at: datetime
    revision: Annotated[int, Field(ge=1)]
    recorded_by: PersonId
    source: Source
    struck_out: bool = False


class SafetyAnswer(BaseModel, frozen=True):
    """An answer above 0 to an item that asks for safety, and whether its reader opened it."""

    patient: PatientId
    assignment: AssignmentId
    day: date
    revision: int  # of the response that gave it
    points: Points
    answered_at: datetime
    opened_at: datetime | None = None
    opened_by: PersonId | None = None
