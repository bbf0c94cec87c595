"""Passwords: argon2id, at most two at a time, the same work for a name nobody has."""

import threading
import unicodedata

from argon2 import PasswordHasher, Type
from argon2.exceptions import VerificationError

# RFC 9106 §4, second recommended option: 64 MiB, 3 passes, 4 lanes.
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4, type=Type.ID)

# Two at once take 128 MiB: a burst of sign-ins waits instead of exhausting the machine.
_ROOM = threading.BoundedSemaphore(2)

# The hash of nothing anybody can type: compared with where a name is unknown.
_NOBODY = _HASHER.hash("\0")


def normal(text: str) -> str:
    """Give *text* in one Unicode form, so that é typed on two keyboards is one é."""
    return unicodedata.normalize("NFKC", text)


def sign_in_form(sign_in_name: str) -> str:
    """Give a sign-in name as it is stored and compared."""
    return normal(normal(sign_in_name).strip().casefold())


def make_hash(password: str) -> str:
    """Give the hash to store."""
    with _ROOM:
        return _HASHER.hash(normal(password))


def matches(stored: str | None, password: str) -> bool:
    """Say whether *password* is the one; takes the same time where nothing is stored."""
    with _ROOM:
        try:
            _HASHER.verify(stored or _NOBODY, normal(password))
        except VerificationError:
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Say whether a hash was made with weaker settings than today's."""
    return _HASHER.check_needs_rehash(stored)
