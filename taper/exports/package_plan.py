"""The plan's tables of the package: every signed version, its rows, and what doses are made of."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from taper.exports.pharmacy import parts_text
from taper.exports.tables import Cell, Field, Table
from taper.plan.amount import decimal_text
from taper.plan.dose import intended_text, mg_text
from taper.plan.plan import CoursePlans, PlanVersion, Step, TimedDose
from taper.plan.preparations import Preparation

_VERSION = (Field("medicine", "text"), Field("form", "text"), Field("version", "integer"))


def plan_tables(plans: Sequence[CoursePlans]) -> tuple[Table, ...]:
    """Give the tables of all versions, whatever days were asked for."""
    signed = [each for course in plans for each in course.versions]
    return (
        Table("plan_versions", _VERSIONS, [_version(each) for each in signed]),
        Table("plan_steps", _STEPS, [row for each in signed for row in _steps(each)]),
        Table("preparations", _PREPARATIONS, [row for each in signed for row in _made_from(each)]),
    )


def _key(signed: PlanVersion) -> tuple[Cell, ...]:
    return signed.plan.medicine, signed.plan.form, signed.version


_VERSIONS = (
    *_VERSION,
    Field("in_force_from", "date"),
    Field("signed_at", "datetime"),
    Field("signed_by", "text"),
    Field("content_sha256"),
    Field("reason", "text"),
    Field("rounding"),
    Field("rounding_of_ties"),
    Field("smallest_mg", "number"),
    Field("holds_until", "date"),
    Field("then", "text"),
    Field("if_too_hard", "text"),
    Field("if_missed", "text"),
    Field("contact", "text"),
)


def _version(signed: PlanVersion) -> tuple[Cell, ...]:
    plan = signed.plan
    rounding = plan.supply.rounding if plan.supply else None
    unit = plan.supply.unit_mg if plan.supply else None
    return (
        *_key(signed),
        signed.in_force_from,
        signed.signed_at,
        signed.signed_by_name,
        signed.content_sha256,
        signed.reason,
        rounding.rule if rounding else None,
        rounding.ties if rounding else None,
        decimal_text(unit) if unit is not None else None,
        plan.ends_on,
        plan.ending.then if plan.ending else "",
        plan.if_too_hard,
        plan.if_missed,
        plan.contact,
    )


_STEPS = (
    *_VERSION,
    Field("row", "integer"),
    Field("starts", "date"),
    Field("ends", "date"),
    Field("day_of_pattern", "integer"),
    Field("days_in_pattern", "integer"),
    Field("intake", "integer"),
    Field("time", "time"),
    Field("dose_mg", "number"),
    Field("intended_mg", "number"),
    Field("intended_exact_mg"),
    Field("difference_mg", "number"),
    Field("difference_percent", "number"),
    Field("made_of", "text"),
    Field("working", "text"),
    Field("row_words", "text"),
)


def _steps(signed: PlanVersion) -> Iterator[tuple[Cell, ...]]:
    steps = signed.plan.steps
    lasts: list[date | None] = [each.starts - timedelta(days=1) for each in steps[1:]]
    for row, (step, last) in enumerate(zip(steps, [*lasts, signed.plan.ends_on], strict=True), 1):
        for day, place, timed in _intakes(step):
            yield (
                *_key(signed),
                row,
                step.starts,
                last,
                day,
                len(step.cycle),
                place,
                timed.at,
                *_doses(timed),
                parts_text(timed.make_up),
                step.working,
                step.words,
            )


def _intakes(step: Step) -> Iterator[tuple[int, int, TimedDose]]:
    for day, intakes in enumerate(step.cycle, start=1):
        for place, timed in enumerate(intakes, start=1):
            yield day, place, timed


def _doses(timed: TimedDose) -> tuple[Cell, ...]:
    """Write the dose, and beside it what was intended where arithmetic gave it."""
    made = mg_text(timed.dose.ug)
    if timed.intended is None:
        return made, None, None, None, None
    intended = timed.intended_mg
    apart = timed.dose.mg - intended
    percent = decimal_text(apart / intended * 100, 2) if intended else None
    # Its unit keeps a table program from reading 5/2 as a day.
    return made, intended_text(intended), f"{timed.intended} mg", _signed(apart), percent


def _signed(mg: Fraction) -> str:
    return f"-{intended_text(-mg)}" if mg < 0 else intended_text(mg)


_PREPARATIONS = (
    *_VERSION,
    Field("number", "integer"),
    Field("kind", says="field.kind_of_preparation"),
    Field("mg", "number"),
    Field("in_ml", "number"),
    Field("smallest_ml", "number"),
    Field("beads_per_capsule", "integer"),
    Field("scored", "boolean"),
    Field("modified_release", "boolean"),
    Field("cut"),
)


def _made_from(signed: PlanVersion) -> Iterator[tuple[Cell, ...]]:
    supply = signed.plan.supply
    for number, each in enumerate(supply.preparations if supply else (), start=1):
        yield *_key(signed), number, *_preparation(each)


def _preparation(each: Preparation) -> tuple[Cell, ...]:
    match each.kind:
        case "liquid":
            amounts = map(decimal_text, (each.mg, each.in_ml, each.smallest_ml))
            return each.kind, *amounts, None, None, None, None
        case "beads":
            mg, beads = decimal_text(each.capsule_mg), each.beads_per_capsule
            return each.kind, mg, None, None, beads, None, None, None
        case "tablet":
            facts = (each.scored, each.modified_release, each.cut)
            return each.kind, decimal_text(each.strength_mg), None, None, None, *facts
    return each.kind, decimal_text(each.strength_mg), None, None, None, None, None, None
