"""When a prescriber looks at a diary, in his or her own words; they lie in free_text."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.ids import PatientId, PersonId
from taper.storage.diary import keep_note
from taper.storage.tables import CareRow, FreeTextRow, PersonRow


def keep(session: Session, prescriber: PersonId, patient: PatientId, words: str) -> str | None:
    """Keep when *prescriber* looks; give the salted hash of the words."""
    kept = keep_note(session, patient, words)
    session.get_one(CareRow, (prescriber, patient)).looks_id = kept.id
    session.flush()
    return kept.salted_sha256


def who_looks(session: Session, patient: PatientId) -> list[tuple[str, str]]:
    """Give the name and the words of everybody in whose care the patient is, in name order."""
    care, text = CareRow, FreeTextRow
    found = session.execute(
        sa.select(PersonRow.name, text.body)
        .join(care, care.prescriber_id == PersonRow.id)
        .join(text, sa.and_(text.patient_id == care.patient_id, text.id == care.looks_id))
        .where(care.patient_id == patient, care.until.is_(None))
        .order_by(PersonRow.name)
    )
    return [(name, words) for name, words in found]
