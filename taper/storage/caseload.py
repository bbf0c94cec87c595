"""A prescriber's patients, in a handful of questions however many there are."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from taper.ids import CourseId, PatientId, PersonId
from taper.people.person import Patient
from taper.plan.plan import Course
from taper.plan.standing import SignedRows, read_rows
from taper.storage.care import is_open as care_is_open
from taper.storage.columns import LocalDay
from taper.storage.tables import (
    AccountRow,
    CareRow,
    CheckInRow,
    ConsentRow,
    CourseRow,
    PatientHeadRow,
    PatientRow,
    PersonRow,
    PlanVersionRow,
    table_of,
)
from taper.storage.tables_beside import PatientRequestRow

Ids = Sequence[PatientId]

_people, _patients, _care = table_of(PersonRow), table_of(PatientRow), table_of(CareRow)
_heads, _asked = table_of(PatientHeadRow), table_of(PatientRequestRow)
_OF_PRESCRIBER = (_care.c.prescriber_id == sa.bindparam("prescriber"), care_is_open(_care.c))
_NAMES = (
    sa.select(_people.c.id, _people.c.name, _patients.c.zone, _patients.c.mark)
    .join(_care, _care.c.patient_id == _people.c.id)
    .join(_patients, _patients.c.id == _people.c.id)
    .where(*_OF_PRESCRIBER)
)


class Named(NamedTuple):
    """What a list of everybody needs."""

    id: PatientId
    name: str
    zone: str
    mark: str


def names(session: Session, prescriber: PersonId) -> list[Named]:
    """Give every patient in a prescriber's care by name, in no order."""
    found = session.execute(_NAMES, {"prescriber": prescriber}).all()
    return [Named(PatientId(identifier), *rest) for identifier, *rest in found]


_WITH_NEWS = (
    sa.select(_care.c.patient_id)
    .join(_heads, _heads.c.patient_id == _care.c.patient_id)
    .where(
        *_OF_PRESCRIBER,
        _heads.c.news_at.is_not(None),
        sa.or_(_care.c.opened_at.is_(None), _heads.c.news_at > _care.c.opened_at),
    )
)
_WITH_REQUESTS = (
    sa.select(_asked.c.patient_id, sa.func.count())
    .join(_care, _care.c.patient_id == _asked.c.patient_id)
    .where(*_OF_PRESCRIBER, _asked.c.closed_at.is_(None))
    .group_by(_asked.c.patient_id)
)


def with_news(session: Session, prescriber: PersonId) -> set[PatientId]:
    """Give who wrote something since the prescriber last opened them; shared or not."""
    found = session.scalars(_WITH_NEWS, {"prescriber": prescriber})
    return {PatientId(patient) for patient in found}


def open_requests(session: Session, prescriber: PersonId) -> dict[PatientId, int]:
    """Count the open requests of each patient who has one."""
    found = session.execute(_WITH_REQUESTS, {"prescriber": prescriber})
    return {PatientId(patient): count for patient, count in found}


class InCare(NamedTuple):
    """A patient whose care link is open today."""

    patient: Patient
    has_account: bool  # False: the invitation has not been used
    shares_diary: bool


def in_care(session: Session, prescriber: PersonId, patients: Ids) -> dict[PatientId, InCare]:
    """Give those of *patients* who are in the prescriber's care."""
    found = session.execute(
        sa.select(
            PatientRow.id,
            PersonRow.name,
            PatientRow.zone,
            PatientRow.country,
            PatientRow.mark,
            AccountRow.person_id.is_not(None),
            _shares_diary(),
        )
        .join(PersonRow, PersonRow.id == PatientRow.id)
        .join(CareRow, CareRow.patient_id == PatientRow.id)
        .outerjoin(AccountRow, AccountRow.person_id == PatientRow.id)
        .where(*_open_care(prescriber), PatientRow.id.in_(patients))
    )
    return {
        PatientId(identifier): InCare(
            Patient(id=PatientId(identifier), name=name, zone=zone, country=country, mark=mark),
            bool(has_account),
            bool(shares),
        )
        for identifier, name, zone, country, mark, has_account, shares in found
    }


def _open_care(prescriber: PersonId) -> tuple[sa.ColumnElement[bool], ...]:
    return (CareRow.prescriber_id == prescriber, care_is_open(CareRow))


def without_account(session: Session, prescriber: PersonId) -> list[Named]:
    """Give who has not used the invitation yet, in no order."""
    found = session.execute(
        _NAMES.outerjoin(AccountRow, AccountRow.person_id == _people.c.id).where(
            AccountRow.person_id.is_(None)
        ),
        {"prescriber": prescriber},
    )
    return [Named(PatientId(identifier), *rest) for identifier, *rest in found]


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
    session: Session, patients: Ids, today_in: Mapping[str, date], *, days: int
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
        ).where(PatientRow.id.in_(patients), _shares_diary())
    )
    return {PatientId(patient): DiaryDays(day, count) for patient, day, count in found}


def courses(session: Session, patients: Ids) -> list[Course]:
    """Give the courses of *patients*, each patient's in the order they were opened."""
    row = CourseRow
    found = session.execute(
        sa.select(row.id, row.patient_id, row.medicine, row.form)
        .where(row.patient_id.in_(patients))
        .order_by(row.patient_id, row.opened_at, row.id)
    )
    return [
        Course(id=CourseId(course), patient=PatientId(patient), medicine=medicine, form=form)
        for course, patient, medicine, form in found
    ]


class Outline(NamedTuple):
    """When a version is in force from, and on which days its own rows change the dose."""

    in_force_from: date
    changes: Sequence[str]


_newest, _older = table_of(PlanVersionRow), table_of(PlanVersionRow).alias()
_OUTLINES = (
    sa.select(_newest.c.patient_id, _newest.c.course_id, _newest.c.in_force_from, _newest.c.changes)
    .join(_care, _care.c.patient_id == _newest.c.patient_id)
    .where(
        *_OF_PRESCRIBER,
        sa.or_(
            _newest.c.in_force_from > sa.bindparam("day"),
            _newest.c.version
            == sa.select(sa.func.max(_older.c.version))
            .where(
                _older.c.patient_id == _newest.c.patient_id,
                _older.c.course_id == _newest.c.course_id,
                _older.c.in_force_from <= sa.bindparam("day"),
            )
            .scalar_subquery(),
        ),
    )
)


def outlines(
    session: Session, prescriber: PersonId, day: date
) -> dict[tuple[PatientId, CourseId], list[Outline]]:
    """Give what can be in force on *day* or later, without reading any plan."""
    found: dict[tuple[PatientId, CourseId], list[Outline]] = {}
    asked = {"prescriber": prescriber, "day": day}
    for patient, course, in_force_from, changes in session.execute(_OUTLINES, asked):
        key = (PatientId(patient), CourseId(course))
        found.setdefault(key, []).append(Outline(in_force_from, changes))
    return found


def signed_rows(
    session: Session, patients: Ids, day: date
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
        sa.select(row.patient_id, row.course_id, row.content).where(
            row.patient_id.in_(patients),
            sa.or_(row.in_force_from > day, row.version == in_force),
        )
    ):
        key = (PatientId(patient), CourseId(course))
        rows.setdefault(key, []).append(read_rows(content))
    return rows
