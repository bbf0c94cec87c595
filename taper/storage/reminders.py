"""What a patient wants to be reminded of, and the address of the calendar."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.diary.reminders import Chosen, Reminders
from taper.ids import PatientId
from taper.storage.tables_reminders import ReminderRow


def reminders(session: Session, patient: PatientId) -> Reminders:
    """Give what is on file; nothing is chosen where there is no row."""
    row = session.get(ReminderRow, patient)
    if row is None:
        return Reminders(chosen=Chosen())
    return Reminders(
        chosen=Chosen(
            check_in_at=row.check_in_at if row.check_in else None,
            dose_changes=row.dose_changes,
            questionnaires=row.questionnaires,
            names_shown=row.names_shown,
        ),
        last_at=row.check_in_at,
        since=row.since,
        told_changes=row.told_changes,
        told_questionnaires=row.told_questionnaires,
        has_address=row.secret_sha256 is not None,
        sequence=row.sequence,
        changed_at=row.changed_at,
    )


def choose(session: Session, patient: PatientId, chosen: Chosen, today: date, at: datetime) -> None:
    """Keep other choices; a time that is switched off is kept, so that it can be cancelled."""
    row = _row(session, patient, at)
    row.check_in = chosen.check_in_at is not None
    if chosen.check_in_at is not None:
        row.check_in_at = chosen.check_in_at
        row.since = row.since or today
    row.dose_changes = chosen.dose_changes
    row.questionnaires = chosen.questionnaires
    row.names_shown = chosen.names_shown
    row.told_changes = row.told_changes or chosen.dose_changes
    row.told_questionnaires = row.told_questionnaires or chosen.questionnaires
    row.sequence += 1
    row.changed_at = at
    session.flush()


def set_address(
    session: Session, patient: PatientId, secret_sha256: str | None, at: datetime
) -> None:
    """Keep the hash of another address, or of none: the one before opens nothing any more."""
    _row(session, patient, at).secret_sha256 = secret_sha256
    session.flush()


def raise_sequence(session: Session, patient: PatientId, at: datetime) -> None:
    """Tell calendars that something changed; nothing where nothing was ever chosen."""
    row = session.get(ReminderRow, patient)
    if row is not None:
        row.sequence += 1
        row.changed_at = at
        session.flush()


def patient_of_address(session: Session, secret_sha256: str) -> PatientId | None:
    """Give whose calendar an address opens."""
    row = ReminderRow
    found = session.scalar(sa.select(row.patient_id).where(row.secret_sha256 == secret_sha256))
    return None if found is None else PatientId(found)


def _row(session: Session, patient: PatientId, at: datetime) -> ReminderRow:
    row = session.get(ReminderRow, patient)
    if row is None:
        row = ReminderRow(
            patient_id=patient,
            check_in=False,
            check_in_at=None,
            since=None,
            dose_changes=False,
            questionnaires=False,
            names_shown=False,
            told_changes=False,
            told_questionnaires=False,
            secret_sha256=None,
            sequence=0,
            changed_at=at,
        )
        session.add(row)
    return row
