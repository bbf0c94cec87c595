"""Ways to make doses, picked one by one or for all doses that have none by one mechanical rule."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from taper.plan.cycle import cycle_text
from taper.plan.guard import PrintedPart
from taper.plan.plan import Supply
from taper.plan.rounded import Ways, alone, ways_of
from taper.plan.typed import MadeRow, ReadRow, TypedPlan, worked_of

Parts = tuple[PrintedPart, ...]
OfRow = tuple[tuple[Parts, ...], ...]  # days × intakes; () for none picked

FIRST = -1  # the rule "the first way in the order"; from 0 on: that preparation alone


class Filled(NamedTuple):
    """A draft in which ways were picked, and how many doses have one now or have none still."""

    typed: TypedPlan
    picked: int
    without: int


def intended_of(row: ReadRow, typed: TypedPlan) -> tuple[tuple[Fraction, ...], ...]:
    """Give the mg that were intended at each intake of a row; the doses where it was typed."""
    worked = worked_of(row, typed.worked)
    if worked is not None:
        return tuple(tuple(map(Fraction, day)) for day in worked.intended)
    return tuple(tuple(timed.dose.mg for timed in day) for day in row.cycle or ())


def picked_of(row: ReadRow, typed: TypedPlan) -> OfRow:
    """Give the parts that are picked for each dose of a row, () for none."""
    starts, cycle = row.starts, row.cycle or ()
    found = next((each for each in typed.made if starts and each.fits(starts, cycle)), None)
    return found.made_of if found else tuple(tuple(() for _ in day) for day in cycle)


def with_picked(typed: TypedPlan, row: ReadRow, made_of: OfRow) -> TypedPlan:
    """Keep what is picked for one row, in place of what was."""
    assert row.starts is not None  # noqa: S101 - callers looked
    assert row.cycle is not None  # noqa: S101
    starts, cycle = row.starts, row.cycle
    others = tuple(each for each in typed.made if not each.fits(starts, cycle))
    return typed.model_copy(update={"made": (*others, _made(row, made_of))})


def _made(row: ReadRow, made_of: OfRow) -> MadeRow:
    assert row.starts is not None  # noqa: S101 - callers looked
    return MadeRow(starts=row.starts, dose=cycle_text(row.cycle or ()), made_of=made_of)


def fill(typed: TypedPlan, rows: Sequence[ReadRow], supply: Supply, rule: int) -> Filled:
    """Pick a way by *rule* for every dose that has none; a dose without such a way keeps none."""
    made: list[MadeRow] = []
    picked, without = 0, 0
    for row in understood(rows):
        before = picked_of(row, typed)
        found = {
            ways.place: _by(rule, ways, supply)
            for ways in ways_of(row, supply, intended_of(row, typed))
            if not before[ways.place[0]][ways.place[1]]
        }
        picked += sum(map(bool, found.values()))
        without += sum(not parts for parts in found.values())
        after = _over(before, found)
        if any(parts for intakes in after for parts in intakes):
            made.append(_made(row, after))
    return Filled(typed.model_copy(update={"made": tuple(made)}), picked, without)


def understood(rows: Sequence[ReadRow]) -> Iterator[ReadRow]:
    """Give the rows whose day and dose are known."""
    return (row for row in rows if row.starts is not None and row.cycle is not None)


def _by(rule: int, ways: Ways, supply: Supply) -> Parts:
    if rule == FIRST:
        return ways.make_ups[0].parts if ways.make_ups else ()
    made = alone(supply.preparations[rule], ways)
    return made.parts if made else ()


def _over(before: OfRow, found: dict[tuple[int, int], Parts]) -> OfRow:
    return tuple(
        tuple(found.get((day, place), parts) for place, parts in enumerate(intakes))
        for day, intakes in enumerate(before)
    )


def with_one(before: OfRow, place: tuple[int, int], parts: Parts) -> OfRow:
    """Put *parts* at one intake of a row."""
    return _over(before, {place: parts})
