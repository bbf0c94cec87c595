"""What a new plan changes, day for day: dates and mg, old and new; this is what is signed."""

from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from taper.plan.cycle import Cycle
from taper.plan.plan import Plan

ONE_DAY = timedelta(days=1)

TEXTS = ("holds_until", "then", "if_too_hard", "if_missed", "contact")


class Side(NamedTuple):
    """What one of two plans says from a day on."""

    row: int  # 1 for the first row of its plan
    cycle: Cycle  # turned so that it begins with that day
    words: str  # the prescriber's own, for the row


class Change(NamedTuple):
    """Days in a row on which neither plan begins another row or ends."""

    first: date
    last: date | None  # None: until further notice
    before: Side | None  # None: that plan says nothing of these days
    after: Side | None
    is_same: bool  # what is taken is the same, and so are the words


def changes(old: Plan, new: Plan, since: date) -> tuple[Change, ...]:
    """Compare two plans from *since* on; every day that one of them covers is in one entry."""
    borders = _borders(old, new, since)
    stretches = [(first, later - ONE_DAY) for first, later in pairwise(borders)]
    found = [_change(old, new, first, last) for first, last in [*stretches, (borders[-1], None)]]
    return tuple(each for each in found if each.before or each.after)


def _borders(old: Plan, new: Plan, since: date) -> list[date]:
    """Give *since* and every later day on which a plan begins a row or has ended."""
    days = {since}
    for plan in (old, new):
        days |= {step.starts for step in plan.steps}
        days |= {plan.ends_on + ONE_DAY} if plan.ends_on else set()
    return sorted(day for day in days if day >= since)


def _change(old: Plan, new: Plan, first: date, last: date | None) -> Change:
    before, after = _side(old, first), _side(new, first)
    is_same = before is not None and after is not None and before.words == after.words
    if is_same:
        is_same = _regimen(old, first) == _regimen(new, first)
    return Change(first, last, before, after, is_same)


def _row(plan: Plan, day: date) -> int:
    """Give the number of the row of *day*; 0 where the plan says nothing of it."""
    ended = plan.ends_on is not None and day > plan.ends_on
    return 0 if ended else sum(step.starts <= day for step in plan.steps)


def _side(plan: Plan, day: date) -> Side | None:
    row = _row(plan, day)
    if not row:
        return None
    step = plan.steps[row - 1]
    turn = (day - step.starts).days % len(step.cycle)
    return Side(row, (*step.cycle[turn:], *step.cycle[:turn]), step.words)


def _regimen(plan: Plan, day: date) -> object:
    return plan.steps[_row(plan, day) - 1].regimen(day)


def changed_texts(old: Plan, new: Plan) -> tuple[str, ...]:
    """Name the texts of the plan as a whole that differ, in the order in which they are asked."""
    return tuple(name for name in TEXTS if _text(old, name) != _text(new, name))


def _text(plan: Plan, name: str) -> object:
    return getattr(plan.ending if name in {"holds_until", "then"} else plan, name, None)
