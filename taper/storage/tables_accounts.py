"""Tables of ways in beside the password: second factors, spare codes, entries, single sign-on."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from taper.storage.base import CLUSTERED, Base
from taper.storage.columns import Identifier


class SecondFactorRow(Base):
    """A person's authenticator. Its secret is worked out of `salt` and a key kept elsewhere."""

    __tablename__ = "second_factor"
    __table_args__ = (CLUSTERED,)
    person_id: Mapped[int] = mapped_column(
        Identifier(), sa.ForeignKey("person.id"), primary_key=True, autoincrement=False
    )
    salt: Mapped[str]
    confirmed_at: Mapped[datetime]
    last_step: Mapped[int]  # 30 seconds since 1970 of the code used last; earlier ones are void


class RecoveryCodeRow(Base):
    """One of ten codes for whoever has lost the authenticator; the code itself is kept nowhere."""

    __tablename__ = "recovery_code"
    __table_args__ = (CLUSTERED,)
    code_sha256: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(Identifier(), sa.ForeignKey("person.id"))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class EntryCodeRow(Base):
    """A single-use way in that an administrator made: a first account, or a new password."""

    __tablename__ = "entry_code"
    __table_args__ = (CLUSTERED,)
    code_sha256: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(Identifier(), sa.ForeignKey("person.id"))
    made_by: Mapped[int] = mapped_column(Identifier())
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    drops_second_factor: Mapped[bool]  # the authenticator is lost too


class IdentityRow(Base):
    """Who the owner of an account is to a provider of single sign-on; it goes with the account."""

    __tablename__ = "identity"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"), CLUSTERED)
    person_id: Mapped[int] = mapped_column(
        Identifier(),
        sa.ForeignKey("account.person_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    issuer: Mapped[str]
    subject: Mapped[str]
    linked_at: Mapped[datetime]


class SignOnUsedRow(Base):
    """The hash of an answer of a provider that was used: none is taken twice."""

    __tablename__ = "sign_on_used"
    __table_args__ = (CLUSTERED,)
    state_sha256: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime]
