"""Everybody in one prescriber's care, in a handful of questions however many there are."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from taper.ids import CourseId, PatientId, PersonId
from taper.people.person import Patient
from taper.plan.plan import Course
from taper.plan.standing import SignedRows, read_rows
from taper.storage.columns import LocalDay
from taper.storage.tables import (
    AccountRow,
    CareRow,
    CheckInRow,
    ConsentRow,
    CourseRow,
    PatientRow,
    PersonRow,
    PlanVersionRow,
)


class InCare(NamedTuple):
    """A patient whose care link is open today."""

    patient: Patient
    has_account: bool  # False: the invitation has not been used
    shares_diary: bool


def in_care(session: Session, prescriber: PersonId) -> list[InCare]:
    """Give a prescriber's patients."""
    found = session.execute(
        sa.select(
            PatientRow.id,
            PersonRow.name,
            PatientRow.zone,
            PatientRow.country,
            AccountRow.person_id.is_not(None),
            _shares_diary(),
        )
        .join(PersonRow, PersonRow.id == PatientRow.id)
        .join(CareRow, CareRow.patient_id == PatientRow.id)
        .outerjoin(AccountRow, AccountRow.person_id == PatientRow.id)
        .where(*_open_care(prescriber))
    )
    return [
        InCare(
            Patient(id=PatientId(identifier), name=name, zone=zone, country=country),
            bool(has_account),
            bool(shares),
        )
        for identifier, name, zone, country, has_account, shares in found
    ]


def _open_care(prescriber: PersonId) -> tuple[sa.ColumnElement[bool], ...]:
    return (CareRow.prescriber_id == prescriber, CareRow.until.is_(None))


def _shares_diary() -> sa.ColumnElement[bool]:
    """Whether the newest consent of a patient holds."""
    row, newer = ConsentRow, aliased(ConsentRow)
    newest = (
        sa.select(sa.func.max(newer.number))
        .where(newer.patient_id == PatientRow.id)
        .correlate(PatientRow)
        .scalar_subquery()
    )
    return (
        sa.exists()
        .where(row.patient_id == PatientRow.id, row.number == newest, row.withdrawn_at.is_(None))
        .correlate(PatientRow)
    )


class DiaryDays(NamedTuple):
    """How much of a diary there is; nothing of what it says."""

    last: date | None
    recorded: int


def diary_days(
    session: Session, prescriber: PersonId, today_in: Mapping[str, date], *, days: int
) -> dict[PatientId, DiaryDays]:
    """Give the last recorded day, and how many of the last *days* are recorded, today included.

    *today_in* says which day it is in each time zone. Patients who do not share their
    diary are left out, and so are days entered in error.
    """
    if not today_in:
        return {}
    row = CheckInRow
    firsts = {
        zone: sa.literal(today - timedelta(days=days - 1), LocalDay())
        for zone, today in today_in.items()
    }
    first = sa.case(firsts, value=PatientRow.zone)
    is_recorded = (row.patient_id == PatientRow.id, row.struck_out.is_(sa.false()))
    last = sa.select(row.local_date).where(*is_recorded).order_by(row.local_date.desc()).limit(1)
    recorded = sa.select(sa.func.count()).where(*is_recorded, row.local_date >= first)
    found = session.execute(
        sa.select(
            PatientRow.id,
            last.correlate(PatientRow).scalar_subquery(),
            recorded.correlate(PatientRow).scalar_subquery(),
        )
        .join(CareRow, CareRow.patient_id == PatientRow.id)
        .where(*_open_care(prescriber), _shares_diary())
    )
    return {PatientId(patient): DiaryDays(day, count) for patient, day, count in found}


def courses(session: Session, prescriber: PersonId) -> list[Course]:
    """Give the courses of a prescriber's patients, each patient's in the order they were opened."""
    row = CourseRow
    found = session.execute(
        sa.select(row.id, row.patient_id, row.medicine, row.form)
        .join(CareRow, CareRow.patient_id == row.patient_id)
        .where(*_open_care(prescriber))
        .order_by(row.patient_id, row.opened_at, row.id)
    )
    return [
        Course(id=CourseId(course), patient=PatientId(patient), medicine=medicine, form=form)
        for course, patient, medicine, form in found
    ]


def signed_rows(
    session: Session, prescriber: PersonId, day: date
) -> dict[tuple[PatientId, CourseId], list[SignedRows]]:
    """Give the signed versions that can be in force on *day* or later: the rest is history."""
    row, older = PlanVersionRow, aliased(PlanVersionRow)
    in_force = (
        sa.select(sa.func.max(older.version))
        .where(
            older.patient_id == row.patient_id,
            older.course_id == row.course_id,
            older.in_force_from <= day,
        )
        .correlate(row)
        .scalar_subquery()
    )
    rows: dict[tuple[PatientId, CourseId], list[SignedRows]] = {}
    for patient, course, content in session.execute(
        sa.select(row.patient_id, row.course_id, row.content)
        .join(CareRow, CareRow.patient_id == row.patient_id)
        .where(
            *_open_care(prescriber),
            sa.or_(row.in_force_from > day, row.version == in_force),
        )
    ):
        key = (PatientId(patient), CourseId(course))
        rows.setdefault(key, []).append(read_rows(content))
    return rows
