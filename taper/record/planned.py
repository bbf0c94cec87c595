"""What the plan said on each of many days in a row."""

from typing import NamedTuple

import numpy as np

from taper.plan.in_force import Stretch
from taper.record.columns import MISSING, Flags, Numbers, blank


class Planned(NamedTuple):
    """One entry per day in every field; MISSING where no plan was in force."""

    version: Numbers
    row: Numbers
    ug: Numbers
    is_change: Flags
    days_since_change: Numbers


def planned(stretches: tuple[Stretch, ...], first: int, days: int) -> Planned:
    """Lay *stretches* out on *days* days from the day with ordinal *first*."""
    ordinals = np.arange(first, first + days, dtype=np.int64)
    version, row, ug = blank(days), blank(days), blank(days)
    for stretch in stretches:
        covered = _covered(stretch, first, days)
        version[covered] = stretch.version
        row[covered] = stretch.row
        ug[covered] = _amounts(stretch, ordinals[covered])
    changes = np.array([each.first.toordinal() for each in stretches if each.is_change], np.int64)
    since = _days_since(changes, _runs(stretches), ordinals)
    since[version < 0] = MISSING
    return Planned(version, row, ug, np.isin(ordinals, changes), since)


def _covered(stretch: Stretch, first: int, days: int) -> slice:
    start = stretch.first.toordinal() - first
    stop = days if stretch.last is None else stretch.last.toordinal() - first + 1
    return slice(min(max(start, 0), days), min(max(stop, 0), days))


def _amounts(stretch: Stretch, ordinals: Numbers) -> Numbers:
    """Give the micrograms of each day, all intakes of a day together."""
    cycle = np.array([sum(timed.dose.ug for timed in day) for day in stretch.step.cycle], np.int64)
    return cycle[(ordinals - stretch.step.starts.toordinal()) % len(cycle)]


def _runs(stretches: tuple[Stretch, ...]) -> Numbers:
    """Give the first day of each run of days without a gap."""
    ends = [None, *(each.last for each in stretches)]
    firsts = [
        each.first.toordinal()
        for each, before in zip(stretches, ends, strict=False)
        if before is None or before.toordinal() + 1 != each.first.toordinal()
    ]
    return np.array(firsts, np.int64)


def _days_since(changes: Numbers, runs: Numbers, ordinals: Numbers) -> Numbers:
    """Count from the last change up to each day; MISSING before the first one of a run.

    No clock runs across days without a plan: what was taken then is not on file.
    """
    since = blank(len(ordinals))
    if len(changes):
        place = np.searchsorted(changes, ordinals, side="right") - 1
        run = np.maximum(np.searchsorted(runs, ordinals, side="right") - 1, 0)
        known = (place >= 0) & (changes[place] > runs[run])
        since[known] = ordinals[known] - changes[place[known]]
    return since
