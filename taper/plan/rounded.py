"""The rows of a draft against what doses are made from: rounded, and each with its ways."""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from taper.errors import TaperError
from taper.plan.amount import fraction_text
from taper.plan.cycle import cycle_text
from taper.plan.dose import UG_PER_MG, Dose
from taper.plan.guard import MakeUp, make_ups
from taper.plan.plan import Supply, TimedDose
from taper.plan.preparations import Made, MadeFrom, Preparation, Rounding, WholeUnit
from taper.plan.typed import ReadRow, TypedPlan, TypedRow, WorkedRow, read_rows, worked_of
from taper.plan.typed_preparations import read_supply


@lru_cache(maxsize=8)
def maker(preparations: tuple[Preparation, ...], rounding: Rounding) -> MadeFrom:
    """Give the rounding of *preparations*; its table of doses is worked out once."""
    return MadeFrom(preparations, rounding)


def maker_of(supply: Supply) -> MadeFrom:
    """Give the one rounding of a plan."""
    if supply.unit_mg is not None:
        unit = WholeUnit(kind="compounded", strength_mg=supply.unit_mg)
        return maker((unit,), supply.rounding)
    return maker(supply.preparations, supply.rounding)


def supply_of(typed: TypedPlan) -> Supply | None:
    """Give what doses are made from; None where it isn't complete."""
    read = read_supply(typed.supply)
    if read.rounding is None or read.missing:
        return None
    return Supply(preparations=read.preparations, unit_mg=read.unit_mg, rounding=read.rounding)


def round_rows(typed: TypedPlan) -> tuple[TypedPlan, int]:
    """Round every dose that is understood by the one rule; give how many rows that changed.

    A row that was worked out is rounded from what was intended, so that rounding again by
    another rule starts from the same number.
    """
    supply = supply_of(typed)
    if supply is None:
        raise TaperError("expand.made_from_incomplete")
    make = maker_of(supply)
    rows, worked, changed = list(typed.rows), list(typed.worked), 0
    for row in read_rows(typed.rows):
        if row.starts is None or row.cycle is None:
            continue
        rounded = _rounded(row, worked_of(row, worked), make)
        if rounded.dose != cycle_text(row.cycle):
            rows[row.number - 1] = row.typed.model_copy(update={"dose": rounded.dose})
            worked.insert(0, rounded)
            changed += 1
    update = {"rows": tuple(rows), "worked": _that_count(rows, worked)}
    return typed.model_copy(update=update), changed


def _rounded(row: ReadRow, before: WorkedRow | None, make: Callable[[Fraction], Made]) -> WorkedRow:
    assert row.starts is not None  # noqa: S101 - callers looked
    assert row.cycle is not None  # noqa: S101
    intended = before.intended if before else _as_typed(row)
    cycle = tuple(
        tuple(
            timed.model_copy(update={"dose": Dose(ug=make(Fraction(exactly)).ug)})
            for timed, exactly in zip(day, exactly_of_day, strict=True)
        )
        for day, exactly_of_day in zip(row.cycle, intended, strict=True)
    )
    return WorkedRow(
        starts=row.starts,
        dose=cycle_text(cycle),
        intended=intended,
        working=before.working if before else "",
    )


def _as_typed(row: ReadRow) -> tuple[tuple[str, ...], ...]:
    days = row.cycle or ()
    return tuple(tuple(fraction_text(timed.dose.mg) for timed in day) for day in days)


def _that_count(rows: list[TypedRow], worked: list[WorkedRow]) -> tuple[WorkedRow, ...]:
    """Keep the workings that a row still stands for."""
    found = [worked_of(row, worked) for row in read_rows(rows)]
    return tuple(each for each in found if each is not None)


class Ways(NamedTuple):
    """The ways to make one intake, in the one order; none is picked."""

    row: int
    day: int | None  # of a cycle, 1 for the first; None where every day is alike
    place: tuple[int, int]  # day and intake, 0 for the first
    timed: TimedDose
    intended: Fraction
    make_ups: tuple[MakeUp, ...]
    below: Fraction  # mg next below and next above that can be made
    above: Fraction
    made: Made | None  # as it can be made, exactly; None where it can't


def ways_of(
    row: ReadRow, supply: Supply, intended: tuple[tuple[Fraction, ...], ...]
) -> tuple[Ways, ...]:
    """Give the ways for each intake of a row that isn't 0 mg; *intended*: mg of each."""
    make = maker_of(supply)
    cycle = row.cycle or ()
    return tuple(
        _ways(
            row.number,
            (day, place),
            timed,
            intended[day][place],
            make,
            many_days=len(cycle) > 1,
        )
        for day, intakes in enumerate(cycle)
        for place, timed in enumerate(intakes)
        if timed.dose.ug
    )


def _ways(
    row: int,
    place: tuple[int, int],
    timed: TimedDose,
    intended: Fraction,
    make: MadeFrom,
    *,
    many_days: bool,
) -> Ways:
    below, above = make.neighbours(timed.dose.mg)
    fits = [each for each in (make(intended), below, above) if each.ug == timed.dose.ug]
    # A count of beads is more than its mg: what is kept as whole micrograms was rounded once.
    found = _make_ups(make.preparations, fits[0]) if fits else ()
    day = place[0] + 1 if many_days else None
    made = fits[0] if fits else None
    return Ways(row, day, place, timed, intended, found, below.mg, above.mg, made)


def alone(preparation: Preparation, ways: Ways) -> MakeUp | None:
    """Give the one way to make a dose of one preparation alone; None where there is none."""
    found = _make_ups((preparation,), ways.made) if ways.made else ()
    return found[0] if found else None


@lru_cache(maxsize=4096)
def _make_ups(preparations: tuple[Preparation, ...], made: Made) -> tuple[MakeUp, ...]:
    return make_ups(preparations, made)


def off_by(ways: Ways) -> Fraction:
    """Give the mg that the dose as made lies above what was intended, below 0 where below."""
    return Fraction(ways.timed.dose.ug, UG_PER_MG) - ways.intended
