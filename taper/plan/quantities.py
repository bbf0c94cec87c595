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
from taper.plan.plan import Plan, Step

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


class SuppliedStep(NamedTuple):
    """One row: from when, for how many days it is supplied, and what each day is made of."""

    starts: date
    days: int
    cycle: tuple[DayOfStep, ...]

    @property
    def is_without(self) -> bool:
        """Whether the row has a dose above 0 mg of which no make-up was picked."""
        return any(
            make_up.dose_mg != "0" and not make_up.parts
            for day in self.cycle
            for make_up in day.make_ups
        )


def supplied(plan: Plan, first: date, last: date) -> tuple[SuppliedStep, ...]:
    """Give the rows of *plan* from *first* to *last*, each with the days of it that lie between.

    Days before the first row, and after the plan's named end, are in none.
    """
    if last < first:
        raise TaperError("quantity.days", most=MOST_DAYS)
    found = []
    for place, step in enumerate(plan.steps):
        after = plan.steps[place + 1].starts if place + 1 < len(plan.steps) else None
        until = after - timedelta(days=1) if after else plan.ends_on
        begins, ends = max(step.starts, first), min(until or last, last)
        if begins <= ends:
            days = (ends - begins).days + 1
            found.append(SuppliedStep(begins, days, cycle_from(step, begins)))
    return tuple(found)


def cycle_from(step: Step, day: date) -> tuple[DayOfStep, ...]:
    """Give the cycle of *step* as it goes round from *day* on."""
    length = len(step.cycle)
    return tuple(
        DayOfStep(tuple(timed.make_up for timed in step.doses_on(day + timedelta(days=place))))
        for place in range(length)
    )


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


def runs_out(
    steps: tuple[SuppliedStep, ...], later: tuple[SuppliedStep, ...], leftovers: Leftovers
) -> date | None:
    """Give the last day that whole tablets, capsules and mL for *steps* cover.

    *later* are the rows that follow, since what is left of a whole one may go further. None where
    a row of *steps* has no make-up, or where there are none.
    """
    if not steps or any(step.is_without for step in steps):
        return None
    supply = {
        each.item: each.taken if each.whole is None else Fraction(each.whole)
        for each in needs(_days(steps), leftovers)
    }
    known: list[SuppliedStep] = []
    for step in later:
        if step.is_without:
            break
        known.append(step)
    return covered_until(supply, steps[0].starts, _days((*steps, *known)), leftovers)


def _days(steps: Iterable[SuppliedStep]) -> Iterator[DayOfStep]:
    for step in steps:
        yield from days_of(step.cycle, step.days)
