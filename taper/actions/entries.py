"""Ways in that an administrator made, and a forgotten password: without an e-mail."""

from datetime import datetime

from pydantic import BaseModel
from sqlalchemy.orm import Session

from taper import clock
from taper.actions import authenticator, guesses, passwords, second_factor, sessions
from taper.actions.clinic import Clinic
from taper.actions.entering import checked_sign_in_form, code_hash
from taper.errors import TaperError
from taper.ids import PatientId, PersonId
from taper.people.audit import Event, Trace
from taper.people.person import Role
from taper.storage import colleagues, entrances, identities, people, second_factors, trail


class EntryOnFile(BaseModel, frozen=True):
    """What somebody who opens a way in sees."""

    name: str
    picks_sign_in_name: bool  # a first account
    second_factor_stays: bool
    expires_at: datetime


def entry(clinic: Clinic, code: str) -> EntryOnFile:
    """Give a way in that is still open; TaperError says why it isn't."""
    with clinic.store.reading() as session:
        found = _open(session, code)
        return EntryOnFile(
            name=people.names(session, {found.person})[found.person],
            picks_sign_in_name=not people.has_account(session, found.person),
            second_factor_stays=_second_factor_stays(session, found),
            expires_at=found.expires_at,
        )


def _open(session: Session, code: str, *, lock: bool = False) -> colleagues.Entry:
    found = colleagues.entry(session, code_hash(code), lock=lock)
    if found is None or found.replaced_at is not None:
        raise TaperError("invitation.unknown")
    if found.used_at is not None:
        raise TaperError("invitation.used")
    if clock.now() >= found.expires_at:
        raise TaperError("invitation.expired")
    return found


def _second_factor_stays(session: Session, found: colleagues.Entry) -> bool:
    kept = second_factors.second_factor(session, found.person) is not None
    return kept and not found.drops_second_factor


def enter(clinic: Clinic, *, code: str, sign_in_name: str, password: str) -> str:
    """Choose a password, and a sign-in name where there is none yet; a session's token.

    Every earlier session of the person ends. The new one waits for a second factor as any does.
    """
    with clinic.store.reading() as session:  # first: a hash is too dear to spend on a guess
        found = _open(session, code)
        stays = _second_factor_stays(session, found)
        has_account = people.has_account(session, found.person)
        held = people.own_account(session, found.person)[0] if has_account else ""
    form = held or checked_sign_in_form(sign_in_name)
    passwords.check(password, form, second_factor=stays)
    stored = passwords.make_hash(password)
    with clinic.store.writing() as session:
        trail.lock(session, trail.CLINIC)
        found, at = _open(session, code, lock=True), clock.now()
        if people.has_account(session, found.person):
            people.replace_password_hash(session, found.person, stored)
        else:
            people.add_account(session, found.person, form, stored)
        colleagues.use_entry(session, code_hash(code), at)
        if found.drops_second_factor:
            second_factors.drop(session, found.person)
        identities.unlink(session, found.person)  # who was let in anew links it anew
        entrances.end_sign_ins(session, found.person, at, but="")
        _trace(clinic, session, found.person, Event.ENTRY_USED)
        waits = authenticator.waits_for(clinic, session, found.person)
        return sessions.open_session(clinic, session, found.person, waits_for=waits)


def recover(
    clinic: Clinic,
    *,
    sign_in_name: str,
    spare: str,
    code: str,
    password: str,
    address: str = "",
) -> str:
    """Choose a new password with a spare code and a code of the authenticator; a session's token.

    TaperError("entries.refused") for anything that doesn't fit, a name that nobody has too; tries
    are counted with those of signing in.
    """
    name = passwords.sign_in_form(sign_in_name)
    by_address = [f"address {address}"] if address else []
    counted = guesses.counted_under(clinic, f"name {name}", *by_address)
    with clinic.store.reading() as session:
        guesses.refuse_haste(session, counted)
    passwords.check(password, name, second_factor=True)
    stored = passwords.make_hash(password)  # before anything is looked up: the time tells nothing
    with clinic.store.writing() as session:
        guesses.refuse_haste(session, counted)
        account = people.account(session, name)
        if account is not None and _both_fit(clinic, session, account.person, spare, code):
            guesses.forget(session, counted[0])
            people.replace_password_hash(session, account.person, stored)
            identities.unlink(session, account.person)
            entrances.end_sign_ins(session, account.person, clock.now(), but="")
            _trace(clinic, session, account.person, Event.PASSWORD_RECOVERED)
            return sessions.open_session(clinic, session, account.person)
        guesses.count_failure(session, counted)
        _trace(clinic, session, account.person if account else None, Event.SIGN_IN_REFUSED)
    raise TaperError("entries.refused")


def _both_fit(clinic: Clinic, session: Session, person: PersonId, spare: str, code: str) -> bool:
    """Use both codes up, but the spare one only where the other one fits."""
    typed = authenticator.as_code(code)
    fits = typed is not None and authenticator.accepts(clinic, session, person, typed)
    return fits and second_factor.use_recovery_code(session, person, spare)


def _trace(clinic: Clinic, session: Session, person: PersonId | None, event: Event) -> None:
    found = people.person(session, person) if person is not None else None
    is_patient = found is not None and Role.PATIENT in found.roles
    patient = PatientId(person) if person is not None and is_patient else None
    if event == Event.SIGN_IN_REFUSED:
        patient = None
    trace = Trace(at=clock.now(), actor=person, patient=patient, event=event)
    trail.write(session, clinic.trail_key, trace)
