"""A plan as typed, row by row, and what was understood of it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from taper.errors import TaperError
from taper.plan.cycle import Cycle, cycle_text, is_one_dose, read_cycle
from taper.plan.dose import Dose, mg_text
from taper.plan.guard import PrintedPart, adds_up
from taper.plan.occupancy import Curve
from taper.plan.plan import Ending, Plan, Step, Supply, TimedDose
from taper.plan.preparations import Preparation
from taper.plan.reading import read_date
from taper.plan.typed_preparations import ReadSupply, TypedSupply, can_be_taken, read_supply

MOST_ROWS = 800  # as in a plan
LONGEST_WORDS = 4000  # characters, as in a plan
LONGEST_TYPED = (
    20_000  # characters of one field that a draft keeps, so that a too long text can be cut
)

TEXTS = ("if_too_hard", "if_missed", "contact")


def _keepable(text: str) -> str:
    if len(text) > LONGEST_TYPED:
        raise TaperError("row.text_too_long", most=LONGEST_TYPED)
    if "\0" in text:  # PostgreSQL keeps no text with a NUL in it
        raise TaperError("row.text_not_text")
    return text


Typed = Annotated[str, AfterValidator(_keepable)]


class TypedRow(BaseModel, frozen=True):
    """One row, exactly as typed."""

    starts: Typed
    dose: Typed
    words: Typed = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was typed."""
        return not (self.starts.strip() or self.dose.strip() or self.words.strip())


def _says(dose: str, of_cycle: tuple[tuple[object, ...], ...], cycle: Cycle) -> bool:
    """Whether *cycle* still reads as *dose*, with as many days and intakes as *of_cycle* has."""
    # Days are compared before: a taper of daily steps has hundreds of rows to look through.
    return dose == cycle_text(cycle) and list(map(len, of_cycle)) == list(map(len, cycle))


class WorkedRow(BaseModel, frozen=True):
    """How a row came about that was worked out; it counts while day and dose stand as they were."""

    starts: date
    dose: Typed  # as it was put into the row
    intended: tuple[tuple[str, ...], ...]  # days × intakes, each "numerator/denominator"
    working: Typed

    def fits(self, starts: date, cycle: Cycle) -> bool:
        """Whether a row still says what was worked out."""
        return self.starts == starts and _says(self.dose, self.intended, cycle)


class MadeRow(BaseModel, frozen=True):
    """What was picked to make the doses of a row of; it counts while day and dose stand."""

    starts: date
    dose: Typed  # as understood
    made_of: tuple[tuple[tuple[PrintedPart, ...], ...], ...]  # days × intakes; () for none picked

    def fits(self, starts: date, cycle: Cycle) -> bool:
        """Whether a row is still the one that it was picked for."""
        return self.starts == starts and _says(self.dose, self.made_of, cycle)


class TypedPlan(BaseModel, frozen=True):
    """A draft, exactly as typed. Nothing is filled in for anybody."""

    # The newest version that was signed when it was begun, 0 for none; None until it is kept.
    begun_after: int | None = None
    rows: tuple[TypedRow, ...] = ()
    worked: tuple[WorkedRow, ...] = ()
    supply: TypedSupply = TypedSupply()
    made: tuple[MadeRow, ...] = ()
    shared_curves: tuple[Curve, ...] = ()  # modelled occupancy that the patient is to see
    holds: Literal["", "until", "further_notice"] = ""  # "": not answered
    holds_until: Typed = ""
    then: Typed = ""
    if_too_hard: Typed = ""
    if_too_hard_empty: bool = False  # declared empty
    if_missed: Typed = ""
    if_missed_empty: bool = False
    contact: Typed = ""
    contact_empty: bool = False


class Problem(BaseModel, frozen=True):
    """Something to say at a field: *key* and *values* as for a TaperError."""

    key: str
    values: Mapping[str, object] = Field(default_factory=dict)
    blocks: bool  # False: a fact about the form, which stops nobody
    field: str  # the name of the field of TypedRow or TypedPlan that it stands at


class ReadRow(BaseModel, frozen=True):
    """What was understood of one row."""

    number: int  # 1 for the first row that was typed, blank ones counted
    typed: TypedRow
    starts: date | None
    cycle: Cycle | None  # what is taken; one day of one intake for most rows
    problems: tuple[Problem, ...]

    @property
    def dose(self) -> Dose | None:
        """The dose of a row that is one dose a day; None for patterns, and where none was read."""
        one = self.cycle is not None and is_one_dose(self.typed.dose)
        return self.cycle[0][0].dose if self.cycle and one else None

    @property
    def dose_of_day(self) -> Dose | None:
        """The dose of a day, all intakes together, where every day is alike."""
        if self.cycle is None or len(self.cycle) > 1:
            return None
        return Dose(ug=sum(timed.dose.ug for timed in self.cycle[0]))

    @property
    def understood(self) -> str:
        """What was understood of the dose, in mg; "" where nothing was."""
        if self.cycle is None:
            return ""
        return str(self.dose) if self.dose else f"{cycle_text(self.cycle)}"


class ReadPlan(BaseModel, frozen=True):
    """What was understood of a draft."""

    rows: tuple[ReadRow, ...]
    problems: tuple[Problem, ...]  # of the plan as a whole
    plan: Plan | None  # None while anything blocks

    @property
    def blocks(self) -> bool:
        """Whether anything stands in the way of a signature."""
        return self.plan is None


def _blocking(field: str, key: str, **values: object) -> Problem:
    return Problem(key=key, values=values, blocks=True, field=field)


def _notice(field: str, key: str, **values: object) -> Problem:
    return Problem(key=key, values=values, blocks=False, field=field)


def read_rows(rows: Iterable[TypedRow]) -> tuple[ReadRow, ...]:
    """Read each row that isn't blank, and name what doesn't fit at its row."""
    read: list[ReadRow] = []
    for number, typed in enumerate(rows, start=1):
        if not typed.is_blank:
            alone = _read_alone(number, typed)
            problems = alone.problems + _beside(alone, read)
            read.append(alone.model_copy(update={"problems": problems}))
    return tuple(read)


def _read_alone(number: int, typed: TypedRow) -> ReadRow:
    problems: list[Problem] = []
    starts, cycle = None, None
    try:
        starts = read_date(typed.starts)
    except TaperError as error:
        problems.append(_blocking("starts", error.key, **error.values))
    try:
        cycle = read_cycle(typed.dose)
    except TaperError as error:
        problems.append(_blocking("dose", error.key, **error.values))
    if _is_a_whole_line(typed, starts):
        problems = [_blocking("starts", "row.columns_unclear")]
    if len(typed.words.strip()) > LONGEST_WORDS:
        problems.append(_blocking("words", "row.words_too_long", most=LONGEST_WORDS))
    return ReadRow(number=number, typed=typed, starts=starts, cycle=cycle, problems=tuple(problems))


def _is_a_whole_line(typed: TypedRow, starts: date | None) -> bool:
    """Whether the row was pasted with commas of which nobody can say what they separate."""
    return starts is None and not typed.dose.strip() and typed.starts.count(",") > 1


def _beside(row: ReadRow, above: list[ReadRow]) -> tuple[Problem, ...]:
    """Compare *row* with those above it: order of dates, and facts that stop nobody."""
    if not above:
        return ()
    return (*_dates_beside(row, above), *_doses_beside(row, above[-1]))


def _dates_beside(row: ReadRow, above: list[ReadRow]) -> tuple[Problem, ...]:
    before = above[-1].starts
    same_day = [each.number for each in above if row.starts and each.starts == row.starts]
    if same_day:
        return (_blocking("starts", "row.date_twice", row=same_day[0]),)
    if row.starts is None or before is None:
        return ()
    if row.starts < before:
        return (_blocking("starts", "row.date_out_of_order", before=before),)
    if row.starts > _a_year_after(before):
        return (_notice("starts", "row.year_apart", before=before),)
    return ()


def _a_year_after(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return date(day.year + 1, 3, 1) if leap_day else day.replace(year=day.year + 1)


def _doses_beside(row: ReadRow, before: ReadRow) -> tuple[Problem, ...]:
    if row.cycle is None or before.cycle is None:
        return ()
    if cycle_text(row.cycle) == cycle_text(before.cycle):
        return (_notice("dose", "row.dose_same"),)
    dose, dose_before = row.dose_of_day, before.dose_of_day
    if dose is None or dose_before is None or dose.ug <= dose_before.ug:
        return ()
    return (_notice("dose", "row.dose_above", by=mg_text(dose.ug - dose_before.ug)),)


def read_plan(typed: TypedPlan, *, medicine: str, form: str) -> ReadPlan:
    """Read a draft; its plan is there only when nothing blocks."""
    rows = read_rows(typed.rows)
    ending, problems = _read_ending(typed, rows)
    supply = read_supply(typed.supply)
    problems = [
        *_count_problems(rows),
        *problems,
        *_text_problems(typed),
        *_supply_problems(supply),
    ]
    steps = [_step(row, typed, supply.preparations) for row in rows]
    if any(problem.blocks for problem in problems) or None in steps:
        return ReadPlan(rows=rows, problems=tuple(problems), plan=None)
    plan = Plan(
        medicine=medicine,
        form=form,
        steps=tuple(step for step in steps if step),
        ending=ending,
        supply=_supply(supply),
        shared_curves=typed.shared_curves,
        **{name: getattr(typed, name).strip() for name in TEXTS},
    )
    return ReadPlan(rows=rows, problems=tuple(problems), plan=plan)


def _supply(read: ReadSupply) -> Supply | None:
    if read.rounding is None:
        return None
    return Supply(preparations=read.preparations, unit_mg=read.unit_mg, rounding=read.rounding)


def _supply_problems(read: ReadSupply) -> list[Problem]:
    return [
        _blocking(supply_field(each.field, each.place), each.error.key, **each.error.values)
        for each in read.missing
    ]


def supply_field(name: str, place: int | None) -> str:
    """Name the field of what doses are made from; *place*: of which preparation."""
    return f"supply-{name}" if place is None else f"supply-{name}-{place}"


def _step(row: ReadRow, typed: TypedPlan, preparations: tuple[Preparation, ...]) -> Step | None:
    if row.starts is None or row.cycle is None or any(each.blocks for each in row.problems):
        return None
    words, working = row.typed.words.strip(), ""
    cycle = as_made(row.starts, row.cycle, typed.made, preparations)
    worked = worked_of(row, typed.worked)
    if worked is not None:
        cycle, working = as_intended(cycle, worked.intended), worked.working
    return Step(starts=row.starts, cycle=cycle, working=working, words=words)


def worked_of(row: ReadRow, worked: Iterable[WorkedRow]) -> WorkedRow | None:
    """Give how a row was worked out, where its day and dose still stand as they were."""
    if row.starts is None or row.cycle is None:
        return None
    starts, cycle = row.starts, row.cycle
    return next((each for each in worked if each.fits(starts, cycle)), None)


def as_made(
    starts: date, cycle: Cycle, made: Iterable[MadeRow], preparations: tuple[Preparation, ...]
) -> Cycle:
    """Put what was picked beside the doses of a row, where the preparations are still named."""
    picked = next((each for each in made if each.fits(starts, cycle)), None)
    if picked is None:
        return cycle
    return tuple(
        tuple(
            _made(timed, parts, preparations)
            for timed, parts in zip(day, parts_of_day, strict=True)
        )
        for day, parts_of_day in zip(cycle, picked.made_of, strict=True)
    )


def _made(
    timed: TimedDose, parts: tuple[PrintedPart, ...], preparations: tuple[Preparation, ...]
) -> TimedDose:
    made = timed.model_copy(update={"made_of": parts})
    can_be = all(can_be_taken(preparations, part) for part in parts)
    return made if can_be and (not parts or adds_up(made.make_up)) else timed


def as_intended(cycle: Cycle, intended: tuple[tuple[str, ...], ...]) -> Cycle:
    """Put what arithmetic gave beside each dose."""
    return tuple(
        tuple(
            timed.model_copy(update={"intended": exactly})
            for timed, exactly in zip(day, exactly_of_day, strict=True)
        )
        for day, exactly_of_day in zip(cycle, intended, strict=True)
    )


def _count_problems(rows: tuple[ReadRow, ...]) -> list[Problem]:
    if not rows:
        return [_blocking("rows", "row.plan_no_rows")]
    if len(rows) > MOST_ROWS:
        return [_blocking("rows", "row.plan_too_many_rows", most=MOST_ROWS, n=len(rows))]
    return []


def _read_ending(
    typed: TypedPlan, rows: tuple[ReadRow, ...]
) -> tuple[Ending | None, list[Problem]]:
    """Read how long the last row holds and what follows; a last row of 0 mg needs neither."""
    last = rows[-1] if rows else None
    is_zero = last is not None and _is_zero(last.cycle)
    nothing_said = not (typed.holds or typed.holds_until.strip() or typed.then.strip())
    if is_zero and nothing_said:
        return None, []
    problems: list[Problem] = []
    until = None
    if not typed.holds:
        problems.append(_blocking("holds", "row.plan_end_not_named"))
    if typed.holds == "until":
        until, problems = _read_until(typed.holds_until, last.starts if last else None)
    if not typed.then.strip():
        problems.append(_blocking("then", "row.plan_then_empty"))
    problems += _too_long("then", typed.then)
    return (None if problems else Ending(holds_until=until, then=typed.then.strip())), problems


def _is_zero(cycle: Cycle | None) -> bool:
    return cycle is not None and not any(timed.dose.ug for day in cycle for timed in day)


def _read_until(text: str, last_row: date | None) -> tuple[date | None, list[Problem]]:
    try:
        until = read_date(text)
    except TaperError as error:
        return None, [_blocking("holds_until", error.key, **error.values)]
    if last_row and until < last_row:
        return until, [_blocking("holds_until", "row.plan_end_before_last_row", last=last_row)]
    return until, []


def _text_problems(typed: TypedPlan) -> list[Problem]:
    problems: list[Problem] = []
    for name in TEXTS:
        text, empty = getattr(typed, name), getattr(typed, f"{name}_empty")
        if bool(text.strip()) == empty:
            key = "row.plan_text_both" if empty else "row.plan_text_missing"
            problems.append(_blocking(name, key))
        problems += _too_long(name, text)
    return problems


def _too_long(name: str, text: str) -> list[Problem]:
    if len(text.strip()) <= LONGEST_WORDS:
        return []
    return [_blocking(name, "row.plan_text_too_long", most=LONGEST_WORDS)]
