"""People, the roles they hold, and who is acting."""

import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from taper.errors import TaperError
from taper.ids import PatientId, PersonId

DisplayName = Annotated[str, Field(min_length=1, max_length=120)]

SHORTEST_PASSWORD = 15  # NIST SP 800-63B-4 §3.1.1.2: a password that stands alone
SHORTEST_BESIDE = 8  # the same: one beside a second factor
LONGEST_PASSWORD = 256


class Role(StrEnum):
    """What a person is here; one person may hold several."""

    PATIENT = "patient"
    PRESCRIBER = "prescriber"
    SUPPORTER = "supporter"
    ADMINISTRATOR = "administrator"


class Relation(StrEnum):
    """How somebody stands to one patient, or to the clinic where no patient is meant."""

    SELF = "self"
    PRESCRIBER = "prescriber"  # a care link that is open today
    STAFF = "staff"  # a prescriber of this clinic; no patient meant
    SUPPORTER = "supporter"  # a grant of the patient's that holds today, or the role alone
    OBSERVER = "observer"  # a supporter who may add an observation
    ADMINISTRATOR = "administrator"
    TERMINAL = "terminal"  # whoever holds the machine itself
    STRANGER = "stranger"


class Actor(BaseModel, frozen=True):
    """Who is acting: a person, by way of one session."""

    person: PersonId
    name: DisplayName
    roles: frozenset[Role]
    session: str  # reference of the session row; never the token
    zone: str | None = None  # a patient's own time zone
    country: str | None = None  # chosen by a patient, for crisis numbers
    language: str | None = None  # chosen for the pages and files that the person reads

    @property
    def patient(self) -> PatientId | None:
        """The actor's own diary, where there is one."""
        return PatientId(self.person) if Role.PATIENT in self.roles else None


class Patient(BaseModel, frozen=True):
    """Somebody who has a diary."""

    id: PatientId
    name: DisplayName
    zone: str
    country: str | None = None  # chosen by the patient, for crisis numbers
    mark: str = ""  # a year of birth or an alias that a prescriber typed beside the name

    @property
    def known_as(self) -> str:
        """The name as prescribers see it, with the mark where there is one."""
        return known_as(self.name, self.mark)


def known_as(name: str, mark: str) -> str:
    """Write a name with what tells its bearer from others of that name."""
    return f"{name} · {mark}" if mark else name


class Consent(BaseModel, frozen=True):
    """What the patient agreed to, and when."""

    version: int
    agreed_at: datetime
    withdrawn_at: datetime | None = None

    @property
    def holds(self) -> bool:
        """Whether the prescriber may read the diary."""
        return self.withdrawn_at is None


# A name is one line that reads the way it was written, and that both engines can keep.
_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})  # controls, halves of characters, line breaks
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # turn text around


def can_be_seen(name: str) -> bool:
    """Say whether *name* holds nothing that hides, breaks or turns a line."""
    return not any(unicodedata.category(each) in _UNSEEN or each in _TURNING for each in name)


def check_password(password: str, sign_in_name: str, *, shortest: int = SHORTEST_PASSWORD) -> None:
    """Refuse a password that is too short, too long, or the sign-in name again.

    It is as long as it was typed, or as it is hashed where that is shorter: in the form
    that is hashed, one character may become eighteen, or two become one.
    """
    hashed = unicodedata.normalize("NFKC", password)
    if min(len(password), len(hashed)) < shortest:
        raise TaperError("password.too_short", characters=shortest)
    if len(password) > LONGEST_PASSWORD:
        raise TaperError("password.too_long", characters=LONGEST_PASSWORD)
    named = bool(sign_in_name) and sign_in_name.casefold() in hashed.casefold()
    if named or len(set(hashed)) < 4:
        raise TaperError("password.guessable")
