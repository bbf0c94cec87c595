"""Which version was in force on a day, what it said, and the days since the last planned change."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta

from pydantic import BaseModel

from taper.plan.plan import PlanVersion, Step

ONE_DAY = timedelta(days=1)


class Stretch(BaseModel, frozen=True):
    """Days in a row on which one step of one version was in force."""

    first: date
    last: date | None  # its last day; None: no end known
    version: int
    row: int  # 1 for the first row of that version
    step: Step
    is_change: bool  # what is taken differs from the day before, which a plan also covered


def stretches(versions: Iterable[PlanVersion]) -> tuple[Stretch, ...]:
    """Give what was in force, in the order of days.

    On any day the version with the highest number among those in force from that
    day or earlier holds. Days before the first and after a named end are in no stretch.
    """
    pieces: list[tuple[date, date | None, PlanVersion, int]] = []
    for signed in sorted(versions, key=lambda each: each.version):
        pieces = [
            (first, _day_before(signed.in_force_from, last), older, row)
            for first, last, older, row in pieces
            if first < signed.in_force_from
        ]
        pieces += [(first, last, signed, row) for first, last, row in _rows_from(signed)]
    return _marked(pieces)


def _day_before(start: date, last: date | None) -> date:
    return start - ONE_DAY if last is None else min(last, start - ONE_DAY)


def _rows_from(signed: PlanVersion) -> list[tuple[date, date | None, int]]:
    """Give first day, last day and row number of each row at or after the version's own date."""
    steps = signed.plan.steps
    lasts = [step.starts - ONE_DAY for step in steps[1:]] + [signed.plan.ends_on]
    return [
        (max(step.starts, signed.in_force_from), last, row)
        for row, (step, last) in enumerate(zip(steps, lasts, strict=True), start=1)
        if last is None or last >= signed.in_force_from
    ]


def _marked(pieces: list[tuple[date, date | None, PlanVersion, int]]) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    for first, last, signed, row in pieces:
        step = signed.plan.steps[row - 1]
        before = found[-1] if found else None
        found.append(
            Stretch(
                first=first,
                last=last,
                version=signed.version,
                row=row,
                step=step,
                is_change=before is not None
                and before.last == first - ONE_DAY
                and before.step.regimen(first) != step.regimen(first),
            )
        )
    return tuple(found)


def on_day(course: tuple[Stretch, ...], day: date) -> Stretch | None:
    """Give the stretch that *day* falls in; None before, after and in a gap."""
    place = bisect_right([stretch.first for stretch in course], day) - 1
    if place < 0:
        return None
    stretch = course[place]
    return stretch if stretch.last is None or day <= stretch.last else None


def last_change(course: tuple[Stretch, ...], day: date) -> date | None:
    """Give the day of the last planned change up to and including *day*; None where there was none.

    The first row of a plan, and the first after days without one, is not a change: what was
    taken before it is not on file, and no clock runs across such a gap.
    """
    later_first: date | None = None
    for stretch in reversed([each for each in course if each.first <= day]):
        needed = day if later_first is None else later_first - ONE_DAY
        if stretch.last is not None and stretch.last < needed:
            return None
        if stretch.is_change:
            return stretch.first
        later_first = stretch.first
    return None


def next_change(course: tuple[Stretch, ...], day: date) -> Stretch | None:
    """Give the first stretch after *day* whose dose differs from the one before it."""
    return next((each for each in course if each.is_change and each.first > day), None)


# The words for "if a step is too hard" come into sight a week before a change.
TOO_HARD_DAYS_BEFORE = 7


def too_hard_is_in_sight(course: tuple[Stretch, ...], day: date) -> bool:
    """Say whether the patient sees the words for a step that is too hard.

    From a week before each planned change on, and so for as long as a changed dose is taken.
    """
    ahead = next_change(course, day)
    soon = ahead is not None and (ahead.first - day).days <= TOO_HARD_DAYS_BEFORE
    return soon or last_change(course, day) is not None
