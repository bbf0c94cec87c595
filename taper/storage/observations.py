"""What supporters noticed; their words lie in free_text."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.ids import PatientId, PersonId
from taper.people.grant import Observation, ObservationId
from taper.storage.diary import keep_note
from taper.storage.tables import FreeTextRow, PersonRow
from taper.storage.tables_sharing import ObservationRow


def observations(session: Session, patient: PatientId) -> list[Observation]:
    """Give what was noticed about a patient, newest day first."""
    row, text = ObservationRow, FreeTextRow
    found = session.execute(
        sa.select(row, PersonRow.name, text.body)
        .join(PersonRow, PersonRow.id == row.written_by)
        .outerjoin(text, sa.and_(text.patient_id == row.patient_id, text.id == row.words_id))
        .where(row.patient_id == patient)
        .order_by(row.local_date.desc(), row.written_at.desc(), row.id)
    )
    return [
        Observation(
            patient=patient,
            id=ObservationId(each.id),
            day=each.local_date,
            words=body or "",
            written_at=each.written_at,
            written_by=PersonId(each.written_by),
            written_by_name=name,
            hidden_at=each.hidden_at,
        )
        for each, name, body in found
    ]


def add(
    session: Session,
    patient: PatientId,
    identifier: ObservationId,
    day: date,
    words: str,
    by: PersonId,
    at: datetime,
) -> str | None:
    """Keep an observation; give the salted hash of its words."""
    kept = keep_note(session, patient, words)
    session.add(
        ObservationRow(
            patient_id=patient,
            id=identifier,
            local_date=day,
            written_at=at,
            written_by=by,
            words_id=kept.id,
            words_sha256=kept.salted_sha256,
            hidden_at=None,
        )
    )
    session.flush()
    return kept.salted_sha256


def hide(
    session: Session, patient: PatientId, identifier: ObservationId, at: datetime | None
) -> None:
    """Keep since when the patient hides an observation; None: no longer."""
    session.get_one(ObservationRow, (patient, identifier)).hidden_at = at
    session.flush()
