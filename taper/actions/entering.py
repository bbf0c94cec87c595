"""What every way in has in common: names, sign-in names, passwords, codes and their hashes."""

import hashlib
import secrets

from taper.actions import passwords
from taper.errors import TaperError
from taper.people.person import can_be_seen


def checked_name(name: str) -> str:
    """Give a name on one line as it was written; TaperError for one that can't be seen."""
    name = " ".join(name.split())
    if not name or len(name) > 120:
        raise TaperError("person.name_length", characters=120)
    if not can_be_seen(name):
        raise TaperError("person.name_unseen")
    return name


def checked_hash(sign_in_name: str, password: str) -> str:
    """Give the hash of a new password; TaperError where it or the sign-in name can't be."""
    passwords.check(password, checked_sign_in_form(sign_in_name))
    return passwords.make_hash(password)


def checked_sign_in_form(sign_in_name: str) -> str:
    """Give a sign-in name as it is stored; TaperError for one that can't be."""
    form = passwords.sign_in_form(sign_in_name)
    spaced = any(each.isspace() or not each.isprintable() for each in form)
    if not 3 <= len(form) <= 120 or spaced:
        raise TaperError("person.sign_in_name")
    return form


def new_code() -> str:
    """Make a code of 98 random bits in groups that can be read aloud."""
    letters = "".join(secrets.choice("abcdefghjkmnpqrstvwxyz23456789") for _ in range(20))
    return "-".join(letters[start : start + 5] for start in range(0, 20, 5))


def code_hash(code: str) -> str:
    """Give what is kept of a code; how its groups were written apart makes no difference."""
    letters = "".join(each for each in code.lower() if each.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()
