"""Tables of what is recorded beside the plan and the days: events and questionnaires."""

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
    facts: Mapped[dict[str, Any]]  # of a treatment session; {} for everything else
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


BESIDE = (
    EventRow,
    EventRevisionRow,
    QuestionnaireAssignmentRow,
    QuestionnaireResponseRow,
    QuestionnaireRevisionRow,
    SafetyAnswerRow,
)
