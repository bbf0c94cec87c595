"""Signing in and out, and who a session belongs to."""

import hashlib
import secrets
from contextlib import suppress
from datetime import timedelta

from pydantic import BaseModel
from sqlalchemy.orm import Session

from taper import clock
from taper.actions import authenticator, guesses, passwords
from taper.actions.clinic import Clinic
from taper.actions.doing import OWN_PHONE, is_over
from taper.errors import NotSaved, TaperError
from taper.ids import PersonId
from taper.people.audit import Event, Trace
from taper.people.person import Actor, Role
from taper.people.second_factor import Waits
from taper.storage import entrances, people, trail

_TOUCH_EVERY = timedelta(minutes=1)
WAITS_AT_MOST = timedelta(minutes=30)  # as long as a prescriber's session may lie idle


class Waiting(BaseModel, frozen=True):
    """Somebody whose password was right, and who still has to show or set up a second factor."""

    person: PersonId
    name: str
    session: str  # reference of the session row; never the token
    waits_for: Waits


def sign_in(
    clinic: Clinic,
    sign_in_name: str,
    password: str,
    *,
    address: str = "",
    own_phone: bool = False,
) -> str:
    """Give the token of a new session; TaperError("sign_in.refused") for anything that's wrong.

    Where a second factor is on file or needed, the session waits for it and opens nothing yet.
    *own_phone*: a patient alone uses the device, and stays signed in for longer.

    From the fifth failure in a row, for a name that somebody has or nobody, or from an
    address, the next try has to wait: TaperError("sign_in.wait"), before any password is read.
    """
    name = passwords.sign_in_form(sign_in_name)
    by_address = [f"address {address}"] if address else []
    counted = guesses.counted_under(clinic, f"name {name}", *by_address)
    with clinic.store.reading() as session:
        guesses.refuse_haste(session, counted)
        account = people.account(session, name)
    stored = account.password_hash if account else None
    fits = passwords.matches(stored, password)
    newer = (
        passwords.make_hash(password) if fits and stored and passwords.is_outdated(stored) else ""
    )
    with clinic.store.writing() as session:
        if fits and account is not None:
            guesses.forget(session, counted[0])
            if newer:
                people.replace_password_hash(session, account.person, newer)
            return _begin(clinic, session, account.person, own_phone=own_phone)
        _trace(clinic, session, Event.SIGN_IN_REFUSED, account.person if account else None)
        guesses.count_failure(session, counted)
    raise TaperError("sign_in.refused")


def _begin(clinic: Clinic, session: Session, person: PersonId, *, own_phone: bool) -> str:
    waits = authenticator.waits_for(clinic, session, person)
    return open_session(clinic, session, person, waits_for=waits, own_phone=own_phone)


def open_session(
    clinic: Clinic,
    session: Session,
    person: PersonId,
    *,
    waits_for: Waits | None = None,
    own_phone: bool = False,
) -> str:
    """Begin a session within a transaction and give its token: 128 random bits."""
    token = secrets.token_urlsafe(16)
    found = people.person(session, person)
    only_patient = found is not None and found.roles == {Role.PATIENT}
    of_patient = OWN_PHONE if own_phone else Role.PATIENT.value
    kind = of_patient if only_patient else Role.PRESCRIBER.value
    entrances.open_sign_in(session, hash_of(token), person, kind, clock.now(), waits_for=waits_for)
    if waits_for is None:
        _trace(clinic, session, Event.SIGNED_IN, person)
    return token


def waiting_by_token(clinic: Clinic, token: str) -> Waiting | None:
    """Give who holds the cookie *token* of a session that waits; None for any other."""
    reference = hash_of(token)
    with clinic.store.reading() as session:
        found = waiting_row(session, reference)
        person = people.person(session, found.person) if found else None
    if found is None or found.waits_for is None or person is None:
        return None
    return Waiting(
        person=found.person, name=person.name, session=reference, waits_for=Waits(found.waits_for)
    )


def lasts_days(clinic: Clinic, token: str) -> int | None:
    """Give for how many days a browser keeps a token; None: until it is closed."""
    with clinic.store.reading() as session:
        found = entrances.sign_in(session, hash_of(token))
    of_own_phone = found is not None and found.kind == OWN_PHONE and found.waits_for is None
    return clinic.settings.own_phone_days if of_own_phone else None


def waiting_row(session: Session, reference: str) -> entrances.SignIn | None:
    """Give a session that waits and is not over."""
    found = entrances.sign_in(session, reference)
    if found is None or found.waits_for is None or found.ended_at is not None:
        return None
    return found if clock.now() - found.opened_at <= WAITS_AT_MOST else None


def hash_of(token: str) -> str:
    """Give what is stored of a token; it names the session everywhere but in the cookie."""
    return hashlib.sha256(token.encode()).hexdigest()


def actor_by_token(clinic: Clinic, token: str) -> Actor | None:
    """Give who holds the cookie *token*; None where no session is open."""
    return actor_by_session(clinic, hash_of(token))


def actor_by_session(clinic: Clinic, reference: str) -> Actor | None:
    """Give who is signed in by a session, and keep that it was used; None where it is over."""
    at = clock.now()
    with clinic.store.reading() as session:
        signed_in = entrances.sign_in(session, reference)
        if signed_in is None or is_over(signed_in, clinic.settings, at):
            return None
        found = people.person(session, signed_in.person)
    if found is None:
        return None
    if at - signed_in.seen_at > _TOUCH_EVERY:
        # On a full disk people can still read, and a page can say that nothing is saved.
        with suppress(NotSaved), clinic.store.writing() as session:
            entrances.touch(session, reference, at)
    return Actor(
        person=signed_in.person,
        name=found.name,
        roles=found.roles,
        session=reference,
        zone=found.zone,
        country=found.country,
        language=found.language,
    )


def sign_out(clinic: Clinic, actor: Actor) -> None:
    """End the actor's session; once is enough, and nobody ends somebody else's."""
    with clinic.store.writing() as session:
        signed_in = entrances.sign_in(session, actor.session)
        if signed_in is None or signed_in.person != actor.person or signed_in.ended_at:
            return
        entrances.end_sign_in(session, actor.session, clock.now())
        _trace(clinic, session, Event.SIGNED_OUT, actor.person)


def enter_demo(clinic: Clinic, person: PersonId) -> str:
    """Enter as one of a demo's people without a password; a token, or a refusal elsewhere."""
    if not clinic.settings.demo:
        raise TaperError("sign_in.refused")
    with clinic.store.writing() as session:
        if people.person(session, person) is None:
            raise TaperError("sign_in.refused")
        return open_session(clinic, session, person)


def _trace(clinic: Clinic, session: Session, event: Event, person: PersonId | None) -> None:
    trail.write(
        session,
        clinic.trail_key,
        Trace(at=clock.now(), actor=person, patient=None, event=event),
    )
