"""From a request to rows: worked out exactly, dated, rounded once, with their working."""

from collections.abc import Callable
from datetime import date, time, timedelta
from fractions import Fraction
from itertools import groupby

from pydantic import BaseModel

from taper.errors import TaperError
from taper.plan import methods_typed as typed
from taper.plan.amount import decimal_text, fraction_text
from taper.plan.dose import LARGEST_UG, UG_PER_MG, Dose, intended_text
from taper.plan.expand import (
    OfOneMedicine,
    Patterns,
    expand,
    expand_both,
    first_cut_from,
    never_reaches_zero,
)
from taper.plan.guard import Finding, Rounded, findings
from taper.plan.methods import Taken, Target, Working
from taper.plan.occupancy import CAP_PERCENT, Curve, Range, shown_percent
from taper.plan.plan import Step, TimedDose
from taper.plan.preparations import Made, MadeFrom, WholeUnit
from taper.plan.reading import LAST_YEAR
from taper.plan.requests import AsWorkedOut, Delivery, FromPreparations, StepsRequest

COLUMNS = (
    "step",
    "starts_on",
    "intended_mg",
    "deliverable_mg",
    "difference_mg",
    "cut_mg",
    "cut_percent_of_previous",
    "occupancy_percent",
    "working",
)
MG_PLACES = 6  # digits after the point in the table; the exact fraction stands in the JSON
PERCENT_PLACES = 4

MakeOrNone = Callable[[Fraction], Made | None]  # None: not whole micrograms, and nothing rounds it


class Intake(BaseModel, frozen=True):
    """One intake of a row, in mg: as intended, exactly, and as it is made."""

    at: time | None
    intended: Fraction
    made: Fraction | None  # None: no deliverable dose was asked for, and this is none
    made_ug: int | None  # the same in whole micrograms; a count of beads is rounded to them
    about: bool


class WorkedOutRow(BaseModel, frozen=True):
    """One row; a pattern has one for each day of its cycle, all with the same step number."""

    medicine: str
    step: int
    starts_on: date
    days: int | None  # how long the step was said to hold
    intakes: tuple[Intake, ...]
    cut_from: Fraction | None  # mg of the row before; None for a first row and in patterns
    occupancy_percent: Fraction | None  # modelled, of the dose as made where it is; uncapped
    occupancy_range: Range | None
    working: Working

    @property
    def intended(self) -> Fraction:
        """Mg of the day as the arithmetic gave them."""
        return sum((each.intended for each in self.intakes), Fraction(0))

    @property
    def made(self) -> Fraction | None:
        """Mg of the day as made; None where one of its intakes has no deliverable dose."""
        made = [each.made for each in self.intakes if each.made is not None]
        return sum(made, Fraction(0)) if len(made) == len(self.intakes) else None

    @property
    def best_known(self) -> Fraction:
        """Mg as made, or as intended where nothing is made."""
        return self.intended if self.made is None else self.made

    @property
    def cut(self) -> Fraction | None:
        """Mg less than the row before, below 0 for a rise."""
        return None if self.cut_from is None else self.cut_from - self.best_known

    @property
    def cut_percent(self) -> Fraction | None:
        """The cut in % of the row before; None where that was 0 mg."""
        return self.cut / self.cut_from * 100 if self.cut is not None and self.cut_from else None


class WorkedOut(BaseModel, frozen=True):
    """All rows of a request, in order, and the facts to be said beside them."""

    rows: tuple[WorkedOutRow, ...]
    findings: tuple[Finding, ...]


def work_out(request: StepsRequest, curve: Curve | None) -> WorkedOut:
    """Work rows out; *curve* is the one that was picked or typed, None where none was."""
    method, starts_on = request.method, request.starts_on
    make = _maker(request.delivery)
    # Modelled occupancy is of the same dose once a day, every day, of one medicine.
    if isinstance(method, Patterns | typed.CrossTaper) and curve is not None:
        raise TaperError("method.occupancy_once_daily")
    if isinstance(method, typed.CrossTaper):
        return _work_out_both(request, method, make)
    targets = expand(method, starts_on, lambda mg: _must_make(make, mg), curve)
    rows = _rows(request.medicine, starts_on, targets, make, cut_from=first_cut_from(method))
    rows = tuple(_with_occupancy(row, curve) for row in rows) if curve else rows
    return WorkedOut(rows=rows, findings=(*_found(rows), *_notes(method, rows)))


def _work_out_both(request: StepsRequest, method: typed.CrossTaper, make: MakeOrNone) -> WorkedOut:
    first, second = expand_both(method)
    first_rows = _rows(request.medicine, request.starts_on, first, make, cut_from=None)
    second_rows = _rows(method.second_medicine, request.starts_on, second, make, cut_from=None)
    both = (*_found(first_rows), *_found(second_rows))
    return WorkedOut(rows=(*first_rows, *second_rows), findings=both)


def _maker(delivery: Delivery) -> MakeOrNone:
    """Give the one rounding of all rows."""
    if isinstance(delivery, AsWorkedOut):
        return _whole_micrograms
    if isinstance(delivery, FromPreparations):
        return MadeFrom(delivery.preparations, delivery.rounding)
    unit = WholeUnit(kind="compounded", strength_mg=delivery.unit_mg)
    return MadeFrom((unit,), delivery.rounding)


def _whole_micrograms(mg: Fraction) -> Made | None:
    ug = mg * UG_PER_MG
    return Made(mg, int(ug), about=False) if ug.denominator == 1 and ug <= LARGEST_UG else None


def _must_make(make: MakeOrNone, mg: Fraction) -> Fraction:
    made = None if make is _whole_micrograms else make(mg)
    if made is None:
        raise TaperError("method.counted_on_needs_rounding")
    return made.mg


def _rows(
    medicine: str,
    starts_on: date,
    targets: tuple[Target, ...],
    make: MakeOrNone,
    *,
    cut_from: Fraction | None,
) -> tuple[WorkedOutRow, ...]:
    rows: list[WorkedOutRow] = []
    for step, target in enumerate(targets, start=1):
        once = len(target.cycle) == 1
        if starts_on.year > LAST_YEAR:
            raise TaperError("method.too_far", last=LAST_YEAR)
        rows += (
            WorkedOutRow(
                medicine=medicine,
                step=step,
                starts_on=starts_on + timedelta(days=place),
                days=target.days,
                intakes=tuple(_intake(taken, target, make) for taken in day),
                cut_from=cut_from if once else None,
                occupancy_percent=None,
                occupancy_range=None,
                working=target.working,
            )
            for place, day in enumerate(target.cycle)
        )
        cut_from = rows[-1].best_known if once else None
        starts_on += timedelta(days=target.days or 0)
    return tuple(rows)


def _intake(taken: Taken, target: Target, make: MakeOrNone) -> Intake:
    made = make(taken.mg)
    if target.beads is not None and make is _whole_micrograms:
        made = Made(taken.mg, round(taken.mg * UG_PER_MG), about=True)
    return Intake(
        at=taken.at,
        intended=taken.mg,
        made=made.mg if made else None,
        made_ug=made.ug if made else None,
        about=bool(made and made.about),
    )


def _with_occupancy(row: WorkedOutRow, curve: Curve) -> WorkedOutRow:
    modelled = {
        "occupancy_percent": curve.occupancy(row.best_known),
        "occupancy_range": curve.range_of(row.best_known),
    }
    return row.model_copy(update=modelled)


def _found(rows: tuple[WorkedOutRow, ...]) -> tuple[Finding, ...]:
    """Give what rounding did: along rows of one dose a day, alone for each day of a pattern."""
    seen = [Rounded(row.step, row.intended, row.made) for row in rows if row.made is not None]
    if len({row.step for row in seen}) == len(seen):
        return findings(seen)
    return tuple(found for row in seen for found in findings([row]))


def _notes(method: OfOneMedicine, rows: tuple[WorkedOutRow, ...]) -> tuple[Finding, ...]:
    """Give what is to be said of all rows: where they end, and how far the model carries."""
    notes: list[Finding] = []
    last = max(row.best_known for row in rows if row.step == rows[-1].step)
    if never_reaches_zero(method):
        notes.append(Finding("method.percent_never_zero", {}, None))
    if last:
        notes.append(Finding("method.ends_above_zero", {"dose": intended_text(last)}, None))
    ranges = {row.occupancy_range for row in rows}
    if ranges & {"below", "above"}:
        notes.append(Finding("method.extrapolated", {}, None))
    if "unknown" in ranges:
        notes.append(Finding("method.range_unknown", {}, None))
    if any((row.occupancy_percent or 0) > CAP_PERCENT for row in rows):
        notes.append(Finding("method.occupancy_capped", {}, None))
    if ranges != {None}:
        notes.append(Finding("method.occupancy_is_a_model", {}, None))
    return tuple(notes)


def plan_steps(rows: tuple[WorkedOutRow, ...], say: Callable[[Working], str]) -> tuple[Step, ...]:
    """Give the steps of a plan for the rows of one medicine; *say* writes their working."""
    steps: list[Step] = []
    for _, group in groupby(rows, key=lambda row: row.step):
        days = list(group)
        cycle = tuple(tuple(map(_timed_dose, row.intakes)) for row in days)
        steps.append(Step(starts=days[0].starts_on, cycle=cycle, working=say(days[0].working)))
    return tuple(steps)


def _timed_dose(intake: Intake) -> TimedDose:
    if intake.made_ug is None:
        raise TaperError("method.no_deliverable", dose=intended_text(intake.intended))
    intended = fraction_text(intake.intended)
    return TimedDose(at=intake.at, dose=Dose(ug=intake.made_ug), intended=intended)


def record(row: WorkedOutRow, said: str) -> dict[str, str]:
    """Write the columns of one row; empty where there is nothing to say. *said*: its working."""
    difference = None if row.made is None else row.made - row.intended
    shown = row.occupancy_percent
    cells = (
        str(row.step),
        row.starts_on.isoformat(),
        _number(row.intended, MG_PLACES),
        _number(row.made, MG_PLACES),
        _number(difference, MG_PLACES),
        _number(row.cut, MG_PLACES),
        _number(row.cut_percent, PERCENT_PLACES),
        _number(None if shown is None else shown_percent(shown), PERCENT_PLACES),
        said,
    )
    return dict(zip(COLUMNS, cells, strict=True))


def _number(number: Fraction | None, places: int) -> str:
    return "" if number is None else decimal_text(number, places)
