"""Courses, drafts and signed versions."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.ids import CourseId, PatientId, PersonId
from taper.plan.plan import Course, PlanVersion, read_canonical
from taper.plan.standing import change_days
from taper.storage.tables import (
    CourseRow,
    PlanDraftRow,
    PlanStepRow,
    PlanVersionRow,
    table_of,
)

# Asked by every page: put together once, since that takes longer than the answer.
_opened = table_of(CourseRow)
_COURSES = (
    sa.select(_opened.c.id, _opened.c.medicine, _opened.c.form)
    .where(_opened.c.patient_id == sa.bindparam("patient"))
    .order_by(_opened.c.opened_at, _opened.c.id)
)


def add_course(session: Session, course: Course, by: PersonId, at: datetime) -> None:
    """Open a course."""
    session.add(
        CourseRow(
            patient_id=course.patient,
            id=course.id,
            medicine=course.medicine,
            form=course.form,
            opened_at=at,
            opened_by=by,
        )
    )
    session.flush()


def courses(session: Session, patient: PatientId) -> list[Course]:
    """Give a patient's courses in the order they were opened."""
    found = session.execute(_COURSES, {"patient": patient})
    return [
        Course(id=CourseId(identifier), patient=patient, medicine=medicine, form=form)
        for identifier, medicine, form in found
    ]


class DraftOnFile(NamedTuple):
    """What is typed and not signed. *body* is the typed plan as JSON."""

    draft_id: int
    revision: int
    body: dict[str, Any]
    saved_at: datetime
    saved_by: PersonId


def draft(session: Session, patient: PatientId, course: CourseId) -> DraftOnFile | None:
    """Give the draft of a course; None where there is none, or none any more."""
    row = PlanDraftRow
    found = session.execute(
        sa.select(row.draft_id, row.revision, row.body, row.saved_at, row.saved_by).where(
            row.patient_id == patient, row.course_id == course
        )
    ).first()
    return DraftOnFile(*found) if found and found.body else None


def last_draft_revision(session: Session, patient: PatientId, course: CourseId) -> int:
    """Give the highest number that a draft of this course has had, dropped ones included."""
    row = PlanDraftRow
    found = session.scalar(
        sa.select(row.revision).where(row.patient_id == patient, row.course_id == course)
    )
    return found or 0


def save_draft(session: Session, patient: PatientId, course: CourseId, saved: DraftOnFile) -> None:
    """Keep *saved* as the draft of a course, in place of the one before."""
    session.merge(
        PlanDraftRow(
            patient_id=patient,
            course_id=course,
            draft_id=saved.draft_id,
            revision=saved.revision,
            body=saved.body,
            saved_at=saved.saved_at,
            saved_by=saved.saved_by,
        )
    )
    session.flush()


def drop_draft(session: Session, patient: PatientId, course: CourseId) -> None:
    """Drop the draft of a course: it has become a version, or was thrown away.

    Its number stays: a page still open on it can't overwrite the draft that comes next.
    """
    row = PlanDraftRow
    session.execute(
        sa.update(row).where(row.patient_id == patient, row.course_id == course).values(body={})
    )


def add_version(session: Session, signed: PlanVersion, content: str, draft_id: int) -> None:
    """Add a signed version with its rows."""
    key = {
        "patient_id": signed.patient,
        "course_id": signed.course,
        "version": signed.version,
    }
    session.add(
        PlanVersionRow(
            **key,
            draft_id=draft_id,
            in_force_from=signed.in_force_from,
            changes=[day.isoformat() for day in change_days(signed.plan)],
            content=content,
            content_sha256=signed.content_sha256,
            signed_by=signed.signed_by,
            signed_by_name=signed.signed_by_name,
            signed_at=signed.signed_at,
        )
    )
    session.flush()
    session.add_all(
        PlanStepRow(
            **key,
            row=number,
            starts=step.starts,
            cycle=step.model_dump(mode="json", include={"cycle"})["cycle"],
        )
        for number, step in enumerate(signed.plan.steps, start=1)
    )
    session.flush()


VERSION_COLUMNS = (
    PlanVersionRow.course_id,
    PlanVersionRow.content,
    PlanVersionRow.content_sha256,
    PlanVersionRow.signed_by,
    PlanVersionRow.signed_by_name,
    PlanVersionRow.signed_at,
)


def read_version(row: Sequence[Any]) -> PlanVersion:
    """Give the version that a row of VERSION_COLUMNS holds."""
    course, stored, sha256, signed_by, signed_by_name, signed_at = row
    content = read_canonical(stored)
    return PlanVersion(
        course=CourseId(course),
        patient=content.patient,
        version=content.version,
        in_force_from=content.in_force_from,
        plan=content.plan,
        reason=content.reason,
        signed_by=signed_by,
        signed_by_name=signed_by_name,
        signed_at=signed_at,
        content_sha256=sha256,
    )


_signed = table_of(PlanVersionRow)
_VERSIONS = (
    sa.select(*(_signed.c[column.key] for column in VERSION_COLUMNS))
    .where(_signed.c.patient_id == sa.bindparam("patient"))
    .order_by(_signed.c.course_id, _signed.c.version)
)


def versions(session: Session, patient: PatientId) -> list[PlanVersion]:
    """Give every signed version of a patient, in the order of course and number."""
    found = session.execute(_VERSIONS, {"patient": patient})
    return [read_version(row) for row in found]


_NEWEST_ON = (
    sa.select(*(_signed.c[column.key] for column in VERSION_COLUMNS))
    .where(
        _signed.c.patient_id == sa.bindparam("patient"),
        _signed.c.course_id == sa.bindparam("course"),
        _signed.c.in_force_from <= sa.bindparam("day"),
    )
    .order_by(_signed.c.version.desc())
    .limit(1)
)


def version_on(
    session: Session, patient: PatientId, course: CourseId, day: date
) -> PlanVersion | None:
    """Give the version that holds on *day*: the newest of those in force from then or earlier."""
    asked = {"patient": patient, "course": course, "day": day}
    row = session.execute(_NEWEST_ON, asked).first()
    return read_version(row) if row else None


def version_of_draft(session: Session, patient: PatientId, draft_id: int) -> PlanVersion | None:
    """Give the version that a draft has become."""
    row = session.execute(
        sa.select(*VERSION_COLUMNS).where(
            PlanVersionRow.patient_id == patient, PlanVersionRow.draft_id == draft_id
        )
    ).first()
    return read_version(row) if row else None
