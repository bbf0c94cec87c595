"""One's own way in: the sessions that are open, and the password."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from taper import clock
from taper.actions import guesses, passwords, sessions
from taper.actions.clinic import Clinic
from taper.actions.doing import is_over
from taper.errors import Refused, TaperError
from taper.people.audit import Event, Trace
from taper.people.person import Actor
from taper.storage import entrances, people, second_factors, trail
from taper.words import language


class OpenSession(NamedTuple):
    """One device or window that is signed in."""

    opened_at: datetime
    seen_at: datetime
    is_this_one: bool


def open_sessions(clinic: Clinic, actor: Actor) -> list[OpenSession]:
    """Give where the actor is signed in now, this one first."""
    at = clock.now()
    with clinic.store.reading() as session:
        _check_own(session, clinic, actor, at)
        found = entrances.sign_ins_of(session, actor.person)
    made = [
        OpenSession(each.opened_at, each.seen_at, reference == actor.session)
        for reference, each in found.items()
        if not is_over(each, clinic.settings, at)
    ]
    return sorted(made, key=lambda each: (not each.is_this_one, -each.seen_at.timestamp()))


def end_others(clinic: Clinic, actor: Actor) -> None:
    """End every session of the actor but the one that asks, at once."""
    with clinic.store.writing() as session:
        at = clock.now()
        _check_own(session, clinic, actor, at)
        if entrances.end_sign_ins(session, actor.person, at, but=actor.session):
            _trace(session, clinic, actor, Event.SESSIONS_ENDED, at)


def choose_language(clinic: Clinic, actor: Actor, code: str) -> None:
    """Keep the language of the actor's pages and files.

    TaperError("account.language_unknown") for a draft too: nobody answers for its words yet.
    """
    if language.called(code) is None:
        raise TaperError("account.language_unknown")
    with clinic.store.writing() as session:
        at = clock.now()
        _check_own(session, clinic, actor, at)
        if people.language_of(session, actor.person) != code:
            people.choose_language(session, actor.person, code)
            _trace(session, clinic, actor, Event.LANGUAGE_CHOSEN, at)


def change_password(clinic: Clinic, actor: Actor, *, current: str, new: str) -> str:
    """Put a new password in place of the old one; every session ends, and one begins.

    Gives its token. TaperError("account.password_wrong") where *current* isn't the password;
    tries are counted with those of signing in.
    """
    counted = guesses.counted_under(clinic, f"person {actor.person}")
    with clinic.store.reading() as session:
        _check_own(session, clinic, actor, clock.now())
        guesses.refuse_haste(session, counted)
        name, old = people.own_account(session, actor.person)
        second_factor = second_factors.second_factor(session, actor.person) is not None
    if not passwords.matches(old, current):
        with clinic.store.writing() as session:
            guesses.count_failure(session, counted)
        raise TaperError("account.password_wrong")
    passwords.check(new, name, second_factor=second_factor)
    stored = passwords.make_hash(new)
    with clinic.store.writing() as session:
        at = clock.now()
        _check_own(session, clinic, actor, at)
        guesses.forget(session, counted[0])
        people.replace_password_hash(session, actor.person, stored)
        entrances.end_sign_ins(session, actor.person, at, but="")
        _trace(session, clinic, actor, Event.PASSWORD_CHANGED, at)
        return sessions.open_session(clinic, session, actor.person)


def _check_own(session: Session, clinic: Clinic, actor: Actor, at: datetime) -> None:
    """Refuse whoever does not hold an open session of this very person."""
    held = entrances.sign_in(session, actor.session)
    if held is None or held.person != actor.person or is_over(held, clinic.settings, at):
        raise Refused("access.refused")


def _trace(session: Session, clinic: Clinic, actor: Actor, event: Event, at: datetime) -> None:
    trace = Trace(at=at, actor=actor.person, patient=None, event=event)
    trail.write(session, clinic.trail_key, trace)
