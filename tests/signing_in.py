"""Signing in as the cast does: with a password, and a code where one is asked for."""

import time

import pyotp

from taper import clock
from taper.actions import authenticator, people, second_factor, sessions
from taper.actions.clinic import Clinic, open_clinic
from taper.ids import PersonId
from taper.people.person import Actor
from taper.people.second_factor import Waits
from taper.settings import Settings
from taper.storage import people as stored_people
from taper.storage import second_factors
from taper.storage.tables_accounts import SecondFactorRow

PASSWORD = "seven quiet herons"


def give_authenticator(clinic: Clinic, person: PersonId, salt: str = "of the cast") -> None:
    """Give somebody an authenticator, of which no code was used yet."""
    with clinic.store.writing() as session:
        second_factors.keep(session, person, salt, clock.now(), last_step=0)


def next_code(clinic: Clinic, person: PersonId) -> str:
    """Give a code that a person's authenticator shows about now and that wasn't used.

    Of one moment there are three. Where the clock runs, this waits for the next; where it
    stands still, a test has to move it on.
    """
    with clinic.store.reading() as session:
        kept = session.get_one(SecondFactorRow, person)
        salt, used = kept.salt, kept.last_step
    secret = authenticator.secret_of(clinic, person, salt)
    for _ in range(60):
        now = int(clock.now().timestamp()) // authenticator.STEP_SECONDS
        step = max(used + 1, now - 1)
        if step <= now + 1:
            return pyotp.TOTP(secret).at(step * authenticator.STEP_SECONDS)
        time.sleep(1)
    raise AssertionError("no code is left at this moment")


def person_of(clinic: Clinic, name: str) -> PersonId:
    """Give whose sign-in name it is."""
    with clinic.store.reading() as session:
        found = stored_people.account(session, name.strip().casefold())
    assert found is not None
    return found.person


def next_code_in(database: str, name: str) -> str:
    """The same for a program that runs elsewhere, by its database and a sign-in name."""
    clinic = open_clinic(Settings(database=database))
    try:
        return next_code(clinic, person_of(clinic, name))
    finally:
        clinic.store.close()


def person_in(database: str, name: str) -> PersonId:
    """Give whose sign-in name it is in a program that runs elsewhere."""
    clinic = open_clinic(Settings(database=database))
    try:
        return person_of(clinic, name)
    finally:
        clinic.store.close()


def token_in(database: str, name: str) -> str:
    """Begin a session in a program that runs elsewhere, where signing in is not what is tested."""
    clinic = open_clinic(Settings(database=database))
    try:
        person = person_of(clinic, name)
        with clinic.store.writing() as session:
            return sessions.open_session(clinic, session, person)
    finally:
        clinic.store.close()


def sign_in(clinic: Clinic, name: str, password: str = PASSWORD) -> str:
    """Sign in, with a code where one is asked for; a session's token."""
    token = sessions.sign_in(clinic, name, password)
    waiting = sessions.waiting_by_token(clinic, token)
    if waiting is None:
        return token
    assert waiting.waits_for == Waits.CODE
    return second_factor.give_code(clinic, waiting, next_code(clinic, waiting.person))


def first_prescriber(clinic: Clinic) -> Actor:
    """Make Dr Bose the first prescriber, with an authenticator, and sign in."""
    code = people.set_up_code(clinic)
    people.set_up(clinic, code=code, name="Dr Bose", sign_in_name="dr_bose", password=PASSWORD)
    person = person_of(clinic, "dr_bose")
    give_authenticator(clinic, person)
    with clinic.store.writing() as session:
        token = sessions.open_session(clinic, session, person)
    found = sessions.actor_by_token(clinic, token)
    assert found is not None
    return found


def set_up_second_factor(clinic: Clinic, token: str) -> str:
    """Set up the authenticator that a session waits for; give the token that goes on."""
    waiting = sessions.waiting_by_token(clinic, token)
    assert waiting is not None
    offer = second_factor.offered_to(clinic, waiting)
    code = pyotp.TOTP(offer.secret).at(clock.now())
    return second_factor.set_up_first(clinic, waiting, code).token
