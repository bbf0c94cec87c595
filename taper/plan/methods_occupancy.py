"""Ways to work out a taper by modelled occupancy; often called hyperbolic. Rational, so exact."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from typing import Literal

from taper.errors import TaperError
from taper.plan.methods import End, Target, Working, once_daily, until, working
from taper.plan.occupancy import Curve

Counted = Literal["from_start", "at_multiples"]


def equal_parts(
    start: Fraction, curve: Curve, parts: int, last: Fraction, days: int
) -> tuple[Target, ...]:
    """Give doses whose modelled occupancy falls in *parts* equal parts, from *start* to *last*."""
    if last >= start:
        raise TaperError("method.last_not_below_start")
    top, bottom = curve.occupancy(start), curve.occupancy(last)
    drop = (top - bottom) / parts
    return tuple(_at(curve, top - part * drop, days) for part in range(1, parts + 1))


def points(
    start: Fraction, curve: Curve, drop: Fraction, counted: Counted, days: int, end: End
) -> tuple[Target, ...]:
    """Let modelled occupancy fall by *drop* percentage points each time.

    Counted from the occupancy of *start* (75.2, 65.2 …), or at multiples of *drop* (70, 60 …).
    """
    top = curve.occupancy(start)
    first = top - drop if counted == "from_start" else (ceil(top / drop) - 1) * drop
    return until(start, _going_down(curve, first, drop, days), end)


def fraction_of_start(
    start: Fraction, curve: Curve, percent: Fraction, days: int, end: End
) -> tuple[Target, ...]:
    """Let modelled occupancy fall by *percent* of what it is at *start* each time."""
    top = curve.occupancy(start)
    drop = top * percent / 100
    return until(start, _going_down(curve, top - drop, drop, days), end)


def targets(curve: Curve, percents: tuple[Fraction, ...], days: int) -> tuple[Target, ...]:
    """Give the doses of the occupancies that were typed; refuse one that no dose reaches."""
    return tuple(_at(curve, percent, days) for percent in percents)


def _going_down(curve: Curve, first: Fraction, drop: Fraction, days: int) -> Iterator[Target]:
    percent = first
    while True:
        # Below 0 % the formula gives a dose below 0 mg, which the end rule then deals with.
        yield _at(curve, percent, days)
        percent -= drop


def _at(curve: Curve, percent: Fraction, days: int) -> Target:
    dose = curve.dose_at(percent)
    return once_daily(dose, days, _said(curve, percent, dose))


def _said(curve: Curve, percent: Fraction, dose: Fraction) -> Working:
    return working(
        "occupancy",
        target=percent,
        dose=dose,
        vmax=curve.vmax_percent,
        k=curve.k_mg,
        region=curve.region,
    )
