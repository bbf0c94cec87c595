"""What a patient shares with one other person: which sections, and until which day."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from pydantic import BaseModel

from taper.ids import PatientId, PersonId
from taper.people.person import DisplayName, Relation

ObservationId = NewType("ObservationId", int)
LinkId = NewType("LinkId", int)

SOON = timedelta(days=7)
LONGEST_OBSERVATION = 1000  # characters


class Section(StrEnum):
    """A part of the record that can be shared by itself; everything belongs to one of them."""

    PLAN = "plan"
    CHECK_INS = "check_ins"  # mood, sleep, the dose recorded as taken
    SYMPTOMS = "symptoms"
    NOTES = "notes"  # written on a day and not kept private
    QUESTIONNAIRES = "questionnaires"
    EVENTS = "events"


class Offer(BaseModel, frozen=True):
    """What a patient opens to somebody."""

    sections: frozenset[Section]
    may_observe: bool = False
    last_day: date | None = None  # the patient's calendar day; None: until it is ended


class Grant(Offer, frozen=True):
    """What one person may read of one patient."""

    patient: PatientId
    person: PersonId
    name: DisplayName  # of the person
    since: datetime
    ended_at: datetime | None = None

    def holds(self, on: date) -> bool:
        """Whether it opens anything on a day of the patient's."""
        return self.ended_at is None and (self.last_day is None or on <= self.last_day)

    def ends_soon(self, on: date) -> bool:
        """Whether it holds on a day, and its last day is at most a week away."""
        return self.holds(on) and self.last_day is not None and self.last_day - on <= SOON


class SupporterInvitation(Offer, frozen=True):
    """A way in for somebody whom the patient wants to share with, not used yet."""

    patient: PatientId
    patient_name: DisplayName
    name: DisplayName  # of who is invited, as the patient wrote it
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    ended_at: datetime | None = None


class Viewer(BaseModel, frozen=True):
    """Who looks at one patient's record, and what opens it to him or her."""

    person: PersonId
    relations: frozenset[Relation]
    consent: bool = False  # of the patient, to prescribers
    grants: tuple[Grant, ...] = ()


class Observation(BaseModel, frozen=True):
    """What a supporter noticed on a day; the patient can hide it, and nobody changes it."""

    patient: PatientId
    id: ObservationId
    day: date
    words: str  # "" where they were deleted
    written_at: datetime
    written_by: PersonId
    written_by_name: DisplayName
    hidden_at: datetime | None = None


class ShareLink(BaseModel, frozen=True):
    """A link to the visit summary for somebody without an account."""

    patient: PatientId
    id: LinkId
    name: DisplayName  # whom it is for, as the patient wrote it
    sections: frozenset[Section]
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None

    def opens(self, at: datetime) -> bool:
        """Whether it still opens anything."""
        return self.ended_at is None and at < self.expires_at
