"""The methods as a prescriber types them. Nothing here has a default, and nothing is optional."""

import re
from datetime import date, time
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from taper.errors import TaperError
from taper.plan.amount import CurvePercent, DoseMg, Percent, StepMg
from taper.plan.methods import MOST_ROWS, CountedOn, End, Then
from taper.plan.methods_occupancy import Counted
from taper.plan.reading import FIRST_YEAR, LAST_YEAR


def _written(form: str) -> BeforeValidator:
    """Let pass a value, or text of *form* alone: numbers are not read as days or times."""

    def check(typed: object) -> object:
        if isinstance(typed, date | time) or (isinstance(typed, str) and re.fullmatch(form, typed)):
            return typed
        raise ValueError("write a day as 2026-11-22 and a time of day as 08:00")

    return BeforeValidator(check)


Day = Annotated[
    date,
    _written(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31)),
]
TimeOfDay = Annotated[time, _written("[0-9]{2}:[0-9]{2}")]
Days = Annotated[int, Field(ge=1, le=3650, strict=True)]
NoneOrDays = Annotated[int, Field(ge=0, le=3650, strict=True)]
Count = Annotated[int, Field(ge=1, le=10_000, strict=True)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Source = Annotated[str, Field(min_length=1, max_length=500)]


class Typed(BaseModel, frozen=True, extra="forbid"):
    """Everything that is asked must be there, and nothing else may be."""


class FromStart(Typed):
    """A method that leaves a starting dose; *start_days* of 0 begins with the first cut."""

    start_mg: StepMg
    start_days: NoneOrDays


class Linear(FromStart):
    """Take the same mg off at every step."""

    kind: Literal["linear"]
    step_mg: StepMg
    interval_days: Days
    end: End


class PercentOfOriginal(FromStart):
    """Take a percentage of one fixed dose off at every step."""

    kind: Literal["percent_of_original"]
    original_mg: StepMg
    percent: Percent
    interval_days: Days
    end: End


class PercentOfCurrent(FromStart):
    """Take a percentage of the row before off at every step."""

    kind: Literal["percent_of_current"]
    percent: Percent
    counted_on: CountedOn
    interval_days: Days
    end: End


class TwoPhasePercent(FromStart):
    """Take one percentage off above a dose, and another at or below it."""

    kind: Literal["two_phase_percent"]
    first_percent: Percent
    second_percent: Percent
    switch_mg: StepMg
    counted_on: CountedOn
    interval_days: Days
    end: End


class OccupancyParts(FromStart):
    """Let modelled occupancy fall in so many equal parts, down to the last dose."""

    kind: Literal["occupancy_parts"]
    parts: Annotated[int, Field(ge=1, le=MOST_ROWS, strict=True)]
    interval_days: Days
    last_mg: DoseMg
    then: Then


class OccupancyPoints(FromStart):
    """Let modelled occupancy fall by percentage points."""

    kind: Literal["occupancy_points"]
    points: Percent
    counted: Counted
    interval_days: Days
    end: End


class OccupancyFraction(FromStart):
    """Let modelled occupancy fall by a percentage of what it is at the start."""

    kind: Literal["occupancy_fraction"]
    percent_of_start: Percent
    interval_days: Days
    end: End


class OccupancyTargets(FromStart):
    """Go to the doses of the occupancies that are typed."""

    kind: Literal["occupancy_targets"]
    targets_percent: Annotated[tuple[CurvePercent, ...], Field(min_length=1, max_length=MOST_ROWS)]
    interval_days: Days
    then: Then


class ListedRow(Typed):
    """A dose and how many days it holds."""

    dose_mg: DoseMg
    days: Days


class ListOfDoses(Typed):
    """The prescriber's own list, with where it comes from."""

    kind: Literal["list"]
    rows: Annotated[tuple[ListedRow, ...], Field(min_length=1, max_length=MOST_ROWS)]
    source: Source
    then: Then


class MicroMg(Typed):
    """The same mg off every day."""

    by: Literal["mg"]
    step_mg: StepMg


class MicroPercent(Typed):
    """A percentage of the day before off every day."""

    by: Literal["percent"]
    percent: Percent
    counted_on: CountedOn


class Micro(FromStart):
    """A small cut every day."""

    kind: Literal["micro"]
    cut: Annotated[MicroMg | MicroPercent, Field(discriminator="by")]
    end: End


class SlideBlocks(FromStart):
    """So many small steps and then a hold, block after block."""

    kind: Literal["slide"]
    percent: Percent
    of: Literal["block_start", "previous"]
    counted_on: CountedOn
    steps: Annotated[int, Field(ge=1, le=100, strict=True)]
    step_days: Days
    hold_days: NoneOrDays
    end: End


class Strip(Typed):
    """One strip: the number of daily pouches, and the dose in each."""

    pouches: Count
    doses_mg: Annotated[tuple[DoseMg, ...], Field(min_length=1, max_length=MOST_ROWS)]

    @model_validator(mode="after")
    def _every_pouch_is_listed(self) -> Self:
        if self.pouches != len(self.doses_mg):
            raise TaperError("method.pouches_differ", n=len(self.doses_mg), pouches=self.pouches)
        return self


class TaperingStrips(Typed):
    """Strips of daily pouches, in their order; a strip of one dose throughout is a hold."""

    kind: Literal["strips"]
    strips: Annotated[tuple[Strip, ...], Field(min_length=1, max_length=100)]
    then: Then


class BeadCount(Typed):
    """Fewer beads out of one capsule at every step."""

    kind: Literal["beads"]
    capsule_mg: StepMg
    beads_per_capsule: Count
    start_beads: Count
    start_days: NoneOrDays
    step_beads: Count
    last_beads: Annotated[int, Field(ge=0, le=10_000, strict=True)]
    interval_days: Days
    then: Then


class EveryNDays(Typed):
    """A dose on one day in so many, 0 mg on the others."""

    kind: Literal["every_n_days"]
    dose_mg: StepMg
    every_n_days: Annotated[int, Field(ge=2, le=28, strict=True)]
    days: Days
    then: Then


class Week(Typed):
    """A dose for each weekday, and how many days the pattern holds."""

    monday_mg: DoseMg
    tuesday_mg: DoseMg
    wednesday_mg: DoseMg
    thursday_mg: DoseMg
    friday_mg: DoseMg
    saturday_mg: DoseMg
    sunday_mg: DoseMg
    days: Days


class Weekdays(Typed):
    """Patterns by weekday, one after the other."""

    kind: Literal["weekdays"]
    rows: Annotated[tuple[Week, ...], Field(min_length=1, max_length=MOST_ROWS)]
    then: Then


class TimedMg(Typed):
    """A dose at a time of day."""

    at: TimeOfDay
    mg: DoseMg


Intakes = Annotated[tuple[TimedMg, ...], Field(min_length=2, max_length=12)]


def _one_of_each(times: list[time]) -> None:
    if len(set(times)) != len(times):
        raise TaperError("method.times_twice")


class Split(Typed):
    """Several intakes a day, one reduced before the other."""

    kind: Literal["split"]
    start: Intakes
    start_days: NoneOrDays
    step_mg: StepMg
    reduce_in_order: tuple[TimeOfDay, ...]
    interval_days: Days
    last_mg: DoseMg  # all times of day together
    then: Then

    @model_validator(mode="after")
    def _order_names_every_time(self) -> Self:
        times = [intake.at for intake in self.start]
        _one_of_each(times)
        if sorted(self.reduce_in_order) != sorted(times):
            raise TaperError("method.order_names_times")
        return self


class SplitRow(Typed):
    """Several intakes a day, and how many days they hold."""

    intakes: Intakes
    days: Days

    @model_validator(mode="after")
    def _every_time_once(self) -> Self:
        _one_of_each([intake.at for intake in self.intakes])
        return self


class SplitList(Typed):
    """The prescriber's own list of doses split over times of day."""

    kind: Literal["split_list"]
    rows: Annotated[tuple[SplitRow, ...], Field(min_length=1, max_length=MOST_ROWS)]
    then: Then


class CrossRow(Typed):
    """The doses of both medicines, and how many days they hold."""

    first_mg: DoseMg
    second_mg: DoseMg
    days: Days


class CrossTaper(Typed):
    """Two medicines on the same dates, the second named here."""

    kind: Literal["cross_taper"]
    second_medicine: Name
    second_form: Name
    rows: Annotated[tuple[CrossRow, ...], Field(min_length=1, max_length=MOST_ROWS)]
    first_then: Then
    second_then: Then


class Hold(Typed):
    """Stay on a dose for so many days, or until further notice."""

    kind: Literal["hold"]
    dose_mg: DoseMg
    days: Days | Literal["further_notice"]
    then: Then

    @model_validator(mode="after")
    def _open_ended_has_nothing_after(self) -> Self:
        if self.days == "further_notice" and self.then == "zero":
            raise TaperError("method.hold_has_no_end")
        return self


class ReturnTo(Typed):
    """Go back from the present dose to an earlier one."""

    kind: Literal["return_to"]
    present_mg: DoseMg
    earlier_mg: StepMg
    days: Days
    then: Then

    @model_validator(mode="after")
    def _goes_up(self) -> Self:
        if self.earlier_mg <= self.present_mg:
            raise TaperError("method.earlier_not_above")
        return self


Method = Annotated[
    Linear
    | PercentOfOriginal
    | PercentOfCurrent
    | TwoPhasePercent
    | OccupancyParts
    | OccupancyPoints
    | OccupancyFraction
    | OccupancyTargets
    | ListOfDoses
    | Micro
    | SlideBlocks
    | TaperingStrips
    | BeadCount
    | EveryNDays
    | Weekdays
    | Split
    | SplitList
    | CrossTaper
    | Hold
    | ReturnTo,
    Field(discriminator="kind"),
]
