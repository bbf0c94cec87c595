"""What the patient has, which doses can be made up from it, and in which ways."""

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from math import ceil, floor, gcd, lcm
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BaseModel, Field, model_validator

from taper.errors import TaperError
from taper.plan.amount import DoseMg, Millilitres, StepMg
from taper.plan.dose import LARGEST_UG, UG_PER_MG

MOST_PREPARATIONS = 12
MOST_WAYS = 24  # listed for one dose, in the order of `ways`
# Of the table of doses that can be made: 4 MB, reached by odd bead counts alone.
_MOST_BITS = 1 << 25

_MOST_TRIES = 20_000  # counts of one preparation that `ways` looks at

PARTS = {"whole": 1, "halves": 2, "quarters": 4}


class Tablet(BaseModel, frozen=True, extra="forbid"):
    """A tablet, and into how many equal parts it may be cut."""

    kind: Literal["tablet"]
    strength_mg: StepMg
    scored: bool
    modified_release: bool
    cut: Literal["whole", "halves", "quarters"]

    @model_validator(mode="after")
    def _cut_only_where_it_may_be(self) -> Self:
        if self.cut != "whole" and (self.modified_release or not self.scored):
            raise TaperError("method.tablet_not_split")
        return self

    @property
    def unit_ug(self) -> Fraction:
        """The smallest part, in micrograms."""
        return self.strength_mg * UG_PER_MG / PARTS[self.cut]

    @property
    def units_of_one(self) -> Fraction:
        """How many of the smallest parts are one tablet."""
        return Fraction(PARTS[self.cut])


class WholeUnit(BaseModel, frozen=True, extra="forbid"):
    """A capsule, or a strength that is compounded or stands on a strip: taken whole."""

    kind: Literal["capsule", "compounded"]
    strength_mg: StepMg

    @property
    def unit_ug(self) -> Fraction:
        """One capsule, in micrograms."""
        return self.strength_mg * UG_PER_MG

    @property
    def units_of_one(self) -> Fraction:
        """One is one."""
        return Fraction(1)


class Beads(BaseModel, frozen=True, extra="forbid"):
    """Beads counted out of a capsule. The count is exact, its mg are "about"."""

    kind: Literal["beads"]
    capsule_mg: StepMg
    beads_per_capsule: Annotated[int, Field(ge=1, le=10_000)]

    @property
    def unit_ug(self) -> Fraction:
        """One bead, in micrograms, taken as equal to every other bead."""
        return self.capsule_mg * UG_PER_MG / self.beads_per_capsule

    @property
    def units_of_one(self) -> Fraction:
        """One is one."""
        return Fraction(1)


class Liquid(BaseModel, frozen=True, extra="forbid"):
    """A liquid of *mg* in *in_ml*, and the smallest amount of it that is measured out."""

    kind: Literal["liquid"]
    mg: DoseMg
    in_ml: Millilitres
    smallest_ml: Millilitres

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if not self.mg:
            raise TaperError("method.liquid_empty")
        return self

    @property
    def unit_ug(self) -> Fraction:
        """The least amount that is whole both in measures and in micrograms."""
        return self._measure_ug * self._measure_ug.denominator

    @property
    def units_of_one(self) -> Fraction:
        """How many such amounts are one mL."""
        return 1 / (self.smallest_ml * self._measure_ug.denominator)

    @property
    def _measure_ug(self) -> Fraction:
        return self.mg * UG_PER_MG / self.in_ml * self.smallest_ml


Preparation = Annotated[Tablet | WholeUnit | Beads | Liquid, Field(discriminator="kind")]
Preparations = Annotated[tuple[Preparation, ...], Field(min_length=1, max_length=MOST_PREPARATIONS)]


class Rounding(BaseModel, frozen=True, extra="forbid"):
    """The one rule that was picked for all rows of a plan."""

    rule: Literal["nearest", "down", "up"]
    ties: Literal["down", "up"] | None = None  # asked with "nearest", and there alone

    @model_validator(mode="after")
    def _ties_are_asked(self) -> Self:
        if (self.rule == "nearest") != (self.ties is not None):
            raise TaperError("method.ties_asked")
        return self


class Made(NamedTuple):
    """A dose that can be made: exactly, and in the whole micrograms that a dose is kept in."""

    mg: Fraction
    ug: int
    about: bool  # beads are in it


class Part(NamedTuple):
    """So much of one preparation: tablets, capsules, beads or mL."""

    preparation: Preparation
    amount: Fraction


class Reach:
    """The doses that can be made from *units*, any number of each; in steps of their divisor."""

    def __init__(self, units_ug: tuple[Fraction, ...]) -> None:
        """Take the smallest amounts of each preparation, in micrograms."""
        self._scale = lcm(*(unit.denominator for unit in units_ug)) if units_ug else 1
        whole = [int(unit * self._scale) for unit in units_ug]
        self._step = gcd(*whole) or 1
        self._units = sorted(unit // self._step for unit in whole)
        # Replaced as one: pages of several people ask one table at the same time.
        self._known = _Known(top=0, table=1, bytes=b"\1")

    def below(self, ug: Fraction) -> Fraction:
        """Give the highest dose at or below *ug*; 0 is always one."""
        place = floor(ug * self._scale / self._step)
        if self._units[:1] != [1]:
            place = (self._bits(place) & ((1 << place + 1) - 1)).bit_length() - 1
        return Fraction(place * self._step, self._scale)

    def above(self, ug: Fraction) -> Fraction:
        """Give the lowest dose at or above *ug*."""
        place = ceil(ug * self._scale / self._step)
        if self._units[:1] != [1]:
            rest = self._bits(place) >> place
            place += (rest & -rest).bit_length() - 1
        return Fraction(place * self._step, self._scale)

    def holds(self, ug: Fraction | int) -> bool:
        """Whether exactly *ug* can be made."""
        scaled = ug * self._scale
        if scaled.denominator != 1 or not self._units:
            return ug == 0
        place, rest = divmod(scaled.numerator, self._step)
        if rest or self._units[0] == 1:
            return not rest
        return bool(self._up_to(place).bytes[place >> 3] >> (place & 7) & 1)

    def _bits(self, place: int) -> int:
        """Give the table whose bit n says whether n steps can be made, to beyond *place*."""
        return self._up_to(place).table

    def _up_to(self, place: int) -> "_Known":
        needed = place + self._units[0]
        known = self._known
        if needed > known.top:
            if needed + self._units[-1] > _MOST_BITS:
                raise TaperError("method.too_many_combinations")
            known = self._worked_out(min(needed * 2, _MOST_BITS))
            self._known = known
        return known

    def _worked_out(self, top: int) -> "_Known":
        table = 1
        for unit in self._units:
            table = _with_any_number_of(unit, table, top)
        return _Known(top, table, table.to_bytes(top // 8 + 1, "little"))


class _Known(NamedTuple):
    """Which steps can be made, up to *top*: as bits of a number, and the same as bytes."""

    top: int
    table: int
    bytes: bytes


def _with_any_number_of(unit: int, table: int, top: int) -> int:
    """Allow any number of *unit*: first up to 1 more, then up to 3, 7, 15 and so on."""
    times = unit
    while times <= top:
        table |= table << times
        times *= 2
    return table & ((1 << top + 1) - 1)


class MadeFrom:
    """Rounds an intended dose to one that the preparations make, by the rule that was picked."""

    def __init__(self, preparations: tuple[Preparation, ...], rounding: Rounding) -> None:
        """Take what the patient has, and the one rule for all rows."""
        self.preparations = preparations
        self._rounding = rounding
        self._reach = Reach(tuple(each.unit_ug for each in preparations))
        exact = tuple(each.unit_ug for each in preparations if each.kind != "beads")
        self._without_beads = Reach(exact)
        _check_whole_micrograms(preparations)

    def __call__(self, mg: Fraction) -> Made:
        """Give the dose that is made for *mg*."""
        ug = mg * UG_PER_MG
        return self._made(choose(self._reach.below(ug), self._reach.above(ug), ug, self._rounding))

    def neighbours(self, mg: Fraction) -> tuple[Made, Made]:
        """Give the doses next below and next above *mg*; twice the same where *mg* can be made."""
        ug = mg * UG_PER_MG
        return self._made(self._reach.below(ug)), self._made(self._reach.above(ug))

    def _made(self, ug: Fraction) -> Made:
        if ug > LARGEST_UG:
            raise TaperError("method.dose_too_large")
        about = not self._without_beads.holds(ug)
        return Made(mg=ug / UG_PER_MG, ug=round(ug), about=about)


def choose(below: Fraction, above: Fraction, wanted: Fraction, rounding: Rounding) -> Fraction:
    """Give *below* or *above* by the rule; *wanted* lies between them."""
    if rounding.rule != "nearest":
        return below if rounding.rule == "down" else above
    if wanted - below == above - wanted:
        return below if rounding.ties == "down" else above
    return below if wanted - below < above - wanted else above


def _check_whole_micrograms(preparations: tuple[Preparation, ...]) -> None:
    for each in preparations:
        if each.kind != "beads" and each.unit_ug.denominator != 1:
            raise TaperError("method.preparation_too_fine")


def ways(preparations: tuple[Preparation, ...], mg: Fraction) -> tuple[tuple[Part, ...], ...]:
    """List ways to make exactly *mg*, at most `MOST_WAYS`, in one mechanical order.

    The order is that in which the preparations were named: the way with most of the
    first comes first, then most of the second, and so on. None is picked.
    """
    units = [each.unit_ug for each in preparations]
    ug = mg * UG_PER_MG
    # In whole numbers of a common divisor: thousands of counts are looked at.
    scale = lcm(ug.denominator, *(unit.denominator for unit in units))
    whole = tuple(int(unit * scale) for unit in units)
    reaches, wanted = _reaches(whole), int(ug * scale)
    found = _counts(whole, wanted, reaches) if reaches[0].holds(wanted) else ()
    return tuple(
        tuple(
            Part(each, count / each.units_of_one)
            for each, count in zip(preparations, counts, strict=True)
            if count
        )
        for counts in islice(found, MOST_WAYS)
    )


@lru_cache(maxsize=32)
def _reaches(units: tuple[int, ...]) -> tuple[Reach, ...]:
    """Give what can be made of all units, of all but the first, and so on; worked out once."""
    return tuple(Reach(tuple(map(Fraction, units[place:]))) for place in range(len(units) + 1))


def _counts(
    units: tuple[int, ...], wanted: int, reaches: tuple[Reach, ...]
) -> Iterator[tuple[int, ...]]:
    """Give counts of *units* that add up to *wanted*, most of the first unit first."""
    if not units:
        yield ()
        return
    unit, rest = units[0], reaches[1]
    most = wanted // unit
    # A count of beads can be long: what is listed ends before anybody waits for it.
    for count in range(most, max(-1, most - _MOST_TRIES), -1):
        if rest.holds(wanted - count * unit):
            for others in _counts(units[1:], wanted - count * unit, reaches[1:]):
                yield (count, *others)
