"""Notes for the appointment; their words lie in free_text."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.ids import PatientId, PersonId
from taper.people.note import AppointmentNote, NoteId
from taper.storage.diary import keep_note
from taper.storage.tables import FreeTextRow, PersonRow
from taper.storage.tables_beside import AppointmentNoteRow


def notes(session: Session, patient: PatientId) -> list[AppointmentNote]:
    """Give a patient's notes, newest first."""
    row, text = AppointmentNoteRow, FreeTextRow
    found = session.execute(
        sa.select(row, PersonRow.name, text.body)
        .join(PersonRow, PersonRow.id == row.written_by)
        .outerjoin(text, sa.and_(text.patient_id == row.patient_id, text.id == row.words_id))
        .where(row.patient_id == patient)
        .order_by(row.written_at.desc(), row.id)
    )
    return [
        AppointmentNote(
            patient=patient,
            id=NoteId(note.id),
            written_at=note.written_at,
            written_by=PersonId(note.written_by),
            written_by_name=name,
            words=body or "",
            closed_at=note.closed_at,
        )
        for note, name, body in found
    ]


def add(
    session: Session,
    patient: PatientId,
    identifier: NoteId,
    words: str,
    by: PersonId,
    at: datetime,
) -> str | None:
    """Keep a note; give the salted hash of its words."""
    kept = keep_note(session, patient, words)
    session.add(
        AppointmentNoteRow(
            patient_id=patient,
            id=identifier,
            written_at=at,
            written_by=by,
            words_id=kept.id,
            words_sha256=kept.salted_sha256,
        )
    )
    session.flush()
    return kept.salted_sha256


def close(
    session: Session, patient: PatientId, identifier: NoteId, by: PersonId, at: datetime
) -> None:
    """Keep that a note was dealt with."""
    found = session.get_one(AppointmentNoteRow, (patient, identifier))
    found.closed_at, found.closed_by = at, by
    session.flush()
