"""Codes of an authenticator (TOTP, RFC 6238): six digits, thirty seconds, each of them once.

A secret is stored nowhere. It is worked out of a random text in the database and the key of
the trail, which lies outside: neither the database nor a backup of it gives a code away. It stays
with the key of its day when the trail goes on with a new one.
"""

import base64
import hashlib
import hmac
import unicodedata
from datetime import datetime

import pyotp
from sqlalchemy.orm import Session

from taper import clock
from taper.actions.clinic import Clinic
from taper.ids import PersonId
from taper.people.second_factor import Waits, is_required_of
from taper.storage import people, second_factors

SECRET_BYTES = 20  # RFC 4226 §4: 160 bits
STEP_SECONDS = 30
STEPS_AROUND = 1  # RFC 6238 §5.2: clocks differ, and typing takes time
_DIGITS = 6
_BEHIND_NUMBER = ":"


def salt_of(clinic: Clinic, reference: str) -> str:
    """Give the text that a new secret is worked out of; it tells which key goes with it."""
    number = len(clinic.older_trail_keys)
    return f"{number}{_BEHIND_NUMBER}{reference}" if number else reference


def secret_of(clinic: Clinic, person: PersonId, salt: str) -> str:
    """Give the secret that belongs to *salt*, in the letters that people can type (base32)."""
    what = f"second factor {person} {salt}".encode()
    number = salt.partition(_BEHIND_NUMBER)[0] if _BEHIND_NUMBER in salt else 0
    key = (*clinic.older_trail_keys, clinic.trail_key)[int(number)]
    made = hmac.digest(key, what, hashlib.sha256)[:SECRET_BYTES]
    return base64.b32encode(made).decode()


def uri(clinic: Clinic, secret: str, name: str) -> str:
    """Give what the picture for the authenticator says."""
    host = clinic.settings.public_url.partition("://")[2]
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=f"Taper {host}")


def as_code(typed: str) -> str | None:
    """Give six digits as they are compared; None for anything else, a password for one."""
    digits = "".join(unicodedata.normalize("NFKC", typed).split())
    return digits if len(digits) == _DIGITS and digits.isascii() and digits.isdigit() else None


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """Give the thirty seconds that *code* belongs to; None where it is no code of about now."""
    now = int(at.timestamp()) // STEP_SECONDS
    around = range(now - STEPS_AROUND, now + STEPS_AROUND + 1)
    made = pyotp.TOTP(secret)
    fits = [
        each
        for each in around
        if hmac.compare_digest(made.at(each * STEP_SECONDS).encode(), code.encode())
    ]
    return fits[0] if fits else None


def accepts(clinic: Clinic, session: Session, person: PersonId, code: str) -> bool:
    """Take one code of a person's authenticator, once, within a transaction."""
    kept = second_factors.second_factor(session, person)
    if kept is None:
        return False
    step = step_of(secret_of(clinic, person, kept.salt), code, clock.now())
    return step is not None and second_factors.use_step(session, person, step)


def waits_for(clinic: Clinic, session: Session, person: PersonId) -> Waits | None:
    """Say what is missing once the password was right."""
    if second_factors.second_factor(session, person) is not None:
        return Waits.CODE
    return Waits.SET_UP if is_needed(clinic, session, person) else None


def is_needed(clinic: Clinic, session: Session, person: PersonId) -> bool:
    """Say whether a person can't be without a second factor here; in a demo nobody needs one."""
    settings = clinic.settings
    found = people.person(session, person)
    wanted = settings.second_factor == "required" and not settings.demo
    return wanted and found is not None and is_required_of(found.roles)
