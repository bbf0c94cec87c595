"""Requests of patients, with what was said about them; the words lie in free_text."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.ids import CourseId, PatientId, PersonId
from taper.people.request import Entry, Kind, PatientRequest, RequestId, Said
from taper.storage.diary import keep_note
from taper.storage.tables import FreeTextRow, PersonRow, table_of
from taper.storage.tables_beside import PatientRequestEntryRow, PatientRequestRow

# Asked by pages of every patient: put together once, since that takes longer than the answer.
_asked, _said = table_of(PatientRequestRow), table_of(PatientRequestEntryRow)
_people, _texts = table_of(PersonRow), table_of(FreeTextRow)
_OF_PATIENT = _asked.c.patient_id == sa.bindparam("patient")
_REQUESTS = sa.select(_asked).where(_OF_PATIENT).order_by(_asked.c.asked_at.desc(), _asked.c.id)
_ENTRIES = (
    sa.select(_said, _people.c.name, _texts.c.body)
    .join(_people, _people.c.id == _said.c.said_by)
    .outerjoin(
        _texts,
        sa.and_(_texts.c.patient_id == _said.c.patient_id, _texts.c.id == _said.c.words_id),
    )
    .where(_said.c.patient_id == sa.bindparam("patient"))
    .order_by(_said.c.request_id, _said.c.number)
)


def requests(session: Session, patient: PatientId) -> list[PatientRequest]:
    """Give a patient's requests with their exchange, newest first."""
    asked = session.execute(_REQUESTS, {"patient": patient}).all()
    if not asked:
        return []
    said: dict[int, list[Entry]] = {}
    for row in session.execute(_ENTRIES, {"patient": patient}):
        said.setdefault(row.request_id, []).append(_entry(row))
    return [_request(row, said.get(row.id, [])) for row in asked]


def request(session: Session, patient: PatientId, identifier: RequestId) -> PatientRequest | None:
    """Give one request."""
    found = requests(session, patient)
    return next((each for each in found if each.id == identifier), None)


def _entry(row: sa.Row[tuple[object, ...]]) -> Entry:
    return Entry(
        number=row.number,
        kind=Said(row.kind),
        at=row.said_at,
        by=PersonId(row.said_by),
        by_name=row.name,
        words=row.body or "",
        version=row.version,
    )


def _request(row: sa.Row[tuple[object, ...]], entries: Sequence[Entry]) -> PatientRequest:
    return PatientRequest(
        patient=PatientId(row.patient_id),
        id=RequestId(row.id),
        course=None if row.course_id is None else CourseId(row.course_id),
        kind=Kind(row.kind),
        asked_at=row.asked_at,
        closed_at=row.closed_at,
        entries=tuple(entries),
    )


def add(
    session: Session,
    patient: PatientId,
    identifier: RequestId,
    kind: Kind,
    course: CourseId | None,
    at: datetime,
) -> None:
    """Open a request; what was asked is its first entry."""
    session.add(
        PatientRequestRow(
            patient_id=patient, id=identifier, course_id=course, kind=kind.value, asked_at=at
        )
    )
    session.flush()


def say(
    session: Session,
    of: PatientRequest,
    kind: Said,
    by: PersonId,
    at: datetime,
    *,
    words: str = "",
    answer: tuple[CourseId, int] | None = None,
) -> str | None:
    """Add one line to the exchange; give the salted hash of its words."""
    kept = keep_note(session, of.patient, words)
    session.add(
        PatientRequestEntryRow(
            patient_id=of.patient,
            request_id=of.id,
            number=len(of.entries) + 1,
            kind=kind.value,
            said_at=at,
            said_by=by,
            words_id=kept.id,
            words_sha256=kept.salted_sha256,
            course_id=answer[0] if answer else None,
            version=answer[1] if answer else None,
        )
    )
    session.flush()
    return kept.salted_sha256


def close(session: Session, of: PatientRequest, at: datetime) -> None:
    """Keep that a request was answered or withdrawn."""
    session.get_one(PatientRequestRow, (of.patient, of.id)).closed_at = at
    session.flush()
