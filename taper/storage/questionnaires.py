"""Questionnaires: what is asked of whom, what was answered with every revision, what was opened."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.diary.check_in import Source
from taper.diary.questionnaires import Assignment, AssignmentId, Response, SafetyAnswer
from taper.ids import PatientId, PersonId
from taper.storage.care import is_open as care_is_open
from taper.storage.tables import CareRow
from taper.storage.tables_beside import (
    QuestionnaireAssignmentRow,
    QuestionnaireResponseRow,
    QuestionnaireRevisionRow,
    SafetyAnswerRow,
)


def add_assignment(session: Session, made: Assignment) -> None:
    """Keep what a prescriber asks for."""
    row = made.model_dump(exclude={"patient", "reader", "on_days"})
    session.add(
        QuestionnaireAssignmentRow(
            patient_id=made.patient,
            reader_id=made.reader,
            on_days=[day.isoformat() for day in made.on_days],
            **row,
        )
    )
    session.flush()


def end_assignment(
    session: Session, patient: PatientId, assignment: AssignmentId, by: PersonId, at: datetime
) -> None:
    """Take back what was asked for; what was answered stays."""
    row = session.get_one(QuestionnaireAssignmentRow, (patient, assignment))
    row.ended_at, row.ended_by = at, by
    session.flush()


# Asked by every page with a chart: put together once, since that takes longer than the answer.
_ASSIGNMENTS = (
    sa.select(QuestionnaireAssignmentRow)
    .where(QuestionnaireAssignmentRow.patient_id == sa.bindparam("patient"))
    .order_by(QuestionnaireAssignmentRow.assigned_at, QuestionnaireAssignmentRow.id)
)


def assignments(session: Session, patient: PatientId) -> list[Assignment]:
    """Give everything that was ever asked of a patient, oldest first."""
    return [_assignment(each) for each in session.scalars(_ASSIGNMENTS, {"patient": patient})]


def _assignment(row: QuestionnaireAssignmentRow) -> Assignment:
    return Assignment(
        id=AssignmentId(row.id),
        patient=PatientId(row.patient_id),
        instrument=row.instrument,
        question=row.question,
        first_day=row.first_day,
        every_days=row.every_days,
        on_days=tuple(date.fromisoformat(day) for day in row.on_days),
        reads=row.reads,
        reader=None if row.reader_id is None else PersonId(row.reader_id),
        assigned_by=PersonId(row.assigned_by),
        assigned_at=row.assigned_at,
        ended_at=row.ended_at,
    )


def responses(session: Session, patient: PatientId) -> list[Response]:
    """Give the newest revision of each questionnaire, in the order of days."""
    row = QuestionnaireResponseRow
    found = session.scalars(
        sa.select(row)
        .where(row.patient_id == patient)
        .order_by(row.local_date, row.recorded_at, row.assignment_id)
    )
    return [_response(each) for each in found]


def response(
    session: Session, patient: PatientId, assignment: AssignmentId, day: date
) -> Response | None:
    """Give what was answered on one day."""
    found = session.get(QuestionnaireResponseRow, (patient, assignment, day))
    return _response(found) if found else None


def _response(row: QuestionnaireResponseRow) -> Response:
    return Response(
        patient=PatientId(row.patient_id),
        assignment=AssignmentId(row.assignment_id),
        day=row.local_date,
        zone=row.zone,
        instrument=row.instrument,
        instrument_version=row.instrument_version,
        answers=row.answers,
        finished=row.finished,
        recorded_at=row.recorded_at,
        revised_at=row.revised_at,
        revision=row.revision,
        recorded_by=PersonId(row.recorded_by),
        source=Source(row.source),
        struck_out=row.struck_out,
    )


def save(session: Session, made: Response) -> None:
    """Keep *made* as the newest revision of its day."""
    row = QuestionnaireResponseRow(**_row(made))
    if made.revision == 1:
        session.add(row)
    else:
        session.merge(row)
    session.flush()


def _row(made: Response) -> dict[str, Any]:
    return {
        "patient_id": made.patient,
        "assignment_id": made.assignment,
        "local_date": made.day,
        "answers": dict(made.answers),
        "source": made.source.value,
        **made.model_dump(exclude={"patient", "assignment", "day", "answers", "source"}),
    }


def revision_body(made: Response) -> dict[str, Any]:
    """Give a revision as it is kept and hashed."""
    return made.model_dump(mode="json", exclude={"patient"})


def keep_revision(session: Session, old: Response, by: PersonId, at: datetime) -> None:
    """Keep what a questionnaire said before it is changed."""
    session.add(
        QuestionnaireRevisionRow(
            patient_id=old.patient,
            assignment_id=old.assignment,
            local_date=old.day,
            revision=old.revision,
            body=revision_body(old),
            replaced_at=at,
            replaced_by=by,
        )
    )
    session.flush()


def revisions(
    session: Session, patient: PatientId, assignment: AssignmentId, day: date
) -> list[Mapping[str, Any]]:
    """Give what a questionnaire said before, oldest first."""
    row = QuestionnaireRevisionRow
    key = (row.patient_id == patient, row.assignment_id == assignment, row.local_date == day)
    return list(session.scalars(sa.select(row.body).where(*key).order_by(row.revision)))


def add_safety_answer(session: Session, made: SafetyAnswer) -> None:
    """Keep that an item which asks for safety was answered above 0."""
    row = made.model_dump(exclude={"patient", "assignment", "day"})
    session.add(
        SafetyAnswerRow(
            patient_id=made.patient, assignment_id=made.assignment, local_date=made.day, **row
        )
    )
    session.flush()


def safety_answers(session: Session, patient: PatientId) -> list[SafetyAnswer]:
    """Give every such answer, oldest first."""
    row = SafetyAnswerRow
    found = session.scalars(
        sa.select(row).where(row.patient_id == patient).order_by(row.answered_at, row.revision)
    )
    return [
        SafetyAnswer(
            patient=PatientId(each.patient_id),
            assignment=AssignmentId(each.assignment_id),
            day=each.local_date,
            revision=each.revision,
            points=each.points,
            answered_at=each.answered_at,
            opened_at=each.opened_at,
            opened_by=None if each.opened_by is None else PersonId(each.opened_by),
        )
        for each in found
    ]


def open_safety_answers(
    session: Session,
    patient: PatientId,
    assignment: AssignmentId,
    day: date,
    by: PersonId,
    at: datetime,
) -> bool:
    """Keep who opened the answers of one day, and when; False where nothing was closed."""
    row = SafetyAnswerRow
    found = session.scalars(
        sa.select(row).where(
            row.patient_id == patient,
            row.assignment_id == assignment,
            row.local_date == day,
            row.opened_at.is_(None),
        )
    ).all()
    for each in found:
        each.opened_at, each.opened_by = at, by
    session.flush()
    return bool(found)


def with_unopened_answer(session: Session, prescriber: PersonId) -> set[PatientId]:
    """Give which of a prescriber's patients have a safety answer that its reader has not opened."""
    row = SafetyAnswerRow
    found = session.scalars(
        sa.select(row.patient_id)
        .join(CareRow, CareRow.patient_id == row.patient_id)
        .where(CareRow.prescriber_id == prescriber, care_is_open(CareRow), row.opened_at.is_(None))
        .distinct()
    )
    return {PatientId(patient) for patient in found}
