"""A second factor beside the password: who needs one, and what a session waits for until then."""

from collections.abc import Collection
from enum import StrEnum

from taper.people.person import Role

RECOVERY_CODES = 10


class Waits(StrEnum):
    """What a session still waits for. Until it has it, it opens no page and no action."""

    CODE = "code"  # from the authenticator, or a recovery code
    SET_UP = "set_up"  # this person needs a second factor, and has none yet


REQUIRED_OF = frozenset({Role.PRESCRIBER, Role.ADMINISTRATOR})  # others are offered one


def is_required_of(roles: Collection[Role]) -> bool:
    """Say whether somebody with *roles* can't do without a second factor."""
    return not REQUIRED_OF.isdisjoint(roles)
