"""Ways in: signed-in sessions, invitations, and what the installation knows of itself."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.ids import PatientId, PersonId
from taper.people.guessing import Failures
from taper.storage.tables import (
    InstallationRow,
    InvitationRow,
    SignInFailureRow,
    SignInRow,
    table_of,
)


def known(session: Session, name: str) -> str | None:
    """Give what the installation keeps under *name*."""
    return session.scalar(sa.select(InstallationRow.value).where(InstallationRow.name == name))


def keep(session: Session, name: str, value: str) -> None:
    """Keep *value* under *name*."""
    session.merge(InstallationRow(name=name, value=value))
    session.flush()


def forget(session: Session, name: str) -> None:
    """Drop what is kept under *name*."""
    session.execute(sa.delete(InstallationRow).where(InstallationRow.name == name))


# Asked at every message of a page: put together once, since that takes longer than the answer.
_sign_ins = table_of(SignInRow).c
_SIGN_IN = sa.select(
    _sign_ins.person_id,
    _sign_ins.kind,
    _sign_ins.opened_at,
    _sign_ins.seen_at,
    _sign_ins.ended_at,
    _sign_ins.waits_for,
).where(_sign_ins.token_hash == sa.bindparam("token_hash"))


class SignIn(NamedTuple):
    """A session row."""

    person: PersonId
    kind: str
    opened_at: datetime
    seen_at: datetime
    ended_at: datetime | None
    waits_for: str | None  # what is missing until it opens anything


def open_sign_in(
    session: Session,
    token_hash: str,
    person: PersonId,
    kind: str,
    at: datetime,
    *,
    waits_for: str | None = None,
) -> None:
    """Begin a session, or one that waits until somebody has shown to be who he or she says."""
    session.add(
        SignInRow(
            token_hash=token_hash,
            person_id=person,
            kind=kind,
            waits_for=waits_for,
            opened_at=at,
            seen_at=at,
        )
    )
    session.flush()


def sign_in(session: Session, token_hash: str) -> SignIn | None:
    """Give one session."""
    found = session.execute(_SIGN_IN, {"token_hash": token_hash}).first()
    return SignIn(PersonId(found[0]), *found[1:]) if found else None


def touch(session: Session, token_hash: str, at: datetime) -> None:
    """Keep that the session was used."""
    session.execute(
        sa.update(SignInRow).where(SignInRow.token_hash == token_hash).values(seen_at=at)
    )


def sign_ins_of(session: Session, person: PersonId) -> dict[str, SignIn]:
    """Give the sessions of one person that weren't ended, by the hash of their token."""
    row = SignInRow
    found = session.scalars(sa.select(row).where(row.person_id == person, row.ended_at.is_(None)))
    return {
        each.token_hash: SignIn(
            person, each.kind, each.opened_at, each.seen_at, None, each.waits_for
        )
        for each in found
    }


def end_sign_ins(session: Session, person: PersonId, at: datetime, *, but: str) -> bool:
    """End every session of one person except the one named *but*; whether there was any."""
    row = SignInRow
    ended = session.execute(
        sa.update(row)
        .where(row.person_id == person, row.ended_at.is_(None), row.token_hash != but)
        .values(ended_at=at)
        .returning(row.token_hash)
    )
    return ended.first() is not None


def end_sign_in(session: Session, token_hash: str, at: datetime) -> None:
    """End one session, once."""
    row = SignInRow
    session.execute(
        sa.update(row)
        .where(row.token_hash == token_hash, row.ended_at.is_(None))
        .values(ended_at=at)
    )


class Invitation(NamedTuple):
    """An invitation row."""

    patient: PatientId
    made_by: PersonId
    expires_at: datetime
    used_at: datetime | None
    replaced_at: datetime | None


def add_invitation(
    session: Session,
    code_hash: str,
    patient: PatientId,
    made_by: PersonId,
    at: datetime,
    expires_at: datetime,
) -> None:
    """Add an invitation; earlier unused ones of the same patient no longer open."""
    row = InvitationRow
    session.execute(
        sa.update(row)
        .where(row.patient_id == patient, row.used_at.is_(None), row.replaced_at.is_(None))
        .values(replaced_at=at)
    )
    session.add(
        row(
            code_hash=code_hash,
            patient_id=patient,
            made_by=made_by,
            made_at=at,
            expires_at=expires_at,
        )
    )
    session.flush()


def invitation(session: Session, code_hash: str, *, lock: bool = False) -> Invitation | None:
    """Give one invitation; *lock* it where it is about to be used."""
    found = session.get(InvitationRow, code_hash, with_for_update=lock)
    if found is None:
        return None
    return Invitation(
        PatientId(found.patient_id),
        PersonId(found.made_by),
        found.expires_at,
        found.used_at,
        found.replaced_at,
    )


def use_invitation(session: Session, code_hash: str, at: datetime) -> None:
    """Keep that an invitation was used."""
    session.get_one(InvitationRow, code_hash).used_at = at


def failures(session: Session, key_hash: str) -> Failures | None:
    """Give the sign-ins that failed in a row for a name or from an address, by its hash."""
    found = session.get(SignInFailureRow, key_hash)
    return Failures(times=found.times, last_at=found.last_at) if found else None


def keep_failures(session: Session, key_hash: str, found: Failures) -> None:
    """Keep how often in a row a sign-in failed."""
    session.merge(SignInFailureRow(key_hash=key_hash, times=found.times, last_at=found.last_at))
    session.flush()


def forget_failures(session: Session, key_hash: str, before: datetime) -> None:
    """Forget the failures of one name or address, and everybody's of before *before*."""
    row = SignInFailureRow
    session.execute(sa.delete(row).where(sa.or_(row.key_hash == key_hash, row.last_at < before)))
