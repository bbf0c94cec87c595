"""Who an account's owner is to a provider of single sign-on."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from taper.errors import TaperError
from taper.ids import PersonId
from taper.people.identity import Identity
from taper.storage.tables import AccountRow
from taper.storage.tables_accounts import IdentityRow, SignOnUsedRow


def owner(session: Session, identity: Identity) -> PersonId | None:
    """Give whose account an identity is linked to; None where it is nobody's."""
    row = IdentityRow
    found = session.scalar(
        sa.select(row.person_id).where(
            row.issuer == identity.issuer, row.subject == identity.subject
        )
    )
    return None if found is None else PersonId(found)


def linked_at(session: Session, person: PersonId) -> datetime | None:
    """Give since when a person has single sign-on."""
    return session.scalar(sa.select(IdentityRow.linked_at).where(IdentityRow.person_id == person))


def link(session: Session, person: PersonId, identity: Identity, at: datetime) -> None:
    """Keep who a person is to a provider, in place of what was kept before.

    TaperError("single_sign_on.taken") where it is somebody else's. The database decides: two
    people may link one identity at the same moment, or one person two.
    """
    account = AccountRow.person_id
    session.execute(sa.select(account).where(account == person).with_for_update())
    session.merge(
        IdentityRow(
            person_id=person, issuer=identity.issuer, subject=identity.subject, linked_at=at
        )
    )
    try:
        session.flush()
    except IntegrityError as error:
        raise TaperError("single_sign_on.taken") from error


def unlink(session: Session, person: PersonId) -> bool:
    """Forget who a person is to a provider; whether it was known."""
    row = IdentityRow
    gone = sa.delete(row).where(row.person_id == person).returning(row.person_id)
    return session.execute(gone).first() is not None


def use(session: Session, state_sha256: str, at: datetime, *, forget_before: datetime) -> bool:
    """Keep that an answer was used; False where it was before. Old ones are forgotten.

    The database decides which of two requests at one moment is the first. After a False nothing
    more can be done in *session*.
    """
    row = SignOnUsedRow
    session.execute(sa.delete(row).where(row.used_at < forget_before))
    session.add(row(state_sha256=state_sha256, used_at=at))
    try:
        session.flush()
    except IntegrityError:
        return False
    return True
