"""What the patient has, as the prescriber typed it, and the one rounding of a plan."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from taper.errors import TaperError
from taper.plan.guard import PrintedPart, read_amount
from taper.plan.preparations import (
    MOST_PREPARATIONS,
    Beads,
    Liquid,
    Preparation,
    Rounding,
    Tablet,
    WholeUnit,
)
from taper.plan.reading import read_dose
from taper.plan.reading_numbers import read_count, read_ml

LONGEST = 200  # characters of one answer

MadeFromWhat = Literal["", "as_worked_out", "multiple_of", "preparations"]
TabletKind = Literal["", "scored", "unscored", "modified_release"]


def _short(text: str) -> str:
    if len(text) > LONGEST or "\0" in text:
        raise TaperError("row.text_not_text")
    return text


Answer = Annotated[str, AfterValidator(_short)]


class TypedPreparation(BaseModel, frozen=True):
    """One preparation, exactly as typed; "" where something was not answered."""

    kind: Literal["", "tablet", "capsule", "beads", "liquid", "compounded"] = ""
    strength: Answer = ""  # mg of one; of a liquid, mg in `in_ml`
    tablet: TabletKind = ""
    cut: Literal["", "whole", "halves", "quarters"] = ""
    beads: Answer = ""  # in one capsule
    in_ml: Answer = ""
    smallest_ml: Answer = ""


class TypedSupply(BaseModel, frozen=True):
    """What doses are made from and how they are rounded, as typed for the whole plan."""

    made_from: MadeFromWhat = ""
    unit: Answer = ""  # mg, of which doses are multiples
    rule: Literal["", "nearest", "down", "up"] = ""
    ties: Literal["", "down", "up"] = ""
    preparations: Annotated[tuple[TypedPreparation, ...], Field(max_length=MOST_PREPARATIONS)] = ()


class Missing(NamedTuple):
    """What can't be used: at which field, and of which preparation (0 for the first)."""

    field: str
    error: TaperError
    place: int | None = None


class ReadSupply(NamedTuple):
    """What was understood of a supply; None where it is not complete."""

    preparations: tuple[Preparation, ...]
    rounding: Rounding | None
    unit_mg: Fraction | None
    missing: tuple[Missing, ...]


def read_supply(typed: TypedSupply) -> ReadSupply:
    """Read what doses are made from; each thing that is missing is named at its field."""
    missing: list[Missing] = []
    if typed.made_from in ("", "as_worked_out"):
        return ReadSupply((), None, None, ())
    preparations: tuple[Preparation, ...] = ()
    unit = None
    if typed.made_from == "multiple_of":
        unit = _answer(missing, "unit", None, _above_zero, typed.unit)
    else:
        found = [_read(each, place, missing) for place, each in enumerate(typed.preparations)]
        preparations = tuple(each for each in found if each is not None)
        if not typed.preparations:
            missing.append(Missing("preparations", TaperError("supply.none_named")))
    return ReadSupply(preparations, _rounding(typed, missing), unit, tuple(missing))


def _rounding(typed: TypedSupply, missing: list[Missing]) -> Rounding | None:
    if not typed.rule:
        missing.append(Missing("rule", TaperError("supply.rule_missing")))
        return None
    if typed.rule != "nearest":
        return Rounding(rule=typed.rule)
    if not typed.ties:
        missing.append(Missing("ties", TaperError("supply.ties_missing")))
        return None
    return Rounding(rule="nearest", ties=typed.ties)


def _read(typed: TypedPreparation, place: int, missing: list[Missing]) -> Preparation | None:
    """Read one preparation; what is missing goes to *missing*."""
    before = len(missing)
    answers: dict[str, Any] = {"kind": typed.kind}
    if not typed.kind:
        missing.append(Missing("kind", TaperError("supply.not_answered"), place))
    for name, field, read in _ASKED.get(typed.kind, ()):
        answers[name] = _answer(missing, field, place, read, getattr(typed, field))
    if typed.kind == "tablet":
        answers |= _tablet(typed, place, missing)
    if len(missing) > before:
        return None
    try:
        return _MODELS[typed.kind](**answers)
    except ValidationError:  # pragma: no cover - each answer was read within its bounds
        missing.append(Missing("kind", TaperError("supply.not_usable"), place))
        return None


def _tablet(typed: TypedPreparation, place: int, missing: list[Missing]) -> dict[str, Any]:
    """Give how a tablet may be cut: one that isn't scored, or releases slowly, is never cut."""
    if not typed.tablet:
        missing.append(Missing("tablet", TaperError("supply.not_answered"), place))
    if typed.tablet == "scored" and not typed.cut:
        missing.append(Missing("cut", TaperError("supply.not_answered"), place))
    return {
        "scored": typed.tablet == "scored",
        "modified_release": typed.tablet == "modified_release",
        "cut": typed.cut if typed.tablet == "scored" else "whole",
    }


def _answer(
    missing: list[Missing],
    field: str,
    place: int | None,
    read: Callable[[str], Any],
    text: str,
) -> Any:
    try:
        return read(text)
    except TaperError as error:
        missing.append(Missing(field, error, place))
        return None


def _above_zero(text: str) -> Fraction:
    dose = read_dose(text)
    if not dose.ug:
        raise TaperError("supply.zero")
    return dose.mg


def _beads(text: str) -> int:
    return read_count(text, least=1, most=10_000)


_ASKED: dict[str, tuple[tuple[str, str, Callable[[str], Any]], ...]] = {
    "tablet": (("strength_mg", "strength", _above_zero),),
    "capsule": (("strength_mg", "strength", _above_zero),),
    "compounded": (("strength_mg", "strength", _above_zero),),
    "beads": (("capsule_mg", "strength", _above_zero), ("beads_per_capsule", "beads", _beads)),
    "liquid": (
        ("mg", "strength", _above_zero),
        ("in_ml", "in_ml", read_ml),
        ("smallest_ml", "smallest_ml", read_ml),
    ),
}
_MODELS: dict[str, Callable[..., Preparation]] = {
    "tablet": Tablet,
    "capsule": WholeUnit,
    "compounded": WholeUnit,
    "beads": Beads,
    "liquid": Liquid,
}


def can_be_taken(preparations: Iterable[Preparation], part: PrintedPart) -> bool:
    """Whether *part* is of one of *preparations*, in amounts that it can be taken in."""
    amount = read_amount(part.amount)
    return any(
        _is_of(each, part) and (amount * each.units_of_one).denominator == 1
        for each in preparations
    )


def _is_of(each: Preparation, part: PrintedPart) -> bool:
    mg, per = Fraction(part.mg), Fraction(part.per)
    if each.kind != part.kind:
        return False
    if each.kind == "liquid":
        return (each.mg, each.in_ml) == (mg, per)
    if each.kind == "beads":
        return each.capsule_mg == mg and each.beads_per_capsule == per
    return each.strength_mg == mg
