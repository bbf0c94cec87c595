"""Whether a database is whole: its pages, the triggers that guard it, and what was signed."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from taper.ids import CourseId, PatientId
from taper.people.audit import Event, Trace
from taper.plan.plan import sha256
from taper.storage import diary, migrations
from taper.storage.engine import Store
from taper.storage.tables import AuditEventRow, PatientHeadRow, PlanVersionRow

_CHECK_IN_EVENTS = {Event.CHECK_IN_SAVED, Event.CHECK_IN_REVISED, Event.CHECK_IN_STRUCK_OUT}


def damage(store: Store) -> list[str]:
    """Give what SQLite finds wrong with its own file; PostgreSQL looks after its pages itself."""
    if not store.is_sqlite:
        return []
    try:
        with store.reading() as session:
            found = session.scalars(sa.text("PRAGMA integrity_check")).all()
            torn = session.execute(sa.text("PRAGMA foreign_key_check")).all()
    except DatabaseError as error:
        return [str(error.orig)]
    return [each for each in found if each != "ok"] + [f"{row[0]} {row[1]}" for row in torn]


def triggers_missing(store: Store) -> list[str]:
    """Give the triggers that should refuse changes and aren't there, by name."""
    with store.reading() as session:
        return migrations.triggers_missing(session.connection())


def chains(session: Session) -> list[PatientId]:
    """Give whose trails there are; the clinic's own is PatientId(0)."""
    row = PatientHeadRow.patient_id
    return [PatientId(each) for each in session.scalars(sa.select(row).order_by(row))]


def newest_line_at(session: Session) -> datetime | None:
    """Give when the newest line of any trail was written."""
    return session.scalar(sa.select(AuditEventRow.at).order_by(AuditEventRow.id.desc()).limit(1))


class Signature(NamedTuple):
    """One signed version, and whether it still says what was signed."""

    course: CourseId
    version: int
    holds: bool


def signatures(session: Session, patient: PatientId, traces: list[Trace]) -> Iterator[Signature]:
    """Compare each signed version with its own hash and with the one in the trail.

    A version that the trail knows and the table doesn't has been taken out.
    """
    told = {
        (int(str(each.detail["course"])), int(str(each.detail["version"]))): each.detail["sha256"]
        for each in traces
        if each.event is Event.PLAN_SIGNED
    }
    row = PlanVersionRow
    asked = sa.select(row.course_id, row.version, row.content, row.content_sha256)
    for course, version, content, kept in session.execute(asked.where(row.patient_id == patient)):
        holds = sha256(content) == kept == told.pop((course, version), None)
        yield Signature(CourseId(course), version, holds)
    for course, version in told:
        yield Signature(CourseId(course), version, holds=False)


def days_changed(session: Session, patient: PatientId, traces: list[Trace]) -> list[date]:
    """Give the days that no longer say what the trail says was last saved."""
    told: Mapping[str, object] = {
        str(each.detail["day"]): each.detail["sha256"]
        for each in traces
        if each.event in _CHECK_IN_EVENTS
    }
    on_file = {}
    for made in diary.check_ins(session, patient):
        note = diary.note_kept(session, patient, made.day)
        on_file[made.day.isoformat()] = diary.revision_sha256(made, note)
    differ = {day for day in {*told, *on_file} if told.get(day) != on_file.get(day)}
    return sorted(date.fromisoformat(day) for day in differ)
