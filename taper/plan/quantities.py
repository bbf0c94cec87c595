"""How much of each preparation a plan needs, and how far a supply goes.

Everything is read from make-ups as they are printed, so that what is ordered and what is
taken are the same characters.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import Literal, NamedTuple

from taper.errors import TaperError
from taper.plan.guard import MakeUp, PrintedPart, read_amount

MOST_DAYS = 3650

Leftovers = Literal["kept", "thrown_away"]  # what remains of a tablet or capsule that was opened


class Item(NamedTuple):
    """One preparation, by the characters that it is printed with."""

    kind: str
    mg: str
    per: str


class Need(NamedTuple):
    """How much of one preparation: exactly, and in whole tablets or capsules."""

    item: Item
    taken: Fraction  # tablets, capsules, beads or mL
    whole: int | None  # None for a liquid, which comes in no whole pieces


class DayOfStep(NamedTuple):
    """What is taken on one day of a step's cycle, one make-up for each intake."""

    make_ups: tuple[MakeUp, ...]


def days_of(cycle: tuple[DayOfStep, ...], days: int) -> Iterator[DayOfStep]:
    """Go round *cycle* for *days* days."""
    if not 0 <= days <= MOST_DAYS:
        raise TaperError("quantity.days", most=MOST_DAYS)
    return (cycle[day % len(cycle)] for day in range(days))


def needs(days: Iterable[DayOfStep], leftovers: Leftovers) -> tuple[Need, ...]:
    """Add up what *days* need of each preparation, in the order in which they first come.

    With leftovers kept, two halves are one tablet; thrown away, each intake that has a part of
    a tablet opens one of its own.
    """
    taken: dict[Item, Fraction] = {}
    opened: dict[Item, int] = {}
    for part in _parts(days):
        item = Item(part.kind, part.mg, part.per)
        amount = read_amount(part.amount)
        taken[item] = taken.get(item, Fraction(0)) + amount
        opened[item] = opened.get(item, 0) + ceil(_pieces(item, amount))
    return tuple(
        Need(item, amount, _whole(item, amount, opened[item], leftovers))
        for item, amount in taken.items()
    )


def _parts(days: Iterable[DayOfStep]) -> Iterator[PrintedPart]:
    for day in days:
        for make_up in day.make_ups:
            yield from make_up.parts


def _pieces(item: Item, amount: Fraction) -> Fraction:
    """Give *amount* in tablets or capsules: beads come out of capsules of so many."""
    return amount / Fraction(item.per) if item.kind == "beads" else amount


def _whole(item: Item, amount: Fraction, opened: int, leftovers: Leftovers) -> int | None:
    if item.kind == "liquid":
        return None
    return opened if leftovers == "thrown_away" else ceil(_pieces(item, amount))


def covered_until(
    supply: dict[Item, Fraction], starts: date, days: Iterable[DayOfStep], leftovers: Leftovers
) -> date | None:
    """Give the last day that *supply* covers, from *starts* on; None where it covers no day.

    A supply is in tablets, capsules (of beads too) and mL. Days beyond *days* are not looked at.
    """
    left = dict(supply)
    last = None
    for place, day in enumerate(days):
        for part in _parts([day]):
            item = Item(part.kind, part.mg, part.per)
            pieces = _pieces(item, read_amount(part.amount))
            if leftovers == "thrown_away" and item.kind != "liquid":
                pieces = Fraction(ceil(pieces))
            left[item] = left.get(item, Fraction(0)) - pieces
        if any(amount < 0 for amount in left.values()):
            break
        last = starts + timedelta(days=place)
    return last
