"""The times without a diary that a patient chose."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.diary.pause import Pause
from taper.ids import PatientId
from taper.storage.tables import DiaryPauseRow

ONE_DAY = timedelta(days=1)


def pauses(session: Session, patient: PatientId) -> list[Pause]:
    """Give a patient's pauses, the newest first."""
    row = DiaryPauseRow
    asked = sa.select(row.number, row.first, row.last).where(row.patient_id == patient)
    return [
        Pause(number=number, first=first, last=last)
        for number, first, last in session.execute(asked.order_by(row.number.desc()))
    ]


def add_pause(
    session: Session, patient: PatientId, first: date, last: date | None, at: datetime
) -> Pause:
    """Keep a new pause."""
    number = len(pauses(session, patient)) + 1
    session.add(DiaryPauseRow(patient_id=patient, number=number, first=first, last=last, set_at=at))
    session.flush()
    return Pause(number=number, first=first, last=last)


def end_pause(session: Session, patient: PatientId, pause: Pause, last: date) -> None:
    """Let a pause end on *last*, or before it begins where that is later."""
    row = session.get_one(DiaryPauseRow, (patient, pause.number))
    row.last = max(last, pause.first - ONE_DAY)
    session.flush()
