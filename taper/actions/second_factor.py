"""The second factor: shown at sign-in, set up, changed and switched off by its owner."""

import hashlib
import secrets
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from taper import clock
from taper.actions import authenticator, guesses, passwords, sessions
from taper.actions.clinic import Clinic
from taper.actions.doing import OWN_PHONE, has_open_session
from taper.actions.sessions import Waiting
from taper.errors import Refused, TaperError
from taper.ids import PersonId
from taper.people.audit import Event, Trace
from taper.people.person import SHORTEST_PASSWORD, Actor
from taper.people.second_factor import RECOVERY_CODES, Waits
from taper.storage import entrances, people, second_factors, trail

_LETTERS = "abcdefghjkmnpqrstvwxyz23456789"  # none that is read as another
_LETTERS_A_CODE = 24  # 117 bits: so many that a plain hash of them can be kept


class Offered(NamedTuple):
    """What an authenticator is told, once."""

    secret: str
    uri: str


class SetUp(NamedTuple):
    """A new session's token, and the recovery codes, which are shown once and kept nowhere."""

    token: str
    codes: tuple[str, ...]


class OnFile(NamedTuple):
    """What somebody has beside the password."""

    since: datetime | None  # None: no second factor
    codes_left: int
    is_needed: bool


def give_code(clinic: Clinic, waiting: Waiting, typed: str, *, address: str = "") -> str:
    """Give the token of a full session for a code, or a recovery code; each works once.

    TaperError("second_factor.refused") for any other, counted with the tries at a password.
    """
    by_address = [f"address {address}"] if address else []
    counted = guesses.counted_under(clinic, f"person {waiting.person}", *by_address)
    with clinic.store.writing() as session:
        guesses.refuse_haste(session, counted)
        held = sessions.waiting_row(session, waiting.session)
        if held is None or held.waits_for != Waits.CODE:
            raise TaperError("sign_in.over")
        if _fits(clinic, session, waiting.person, typed):
            guesses.forget(session, counted[0])
            return _go_on(clinic, session, waiting)
        guesses.count_failure(session, counted)
        _trace(clinic, session, Event.SIGN_IN_REFUSED, waiting.person)
    raise TaperError("second_factor.refused")


def _fits(clinic: Clinic, session: Session, person: PersonId, typed: str) -> bool:
    code = authenticator.as_code(typed)
    if code is not None:
        return authenticator.accepts(clinic, session, person, code)
    if not use_recovery_code(session, person, typed):
        return False
    _trace(clinic, session, Event.RECOVERY_CODE_USED, person)
    return True


def use_recovery_code(session: Session, person: PersonId, typed: str) -> bool:
    """Use one of a person's recovery codes up, within a transaction."""
    return second_factors.use_code(session, person, _hash(typed), clock.now())


def _go_on(clinic: Clinic, session: Session, waiting: Waiting) -> str:
    """End the session that waited, and begin one that opens pages: with another token."""
    held = entrances.sign_in(session, waiting.session)
    entrances.end_sign_in(session, waiting.session, clock.now())
    own_phone = held is not None and held.kind == OWN_PHONE
    return sessions.open_session(clinic, session, waiting.person, own_phone=own_phone)


def offered(clinic: Clinic, actor: Actor) -> Offered:
    """Give the secret for a new authenticator; the same as long as this session lasts."""
    with clinic.store.reading() as session:
        _check_own(session, clinic, actor)
    return _offer(clinic, actor.person, actor.session, actor.name)


def offered_to(clinic: Clinic, waiting: Waiting) -> Offered:
    """Give the secret to whoever can't go on without a second factor."""
    return _offer(clinic, waiting.person, waiting.session, waiting.name)


def _offer(clinic: Clinic, person: PersonId, reference: str, name: str) -> Offered:
    salt = authenticator.salt_of(clinic, reference)
    secret = authenticator.secret_of(clinic, person, salt)
    return Offered(secret, authenticator.uri(clinic, secret, name))


def set_up(clinic: Clinic, actor: Actor, *, password: str, code: str) -> SetUp:
    """Take a new authenticator into use, in place of an earlier one; other sessions end.

    TaperError("account.password_wrong") where it isn't the password, "second_factor.set_up_refused"
    where the code isn't the new authenticator's.
    """
    check_password(clinic, actor, password)
    with clinic.store.writing() as session:
        _check_own(session, clinic, actor)
        return _set_up(clinic, session, actor.person, actor.session, code)


def set_up_first(clinic: Clinic, waiting: Waiting, code: str) -> SetUp:
    """Do the same for whoever can't go on without; the password was typed a moment ago."""
    with clinic.store.writing() as session:
        held = sessions.waiting_row(session, waiting.session)
        if held is None or held.waits_for != Waits.SET_UP:
            raise TaperError("sign_in.over")
        return _set_up(clinic, session, waiting.person, waiting.session, code)


def _set_up(
    clinic: Clinic, session: Session, person: PersonId, reference: str, typed: str
) -> SetUp:
    at, code = clock.now(), authenticator.as_code(typed)
    salt = authenticator.salt_of(clinic, reference)
    secret = authenticator.secret_of(clinic, person, salt)
    step = authenticator.step_of(secret, code, at) if code else None
    if step is None:
        raise TaperError("second_factor.set_up_refused")
    second_factors.keep(session, person, salt, at, last_step=step)
    codes = _new_codes(session, person, at)
    entrances.end_sign_ins(session, person, at, but="")
    _trace(clinic, session, Event.SECOND_FACTOR_SET_UP, person)
    return SetUp(sessions.open_session(clinic, session, person), codes)


def on_file(clinic: Clinic, actor: Actor) -> OnFile:
    """Give what the actor has beside the password."""
    with clinic.store.reading() as session:
        _check_own(session, clinic, actor)
        kept = second_factors.second_factor(session, actor.person)
        left = second_factors.codes_left(session, actor.person)
        needed = authenticator.is_needed(clinic, session, actor.person)
    return OnFile(kept.confirmed_at if kept else None, left, needed)


def new_codes(clinic: Clinic, actor: Actor, password: str) -> tuple[str, ...]:
    """Give ten new recovery codes; the earlier ones no longer hold."""
    check_password(clinic, actor, password)
    with clinic.store.writing() as session:
        _check_own(session, clinic, actor)
        if second_factors.second_factor(session, actor.person) is None:
            raise TaperError("second_factor.none")
        _trace(clinic, session, Event.RECOVERY_CODES_MADE, actor.person)
        return _new_codes(session, actor.person, clock.now())


def switch_off(clinic: Clinic, actor: Actor, password: str) -> None:
    """Go back to the password alone, where that is allowed and it is long enough for that."""
    check_password(clinic, actor, password)
    if len(passwords.normal(password)) < SHORTEST_PASSWORD:
        raise TaperError("second_factor.password_short", characters=SHORTEST_PASSWORD)
    with clinic.store.writing() as session:
        _check_own(session, clinic, actor)
        if authenticator.is_needed(clinic, session, actor.person):
            raise TaperError("second_factor.needed")
        if second_factors.drop(session, actor.person):
            _trace(clinic, session, Event.SECOND_FACTOR_OFF, actor.person)


def _new_codes(session: Session, person: PersonId, at: datetime) -> tuple[str, ...]:
    codes = tuple(_code() for _ in range(RECOVERY_CODES))
    second_factors.replace_codes(session, person, [_hash(each) for each in codes], at)
    return codes


def _code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_LETTERS_A_CODE))
    return "-".join(letters[start : start + 4] for start in range(0, _LETTERS_A_CODE, 4))


def _hash(code: str) -> str:
    letters = "".join(each for each in passwords.normal(code).lower() if each.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()


def check_password(clinic: Clinic, actor: Actor, password: str) -> None:
    """Ask for the password again: a session left open is not enough to change a way in."""
    counted = guesses.counted_under(clinic, f"person {actor.person}")
    with clinic.store.reading() as session:
        _check_own(session, clinic, actor)
        guesses.refuse_haste(session, counted)
        stored = people.password_hash(session, actor.person)
    fits = passwords.matches(stored, password)
    with clinic.store.writing() as session:
        if fits:
            guesses.forget(session, counted[0])
            return
        guesses.count_failure(session, counted)
    raise TaperError("account.password_wrong")


def _check_own(session: Session, clinic: Clinic, actor: Actor) -> None:
    if not has_open_session(session, clinic.settings, actor, clock.now()):
        raise Refused("access.refused")


def _trace(clinic: Clinic, session: Session, event: Event, person: PersonId) -> None:
    trace = Trace(at=clock.now(), actor=person, patient=None, event=event)
    trail.write(session, clinic.trail_key, trace)
