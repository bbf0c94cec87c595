"""What is said beside a row: what was intended, the cut in mg and %, and how it came about."""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

from taper.plan.amount import decimal_text
from taper.plan.cycle import Cycle
from taper.plan.dose import UG_PER_MG, intended_text
from taper.plan.typed import ReadRow, TypedPlan, as_intended, worked_of
from taper.words import day_of_pattern, say

PERCENT_PLACES = 1


def percent_text(percent: Fraction) -> str:
    """Write a percentage with one digit after the point."""
    return decimal_text(percent, PERCENT_PLACES)


def intended_lines(cycle: Cycle, first: date | None) -> list[str]:
    """Set the doses that were worked out beside what was intended, day by day where they differ."""
    lines = []
    for number, day in enumerate(cycle, start=1):
        if not any(timed.intended for timed in day):
            continue
        intended = sum((timed.intended_mg for timed in day), Fraction(0))
        line = _against(intended, sum((timed.dose.mg for timed in day), Fraction(0)))
        name = day_of_pattern(number, len(cycle), first)
        lines.append(line if len(cycle) == 1 else say("expand.of_day", day=name, sentence=line))
    return lines


def _against(intended: Fraction, made: Fraction) -> str:
    # A count of beads was rounded to whole micrograms once; that is no rounding of the dose.
    if abs(made - intended) <= Fraction(1, 2 * UG_PER_MG):
        return say("expand.row_as_intended", intended=intended_text(intended))
    by = abs(made - intended)
    if not intended:
        return say("expand.row_off_zero", by=intended_text(by))
    key = "expand.row_off_above" if made > intended else "expand.row_off_below"
    percent = percent_text(by / intended * 100)
    return say(key, intended=intended_text(intended), by=intended_text(by), percent=percent)


def cut_line(before_ug: int | None, ug: int | None) -> str:
    """Say how much less a row is than the one before; a rise is named as a problem of its row."""
    if before_ug is None or ug is None or ug >= before_ug:
        return ""
    by = Fraction(before_ug - ug, UG_PER_MG)
    percent = percent_text(by * UG_PER_MG / before_ug * 100)
    return say("expand.row_cut", by=intended_text(by), percent=percent)


def beside(
    rows: Sequence[ReadRow], typed: TypedPlan, occupancy: Callable[[Fraction], str] | None = None
) -> dict[int, list[str]]:
    """Give the lines beside each row, by its number; *occupancy* writes the modelled one."""
    lines: dict[int, list[str]] = {}
    before: int | None = None
    for row in rows:
        worked = worked_of(row, typed.worked)
        cycle = row.cycle or ()
        ug = row.dose_of_day.ug if row.dose_of_day else None
        found = intended_lines(as_intended(cycle, worked.intended), row.starts) if worked else []
        found.append(cut_line(before, ug))
        if worked and worked.working:
            found.append(say("expand.row_working", working=worked.working))
        if occupancy and ug is not None:
            found.append(occupancy(Fraction(ug, UG_PER_MG)))
        lines[row.number] = [line for line in found if line]
        before = ug
    return lines
