"""What a new version changes: each row with its dates and mg, old and new; this is signed."""

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from difflib import SequenceMatcher
from typing import NamedTuple

from taper.plan.in_force import stretches
from taper.plan.plan import Plan, PlanVersion, Step, shortest_cycle

ONE_DAY = timedelta(days=1)

TEXTS = ("holds_until", "then", "if_too_hard", "if_missed", "contact")


class Span(NamedTuple):
    """Days in a row that one row of a plan says a dose for."""

    row: int  # 1 for the first row of its plan
    first: date
    last: date | None  # None: until further notice
    step: Step


class RowChange(NamedTuple):
    """One row before and after; one of the two is None where the other has no such row."""

    before: Span | None
    after: Span | None

    @property
    def is_same(self) -> bool:
        """Whether the row says the same for the same days, in the same words."""
        if self.before is None or self.after is None:
            return False
        old, new = self.before, self.after
        return (
            (old.first, old.last) == (new.first, new.last)
            and _made(old) == _made(new)
            and old.step.words == new.step.words
        )


def _made(span: Span) -> object:
    """Give what is taken from the first day on and what it is made of, day by day."""
    cycle = span.step.cycle
    turn = (span.first - span.step.starts).days % len(cycle)
    days = tuple(
        tuple(
            (timed.at, timed.dose, timed.made_of)
            for timed in sorted(of_day, key=lambda timed: timed.at or time.min)
        )
        for of_day in (*cycle[turn:], *cycle[:turn])
    )
    return shortest_cycle(days)


def spans(plan: Plan, since: date) -> tuple[Span, ...]:
    """Give what *plan* says from *since* on."""
    lasts = [step.starts - ONE_DAY for step in plan.steps[1:]] + [plan.ends_on]
    return tuple(
        Span(row, max(step.starts, since), last, step)
        for row, (step, last) in enumerate(zip(plan.steps, lasts, strict=True), start=1)
        if last is None or last >= since
    )


def spans_in_force(versions: Sequence[PlanVersion], since: date) -> tuple[Span, ...]:
    """Give what is in force from *since* on, whichever version says it."""
    return tuple(
        Span(each.row, max(each.first, since), each.last, each.step)
        for each in stretches(versions)
        if each.last is None or each.last >= since
    )


def row_changes(old: Sequence[Span], new: Sequence[Span]) -> tuple[RowChange, ...]:
    """Lay the rows of two plans beside each other; every row of both is in it once, in order."""
    matcher = SequenceMatcher(None, [*map(_same_row, old)], [*map(_same_row, new)], autojunk=False)
    found: list[RowChange] = []
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        if kind == "equal":
            pairs = zip(old[first:last], new[new_first:new_last], strict=True)
            found += (RowChange(*pair) for pair in pairs)
        else:
            found += _beside(old[first:last], new[new_first:new_last])
    return tuple(found)


def _same_row(span: Span) -> object:
    """Give what makes a row the same row on other days; where in its pattern it begins is left."""
    days = span.step.regimen(span.step.starts)
    return min((*days[turn:], *days[:turn]) for turn in range(len(days)))


def _beside(old: Sequence[Span], new: Sequence[Span]) -> Iterator[RowChange]:
    """Pair rows that begin on the same day; the rest stand alone, in the order of days."""
    before, after = {span.first: span for span in old}, {span.first: span for span in new}
    for day in sorted({*before, *after}):
        yield RowChange(before.get(day), after.get(day))


def changed_texts(old: Plan, new: Plan) -> tuple[str, ...]:
    """Name the texts of the plan as a whole that differ, in the order in which they are asked."""
    return tuple(name for name in TEXTS if _text(old, name) != _text(new, name))


def _text(plan: Plan, name: str) -> object:
    return getattr(plan.ending if name in {"holds_until", "then"} else plan, name, None)
