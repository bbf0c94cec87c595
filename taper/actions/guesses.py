"""Tries at a password, counted: from the fifth failure in a row the next one has to wait."""

import hashlib
import hmac
import math
from datetime import timedelta

from sqlalchemy.orm import Session

from taper import clock
from taper.actions.clinic import Clinic
from taper.errors import TaperError
from taper.people.guessing import FORGOTTEN_AFTER, Failures
from taper.storage import entrances


def counted_under(clinic: Clinic, *what: str) -> tuple[str, ...]:
    """Give what tries are counted under: hashes that tell neither a name nor an address."""
    return tuple(
        hmac.new(clinic.trail_key, each.encode(), hashlib.sha256).hexdigest() for each in what
    )


def refuse_haste(session: Session, counted: tuple[str, ...]) -> None:
    """Refuse a try that has to wait, before any password is read: TaperError("sign_in.wait")."""
    found = [each for key in counted if (each := entrances.failures(session, key))]
    wait = max((each.wait_until() for each in found), default=clock.now()) - clock.now()
    if wait > timedelta():
        raise TaperError("sign_in.wait", n=math.ceil(wait.total_seconds()))


def count_failure(session: Session, counted: tuple[str, ...]) -> None:
    """Count one more failure."""
    for key in counted:
        before = entrances.failures(session, key)
        now = Failures(times=1, last_at=clock.now())
        entrances.keep_failures(session, key, before.after(clock.now()) if before else now)


def forget(session: Session, key: str) -> None:
    """Begin the count anew after a password that fits; old counts of anybody go too."""
    entrances.forget_failures(session, key, clock.now() - FORGOTTEN_AFTER)
