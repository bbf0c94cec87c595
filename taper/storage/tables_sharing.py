"""Tables of what a patient shares: grants, ways in for supporters, observations, single links."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from taper.storage.base import CLUSTERED, Base, of_patient, own_id
from taper.storage.columns import Identifier


class GrantRow(Base):
    """What one person may read of one patient, as the patient chose last."""

    __tablename__ = "sharing_grant"
    __table_args__ = (sa.Index(None, "person_id"), CLUSTERED)
    patient_id: Mapped[int] = of_patient()
    person_id: Mapped[int] = mapped_column(
        Identifier(), sa.ForeignKey("person.id"), primary_key=True, autoincrement=False
    )
    sections: Mapped[list[Any]]
    may_observe: Mapped[bool]
    since: Mapped[datetime]
    last_day: Mapped[date | None]
    ended_at: Mapped[datetime | None]


class SupporterInvitationRow(Base):
    """A single-use way in for a supporter; the code itself is kept nowhere."""

    __tablename__ = "supporter_invitation"
    __table_args__ = (CLUSTERED,)
    code_hash: Mapped[str] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(Identifier(), sa.ForeignKey("patient.id"))
    name: Mapped[str]
    sections: Mapped[list[Any]]
    may_observe: Mapped[bool]
    last_day: Mapped[date | None]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ObservationRow(Base):
    """What a supporter noticed on a day; its words lie in free_text."""

    __tablename__ = "observation"
    __table_args__ = (CLUSTERED,)
    patient_id: Mapped[int] = of_patient()
    id: Mapped[int] = own_id()
    local_date: Mapped[date]
    written_at: Mapped[datetime]
    written_by: Mapped[int] = mapped_column(Identifier(), sa.ForeignKey("person.id"))
    words_id: Mapped[int | None] = mapped_column(Identifier())
    words_sha256: Mapped[str | None]
    hidden_at: Mapped[datetime | None]


class ShareLinkRow(Base):
    """A link to the visit summary for somebody without an account; opened by a code beside it."""

    __tablename__ = "share_link"
    __table_args__ = (sa.UniqueConstraint("link_sha256"), CLUSTERED)
    patient_id: Mapped[int] = of_patient()
    id: Mapped[int] = own_id()
    name: Mapped[str]  # whom it is for, as the patient wrote it
    link_sha256: Mapped[str]
    code_hash: Mapped[str]  # by a key outside the database: eight digits are soon tried out
    sections: Mapped[list[Any]]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
