"""From a method as typed to its rows: the starting dose, what the method gives, what follows."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from taper.errors import TaperError
from taper.plan import methods, methods_listed, methods_occupancy
from taper.plan import methods_typed as typed
from taper.plan.methods import Make, Taken, Target, once_daily, working
from taper.plan.occupancy import Curve

ByArithmetic = (
    typed.Linear
    | typed.PercentOfOriginal
    | typed.PercentOfCurrent
    | typed.TwoPhasePercent
    | typed.Micro
    | typed.SlideBlocks
)
ByOccupancy = (
    typed.OccupancyParts | typed.OccupancyPoints | typed.OccupancyFraction | typed.OccupancyTargets
)
Patterns = typed.EveryNDays | typed.Weekdays | typed.Split | typed.SplitList
AsListed = (
    typed.ListOfDoses
    | typed.TaperingStrips
    | typed.BeadCount
    | typed.Hold
    | typed.ReturnTo
    | Patterns
)
OfOneMedicine = ByArithmetic | ByOccupancy | AsListed


def expand(
    method: OfOneMedicine, starts_on: date, make: Make, curve: Curve | None
) -> tuple[Target, ...]:
    """Give all rows of one medicine: the start where it has a row, the method, and what follows."""
    if isinstance(method, ByOccupancy):
        if curve is None:
            raise TaperError("method.curve_missing")
        body = _by_occupancy(method, curve)
    elif isinstance(method, ByArithmetic):
        body = _by_arithmetic(method, make)
    else:
        body = _as_listed(method, starts_on)
    rows = (*_start(method), *body, *_after(body, _then(method)))
    if len(rows) > methods.MOST_ROWS:
        raise TaperError("method.too_many_rows", most=methods.MOST_ROWS)
    return rows


def expand_both(
    method: typed.CrossTaper,
) -> tuple[tuple[Target, ...], tuple[Target, ...]]:
    """Give the rows of the first and of the second medicine of a cross-taper."""
    first = tuple(_as_typed(row.first_mg, row.days) for row in method.rows)
    second = tuple(_as_typed(row.second_mg, row.days) for row in method.rows)
    return (
        (*first, *_after(first, method.first_then)),
        (*second, *_after(second, method.second_then)),
    )


def first_cut_from(method: OfOneMedicine) -> Fraction | None:
    """Give the dose that the first row is cut from; None where that is a row, or isn't known."""
    match method:
        case typed.BeadCount(start_days=0):
            return method.capsule_mg * method.start_beads / method.beads_per_capsule
        case typed.Split(start_days=0):
            return sum((intake.mg for intake in method.start), Fraction(0))
        case typed.FromStart(start_days=0):
            return method.start_mg
        case typed.ReturnTo():
            return method.present_mg
    return None


def never_reaches_zero(method: OfOneMedicine) -> bool:
    """Whether the method takes percentages of the dose before, which never get to 0 mg."""
    match method:
        case typed.PercentOfCurrent() | typed.TwoPhasePercent():
            return True
        case typed.Micro():
            return method.cut.by == "percent"
        case typed.SlideBlocks():
            return method.of == "previous" or method.percent * method.steps < 100
    return False


def _start(method: OfOneMedicine) -> tuple[Target, ...]:
    """Give the row of the starting dose, where it has one."""
    match method:
        case typed.BeadCount(start_days=days) if days:
            capsule, per, count = method.capsule_mg, method.beads_per_capsule, method.start_beads
            return (methods_listed.bead_row(capsule, per, count, days),)
        case typed.Split(start_days=days) if days:
            return (methods_listed.split_as_typed(_taken(method.start), days),)
        case typed.FromStart(start_days=days) if days:
            return (once_daily(method.start_mg, days, working("start", dose=method.start_mg)),)
    return ()


def _then(method: OfOneMedicine) -> methods.Then:
    asked: Any = getattr(method, "end", method)
    then: methods.Then = asked.then
    return then


def _after(body: tuple[Target, ...], then: methods.Then) -> tuple[Target, ...]:
    """Give the row of 0 mg that was asked for, unless the last row is one."""
    is_zero = bool(body) and all(taken.mg == 0 for day in body[-1].cycle for taken in day)
    if then == "holds" or is_zero:
        return ()
    return (once_daily(Fraction(0), None, working("then_zero")),)


def _by_arithmetic(method: ByArithmetic, make: Make) -> tuple[Target, ...]:
    start = method.start_mg
    match method:
        case typed.Linear():
            return methods.linear(start, method.step_mg, method.interval_days, method.end)
        case typed.PercentOfOriginal():
            return methods.percent_of_original(
                start, method.original_mg, method.percent, method.interval_days, method.end
            )
        case typed.PercentOfCurrent():
            return methods.percent_of_current(
                start, method.percent, method.counted_on, make, method.interval_days, method.end
            )
        case typed.TwoPhasePercent():
            percents = (method.first_percent, method.second_percent)
            phases = methods.Phases(percents, method.switch_mg, method.counted_on)
            return methods.two_phase_percent(start, phases, make, method.interval_days, method.end)
        case typed.Micro():
            return _micro(method, make)
    named = {name: getattr(method, name) for name in methods.Slide._fields}
    return methods.slide(start, methods.Slide(**named), make, method.end)


def _micro(method: typed.Micro, make: Make) -> tuple[Target, ...]:
    cut = method.cut
    if isinstance(cut, typed.MicroMg):
        return methods.linear(method.start_mg, cut.step_mg, 1, method.end)
    return methods.percent_of_current(
        method.start_mg, cut.percent, cut.counted_on, make, 1, method.end
    )


def _by_occupancy(method: ByOccupancy, curve: Curve) -> tuple[Target, ...]:
    start, days = method.start_mg, method.interval_days
    match method:
        case typed.OccupancyParts():
            return methods_occupancy.equal_parts(start, curve, method.parts, method.last_mg, days)
        case typed.OccupancyPoints():
            return methods_occupancy.points(
                start, curve, method.points, method.counted, days, method.end
            )
        case typed.OccupancyFraction():
            return methods_occupancy.fraction_of_start(
                start, curve, method.percent_of_start, days, method.end
            )
    return methods_occupancy.targets(curve, method.targets_percent, days)


def _as_listed(method: AsListed, starts_on: date) -> tuple[Target, ...]:
    match method:
        case typed.ListOfDoses():
            rows = ((row.dose_mg, row.days) for row in method.rows)
            return methods_listed.listed(rows, method.source)
        case typed.TaperingStrips():
            return methods_listed.strips(strip.doses_mg for strip in method.strips)
        case typed.BeadCount():
            counts = (method.start_beads, method.step_beads, method.last_beads)
            return methods_listed.beads(
                method.capsule_mg, method.beads_per_capsule, counts, method.interval_days
            )
        case typed.Hold():
            days = None if method.days == "further_notice" else method.days
            return (once_daily(method.dose_mg, days, working("hold", dose=method.dose_mg)),)
        case typed.ReturnTo():
            numbers = {"before": method.present_mg, "dose": method.earlier_mg}
            return (once_daily(method.earlier_mg, method.days, working("return_to", **numbers)),)
    return _patterns(method, starts_on)


def _patterns(method: Patterns, starts_on: date) -> tuple[Target, ...]:
    match method:
        case typed.EveryNDays():
            return (methods_listed.every_n_days(method.dose_mg, method.every_n_days, method.days),)
        case typed.Weekdays():
            return _weekdays(method, starts_on)
        case typed.SplitList():
            rows = method.rows
            return tuple(
                methods_listed.split_as_typed(_taken(row.intakes), row.days) for row in rows
            )
    start, order = _taken(method.start), method.reduce_in_order
    return methods_listed.split(start, method.step_mg, order, method.last_mg, method.interval_days)


def _weekdays(method: typed.Weekdays, starts_on: date) -> tuple[Target, ...]:
    rows: list[Target] = []
    starts = starts_on
    for week in method.rows:
        doses = tuple(getattr(week, f"{day}_mg") for day in methods_listed.WEEK)
        rows.append(methods_listed.weekdays(starts, doses, week.days))
        starts += timedelta(days=week.days)
    return tuple(rows)


def _taken(intakes: tuple[typed.TimedMg, ...]) -> tuple[Taken, ...]:
    return tuple(Taken(intake.at, intake.mg) for intake in intakes)


def _as_typed(dose: Fraction, days: int) -> Target:
    return once_daily(dose, days, working("as_typed", dose=dose))
