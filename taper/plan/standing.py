"""Where a signed plan stands on a day, in plain values: a list of 1,000 plans takes no second.

`in_force` says the same of one patient with models; the tests hold the two together.
"""

import json
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from taper.errors import TaperError
from taper.plan.plan import READABLE_FORMATS, Plan, shortest_cycle

ONE_DAY = timedelta(days=1)

Cycle = list[list[dict[str, Any]]]  # as in the signed content: days × timed doses


class SignedRows(NamedTuple):
    """The rows of one signed version."""

    version: int
    in_force_from: date
    starts: tuple[date, ...]
    cycles: tuple[Cycle, ...]
    ends_on: date | None


class Standing(NamedTuple):
    """What holds on a day, and what comes next."""

    row: int | None  # 1 for the first; None: no row holds on the day
    rows: int | None
    ug: int | None
    changes_on: date | None  # the next planned change
    changes_to_ug: int | None
    begins: date | None  # where no row holds yet
    ended: date | None  # the last day, where the plan is over


def read_rows(canonical_content: str) -> SignedRows:
    """Read the rows of signed content; TaperError where it was written by a newer program."""
    content = json.loads(canonical_content)
    if content["format"] not in READABLE_FORMATS:
        raise TaperError("plan.format_unknown")
    steps, ending = content["plan"]["steps"], content["plan"]["ending"]
    until = ending and ending["holds_until"]
    return SignedRows(
        version=content["version"],
        in_force_from=date.fromisoformat(content["in_force_from"]),
        starts=tuple(date.fromisoformat(step["starts"]) for step in steps),
        cycles=tuple(step["cycle"] for step in steps),
        ends_on=date.fromisoformat(until) if until else None,
    )


def change_days(plan: Plan) -> list[date]:
    """Give the days on which a row takes another dose than the row before it."""
    return [
        later.starts
        for earlier, later in pairwise(plan.steps)
        if earlier.regimen(later.starts) != later.regimen(later.starts)
    ]


def standing(versions: Sequence[SignedRows], day: date) -> Standing:
    """Say where a course stands on *day*; *versions* are those that hold on it or later."""
    now = _holding(versions, day)
    ahead = sorted({each for each in _first_days(versions) if each > day})
    change = next((each for each in ahead if _is_change(versions, each)), None)
    begins = None if now else next((each for each in ahead if _holding(versions, each)), None)
    return Standing(
        row=now[1] + 1 if now else None,
        rows=len(now[0].starts) if now else None,
        ug=_ug(versions, day),
        changes_on=change,
        changes_to_ug=_ug(versions, change) if change else None,
        begins=begins,
        ended=_ends_on(versions, day) if now is None and begins is None else None,
    )


def _first_days(versions: Sequence[SignedRows]) -> set[date]:
    """Give every day on which a row may begin to hold."""
    return {first for each in versions for first in (each.in_force_from, *each.starts)}


def _in_force(versions: Sequence[SignedRows], day: date) -> SignedRows | None:
    signed = [each for each in versions if each.in_force_from <= day]
    return max(signed, key=lambda each: each.version, default=None)


def _holding(versions: Sequence[SignedRows], day: date) -> tuple[SignedRows, int] | None:
    """Give the version in force on *day* and the place of its row."""
    signed = _in_force(versions, day)
    place = bisect_right(signed.starts, day) - 1 if signed else -1
    if signed is None or place < 0 or (signed.ends_on is not None and day > signed.ends_on):
        return None
    return signed, place


def _is_change(versions: Sequence[SignedRows], day: date) -> bool:
    """Whether what is taken differs from the day before, which a plan also covered."""
    now, before = _holding(versions, day), _holding(versions, day - ONE_DAY)
    if now is None or before is None:
        return False
    return _regimen(*now, day) != _regimen(*before, day)


def _regimen(signed: SignedRows, place: int, day: date) -> tuple[tuple[tuple[str, int], ...], ...]:
    """Give what `Step.regimen` gives."""
    cycle = signed.cycles[place]
    turn = (day - signed.starts[place]).days % len(cycle)
    days = [
        tuple(sorted((timed["at"] or "", timed["dose"]["ug"]) for timed in each))
        for each in (*cycle[turn:], *cycle[:turn])
    ]
    return shortest_cycle(tuple(days))


def _ug(versions: Sequence[SignedRows], day: date) -> int | None:
    holding = _holding(versions, day)
    if holding is None:
        return None
    signed, place = holding
    cycle = signed.cycles[place]
    of_day = cycle[(day - signed.starts[place]).days % len(cycle)]
    return int(sum(timed["dose"]["ug"] for timed in of_day))


def _ends_on(versions: Sequence[SignedRows], day: date) -> date | None:
    signed = _in_force(versions, day)
    return signed.ends_on if signed else None
