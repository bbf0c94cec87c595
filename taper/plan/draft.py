"""From rows and plans back to a draft: what was worked out, cloned or read from a file."""

from collections.abc import Iterable

from taper.plan.amount import fraction_text
from taper.plan.cycle import cycle_text
from taper.plan.plan import Ending, Plan, Step
from taper.plan.typed import TEXTS, TypedPlan, TypedRow, WorkedRow


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
        if step.working
    )


def typed_plan(plan: Plan) -> TypedPlan:
    """Write *plan* as a draft that is read back as the same plan; a text left empty says so."""
    texts = {name: getattr(plan, name) for name in TEXTS}
    return TypedPlan(
        rows=typed_rows(plan.steps),
        worked=worked_rows(plan.steps),
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
