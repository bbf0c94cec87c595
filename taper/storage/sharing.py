"""Grants of patients, and the ways in for those who get one."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.ids import PatientId, PersonId
from taper.people.grant import Grant, Offer, Section, SupporterInvitation
from taper.storage.base import Base
from taper.storage.tables import PatientRow, PersonRow
from taper.storage.tables_sharing import GrantRow, SupporterInvitationRow

MARK_LETTERS = 16  # of the hash of a code: enough to tell one invitation from another


def _offered(row: Any) -> dict[str, Any]:
    return {
        "sections": frozenset(map(Section, row.sections)),
        "may_observe": row.may_observe,
        "last_day": row.last_day,
    }


def _values(offer: Offer) -> dict[str, Any]:
    return {
        "sections": sorted(each.value for each in offer.sections),
        "may_observe": offer.may_observe,
        "last_day": offer.last_day,
    }


def _grants(session: Session, *where: sa.ColumnElement[bool]) -> list[Grant]:
    found = session.execute(
        sa.select(GrantRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == GrantRow.person_id)
        .where(*where)
        .order_by(sa.func.lower(PersonRow.name), PersonRow.id)
    )
    return [
        Grant(
            patient=PatientId(row.patient_id),
            person=PersonId(row.person_id),
            name=name,
            since=row.since,
            ended_at=row.ended_at,
            **_offered(row),
        )
        for row, name in found
    ]


def grants_of(session: Session, patient: PatientId) -> list[Grant]:
    """Give everybody whom a patient ever shared with, in the order of names."""
    return _grants(session, GrantRow.patient_id == patient)


def grant(session: Session, patient: PatientId, person: PersonId) -> Grant | None:
    """Give what a patient shares, or shared, with one person."""
    found = _grants(session, GrantRow.patient_id == patient, GrantRow.person_id == person)
    return found[0] if found else None


def shared_with(session: Session, person: PersonId) -> list[tuple[Grant, str, str]]:
    """Give each grant to a person that was not ended, with the patient's name and time zone."""
    grants = _grants(session, GrantRow.person_id == person, GrantRow.ended_at.is_(None))
    wanted = {each.patient for each in grants}
    found = session.execute(
        sa.select(PatientRow.id, PersonRow.name, PatientRow.zone)
        .join(PersonRow, PersonRow.id == PatientRow.id)
        .where(PatientRow.id.in_(wanted))
    )
    named = {identifier: (name, zone) for identifier, name, zone in found}
    listed = [(each, *named[each.patient]) for each in grants]
    return sorted(listed, key=lambda each: (each[1].casefold(), each[0].patient))


def keep_grant(
    session: Session, patient: PatientId, person: PersonId, offer: Offer, at: datetime
) -> None:
    """Keep what a patient shares with somebody from now on."""
    found = session.get(GrantRow, (patient, person))
    if found is None:
        session.add(
            GrantRow(
                patient_id=patient, person_id=person, since=at, ended_at=None, **_values(offer)
            )
        )
    else:
        found.since = found.since if found.ended_at is None else at
        found.ended_at = None
        _set(found, offer)
    session.flush()


def _set(row: Base, offer: Offer) -> None:
    for name, value in _values(offer).items():
        setattr(row, name, value)


def end_grant(session: Session, patient: PatientId, person: PersonId, at: datetime) -> None:
    """Keep that a patient shares nothing with somebody any more."""
    session.get_one(GrantRow, (patient, person)).ended_at = at
    session.flush()


def add_invitation(
    session: Session, code_hash: str, invited: SupporterInvitation
) -> SupporterInvitation:
    """Keep a way in."""
    session.add(
        SupporterInvitationRow(
            code_hash=code_hash,
            patient_id=invited.patient,
            name=invited.name,
            made_at=invited.made_at,
            expires_at=invited.expires_at,
            used_at=None,
            ended_at=None,
            **_values(invited),
        )
    )
    session.flush()
    return invited


def _invitations(
    session: Session, *where: sa.ColumnElement[bool], lock: bool = False
) -> list[tuple[str, SupporterInvitation]]:
    row = SupporterInvitationRow
    question = (
        sa.select(row, PersonRow.name)
        .join(PersonRow, PersonRow.id == row.patient_id)
        .where(*where)
        .order_by(row.made_at, row.code_hash)
    )
    found = session.execute(question.with_for_update(of=row) if lock else question)
    return [
        (
            each.code_hash,
            SupporterInvitation(
                patient=PatientId(each.patient_id),
                patient_name=name,
                name=each.name,
                made_at=each.made_at,
                expires_at=each.expires_at,
                used_at=each.used_at,
                ended_at=each.ended_at,
                **_offered(each),
            ),
        )
        for each, name in found
    ]


def invitation(
    session: Session, code_hash: str, *, lock: bool = False
) -> SupporterInvitation | None:
    """Give one way in; *lock* it where it is about to be used."""
    found = _invitations(session, SupporterInvitationRow.code_hash == code_hash, lock=lock)
    return found[0][1] if found else None


def open_invitations(
    session: Session, patient: PatientId, at: datetime
) -> list[tuple[str, SupporterInvitation]]:
    """Give the ways in of a patient that still open, each with the hash of its code."""
    row = SupporterInvitationRow
    return _invitations(
        session,
        row.patient_id == patient,
        row.used_at.is_(None),
        row.ended_at.is_(None),
        row.expires_at > at,
    )


def invited_names(session: Session, patient: PatientId) -> dict[str, str]:
    """Give whom a patient ever invited, by the start of the code's hash, which opens nothing."""
    row = SupporterInvitationRow
    found = session.execute(sa.select(row.code_hash, row.name).where(row.patient_id == patient))
    return {code_hash[:MARK_LETTERS]: name for code_hash, name in found}


def use_invitation(session: Session, code_hash: str, at: datetime) -> None:
    """Keep that a way in was used."""
    session.get_one(SupporterInvitationRow, code_hash).used_at = at
    session.flush()


def end_invitation(session: Session, code_hash: str, at: datetime) -> None:
    """Keep that the patient closed a way in."""
    session.get_one(SupporterInvitationRow, code_hash).ended_at = at
    session.flush()
