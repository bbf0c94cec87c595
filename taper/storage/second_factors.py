"""Authenticators and recovery codes."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.ids import PersonId
from taper.storage.tables_accounts import RecoveryCodeRow, SecondFactorRow


class SecondFactor(NamedTuple):
    """What is kept of a person's authenticator."""

    salt: str
    confirmed_at: datetime


def second_factor(session: Session, person: PersonId) -> SecondFactor | None:
    """Give a person's authenticator; None where there is none."""
    found = session.get(SecondFactorRow, person)
    return SecondFactor(found.salt, found.confirmed_at) if found else None


def keep(session: Session, person: PersonId, salt: str, at: datetime, *, last_step: int) -> None:
    """Keep a confirmed authenticator in place of an earlier one."""
    session.merge(
        SecondFactorRow(person_id=person, salt=salt, confirmed_at=at, last_step=last_step)
    )
    session.flush()


def use_step(session: Session, person: PersonId, step: int) -> bool:
    """Keep that the code of *step* was used; False where that one, or a later one, was before.

    One statement decides: of two requests with the same code, one is refused.
    """
    row = SecondFactorRow
    used = session.execute(
        sa.update(row)
        .where(row.person_id == person, row.last_step < step)
        .values(last_step=step)
        .returning(row.person_id)
    )
    return used.first() is not None


def drop(session: Session, person: PersonId) -> bool:
    """Remove the authenticator and its recovery codes; whether there was one."""
    codes, row = RecoveryCodeRow, SecondFactorRow
    session.execute(sa.delete(codes).where(codes.person_id == person))
    gone = sa.delete(row).where(row.person_id == person).returning(row.person_id)
    return session.execute(gone).first() is not None


def replace_codes(session: Session, person: PersonId, hashes: list[str], at: datetime) -> None:
    """Keep new recovery codes; the earlier ones no longer hold."""
    row = RecoveryCodeRow
    session.execute(sa.delete(row).where(row.person_id == person))
    session.add_all(row(code_sha256=each, person_id=person, made_at=at) for each in hashes)
    session.flush()


def use_code(session: Session, person: PersonId, code_sha256: str, at: datetime) -> bool:
    """Keep that a recovery code was used; False for one that isn't the person's, or was used."""
    row = RecoveryCodeRow
    used = session.execute(
        sa.update(row)
        .where(row.code_sha256 == code_sha256, row.person_id == person, row.used_at.is_(None))
        .values(used_at=at)
        .returning(row.person_id)
    )
    return used.first() is not None


def codes_left(session: Session, person: PersonId) -> int:
    """Count the recovery codes that can still be used."""
    row = RecoveryCodeRow
    left = sa.select(sa.func.count()).where(row.person_id == person, row.used_at.is_(None))
    return session.scalar(left) or 0
