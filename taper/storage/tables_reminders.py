"""The table of what a patient wants to be reminded of, by a calendar of his or her own."""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from taper.storage.base import CLUSTERED, Base, of_patient


class ReminderRow(Base):
    """One row a patient; none: nothing was ever chosen."""

    __tablename__ = "reminder"
    __table_args__ = (sa.UniqueConstraint("secret_sha256"), CLUSTERED)
    patient_id: Mapped[int] = of_patient()
    check_in: Mapped[bool]
    check_in_at: Mapped[time | None]  # the time chosen last, also while it is switched off
    since: Mapped[date | None]  # the day on which a time was first chosen
    dose_changes: Mapped[bool]
    questionnaires: Mapped[bool]
    names_shown: Mapped[bool]
    told_changes: Mapped[bool]  # ever: then a calendar has to be told that they are off
    told_questionnaires: Mapped[bool]
    secret_sha256: Mapped[str | None]  # of the address; the address itself is kept nowhere
    sequence: Mapped[int]  # grows with whatever changes the calendar
    changed_at: Mapped[datetime]
