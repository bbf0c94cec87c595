"""Ways to write a taper row by row: the prescriber's own figures, and how each is repeated."""

from collections.abc import Iterable
from datetime import date, time
from fractions import Fraction
from itertools import groupby

from taper.errors import TaperError
from taper.plan.dose import intended_text
from taper.plan.methods import MOST_ROWS, Taken, Target, once_daily, working

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def listed(rows: Iterable[tuple[Fraction, int]], source: str) -> tuple[Target, ...]:
    """Give the doses and days of a list as they were typed, with where they come from."""
    return tuple(
        once_daily(dose, days, working("listed", dose=dose, source=source)) for dose, days in rows
    )


def strips(pouches: Iterable[tuple[Fraction, ...]]) -> tuple[Target, ...]:
    """Give strips of daily pouches in their order; pouches in a row of one dose are one row."""
    rows: list[Target] = []
    numbered = [
        (dose, strip, place)
        for strip, doses in enumerate(pouches, start=1)
        for place, dose in enumerate(doses, start=1)
    ]
    for dose, group in groupby(numbered, key=lambda pouch: pouch[0]):
        alike = list(group)
        (_, strip, place), (_, last_strip, last_place) = alike[0], alike[-1]
        where = {"strip": str(strip), "pouch": str(place)}
        where |= {"last_strip": str(last_strip), "last_pouch": str(last_place)}
        key = "strip" if len(alike) > 1 else "strip_pouch"
        rows.append(once_daily(dose, len(alike), working(key, dose=dose, **where)))
    return tuple(rows)


def beads(
    capsule: Fraction, per_capsule: int, counts: tuple[int, int, int], days: int
) -> tuple[Target, ...]:
    """Count beads down from the first of *counts* by the second to the third; mg are "about"."""
    count, step, last = counts
    if last >= count:
        raise TaperError("method.last_not_below_start")
    rows: list[Target] = []
    while count > last:
        count = max(count - step, last)
        rows.append(bead_row(capsule, per_capsule, count, days))
        if len(rows) > MOST_ROWS:
            raise TaperError("method.too_many_rows", most=MOST_ROWS)
    return tuple(rows)


def bead_row(capsule: Fraction, per_capsule: int, count: int, days: int | None) -> Target:
    """Give the row of *count* beads."""
    mg = capsule * count / per_capsule
    numbers: dict[str, Fraction | str] = {
        "count": str(count),
        "capsule": capsule,
        "per_capsule": str(per_capsule),
        "dose": mg,
    }
    row = once_daily(mg, days, working("beads", **numbers))
    return row._replace(beads=count)


def every_n_days(dose: Fraction, every: int, days: int) -> Target:
    """Give *dose* on one day and 0 mg on the days up to the next; shown per day."""
    cycle = (_day(dose), *(_day(Fraction(0)),) * (every - 1))
    return Target(cycle, days, working("every_n_days", dose=dose, every=str(every)))


def weekdays(starts: date, doses: tuple[Fraction, ...], days: int) -> Target:
    """Give the doses of Monday to Sunday, beginning with the weekday of *starts*."""
    order = [(starts.weekday() + place) % len(WEEK) for place in range(len(WEEK))]
    said = working("weekdays", **dict(zip(WEEK, doses, strict=True)))
    return Target(tuple(_day(doses[place]) for place in order), days, said)


def split(
    starts: tuple[Taken, ...], step: Fraction, order: tuple[time, ...], last: Fraction, days: int
) -> tuple[Target, ...]:
    """Take *step* mg a day off one time of day until it is at 0 mg, then off the next in *order*.

    The last row has *last* mg a day, all times together.
    """
    doses = {taken.at: taken.mg for taken in starts}
    total = sum(doses.values(), Fraction(0))
    if last >= total:
        raise TaperError("method.last_not_below_start")
    rows: list[Target] = []
    while total > last:
        if len(rows) >= MOST_ROWS:
            raise TaperError("method.too_many_rows", most=MOST_ROWS)
        cut = left = min(step, total - last)
        for at in order:
            here = min(left, doses[at])
            doses[at] -= here
            left -= here
        rows.append(_split_row(tuple(doses.items()), days, total, cut))
        total -= cut
    return tuple(rows)


def _split_row(
    doses: tuple[tuple[time | None, Fraction], ...], days: int, before: Fraction, cut: Fraction
) -> Target:
    intakes = tuple(Taken(at, mg) for at, mg in doses)
    after = before - cut
    said = working("split", before=before, cut=cut, after=after, parts=parts_text(intakes))
    return Target((intakes,), days, said)


def split_as_typed(intakes: tuple[Taken, ...], days: int | None) -> Target:
    """Give one row of several intakes a day as they were typed."""
    total = sum((taken.mg for taken in intakes), Fraction(0))
    said = working("split_as_typed", parts=parts_text(intakes), after=total)
    return Target((intakes,), days, said)


def parts_text(intakes: tuple[Taken, ...]) -> str:
    """Write intakes as 08:00 10 mg + 20:00 7.5 mg."""
    return " + ".join(f"{taken.at:%H:%M} {intended_text(taken.mg)} mg" for taken in intakes)


def _day(mg: Fraction) -> tuple[Taken, ...]:
    return (Taken(None, mg),)
