"""From rows and plans back to a draft: what was worked out, cloned or read from a file."""

from collections.abc import Iterable
from fractions import Fraction

from taper.plan.amount import decimal_text, fraction_text
from taper.plan.cycle import cycle_text
from taper.plan.dose import UG_PER_MG, Dose
from taper.plan.plan import Ending, Plan, Step, Supply
from taper.plan.preparations import Preparation
from taper.plan.reading import dose_text
from taper.plan.typed import TEXTS, MadeRow, TypedPlan, TypedRow, WorkedRow
from taper.plan.typed_preparations import TypedPreparation, TypedSupply


def typed_rows(steps: Iterable[Step]) -> tuple[TypedRow, ...]:
    """Write *steps* as rows that are read back as the same days and doses."""
    return tuple(
        TypedRow(starts=step.starts.isoformat(), dose=cycle_text(step.cycle), words=step.words)
        for step in steps
    )


def worked_rows(steps: Iterable[Step]) -> tuple[WorkedRow, ...]:
    """Give the working of those *steps* that have one; it is kept beside the rows of a draft."""
    return tuple(
        WorkedRow(
            starts=step.starts,
            dose=cycle_text(step.cycle),
            intended=tuple(
                tuple(fraction_text(timed.intended_mg) for timed in day) for day in step.cycle
            ),
            working=step.working,
        )
        for step in steps
        if step.working or any(timed.intended for day in step.cycle for timed in day)
    )


def made_rows(steps: Iterable[Step]) -> tuple[MadeRow, ...]:
    """Give what was picked to make the doses of those *steps* that have something picked."""
    return tuple(
        MadeRow(
            starts=step.starts,
            dose=cycle_text(step.cycle),
            made_of=tuple(tuple(timed.made_of for timed in day) for day in step.cycle),
        )
        for step in steps
        if any(timed.made_of for day in step.cycle for timed in day)
    )


def with_worked(typed: TypedPlan, steps: Iterable[Step], *, below: bool) -> TypedPlan:
    """Put worked-out *steps* into a draft, in place of its rows or *below* them."""
    found = tuple(steps)
    above = typed.rows if below else ()
    # The same day and dose worked out anew: the newest working is the one that counts.
    worked = (*worked_rows(found), *(typed.worked if below else ()))
    update = {"rows": (*above, *typed_rows(found)), "worked": worked}
    return typed.model_copy(update=update)


def typed_plan(plan: Plan) -> TypedPlan:
    """Write *plan* as a draft that is read back as the same plan; a text left empty says so."""
    texts = {name: getattr(plan, name) for name in TEXTS}
    return TypedPlan(
        rows=typed_rows(plan.steps),
        worked=worked_rows(plan.steps),
        supply=typed_supply(plan.supply),
        made=made_rows(plan.steps),
        shared_curves=plan.shared_curves,
        **_typed_ending(plan.ending),
        **texts,
        **{f"{name}_empty": not text for name, text in texts.items()},
    )


def _typed_ending(ending: Ending | None) -> dict[str, str]:
    if ending is None:
        return {}
    if ending.holds_until is None:
        return {"holds": "further_notice", "then": ending.then}
    return {"holds": "until", "holds_until": ending.holds_until.isoformat(), "then": ending.then}


def typed_supply(supply: Supply | None) -> TypedSupply:
    """Write what doses are made from so that it is read back as the same."""
    if supply is None:
        return TypedSupply()
    return TypedSupply(
        made_from="preparations" if supply.unit_mg is None else "multiple_of",
        unit="" if supply.unit_mg is None else _mg(supply.unit_mg),
        rule=supply.rounding.rule,
        ties=supply.rounding.ties or "",
        preparations=tuple(map(_typed_preparation, supply.preparations)),
    )


def _typed_preparation(each: Preparation) -> TypedPreparation:
    if each.kind == "liquid":
        return TypedPreparation(
            kind="liquid",
            strength=_mg(each.mg),
            in_ml=decimal_text(each.in_ml),
            smallest_ml=decimal_text(each.smallest_ml),
        )
    if each.kind == "beads":
        beads = str(each.beads_per_capsule)
        return TypedPreparation(kind="beads", strength=_mg(each.capsule_mg), beads=beads)
    if each.kind == "tablet":
        released = "modified_release" if each.modified_release else "unscored"
        return TypedPreparation(
            kind="tablet",
            strength=_mg(each.strength_mg),
            tablet="scored" if each.scored and not each.modified_release else released,
            cut=each.cut,
        )
    return TypedPreparation(kind=each.kind, strength=_mg(each.strength_mg))


def _mg(mg: Fraction) -> str:
    ug = mg * UG_PER_MG
    return dose_text(Dose(ug=int(ug))) if ug.denominator == 1 else decimal_text(mg)
