"""The people of a clinic as an administrator sees them, and the ways in that he or she makes."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.ids import PersonId
from taper.people.person import Role
from taper.storage.tables import AccountRow, CareRow, PersonRow, RoleRow
from taper.storage.tables_accounts import EntryCodeRow, IdentityRow, SecondFactorRow


class OnFile(NamedTuple):
    """Somebody of the clinic; nothing of a diary."""

    id: PersonId
    name: str
    roles: frozenset[Role]
    can_sign_in: bool
    has_second_factor: bool
    has_single_sign_on: bool


def everybody(session: Session) -> list[OnFile]:
    """Give everybody with a role, in the order of names."""
    found = session.execute(
        sa.select(
            PersonRow.id,
            PersonRow.name,
            AccountRow.person_id.is_not(None),
            SecondFactorRow.person_id.is_not(None),
            IdentityRow.person_id.is_not(None),
        )
        .outerjoin(AccountRow, AccountRow.person_id == PersonRow.id)
        .outerjoin(SecondFactorRow, SecondFactorRow.person_id == PersonRow.id)
        .outerjoin(IdentityRow, IdentityRow.person_id == PersonRow.id)
        .order_by(sa.func.lower(PersonRow.name), PersonRow.id)
    ).all()
    roles: dict[int, set[Role]] = {}
    for person, role in session.execute(sa.select(RoleRow.person_id, RoleRow.role)):
        roles.setdefault(person, set()).add(Role(role))
    return [
        OnFile(PersonId(row[0]), row[1], frozenset(roles[row[0]]), *map(bool, row[2:]))
        for row in found
        if row[0] in roles
    ]


def with_role(session: Session, role: Role) -> list[tuple[PersonId, str]]:
    """Give who has a role and can sign in, in the order of names."""
    return [
        (each.id, each.name)
        for each in everybody(session)
        if role in each.roles and each.can_sign_in
    ]


def remove_role(session: Session, person: PersonId, role: Role) -> None:
    """Take a role away."""
    row = RoleRow
    session.execute(sa.delete(row).where(row.person_id == person, row.role == role))


def remove_account(session: Session, person: PersonId) -> None:
    """Take away the way in; the sign-in name is free again."""
    session.execute(sa.delete(AccountRow).where(AccountRow.person_id == person))


def ever_cared(session: Session, person: PersonId) -> bool:
    """Say whether somebody has or had patients."""
    found = sa.select(CareRow.patient_id).where(CareRow.prescriber_id == person).limit(1)
    return session.scalar(found) is not None


class Entry(NamedTuple):
    """A way in that an administrator made."""

    person: PersonId
    made_by: PersonId
    expires_at: datetime
    used_at: datetime | None
    replaced_at: datetime | None
    drops_second_factor: bool


def add_entry(session: Session, code_sha256: str, entry: Entry, at: datetime) -> None:
    """Keep a way in; earlier ones of the same person no longer open."""
    close_entries(session, entry.person, at)
    session.add(
        EntryCodeRow(
            code_sha256=code_sha256,
            person_id=entry.person,
            made_by=entry.made_by,
            made_at=at,
            expires_at=entry.expires_at,
            drops_second_factor=entry.drops_second_factor,
        )
    )
    session.flush()


def close_entries(session: Session, person: PersonId, at: datetime) -> None:
    """Close every way in of a person that nobody used."""
    row = EntryCodeRow
    session.execute(
        sa.update(row)
        .where(row.person_id == person, row.used_at.is_(None), row.replaced_at.is_(None))
        .values(replaced_at=at)
    )


def entry(session: Session, code_sha256: str, *, lock: bool = False) -> Entry | None:
    """Give one way in; *lock* it where it is about to be used."""
    found = session.get(EntryCodeRow, code_sha256, with_for_update=lock)
    if found is None:
        return None
    return Entry(
        PersonId(found.person_id),
        PersonId(found.made_by),
        found.expires_at,
        found.used_at,
        found.replaced_at,
        found.drops_second_factor,
    )


def use_entry(session: Session, code_sha256: str, at: datetime) -> None:
    """Keep that a way in was used."""
    session.get_one(EntryCodeRow, code_sha256).used_at = at
