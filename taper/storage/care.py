"""Who looks after whom, from when, until when."""

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper import clock
from taper.ids import PatientId, PersonId
from taper.storage.columns import Moment
from taper.storage.tables import CareRow, PatientRow, PersonRow


def is_open(link: Any) -> sa.ColumnElement[bool]:
    """Give the condition that a care link holds now: begun, and not over yet."""
    now = sa.bindparam(None, callable_=clock.now, type_=Moment())
    return sa.and_(link.since <= now, sa.or_(link.until.is_(None), link.until > now))


class CareLink(NamedTuple):
    """That a prescriber looks after a patient; *until* None: for as long as it takes."""

    prescriber: PersonId
    name: str
    since: datetime
    until: datetime | None


def links_of(session: Session, patient: PatientId) -> list[CareLink]:
    """Give who looks after a patient, looked after, or will, in the order of names."""
    found = session.execute(
        sa.select(CareRow.prescriber_id, PersonRow.name, CareRow.since, CareRow.until)
        .join(PersonRow, PersonRow.id == CareRow.prescriber_id)
        .where(CareRow.patient_id == patient)
        .order_by(sa.func.lower(PersonRow.name))
    )
    return [CareLink(PersonId(row[0]), *row[1:]) for row in found]


def begin(
    session: Session,
    prescriber: PersonId,
    patient: PatientId,
    since: datetime,
    until: datetime | None,
) -> None:
    """Begin a care link, or one that ended before anew; when it was opened last stays."""
    session.merge(CareRow(prescriber_id=prescriber, patient_id=patient, since=since, until=until))
    session.flush()


def end(session: Session, prescriber: PersonId, patient: PatientId, at: datetime) -> None:
    """End a care link."""
    session.execute(
        sa.update(CareRow)
        .where(CareRow.prescriber_id == prescriber, CareRow.patient_id == patient)
        .values(until=at)
    )


def patients_of(session: Session, prescriber: PersonId) -> list[PatientId]:
    """Give whom a prescriber looks after now, or will, in the order of their ids."""
    found = session.scalars(
        sa.select(CareRow.patient_id)
        .join(PatientRow, PatientRow.id == CareRow.patient_id)
        .where(
            CareRow.prescriber_id == prescriber,
            sa.or_(CareRow.until.is_(None), CareRow.until > clock.now()),
        )
        .order_by(CareRow.patient_id)
    )
    return [PatientId(each) for each in found]


def stays_with(session: Session, patient: PatientId, but: PersonId) -> bool:
    """Say whether somebody other than *but* looks after a patient for as long as it takes."""
    row = CareRow
    found = sa.select(row.prescriber_id).where(
        row.patient_id == patient,
        row.prescriber_id != but,
        row.until.is_(None),
        row.since <= clock.now(),
    )
    return session.scalar(found.limit(1)) is not None
