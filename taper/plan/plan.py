"""A taper plan: steps on calendar days, a named end, and the prescriber's own words."""

import hashlib
import json
from datetime import date, datetime, time
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, Field, model_validator

from taper.errors import TaperError
from taper.ids import CourseId, PatientId, PersonId
from taper.plan.amount import DoseMg
from taper.plan.dose import Dose, mg_text
from taper.plan.guard import MakeUp, PrintedPart, adds_up
from taper.plan.occupancy import Curve
from taper.plan.preparations import MOST_PREPARATIONS, Preparation, Rounding

# Goes into everything signed; a change of shape takes the next number. 1 had rows and words alone;
# 2 adds what a dose is made of, what the patient has, and modelled occupancy that is shared.
CONTENT_FORMAT: Literal[2] = 2
READABLE_FORMATS = (1, 2)
_SINCE_2: dict[str, Any] = {
    "supply": True,
    "shared_curves": True,
    "steps": {"__all__": {"cycle": {"__all__": {"__all__": {"made_of"}}}}},
}

Name = Annotated[str, Field(min_length=1, max_length=120)]
Words = Annotated[str, Field(max_length=4000)]


class Course(BaseModel, frozen=True):
    """One medicine in one form for one patient; a plan belongs to it."""

    id: CourseId
    patient: PatientId
    medicine: Name
    form: Name


class TimedDose(BaseModel, frozen=True):
    """One intake: what to take and, where the prescriber named it, at what time of day."""

    at: time | None = None
    dose: Dose
    # Exact mg as "numerator/denominator" where arithmetic gave the row; None where it was typed.
    intended: Annotated[str, Field(pattern=r"^\d+/[1-9]\d*$")] | None = None
    # What the prescriber picked to make the dose of, in the characters that are printed.
    made_of: Annotated[tuple[PrintedPart, ...], Field(max_length=MOST_PREPARATIONS)] = ()

    @model_validator(mode="after")
    def _parts_add_up(self) -> "TimedDose":
        if self.made_of and not adds_up(self.make_up):
            raise ValueError("what the parts hold does not add up to the dose")
        return self

    @property
    def make_up(self) -> MakeUp:
        """The dose and its parts; no parts where none were picked."""
        about = any(part.kind == "beads" for part in self.made_of)
        return MakeUp(dose_mg=mg_text(self.dose.ug), parts=self.made_of, about=about)

    @property
    def intended_mg(self) -> Fraction:
        """What the arithmetic gave, in mg; the dose itself where it was typed."""
        return Fraction(self.intended) if self.intended else self.dose.mg


class Step(BaseModel, frozen=True):
    """Repeat ``cycle`` from ``starts`` until the next step starts, or the plan's named end."""

    starts: date  # the patient's calendar day
    cycle: Annotated[tuple[tuple[TimedDose, ...], ...], Field(min_length=1, max_length=28)]
    working: Words = ""
    words: Words = ""  # the prescriber's own, for this row

    @model_validator(mode="after")
    def _every_day_says_a_dose(self) -> "Step":
        if any(not day for day in self.cycle):
            raise ValueError("a day of the cycle has no dose; 0 mg is written as 0 mg")
        return self

    def doses_on(self, day: date) -> tuple[TimedDose, ...]:
        """Give the intakes of *day*, which must not be before the step starts."""
        return self.cycle[(day - self.starts).days % len(self.cycle)]

    def ug_on(self, day: date) -> int:
        """Give the micrograms of *day*, all intakes together."""
        return sum(timed.dose.ug for timed in self.doses_on(day))

    def regimen(self, day: date) -> tuple[tuple[tuple[str, int], ...], ...]:
        """Give what is taken from *day* on: the shortest cycle of days of (time or "", micrograms).

        Two steps with the same regimen on a day say the same for that day and every later one.
        """
        place = (day - self.starts).days % len(self.cycle)
        days = [
            tuple(
                sorted((timed.at.isoformat() if timed.at else "", timed.dose.ug) for timed in each)
            )
            for each in (*self.cycle[place:], *self.cycle[:place])
        ]
        return shortest_cycle(tuple(days))


Days = TypeVar("Days")


def shortest_cycle(days: tuple[Days, ...]) -> tuple[Days, ...]:
    """Give the shortest beginning of *days* that repeats to the whole of it."""
    lengths = (n for n in range(1, len(days) + 1) if len(days) % n == 0)
    return next(days[:n] for n in lengths if days[:n] * (len(days) // n) == days)


class Supply(BaseModel, frozen=True):
    """What doses were made from or rounded to, and the one rule for all rows."""

    preparations: Annotated[tuple[Preparation, ...], Field(max_length=MOST_PREPARATIONS)]
    unit_mg: DoseMg | None  # where doses are multiples of one smallest amount
    rounding: Rounding


class Ending(BaseModel, frozen=True):
    """How long the last row holds, and what follows in the prescriber's words."""

    holds_until: date | None  # its last day; None: until further notice
    then: Words


class Plan(BaseModel, frozen=True):
    """What is signed, apart from whose it is. Texts are "" where declared empty."""

    medicine: Name
    form: Name
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=800)]
    ending: Ending | None  # None only where the last row is 0 mg
    if_too_hard: Words
    if_missed: Words
    contact: Words  # who to contact, and when the prescriber looks
    supply: Supply | None = None  # None where none was named
    # Curves of modelled occupancy that the prescriber shows to the patient; none unless picked.
    shared_curves: Annotated[tuple[Curve, ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _dates_in_order_and_end_named(self) -> "Plan":
        starts = [step.starts for step in self.steps]
        if any(later <= earlier for earlier, later in pairwise(starts)):
            raise ValueError("steps are not in the order of their dates")
        if self.ending is None and not self.reaches_zero:
            raise ValueError("a plan that does not end at 0 mg names its end")
        if self.ends_on is not None and self.ends_on < starts[-1]:
            raise ValueError("the plan ends before its last row starts")
        return self

    @property
    def reaches_zero(self) -> bool:
        """Whether the last row is 0 mg every day."""
        return all(timed.dose.ug == 0 for day in self.steps[-1].cycle for timed in day)

    @property
    def ends_on(self) -> date | None:
        """The last day that the plan says a dose for; None where it holds on."""
        return self.ending.holds_until if self.ending else None


class PlanVersion(BaseModel, frozen=True):
    """A signed plan. Immutable; an amendment is the next version, in force from a date."""

    course: CourseId
    patient: PatientId
    version: Annotated[int, Field(ge=1)]
    in_force_from: date
    plan: Plan
    reason: Words
    signed_by: PersonId
    signed_by_name: str
    signed_at: datetime
    content_sha256: str

    @property
    def short_hash(self) -> str:
        """Eight characters of the hash, printed with the version."""
        return self.content_sha256[:8]


class CoursePlans(BaseModel, frozen=True):
    """A course with its signed versions, oldest first."""

    course: Course
    versions: tuple[PlanVersion, ...]


class SignedContent(BaseModel, frozen=True):
    """Everything a signature covers: whose plan, which version, from when, why, and the plan."""

    format: Literal[1, 2] = CONTENT_FORMAT
    patient: PatientId
    course: CourseId
    version: int
    in_force_from: date
    reason: Words
    plan: Plan


def canonical(content: SignedContent) -> str:
    """Write *content* the one way that is hashed and stored: sorted keys, no spaces, UTF-8."""
    exclude = {"plan": _SINCE_2} if content.format == 1 else None
    body = content.model_dump(mode="json", exclude=exclude)
    return canonical_text(body)


def canonical_text(value: object) -> str:
    """Write *value* the one way that is hashed: keys in order, no spaces, characters as they are.

    ValueError for a number that JSON does not have.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def sha256(canonical: str) -> str:
    """Give the hash of a canonical text, in hexadecimal."""
    return hashlib.sha256(canonical.encode()).hexdigest()


def read_canonical(text: str) -> SignedContent:
    """Read canonical content back; TaperError where it was written by a newer program."""
    if json.loads(text).get("format") not in READABLE_FORMATS:
        raise TaperError("plan.format_unknown")
    return SignedContent.model_validate_json(text)
