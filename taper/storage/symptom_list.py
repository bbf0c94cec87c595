"""Changes to a patient's own list of symptoms: names, retirement, and what was said before."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.diary.symptoms import Slug
from taper.diary.tags import SymptomTag, Tag
from taper.ids import PatientId, PersonId
from taper.storage.tables import SymptomLabelRow, SymptomRow, SymptomTagRow


def rename(session: Session, patient: PatientId, slug: Slug, label: str, at: datetime) -> None:
    """Give a symptom another name; the one before is kept with its last moment."""
    row = _row(session, patient, slug)
    number = len(_labels(session, patient, slug)) + 1
    session.add(
        SymptomLabelRow(patient_id=patient, slug=slug, number=number, label=row.label, until=at)
    )
    row.label = label
    session.flush()


def set_retired(session: Session, patient: PatientId, slug: Slug, at: datetime | None) -> None:
    """Take a symptom off the form at a moment, or put it back with None; its place stays."""
    _row(session, patient, slug).retired_at = at
    session.flush()


def _row(session: Session, patient: PatientId, slug: Slug) -> SymptomRow:
    return session.get_one(SymptomRow, (patient, slug))


def _labels(session: Session, patient: PatientId, slug: Slug) -> list[SymptomLabelRow]:
    row = SymptomLabelRow
    asked = sa.select(row).where(row.patient_id == patient, row.slug == slug)
    return list(session.scalars(asked.order_by(row.number)))


def earlier_labels(session: Session, patient: PatientId) -> dict[Slug, list[tuple[str, datetime]]]:
    """Give what each symptom was called before, with the moment it was renamed, oldest first."""
    row = SymptomLabelRow
    found: dict[Slug, list[tuple[str, datetime]]] = {}
    asked = sa.select(row.slug, row.label, row.until).where(row.patient_id == patient)
    for slug, label, until in session.execute(asked.order_by(row.slug, row.number)):
        found.setdefault(slug, []).append((label, until))
    return found


def tags(session: Session, patient: PatientId) -> dict[Slug, list[SymptomTag]]:
    """Give everything that was said about each symptom, oldest first."""
    row = SymptomTagRow
    asked = sa.select(row.slug, row.tag, row.tagged_at, row.tagged_by)
    found: dict[Slug, list[SymptomTag]] = {}
    for slug, tag, at, by in session.execute(
        asked.where(row.patient_id == patient).order_by(row.slug, row.number)
    ):
        said = SymptomTag(slug=slug, tag=Tag(tag), at=at, by=PersonId(by))
        found.setdefault(slug, []).append(said)
    return found


def add_tag(session: Session, patient: PatientId, said: SymptomTag) -> None:
    """Keep what was said about a symptom beside everything said before."""
    number = len(tags(session, patient).get(said.slug, ())) + 1
    session.add(
        SymptomTagRow(
            patient_id=patient,
            slug=said.slug,
            number=number,
            tag=said.tag.value,
            tagged_at=said.at,
            tagged_by=said.by,
        )
    )
    session.flush()
