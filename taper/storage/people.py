"""People, accounts, sessions, invitations, consents and care links."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from taper.errors import TaperError
from taper.ids import PatientId, PersonId
from taper.people.person import Consent, Patient, Role
from taper.storage.care import is_open as care_is_open
from taper.storage.tables import (
    AccountRow,
    CareRow,
    ConsentRow,
    PatientRow,
    PersonRow,
    RoleRow,
    table_of,
)


def add_person(session: Session, person: PersonId, name: str, role: Role, at: datetime) -> None:
    """Add somebody with one role."""
    session.add(PersonRow(id=person, name=name, added_at=at))
    session.flush()
    add_role(session, person, role)


def add_role(session: Session, person: PersonId, role: Role) -> None:
    """Give somebody one more role."""
    session.add(RoleRow(person_id=person, role=role))
    session.flush()


def add_account(
    session: Session, person: PersonId, sign_in_name: str, password_hash: str | None
) -> None:
    """Let somebody sign in; TaperError("person.sign_in_name_taken") where the name is taken.

    The database decides: two people may ask for one name at the same moment.
    """
    session.add(
        AccountRow(person_id=person, sign_in_name=sign_in_name, password_hash=password_hash)
    )
    try:
        session.flush()
    except IntegrityError as error:
        raise TaperError("person.sign_in_name_taken") from error


def add_patient(session: Session, patient: Patient) -> None:
    """Open a diary for somebody already added."""
    session.add(
        PatientRow(id=patient.id, zone=patient.zone, country=patient.country, mark=patient.mark)
    )
    session.flush()


def add_care(session: Session, prescriber: PersonId, patient: PatientId, since: datetime) -> None:
    """Begin a care link."""
    session.add(CareRow(prescriber_id=prescriber, patient_id=patient, since=since, until=None))
    session.flush()


def nobody_yet(session: Session) -> bool:
    """Say whether no person is on file."""
    return session.scalar(sa.select(PersonRow.id).limit(1)) is None


# What every action asks: put together once, since that takes longer than the answer.
_people, _roles, _patients = table_of(PersonRow), table_of(RoleRow), table_of(PatientRow)
_care, _consents = table_of(CareRow), table_of(ConsentRow)
_PERSON = (
    sa.select(
        _people.c.name,
        _patients.c.zone,
        _patients.c.country,
        _people.c.language,
        _roles.c.role,
    )
    .select_from(_people)
    .join(_roles, _roles.c.person_id == _people.c.id)
    .outerjoin(_patients, _patients.c.id == _people.c.id)
    .where(_people.c.id == sa.bindparam("person"))
)
_PATIENT = (
    sa.select(_people.c.name, _patients.c.zone, _patients.c.country, _patients.c.mark)
    .select_from(_people)
    .join(_patients, _patients.c.id == _people.c.id)
    .where(_patients.c.id == sa.bindparam("patient"))
)
_OPEN_CARE = sa.select(_care.c.prescriber_id).where(
    _care.c.prescriber_id == sa.bindparam("prescriber"),
    _care.c.patient_id == sa.bindparam("patient"),
    care_is_open(_care.c),
)
_NEWEST_CONSENT = (
    sa.select(_consents.c.wording, _consents.c.agreed_at, _consents.c.withdrawn_at)
    .where(_consents.c.patient_id == sa.bindparam("patient"))
    .order_by(_consents.c.number.desc())
    .limit(1)
)


class Account(NamedTuple):
    """What signing in needs."""

    person: PersonId
    password_hash: str | None


def account(session: Session, sign_in_name: str) -> Account | None:
    """Give the account of a sign-in name, already casefolded."""
    if "\0" in sign_in_name:  # PostgreSQL keeps no such text, and refuses the question
        return None
    found = session.execute(
        sa.select(AccountRow.person_id, AccountRow.password_hash).where(
            AccountRow.sign_in_name == sign_in_name
        )
    ).first()
    return Account(PersonId(found[0]), found[1]) if found else None


def has_account(session: Session, person: PersonId) -> bool:
    """Say whether somebody can sign in, or could once."""
    found = sa.select(AccountRow.person_id).where(AccountRow.person_id == person)
    return session.scalar(found) is not None


def password_hash(session: Session, person: PersonId) -> str | None:
    """Give the stored hash of somebody's password."""
    return session.scalar(sa.select(AccountRow.password_hash).where(AccountRow.person_id == person))


def own_account(session: Session, person: PersonId) -> tuple[str, str | None]:
    """Give the sign-in name and the stored password of somebody who has an account."""
    found = session.get_one(AccountRow, person)
    return found.sign_in_name, found.password_hash


def replace_password_hash(session: Session, person: PersonId, stored: str) -> None:
    """Keep another hash: of a new password, or a stronger one of the same."""
    session.get_one(AccountRow, person).password_hash = stored


class Person(NamedTuple):
    """A person with roles, and a time zone where there is a diary."""

    name: str
    roles: frozenset[Role]
    zone: str | None
    country: str | None
    language: str | None


def person(session: Session, identifier: PersonId) -> Person | None:
    """Give one person."""
    found = session.execute(_PERSON, {"person": identifier}).all()
    if not found:
        return None
    name, zone, country, language, _ = found[0]
    return Person(name, frozenset(Role(row.role) for row in found), zone, country, language)


def language_of(session: Session, identifier: PersonId) -> str | None:
    """Give the language that a person chose, by its code."""
    return session.scalar(sa.select(PersonRow.language).where(PersonRow.id == identifier))


def choose_language(session: Session, identifier: PersonId, language: str | None) -> None:
    """Keep the language that a person chose; None: as the browser asks."""
    session.get_one(PersonRow, identifier).language = language
    session.flush()


def names(session: Session, people: set[PersonId]) -> dict[PersonId, str]:
    """Give the names of several people."""
    found = session.execute(sa.select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(people)))
    return {PersonId(identifier): name for identifier, name in found}


def with_accounts(session: Session) -> list[tuple[PersonId, str, Role]]:
    """Give everybody who can sign in, with a role, in the order of names."""
    found = session.execute(
        sa.select(PersonRow.id, PersonRow.name, RoleRow.role)
        .join(AccountRow, AccountRow.person_id == PersonRow.id)
        .join(RoleRow, RoleRow.person_id == PersonRow.id)
        .order_by(
            RoleRow.role == Role.SUPPORTER, RoleRow.role.desc(), sa.func.lower(PersonRow.name)
        )
    )
    return [(PersonId(identifier), name, Role(role)) for identifier, name, role in found]


def patient(session: Session, identifier: PatientId) -> Patient | None:
    """Give one patient."""
    found = session.execute(_PATIENT, {"patient": identifier}).first()
    if found is None:
        return None
    name, zone, country, mark = found
    return Patient(id=identifier, name=name, zone=zone, country=country, mark=mark)


def patients(session: Session) -> list[Patient]:
    """Give every patient in the order of names."""
    found = session.execute(
        sa.select(
            PatientRow.id, PersonRow.name, PatientRow.zone, PatientRow.country, PatientRow.mark
        )
        .join(PersonRow, PersonRow.id == PatientRow.id)
        .order_by(sa.func.lower(PersonRow.name), PatientRow.id)
    )
    return [
        Patient(id=PatientId(identifier), name=name, zone=zone, country=country, mark=mark)
        for identifier, name, zone, country, mark in found
    ]


def choose_country(session: Session, identifier: PatientId, country: str | None) -> None:
    """Keep the country that a patient chose for crisis numbers."""
    session.get_one(PatientRow, identifier).country = country
    session.flush()


def change_mark(session: Session, identifier: PatientId, mark: str) -> None:
    """Keep what stands beside a patient's name; "" for nothing."""
    session.get_one(PatientRow, identifier).mark = mark
    session.flush()


def choose_zone(session: Session, identifier: PatientId, zone: str) -> None:
    """Keep the time zone in which a patient lives from now on."""
    session.get_one(PatientRow, identifier).zone = zone
    session.flush()


def is_cared_for_by(session: Session, patient_id: PatientId, prescriber: PersonId) -> bool:
    """Say whether a care link between the two is open."""
    between = {"patient": patient_id, "prescriber": prescriber}
    return session.execute(_OPEN_CARE, between).first() is not None


_OPENED = (
    sa.update(_care)
    .where(
        _care.c.prescriber_id == sa.bindparam("prescriber"),
        _care.c.patient_id == sa.bindparam("patient"),
    )
    .values(opened_at=sa.bindparam("at"))
)


def note_opened(
    session: Session, patient_id: PatientId, prescriber: PersonId, at: datetime
) -> None:
    """Keep when a prescriber last opened a patient; nothing where there is no care link."""
    session.execute(_OPENED, {"prescriber": prescriber, "patient": patient_id, "at": at})


def prescribers_of(session: Session, patient_id: PatientId) -> list[tuple[PersonId, str]]:
    """Give who looks after a patient, in the order of names."""
    found = session.execute(
        sa.select(PersonRow.id, PersonRow.name)
        .join(CareRow, CareRow.prescriber_id == PersonRow.id)
        .where(CareRow.patient_id == patient_id, care_is_open(CareRow))
        .order_by(sa.func.lower(PersonRow.name))
    )
    return [(PersonId(identifier), name) for identifier, name in found]


def consent(session: Session, patient_id: PatientId) -> Consent | None:
    """Give the newest consent of a patient."""
    found = session.execute(_NEWEST_CONSENT, {"patient": patient_id}).first()
    return Consent(version=found[0], agreed_at=found[1], withdrawn_at=found[2]) if found else None


def give_consent(session: Session, patient_id: PatientId, wording: int, at: datetime) -> None:
    """Keep that a patient agreed to the words of *wording*."""
    row = ConsentRow
    last = session.scalar(sa.select(sa.func.max(row.number)).where(row.patient_id == patient_id))
    session.add(row(patient_id=patient_id, number=(last or 0) + 1, wording=wording, agreed_at=at))
    session.flush()


def withdraw_consent(session: Session, patient_id: PatientId, at: datetime) -> None:
    """Close whatever consent is open."""
    row = ConsentRow
    session.execute(
        sa.update(row)
        .where(row.patient_id == patient_id, row.withdrawn_at.is_(None))
        .values(withdrawn_at=at)
    )
