"""Tables beside the plan and the days: events, questionnaires, requests, notes."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from taper.storage.base import CLUSTERED, Base, of_patient, own_id
from taper.storage.columns import Identifier


class EventRow(Base):
    """The newest revision of something that happened, of the history, or of what to talk about."""

    __tablename__ = "event"
    __table_args__ = (CLUSTERED,)
    patient_id: Mapped[int] = of_patient()
    id: Mapped[int] = own_id()
    kind: Mapped[str]
    local_date: Mapped[date | None]  # NULL: history, and what to talk about
    zone: Mapped[str]
    facts: Mapped[dict[str, Any]]  # of a session or a score; {} for everything else
    texts: Mapped[dict[str, Any]]  # name → id and salted hash in free_text, and whether private
    private: Mapped[bool]
    closed_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    revised_at: Mapped[datetime]
    revision: Mapped[int]
    recorded_by: Mapped[int] = mapped_column(Identifier())
    source: Mapped[str]
    struck_out: Mapped[bool]


class EventRevisionRow(Base):
    """What an entry said before it was changed; its words by id and hash alone."""

    __tablename__ = "event_revision"
    __table_args__ = (
        sa.ForeignKeyConstraint(["patient_id", "event_id"], ["event.patient_id", "event.id"]),
        CLUSTERED,
    )
    patient_id: Mapped[int] = own_id()
    event_id: Mapped[int] = own_id()
    revision: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
    replaced_at: Mapped[datetime]
    replaced_by: Mapped[int] = mapped_column(Identifier())


class QuestionnaireAssignmentRow(Base):
    """A questionnaire that a prescriber asks for. Its words are the clinic's, as a plan's are."""

    __tablename__ = "questionnaire_assignment"
    __table_args__ = (CLUSTERED,)
    patient_id: Mapped[int] = of_patient()
    id: Mapped[int] = own_id()
    instrument: Mapped[str]
    question: Mapped[str]
    first_day: Mapped[date | None]
    every_days: Mapped[int | None]
    on_days: Mapped[list[Any]]
    reads: Mapped[str]  # who reads the answers, and how often
    reader_id: Mapped[int | None] = mapped_column(Identifier())
    assigned_by: Mapped[int] = mapped_column(Identifier())
    assigned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(Identifier())


def _of_assignment() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["patient_id", "assignment_id"],
        ["questionnaire_assignment.patient_id", "questionnaire_assignment.id"],
    )


class QuestionnaireResponseRow(Base):
    """The newest revision of a questionnaire on one day. An item that is not there: no answer."""

    __tablename__ = "questionnaire_response"
    __table_args__ = (
        _of_assignment(),
        sa.Index(None, "patient_id", "instrument", "local_date"),
        CLUSTERED,
    )
    patient_id: Mapped[int] = own_id()
    assignment_id: Mapped[int] = own_id()
    local_date: Mapped[date] = mapped_column(primary_key=True)
    zone: Mapped[str]
    instrument: Mapped[str]
    instrument_version: Mapped[str]
    answers: Mapped[dict[str, Any]]
    finished: Mapped[bool]
    recorded_at: Mapped[datetime]
    revised_at: Mapped[datetime]
    revision: Mapped[int]
    recorded_by: Mapped[int] = mapped_column(Identifier())
    source: Mapped[str]
    struck_out: Mapped[bool]


def _of_response() -> sa.ForeignKeyConstraint:
    columns = ("patient_id", "assignment_id", "local_date")
    return sa.ForeignKeyConstraint(columns, [f"questionnaire_response.{each}" for each in columns])


class QuestionnaireRevisionRow(Base):
    """What a questionnaire said before it was changed."""

    __tablename__ = "questionnaire_revision"
    __table_args__ = (_of_response(), CLUSTERED)
    patient_id: Mapped[int] = own_id()
    assignment_id: Mapped[int] = own_id()
    local_date: Mapped[date] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
    replaced_at: Mapped[datetime]
    replaced_by: Mapped[int] = mapped_column(Identifier())


class SafetyAnswerRow(Base):
    """An answer above 0 to an item that asks for safety; NULL: its reader has not opened it."""

    __tablename__ = "safety_answer"
    __table_args__ = (_of_response(), CLUSTERED)
    patient_id: Mapped[int] = own_id()
    assignment_id: Mapped[int] = own_id()
    local_date: Mapped[date] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    points: Mapped[int]
    answered_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    opened_by: Mapped[int | None] = mapped_column(Identifier())


class PatientRequestRow(Base):
    """Something a patient asked about the plan; what was said about it is in its entries."""

    __tablename__ = "patient_request"
    __table_args__ = (CLUSTERED,)
    patient_id: Mapped[int] = of_patient()
    id: Mapped[int] = own_id()
    course_id: Mapped[int | None] = mapped_column(Identifier())
    kind: Mapped[str]
    asked_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # answered or withdrawn; NULL: open


class PatientRequestEntryRow(Base):
    """One line of an exchange: asked, answered, withdrawn. Words by id and salted hash alone."""

    __tablename__ = "patient_request_entry"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["patient_id", "request_id"], ["patient_request.patient_id", "patient_request.id"]
        ),
        CLUSTERED,
    )
    patient_id: Mapped[int] = own_id()
    request_id: Mapped[int] = own_id()
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    said_at: Mapped[datetime]
    said_by: Mapped[int] = mapped_column(Identifier())
    words_id: Mapped[int | None] = mapped_column(Identifier())
    words_sha256: Mapped[str | None]
    course_id: Mapped[int | None] = mapped_column(Identifier())  # of the version that answers
    version: Mapped[int | None]


class AppointmentNoteRow(Base):
    """What a prescriber wants to remember for the appointment; prescribers alone read it."""

    __tablename__ = "appointment_note"
    __table_args__ = (CLUSTERED,)
    patient_id: Mapped[int] = of_patient()
    id: Mapped[int] = own_id()
    written_at: Mapped[datetime]
    written_by: Mapped[int] = mapped_column(Identifier())
    words_id: Mapped[int | None] = mapped_column(Identifier())
    words_sha256: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(Identifier())


class VisitChoiceRow(Base):
    """Which parts of the visit summary the patient leaves out for one reader."""

    __tablename__ = "visit_choice"
    __table_args__ = (CLUSTERED,)
    patient_id: Mapped[int] = of_patient()
    reader_id: Mapped[int] = own_id()
    left_out: Mapped[list[Any]]
    chosen_at: Mapped[datetime]


BESIDE = (
    EventRow,
    EventRevisionRow,
    QuestionnaireAssignmentRow,
    QuestionnaireResponseRow,
    QuestionnaireRevisionRow,
    SafetyAnswerRow,
    PatientRequestRow,
    PatientRequestEntryRow,
    AppointmentNoteRow,
    VisitChoiceRow,
)
