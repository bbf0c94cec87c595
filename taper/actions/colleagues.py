"""What an administrator does: people, roles and ways in. Nothing of a diary is read here."""

from collections.abc import Collection
from datetime import datetime, timedelta

from pydantic import BaseModel

from taper.actions import care as cares
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading
from taper.actions.entering import checked_name, code_hash, new_code
from taper.errors import TaperError
from taper.ids import PatientId, PersonId, new_id
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor, Role
from taper.storage import care, colleagues, entrances, identities, people, second_factors
from taper.storage.colleagues import OnFile

Somebody = OnFile  # for pages, which don't reach into storage
ENTRY_HOLDS = timedelta(hours=72)
_STAFF = frozenset({Role.PRESCRIBER, Role.ADMINISTRATOR})


class EntryCode(BaseModel, frozen=True):
    """A way in for somebody. The code is shown once and kept nowhere."""

    code: str
    name: str
    expires_at: datetime


def everybody(clinic: Clinic, actor: Actor) -> list[Somebody]:
    """Give everybody of the clinic: names, roles, and whether they can sign in."""
    with reading(clinic, actor, Action.MANAGE_PEOPLE) as work:
        return colleagues.everybody(work.session)


def invite_colleague(
    clinic: Clinic, actor: Actor, *, name: str, roles: Collection[Role]
) -> EntryCode:
    """Make a colleague known, and the way in for a first password of his or her own."""
    name, wanted = checked_name(name), _staff_roles(roles)
    with changing(clinic, actor, Action.MANAGE_PEOPLE) as work:
        person = PersonId(new_id())
        first, *others = sorted(wanted)
        people.add_person(work.session, person, name, first, work.at)
        for role in others:
            people.add_role(work.session, person, role)
        work.trace(Event.COLLEAGUE_INVITED, person=person)
        return _entry(work, person, name, drops_second_factor=False)


def renew_entry(
    clinic: Clinic, actor: Actor, person: PersonId, *, second_factor_lost: bool
) -> EntryCode:
    """Make a way in for somebody who stands there in person and can't sign in any more.

    The administrator never sees the password that is chosen with it. *second_factor_lost*: a new
    one is set up then; otherwise its code is asked for. Every session of the person ends when the
    way in is used.
    """
    with changing(clinic, actor, Action.MANAGE_PEOPLE) as work:
        found = people.person(work.session, person)
        patient = PatientId(person)
        if found is None or person == actor.person:
            raise TaperError("colleagues.not_this_one")
        if not people.has_account(work.session, person) and Role.PATIENT in found.roles:
            raise TaperError("colleagues.invitation_first")
        work.patient = patient if Role.PATIENT in found.roles else None
        work.trace(Event.ENTRY_MADE, person=person)
        return _entry(work, person, found.name, drops_second_factor=second_factor_lost)


def _entry(work: Work, person: PersonId, name: str, *, drops_second_factor: bool) -> EntryCode:
    code, expires_at = new_code(), work.at + ENTRY_HOLDS
    made = colleagues.Entry(person, work.actor.person, expires_at, None, None, drops_second_factor)
    colleagues.add_entry(work.session, code_hash(code), made, work.at)
    return EntryCode(code=code, name=name, expires_at=expires_at)


def set_roles(clinic: Clinic, actor: Actor, person: PersonId, roles: Collection[Role]) -> None:
    """Give a colleague other roles. That person's sessions end: the next one has the new rights.

    TaperError where nobody would be administrator any more, or a patient without a prescriber.
    """
    wanted = _staff_roles(roles)
    with changing(clinic, actor, Action.MANAGE_PEOPLE) as work:
        held = _staff_member(work, person)
        if held == wanted:
            return
        if Role.PRESCRIBER in held - wanted and care.patients_of(work.session, person):
            raise TaperError("colleagues.has_patients")
        _keep_an_administrator(work, person, wanted)
        for role in wanted - held:
            people.add_role(work.session, person, role)
        for role in held - wanted:
            colleagues.remove_role(work.session, person, role)
        entrances.end_sign_ins(work.session, person, work.at, but="")
        work.trace(Event.ROLES_CHANGED, person=person)


def end_single_sign_on(clinic: Clinic, actor: Actor, person: PersonId) -> None:
    """End single sign-on for somebody's account; every session of that person ends."""
    with changing(clinic, actor, Action.MANAGE_PEOPLE) as work:
        found = people.person(work.session, person)
        if found is not None and identities.unlink(work.session, person):
            entrances.end_sign_ins(work.session, person, work.at, but="")
            work.patient = PatientId(person) if Role.PATIENT in found.roles else None
            work.trace(Event.SIGN_ON_ENDED, person=person)


def end_sessions(clinic: Clinic, actor: Actor, person: PersonId) -> None:
    """End every session of somebody at once; nothing else of the account changes."""
    with changing(clinic, actor, Action.MANAGE_PEOPLE) as work:
        found = people.person(work.session, person)
        if found is None or person == actor.person:
            raise TaperError("colleagues.not_this_one")
        entrances.end_sign_ins(work.session, person, work.at, but="")
        work.patient = PatientId(person) if Role.PATIENT in found.roles else None
        work.trace(Event.PERSON_SIGNED_OUT, person=person)


def close_account(
    clinic: Clinic, actor: Actor, person: PersonId, *, successor: PersonId | None
) -> int:
    """Close the account of a colleague who leaves; give how many patients went to *successor*.

    What he or she wrote and signed stays, under the same name. TaperError where a patient would
    have nobody, and no successor is named.
    """
    with changing(clinic, actor, Action.MANAGE_PEOPLE) as work:
        if person == actor.person:
            raise TaperError("colleagues.not_yourself")
        _staff_member(work, person)
        _keep_an_administrator(work, person, frozenset())
        passed_on = _pass_patients_on(work, person, successor)
        _take_ways_in(work, person)
        for role in _STAFF:
            colleagues.remove_role(work.session, person, role)
        work.trace(Event.ACCOUNT_CLOSED, person=person, patients=passed_on)
        return passed_on


def _pass_patients_on(work: Work, leaving: PersonId, successor: PersonId | None) -> int:
    session, passed_on = work.session, 0
    known = {each for each, _ in colleagues.with_role(session, Role.PRESCRIBER)} - {leaving}
    if successor is not None and successor not in known:
        raise TaperError("care.no_colleague")
    for patient in care.patients_of(session, leaving):
        if successor is not None:
            cares.pass_on(work, patient, leaving, successor)
            passed_on += 1
        elif care.stays_with(session, patient, but=leaving):
            care.end(session, leaving, patient, work.at)
        else:
            raise TaperError("colleagues.has_patients")
    return passed_on


def _take_ways_in(work: Work, person: PersonId) -> None:
    session = work.session
    entrances.end_sign_ins(session, person, work.at, but="")
    second_factors.drop(session, person)
    colleagues.close_entries(session, person, work.at)
    colleagues.remove_account(session, person)


def _staff_roles(roles: Collection[Role]) -> frozenset[Role]:
    wanted = frozenset(roles)
    if not wanted or not wanted <= _STAFF:
        raise TaperError("colleagues.no_role")
    return wanted


def _staff_member(work: Work, person: PersonId) -> frozenset[Role]:
    found = people.person(work.session, person)
    held = found.roles & _STAFF if found else frozenset()
    if not held:
        raise TaperError("colleagues.not_this_one")
    return held


def _keep_an_administrator(work: Work, person: PersonId, wanted: frozenset[Role]) -> None:
    others = {each for each, _ in colleagues.with_role(work.session, Role.ADMINISTRATOR)}
    if Role.ADMINISTRATOR not in wanted and not others - {person}:
        raise TaperError("colleagues.last_administrator")
