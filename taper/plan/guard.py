"""Nothing is printed that doesn't add up, and what rounding did to the rows is named."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, NamedTuple

from pydantic import BaseModel, Field

from taper.errors import TaperError
from taper.plan.amount import decimal_text
from taper.plan.dose import UG_PER_MG, intended_text, mg_text
from taper.plan.preparations import Made, Part, Preparation, ways

_PARTS_OF_TABLETS = {Fraction(1, 4): "¼", Fraction(1, 2): "½", Fraction(3, 4): "¾"}
_READ_PARTS = {sign: part for part, sign in _PARTS_OF_TABLETS.items()}


Decimal = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)?$", max_length=40)]
Amount = Annotated[str, Field(pattern=r"^([0-9]+(\.[0-9]+)?|[0-9]*[¼½¾])$", max_length=40)]
AboveZero = Annotated[
    str, Field(pattern=r"^([0-9]*[1-9][0-9]*(\.[0-9]+)?|0+\.[0-9]*[1-9][0-9]*)$", max_length=40)
]


class PrintedPart(BaseModel, frozen=True):
    """One line of a make-up, in the very characters that are printed.

    *amount* of something that holds *mg*; of a liquid, *amount* mL that holds *mg* in *per* mL;
    of beads, *amount* out of *per* that hold *mg* together.
    """

    kind: str
    amount: Amount
    mg: Decimal
    per: AboveZero = "1"


class MakeUp(BaseModel, frozen=True):
    """A dose and the parts that it is made of; made by `printable` alone."""

    dose_mg: str
    parts: tuple[PrintedPart, ...]
    about: bool  # beads are in it: their mg are "about"


def printable(ug: int, parts: Sequence[Part]) -> MakeUp:
    """Give *parts* in print for a dose of *ug*; refuse parts whose print doesn't add up to it."""
    printed = tuple(map(_printed, parts))
    about = any(part.kind == "beads" for part in printed)
    make_up = MakeUp(dose_mg=mg_text(ug), parts=printed, about=about)
    if not adds_up(make_up):
        raise TaperError("method.does_not_add_up", dose=make_up.dose_mg)
    return make_up


def make_ups(preparations: tuple[Preparation, ...], made: Made) -> tuple[MakeUp, ...]:
    """Give the ways to make a dose, each in print, in the one order of `ways`; none is picked."""
    return tuple(printable(made.ug, way) for way in ways(preparations, made.mg))


def _printed(part: Part) -> PrintedPart:
    each = part.preparation
    if each.kind == "liquid":
        mg, per = decimal_text(each.mg), decimal_text(each.in_ml)
        return PrintedPart(kind="liquid", amount=decimal_text(part.amount), mg=mg, per=per)
    if each.kind == "beads":
        mg, per = decimal_text(each.capsule_mg), str(each.beads_per_capsule)
        return PrintedPart(kind="beads", amount=decimal_text(part.amount), mg=mg, per=per)
    mg = decimal_text(each.strength_mg)
    return PrintedPart(kind=each.kind, amount=tablets_text(part.amount), mg=mg)


def tablets_text(amount: Fraction) -> str:
    """Write a number of tablets: 1½. What isn't quarters is left for the guard to refuse."""
    whole, rest = divmod(amount, 1)
    if not rest:
        return str(whole)
    return f"{whole or ''}{_PARTS_OF_TABLETS.get(rest, decimal_text(rest))}"


def adds_up(make_up: MakeUp) -> bool:
    """Whether the characters of *make_up*, read again, give its dose; to half a mcg with beads.

    This reads what is printed and knows nothing of how it came about.
    """
    found = sum(
        (
            read_amount(part.amount) * Fraction(part.mg) / Fraction(part.per)
            for part in make_up.parts
        ),
        Fraction(0),
    )
    apart = abs(found - Fraction(make_up.dose_mg))
    # A count of beads is exact; what it weighs was rounded to whole micrograms once.
    return apart <= Fraction(1, 2 * UG_PER_MG) if make_up.about else apart == 0


def read_amount(amount: str) -> Fraction:
    """Read a printed amount: 1½, 0.4."""
    part = _READ_PARTS.get(amount[-1:], Fraction(0))
    return Fraction(amount[:-1] or "0") + part if part else Fraction(amount)


class Finding(NamedTuple):
    """A fact about worked-out rows: a sentence of words/ and where it stands; no judgement."""

    key: str
    values: Mapping[str, str]
    step: int | None  # None: about all rows


class Rounded(NamedTuple):
    """One row as the guard sees it: what was intended, and what is made; both mg a day."""

    step: int
    intended: Fraction
    made: Fraction


def findings(rows: Iterable[Rounded]) -> tuple[Finding, ...]:
    """Name unreachable doses, doses rounded to 0 mg, stalls, and rises that nobody asked for."""
    found: list[Finding] = []
    before: Rounded | None = None
    for row in rows:
        if row.made != row.intended:
            key = "rounds_to_zero" if row.made == 0 else "unreachable"
            found.append(_finding(key, row, intended=row.intended, made=row.made))
        if before is not None:
            found += _against(before, row)
        before = row
    return tuple(found)


def _against(before: Rounded, row: Rounded) -> list[Finding]:
    if row.made == before.made and row.intended != before.intended:
        return [_finding("stall", row, made=row.made)]
    if row.made > before.made and row.intended <= before.intended:
        return [_finding("rise", row, before=before.made, made=row.made)]
    return []


def _finding(key: str, row: Rounded, **numbers: Fraction) -> Finding:
    values = {name: intended_text(number) for name, number in numbers.items()}
    return Finding(f"method.{key}", values | {"step": str(row.step)}, row.step)
