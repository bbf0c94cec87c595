"""Ways to work out a taper by an amount or a percentage; each is one pure function.

Every method takes only what the prescriber typed or picked, and gives the rows after the
starting dose. Nothing is rounded here, unless the prescriber counts on the dose as made.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import time
from fractions import Fraction
from itertools import islice
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, Field

from taper.errors import TaperError
from taper.plan.amount import DoseMg, shown_exactly
from taper.plan.dose import intended_text

MOST_ROWS = 800  # as in a plan

Make = Callable[[Fraction], Fraction]  # the mg that are made for an intended dose
CountedOn = Literal["intended", "deliverable"]  # which dose of the row before a percentage is of
Then = Literal["zero", "holds"]  # what follows the last dose: a row of 0 mg, or the dose goes on


class Working(NamedTuple):
    """How a row came about: a sentence of words/en/method.toml and the numbers in its gaps."""

    key: str
    values: Mapping[str, str]


class Taken(NamedTuple):
    """One intake of a day, in mg as intended."""

    at: time | None
    mg: Fraction


class Target(NamedTuple):
    """One row as the arithmetic gave it: a cycle of days, and how long it is repeated."""

    cycle: tuple[tuple[Taken, ...], ...]
    days: int | None  # None: not said
    working: Working
    beads: int | None = None  # an exact count, where the row was written as one

    @property
    def mg(self) -> Fraction:
        """All of the first day, in mg."""
        return sum((taken.mg for taken in self.cycle[0]), Fraction(0))


def once_daily(mg: Fraction, days: int | None, working: Working) -> Target:
    """Give a row of one intake a day, every day the same."""
    return Target(((Taken(None, mg),),), days, working)


def working(key: str, **numbers: Fraction | str) -> Working:
    """Write *numbers* to 4 figures; *equals* is ≈ where those don't show the whole of each."""
    shown = [each for each in numbers.values() if isinstance(each, Fraction)]
    values = {
        name: intended_text(each) if isinstance(each, Fraction) else each
        for name, each in numbers.items()
    }
    equals = "=" if all(map(shown_exactly, shown)) else "≈"
    return Working(f"method.{key}", values | {"equals": equals})


class AtDose(BaseModel, frozen=True, extra="forbid"):
    """Go down until the arithmetic would pass the last dose; the last row is that dose."""

    kind: Literal["at_dose"]
    last_mg: DoseMg
    then: Then


class AboveDose(BaseModel, frozen=True, extra="forbid"):
    """Go down while the arithmetic gives the last dose or more; the last row is what it gave."""

    kind: Literal["above_dose"]
    last_mg: DoseMg
    then: Then


class AfterSteps(BaseModel, frozen=True, extra="forbid"):
    """Make so many cuts; the last row is what the arithmetic gives."""

    kind: Literal["after_steps"]
    steps: Annotated[int, Field(ge=1, le=MOST_ROWS, strict=True)]
    then: Then


End = Annotated[AtDose | AboveDose | AfterSteps, Field(discriminator="kind")]


def until(start: Fraction, going_down: Iterable[Target], end: End) -> tuple[Target, ...]:
    """Take rows of *going_down* by the end rule; refuse rules that never end or go below 0 mg."""
    if end.kind != "after_steps" and end.last_mg >= start:
        raise TaperError("method.last_not_below_start")
    taken: list[Target] = []
    before = start
    for target in islice(going_down, MOST_ROWS):
        if end.kind != "after_steps" and target.mg < end.last_mg:
            if end.kind == "at_dose":
                cut_short = working("cut_short", before=before, last=end.last_mg)
                taken.append(once_daily(end.last_mg, target.days, cut_short))
            return tuple(taken)
        if target.mg < 0:
            raise TaperError("method.below_zero", step=len(taken) + 1)
        taken.append(target)
        if _is_last(target, len(taken), end):
            return tuple(taken)
        if target.mg == before and end.kind != "after_steps":
            raise TaperError("method.standstill", dose=target.working.values["before"])
        before = target.mg
    raise TaperError("method.too_many_rows", most=MOST_ROWS)


def _is_last(target: Target, steps: int, end: End) -> bool:
    if end.kind == "after_steps":
        return steps == end.steps
    return end.kind == "at_dose" and target.mg == end.last_mg


def never_zero(end: End) -> None:
    """Refuse to go to 0 mg by percentages of the dose before, which never get there."""
    if end.kind != "after_steps" and end.last_mg == 0:
        raise TaperError("method.never_reaches_zero")


def linear(start: Fraction, step: Fraction, days: int, end: End) -> tuple[Target, ...]:
    """Take *step* mg off each time."""

    def going_down() -> Iterator[Target]:
        dose = start
        while True:
            after = dose - step
            said = working("minus_mg", before=dose, cut=step, after=after)
            yield once_daily(after, days, said)
            dose = after

    return until(start, going_down(), end)


def percent_of_original(
    start: Fraction, original: Fraction, percent: Fraction, days: int, end: End
) -> tuple[Target, ...]:
    """Take *percent* of one fixed dose, the *original*, off each time."""
    cut = original * percent / 100

    def going_down() -> Iterator[Target]:
        dose = start
        while True:
            numbers = {"before": dose, "percent": percent, "of": original, "after": dose - cut}
            yield once_daily(dose - cut, days, working("minus_percent_of", **numbers))
            dose -= cut

    return until(start, going_down(), end)


def percent_of_current(
    start: Fraction, percent: Fraction, counted_on: CountedOn, make: Make, days: int, end: End
) -> tuple[Target, ...]:
    """Take *percent* of the row before off each time, as it was intended or as it is made."""
    never_zero(end)

    def going_down() -> Iterator[Target]:
        dose = start
        while True:
            base = dose if counted_on == "intended" else make(dose)
            dose = base * (100 - percent) / 100
            said = working(f"minus_percent_{counted_on}", before=base, percent=percent, after=dose)
            yield once_daily(dose, days, said)

    return until(start, going_down(), end)


class Phases(NamedTuple):
    """Two percentages: the first for a dose above *switch* mg, the second at or below it."""

    percents: tuple[Fraction, Fraction]
    switch: Fraction
    counted_on: CountedOn


def two_phase_percent(
    start: Fraction, phases: Phases, make: Make, days: int, end: End
) -> tuple[Target, ...]:
    """Take one percentage of the row before off above a dose, and another at or below it."""
    never_zero(end)

    def going_down() -> Iterator[Target]:
        dose = start
        while True:
            base = dose if phases.counted_on == "intended" else make(dose)
            name, percent = _phase(phases, base)
            dose = base * (100 - percent) / 100
            numbers = {"before": base, "percent": percent, "switch": phases.switch, "after": dose}
            said = working(f"phase_{name}_{phases.counted_on}", **numbers)
            yield once_daily(dose, days, said)

    return until(start, going_down(), end)


def _phase(phases: Phases, dose: Fraction) -> tuple[str, Fraction]:
    first, second = phases.percents
    return ("first", first) if dose > phases.switch else ("second", second)


class Slide(NamedTuple):
    """So many small steps and then a hold, block after block."""

    percent: Fraction
    of: Literal["block_start", "previous"]  # what the percentage is of
    counted_on: CountedOn
    steps: int  # small steps in a block
    step_days: int
    hold_days: int  # added to the last step of a block


def slide(start: Fraction, blocks: Slide, make: Make, end: End) -> tuple[Target, ...]:
    """Go down in blocks of small steps, each block followed by a hold."""
    if blocks.of == "previous" or blocks.percent * blocks.steps < 100:
        never_zero(end)
    key = "minus_percent" if blocks.of == "previous" else "slide"

    def going_down() -> Iterator[Target]:
        dose = start
        while True:
            block = dose if blocks.counted_on == "intended" else make(dose)
            for step in range(1, blocks.steps + 1):
                base = dose if blocks.counted_on == "intended" else make(dose)
                of = block if blocks.of == "block_start" else base
                dose = base - of * blocks.percent / 100
                numbers = {"before": base, "percent": blocks.percent, "of": of, "after": dose}
                said = working(f"{key}_{blocks.counted_on}", **numbers)
                hold = blocks.hold_days if step == blocks.steps else 0
                yield once_daily(dose, blocks.step_days + hold, said)

    return until(start, going_down(), end)
