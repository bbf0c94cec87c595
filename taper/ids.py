"""Opaque identifiers: 63 random bits, written in addresses as 13 letters and digits."""

import secrets
from typing import NewType

from taper.errors import TaperError

PersonId = NewType("PersonId", int)
PatientId = NewType("PatientId", int)  # the PersonId of somebody who has a diary
CourseId = NewType("CourseId", int)

# Crockford's alphabet: no i, l, o, u, so that an address read aloud survives.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 13


def new_id() -> int:
    """Give a positive identifier of 63 random bits; nobody counts people by it."""
    return secrets.randbits(63) | 1


def to_text(identifier: int) -> str:
    """Write *identifier* as 13 characters for an address."""
    return "".join(_ALPHABET[identifier >> shift & 31] for shift in range(60, -5, -5))


def from_text(text: str) -> int:
    """Read what `to_text` wrote; TaperError("id.unreadable") for anything else."""
    # Cut first: the sum of a very long address would take minutes.
    digits = [_ALPHABET.find(character) for character in text[: _LENGTH + 1]]
    value = sum(digit << 5 * place for place, digit in enumerate(reversed(digits)))
    if len(digits) != _LENGTH or min(digits) < 0 or value >= 1 << 63:
        raise TaperError("id.unreadable")
    return value
