"""Passwords: which are taken; argon2id, two at a time, the same work for a name nobody has."""

import threading
import unicodedata

from argon2 import PasswordHasher, Type
from argon2.exceptions import VerificationError

from taper.errors import TaperError
from taper.people.person import SHORTEST_BESIDE, SHORTEST_PASSWORD, check_password

# RFC 9106 §4, second recommended option: 64 MiB, 3 passes, 4 lanes.
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4, type=Type.ID)

# Two at once take 128 MiB: a burst of sign-ins waits instead of exhausting the machine.
_ROOM = threading.BoundedSemaphore(2)

# How many tries come before a password, by the lists and patterns of zxcvbn. A try costs 5 s to
# 15 minutes from the fifth failure on; a second factor stands beside the lower of the two.
_FEWEST_TRIES, _FEWEST_BESIDE = 10**8, 10**6
_LOOKED_AT = 72  # characters; the work grows with their square

# The hash of 32 random bytes that nobody kept: compared with where a name is unknown. Written
# down, since making one at each start takes as long as a sign-in.
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$QTE39jK0aKrBIOdnJ+KoHQ"
    "$Ct8LL+LXZX2IIO+SjhRTp9yy0vK37BrDMDslT+C+tX4"
)


def normal(text: str) -> str:
    """Give *text* in one Unicode form, so that é typed on two keyboards is one é."""
    return unicodedata.normalize("NFKC", text)


def sign_in_form(sign_in_name: str) -> str:
    """Give a sign-in name as it is stored and compared."""
    return normal(normal(sign_in_name).strip().casefold())


def check(password: str, sign_in_name: str, *, second_factor: bool = False) -> None:
    """Refuse a password that is too short, too long, or among those that are tried first.

    *second_factor*: whether there is one beside it; then it may be shorter. No rule asks for
    digits or signs. The lists lie in the package: nothing is asked of another host.
    """
    shortest = SHORTEST_BESIDE if second_factor else SHORTEST_PASSWORD
    check_password(password, sign_in_name, shortest=shortest)
    if _tries_before(password, sign_in_name) < (_FEWEST_BESIDE if second_factor else _FEWEST_TRIES):
        raise TaperError("password.common")


def _tries_before(password: str, sign_in_name: str) -> float:
    from zxcvbn import zxcvbn

    looked_at = normal(password)[:_LOOKED_AT]
    found = zxcvbn(looked_at, user_inputs=[sign_in_name, "taper"], max_length=_LOOKED_AT)
    return float(found["guesses"])


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
