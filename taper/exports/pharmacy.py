"""A plan for the pharmacy, as text: each dose with what it is made of, and how much is needed."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from taper.plan.amount import decimal_text
from taper.plan.guard import MakeUp, PrintedPart, tablets_text
from taper.plan.quantities import DayOfStep, Leftovers, Need, days_of, needs
from taper.words import say


class SuppliedStep(NamedTuple):
    """One row: from when, for how many days it is supplied, and what each day is made of."""

    starts: date
    days: int
    cycle: tuple[DayOfStep, ...]


def pharmacy_text(
    medicine: str, form: str, steps: Sequence[SuppliedStep], leftovers: Leftovers
) -> str:
    """Write *steps* with what each needs, and what all need together."""
    whole = [day for step in steps for day in days_of(step.cycle, step.days)]
    lines = [say("pharmacy.medicine", medicine=medicine, form=form), ""]
    for step in steps:
        lines += _step(step, leftovers)
    lines += ["", say("pharmacy.in_all"), *map(_need, needs(whole, leftovers))]
    lines += [say(f"pharmacy.leftovers_{leftovers}"), "", say("product.purpose")]
    return "\n".join(lines) + "\n"


def _step(step: SuppliedStep, leftovers: Leftovers) -> list[str]:
    lines = [say("pharmacy.step", day=step.starts, n=step.days)]
    for place, day in enumerate(step.cycle, start=1):
        made = [_made(make_up) for make_up in day.make_ups]
        if len(step.cycle) > 1:
            made = [say("pharmacy.day_of_pattern", place=place, of=len(step.cycle)), *made]
        lines += [f"  {line}" for line in made]
    of_step = needs(days_of(step.cycle, step.days), leftovers)
    return lines + [f"  {say('pharmacy.needs', what=_need(need))}" for need in of_step]


def _made(make_up: MakeUp) -> str:
    if not make_up.parts:
        return say("pharmacy.nothing", dose=make_up.dose_mg)
    key = "pharmacy.made_about" if make_up.about else "pharmacy.made"
    return say(key, dose=make_up.dose_mg, parts=" + ".join(map(part_text, make_up.parts)))


def part_text(part: PrintedPart) -> str:
    """Write one part of a make-up: 1½ × 5 mg tablet."""
    return say(f"pharmacy.part_{part.kind}", amount=part.amount, mg=part.mg, per=part.per)


def _need(need: Need) -> str:
    item = need.item
    if item.kind == "liquid":
        return say(
            "pharmacy.part_liquid", amount=decimal_text(need.taken), mg=item.mg, per=item.per
        )
    if item.kind == "beads":
        beads = decimal_text(need.taken)
        return say("pharmacy.need_beads", n=need.whole, mg=item.mg, per=item.per, beads=beads)
    amount = tablets_text(need.taken)
    return say(f"pharmacy.need_{item.kind}", n=need.whole, mg=item.mg, amount=amount)
