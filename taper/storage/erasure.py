"""Erasing what a person wrote and who it was; the signed, the counted and the trail stay."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.diary.symptoms import OWN
from taper.ids import PatientId, PersonId
from taper.storage.tables import (
    AccountRow,
    AuditEventRow,
    FreeTextRow,
    InvitationRow,
    PatientRow,
    PersonRow,
    PlanDraftRow,
    ReminderRow,
    SymptomLabelRow,
    SymptomRow,
)
from taper.storage.tables_sharing import GrantRow, ShareLinkRow, SupporterInvitationRow


def delete_words(session: Session, patient: PatientId) -> int:
    """Delete every word that was written about a patient; give how many texts there were."""
    texts = sa.delete(FreeTextRow).where(FreeTextRow.patient_id == patient)
    return len(session.execute(texts.returning(FreeTextRow.id)).all())


def delete_drafts(session: Session, patient: PatientId) -> None:
    """Delete what prescribers typed for a patient and never signed."""
    session.execute(sa.delete(PlanDraftRow).where(PlanDraftRow.patient_id == patient))


def forget_own_labels(session: Session, patient: PatientId) -> None:
    """Call symptoms in the patient's own words by their slug, which says nothing."""
    for row in (SymptomRow, SymptomLabelRow):
        session.execute(
            sa.update(row)
            .where(row.patient_id == patient, row.slug.startswith(OWN, autoescape=True))
            .values(label=row.slug)
        )


def forget_who(session: Session, patient: PatientId, called: str) -> None:
    """Leave nothing that says who the patient was, or whom he or she knew."""
    person = PersonId(patient)
    session.execute(
        sa.update(PersonRow).where(PersonRow.id == person).values(name=called, language=None)
    )
    marks = {"mark": "", "country": None}
    session.execute(sa.update(PatientRow).where(PatientRow.id == patient).values(**marks))
    for row in (ShareLinkRow, SupporterInvitationRow):
        session.execute(sa.update(row).where(row.patient_id == patient).values(name=called))
    session.execute(sa.delete(AccountRow).where(AccountRow.person_id == person))


def close_doors(session: Session, patient: PatientId, at: datetime) -> None:
    """End every way to the record that the patient opened: grants, links, invitations, calendar."""
    for row in (GrantRow, ShareLinkRow, SupporterInvitationRow):
        ended = sa.update(row).where(row.patient_id == patient, row.ended_at.is_(None))
        session.execute(ended.values(ended_at=at))
    invited = sa.update(InvitationRow).where(
        InvitationRow.patient_id == patient,
        InvitationRow.used_at.is_(None),
        InvitationRow.replaced_at.is_(None),
    )
    session.execute(invited.values(replaced_at=at))
    calendar = sa.update(ReminderRow).where(ReminderRow.patient_id == patient)
    session.execute(calendar.values(secret_sha256=None))


def last_lines(session: Session) -> list[tuple[PatientId, datetime]]:
    """Give when the trail of each patient was last written to, the oldest first."""
    row = AuditEventRow
    newest = sa.func.max(row.at)
    found = session.execute(
        sa.select(row.patient_id, newest)
        .where(row.patient_id.in_(sa.select(PatientRow.id)))
        .group_by(row.patient_id)
        .order_by(newest)
    )
    return [(PatientId(patient), at) for patient, at in found]
