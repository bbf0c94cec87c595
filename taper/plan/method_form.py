"""The fields of each method as a page asks them, and a request from what was typed in them.

Nothing here has a default: a field that was left empty is named. The request is the one that
`taper steps` reads.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from pydantic import ValidationError

from taper.errors import TaperError
from taper.plan import method_rows as lines
from taper.plan.methods import MOST_ROWS
from taper.plan.reading import read_date, read_dose
from taper.plan.reading_numbers import (
    read_count,
    read_curve_percent,
    read_days,
    read_none_or_days,
    read_percent,
)
from taper.plan.requests import AsWorkedOut, Delivery, FromPreparations, MultipleOf, StepsRequest
from taper.plan.typed_curve import read_above_zero, read_source, read_words
from taper.plan.typed_preparations import Missing, TypedSupply, read_supply

Answers = Mapping[str, str]


class Asked(NamedTuple):
    """One field: its name, how it is read, and what can be picked (empty: it is typed)."""

    name: str
    read: Callable[[str], Any]
    choices: tuple[str, ...] = ()
    lines: bool = False


def _mg(text: str) -> Fraction:
    return read_dose(text).mg


def _count(least: int, most: int) -> Callable[[str], int]:
    return lambda text: read_count(text, least=least, most=most)


def _picked(text: str) -> str:
    if not text:
        raise TaperError("expand.not_picked")
    return text


def _choice(name: str, *choices: str) -> Asked:
    return Asked(name, _picked, choices)


START = (Asked("start_mg", read_above_zero), Asked("start_days", read_none_or_days))
EVERY = Asked("interval_days", read_days)
STEP = Asked("step_mg", read_above_zero)
PERCENT = Asked("percent", read_percent)
COUNTED_ON = _choice("counted_on", "intended", "deliverable")
LAST = Asked("last_mg", _mg)
THEN = _choice("then", "zero", "holds")
END = _choice("end", "at_dose", "above_dose", "after_steps")
BY = _choice("by", "mg", "percent")
HOLD_FOR = _choice("hold_for", "days", "further_notice")
CURVE = _choice("curve", "listed", "typed")
PARTS = Asked("parts", _count(1, MOST_ROWS))

# In the order of docs/steps.md; the curve and the end rule are asked where they are named.
METHODS: dict[str, tuple[Asked, ...]] = {
    "linear": (*START, STEP, EVERY, END),
    "percent_of_original": (*START, Asked("original_mg", read_above_zero), PERCENT, EVERY, END),
    "percent_of_current": (*START, PERCENT, COUNTED_ON, EVERY, END),
    "two_phase_percent": (
        *START,
        Asked("first_percent", read_percent),
        Asked("switch_mg", read_above_zero),
        Asked("second_percent", read_percent),
        COUNTED_ON,
        EVERY,
        END,
    ),
    "occupancy_parts": (CURVE, *START, PARTS, EVERY, LAST, THEN),
    "occupancy_points": (
        CURVE,
        *START,
        Asked("points", read_percent),
        _choice("counted", "from_start", "at_multiples"),
        EVERY,
        END,
    ),
    "occupancy_fraction": (CURVE, *START, Asked("percent_of_start", read_percent), EVERY, END),
    "occupancy_targets": (
        CURVE,
        *START,
        Asked("targets_percent", lines.percents),
        EVERY,
        THEN,
    ),
    "list": (Asked("rows_list", lines.list_rows, lines=True), Asked("source", read_source), THEN),
    "micro": (*START, BY, END),
    "slide": (
        *START,
        PERCENT,
        _choice("of", "block_start", "previous"),
        COUNTED_ON,
        Asked("steps", _count(1, 100)),
        Asked("step_days", read_days),
        Asked("hold_days", read_none_or_days),
        END,
    ),
    "strips": (Asked("rows_strips", lines.strip_rows, lines=True), THEN),
    "beads": (
        Asked("capsule_mg", read_above_zero),
        Asked("beads_per_capsule", _count(1, 10_000)),
        Asked("start_beads", _count(1, 10_000)),
        Asked("start_days", read_none_or_days),
        Asked("step_beads", _count(1, 10_000)),
        Asked("last_beads", _count(0, 10_000)),
        EVERY,
        THEN,
    ),
    "every_n_days": (
        Asked("dose_mg", read_above_zero),
        Asked("every_n_days", _count(2, 28)),
        Asked("days", read_days),
        THEN,
    ),
    "weekdays": (Asked("rows_week", lines.week_rows, lines=True), THEN),
    "split": (
        Asked("split_start", lines.timed_doses),
        Asked("start_days", read_none_or_days),
        STEP,
        Asked("reduce_in_order", lines.times_in_order),
        EVERY,
        LAST,
        THEN,
    ),
    "split_list": (Asked("rows_split", lines.split_rows, lines=True), THEN),
    "cross_taper": (
        Asked("second_medicine", read_words),
        Asked("second_form", read_words),
        Asked("rows_cross", lines.cross_rows, lines=True),
        _choice("first_then", "zero", "holds"),
        _choice("second_then", "zero", "holds"),
    ),
    "hold": (Asked("dose_mg", _mg), HOLD_FOR, THEN),
    "return_to": (
        Asked("present_mg", _mg),
        Asked("earlier_mg", read_above_zero),
        Asked("days", read_days),
        THEN,
    ),
}
_DAYS = Asked("days", read_days)
# What a pick brings into sight, after it.
_FOLLOWS: dict[tuple[str, str], tuple[Asked, ...]] = {
    ("end", "at_dose"): (LAST, THEN),
    ("end", "above_dose"): (LAST, THEN),
    ("end", "after_steps"): (Asked("end_steps", _count(1, MOST_ROWS)), THEN),
    ("by", "mg"): (STEP,),
    ("by", "percent"): (PERCENT, COUNTED_ON),
    ("hold_for", "days"): (_DAYS,),
    ("curve", "listed"): (_choice("region"),),
    ("curve", "typed"): (
        Asked("typed_region", read_words),
        Asked("vmax_percent", read_curve_percent),
        Asked("k_mg", read_above_zero),
        Asked("curve_source", read_source),
    ),
}
# Fields whose name in a request is another one.
_NAMED = {
    "rows_list": "rows",
    "rows_strips": "strips",
    "rows_week": "rows",
    "rows_split": "rows",
    "rows_cross": "rows",
    "split_start": "start",
}
_ELSEWHERE = {
    "curve",
    "region",
    "typed_region",
    "vmax_percent",
    "k_mg",
    "curve_source",
    "end",
    "end_steps",
    "by",
    "hold_for",
}
# At which field a refusal stands that is about several of them.
_STANDS_AT = {
    "method.last_not_below_start": ("last_mg", "last_beads"),
    "method.never_reaches_zero": ("last_mg",),
    "method.below_zero": ("end_steps",),
    "method.standstill": ("made_from",),
    "method.counted_on_needs_rounding": ("counted_on",),
    "method.no_deliverable": ("made_from",),
    "method.too_many_combinations": ("made_from",),
    "method.dose_too_large": ("made_from",),
    "method.preparation_too_fine": ("made_from",),
    "method.occupancy_unreachable": ("targets_percent", "points", "start_mg"),
    "method.order_names_times": ("reduce_in_order",),
    "method.times_twice": ("split_start", "rows_split"),
    "method.earlier_not_above": ("earlier_mg",),
    "method.hold_has_no_end": ("then",),
    "method.no_curve_for_medicine": ("curve",),
    "method.no_curve_for_form": ("curve",),
    "method.no_curve_for_region": ("region",),
}


class ReadForm(NamedTuple):
    """A request, or what stands in its way; never both."""

    request: StepsRequest | None
    missing: tuple[Missing, ...]


def asked(kind: str, answers: Answers) -> tuple[Asked, ...]:
    """Give the fields of a method in their order, with those that a pick brought into sight."""
    return (Asked("starts_on", read_date), *_in_sight(METHODS[kind], answers))


def _in_sight(fields: Sequence[Asked], answers: Answers) -> Iterator[Asked]:
    for field in fields:
        yield field
        yield from _FOLLOWS.get((field.name, answers.get(field.name, "")), ())


def read_form(
    kind: str, answers: Answers, *, medicine: str, form: str, supply: TypedSupply
) -> ReadForm:
    """Read the fields of a method; every one that can't be used is named."""
    missing: list[Missing] = []
    got: dict[str, Any] = {}
    for field in asked(kind, answers):
        try:
            got[field.name] = field.read(answers.get(field.name, ""))
        except lines.LineRefused as error:
            missing.append(Missing(field.name, error, error.line))
        except TaperError as error:
            missing.append(Missing(field.name, error))
    delivery = _delivery(kind, supply, missing)
    if missing:
        return ReadForm(None, tuple(missing))
    try:
        request = StepsRequest(
            medicine=medicine,
            form=form,
            starts_on=got.pop("starts_on"),
            delivery=delivery,
            curve=_curve(got),
            method=_method(kind, got),
        )
    except TaperError as error:
        return ReadForm(None, (stands_at(kind, answers, error),))
    except ValidationError as error:
        return ReadForm(None, (_named(kind, answers, error),))
    return ReadForm(request, ())


def _named(kind: str, answers: Answers, error: ValidationError) -> Missing:
    """Name what only the request itself refuses: more rows than a plan has."""
    last = str(error.errors(include_url=False, include_input=False)[0]["loc"][-1])
    fields = [each.name for each in asked(kind, answers)]
    where = next((name for name in fields if _NAMED.get(name, name) == last), "")
    return Missing(where, TaperError("expand.not_usable", most=MOST_ROWS))


def stands_at(kind: str, answers: Answers, error: TaperError) -> Missing:
    """Say at which field of the method a refusal stands; "" where at none alone."""
    in_sight = {field.name for field in asked(kind, answers)} | {"made_from"}
    places = _STANDS_AT.get(error.key, ())
    return Missing(next((each for each in places if each in in_sight), ""), error)


def _delivery(kind: str, supply: TypedSupply, missing: list[Missing]) -> Delivery | None:
    if not supply.made_from:
        missing.append(Missing("made_from", TaperError("expand.made_from_missing")))
        return None
    if supply.made_from == "as_worked_out":
        return AsWorkedOut(kind="as_worked_out")
    if kind == "cross_taper" and supply.made_from == "preparations":
        # What is named is of the one medicine; the other is not made from it.
        missing.append(Missing("made_from", TaperError("expand.cross_preparations")))
        return None
    read = read_supply(supply)
    if read.missing or read.rounding is None:
        missing.append(Missing("made_from", TaperError("expand.made_from_incomplete")))
        return None
    if read.unit_mg is not None:
        return MultipleOf(kind="multiple_of", unit_mg=read.unit_mg, rounding=read.rounding)
    return FromPreparations(
        kind="preparations", preparations=read.preparations, rounding=read.rounding
    )


def _curve(got: Mapping[str, Any]) -> dict[str, Any] | None:
    if "curve" not in got:
        return None
    if got["curve"] == "listed":
        return {"kind": "listed", "region": got["region"]}
    return {
        "kind": "typed",
        "region": got["typed_region"],
        "vmax_percent": got["vmax_percent"],
        "k_mg": got["k_mg"],
        "source": got["curve_source"],
    }


def _method(kind: str, got: Mapping[str, Any]) -> dict[str, Any]:
    body = {_NAMED.get(name, name): value for name, value in got.items() if name not in _ELSEWHERE}
    if "end" in got:
        body["end"] = _end(got, body)
    if kind == "micro":
        taken = ("step_mg",) if got["by"] == "mg" else ("percent", "counted_on")
        body["cut"] = {"by": got["by"], **{name: body.pop(name) for name in taken}}
    if kind == "hold" and got["hold_for"] == "further_notice":
        body["days"] = "further_notice"
    return {"kind": kind, **body}


def _end(got: Mapping[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    then = body.pop("then")
    if got["end"] == "after_steps":
        return {"kind": "after_steps", "steps": got["end_steps"], "then": then}
    return {"kind": got["end"], "last_mg": body.pop("last_mg"), "then": then}
