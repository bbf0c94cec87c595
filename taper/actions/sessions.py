"""Signing in and out, and who a session belongs to."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy.orm import Session

from taper import clock
from taper.actions import guesses, passwords
from taper.actions.clinic import Clinic
from taper.actions.doing import is_over
from taper.errors import TaperError
from taper.ids import PersonId
from taper.people.audit import Event, Trace
from taper.people.person import Actor, Role
from taper.storage import entrances, people, trail

_TOUCH_EVERY = timedelta(minutes=1)


def sign_in(clinic: Clinic, sign_in_name: str, password: str, *, address: str = "") -> str:
    """Give the token of a new session; TaperError("sign_in.refused") for anything that's wrong.

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
        if not fits or account is None:
            person = account.person if account else None
            _trace(clinic, session, Event.SIGN_IN_REFUSED, person)
            guesses.count_failure(session, counted)
        else:
            guesses.forget(session, counted[0])
            if newer:
                people.replace_password_hash(session, account.person, newer)
            return open_session(clinic, session, account.person)
    raise TaperError("sign_in.refused")


def open_session(clinic: Clinic, session: Session, person: PersonId) -> str:
    """Begin a session within a transaction and give its token: 128 random bits."""
    token = secrets.token_urlsafe(16)
    found = people.person(session, person)
    only_patient = found is not None and found.roles == {Role.PATIENT}
    kind = Role.PATIENT if only_patient else Role.PRESCRIBER
    entrances.open_sign_in(session, hash_of(token), person, kind, clock.now())
    _trace(clinic, session, Event.SIGNED_IN, person)
    return token


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
        with clinic.store.writing() as session:
            entrances.touch(session, reference, at)
    return Actor(
        person=signed_in.person,
        name=found.name,
        roles=found.roles,
        session=reference,
        zone=found.zone,
        country=found.country,
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
