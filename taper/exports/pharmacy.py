"""A plan for the pharmacy, as text: each dose with what it is made of, and how much is needed."""

from collections.abc import Sequence
from datetime import date

from taper.plan.amount import decimal_text
from taper.plan.guard import MakeUp, PrintedPart, tablets_text
from taper.plan.quantities import Leftovers, Need, SuppliedStep, days_of, needs
from taper.words import say


def pharmacy_text(
    medicine: str,
    form: str,
    steps: Sequence[SuppliedStep],
    leftovers: Leftovers,
    lasts: date | None = None,
) -> str:
    """Write *steps* with what each needs, what all need together, and the last day of that."""
    lines = [say("pharmacy.medicine", medicine=medicine, form=form), ""]
    for step in steps:
        lines += _step(step, leftovers)
    lines += ["", *in_all_lines(steps, leftovers, lasts), "", say("product.purpose")]
    return "\n".join(lines) + "\n"


def in_all_lines(
    steps: Sequence[SuppliedStep], leftovers: Leftovers, lasts: date | None
) -> list[str]:
    """Write what *steps* need together, until when, and what isn't counted."""
    lines = [say("pharmacy.in_all"), *needs_text(steps, leftovers)]
    lines.append(say(f"pharmacy.leftovers_{leftovers}"))
    without = sum(step.is_without for step in steps)
    if without:
        lines.append(say("pharmacy.without", n=without))
    if lasts is not None:
        lines.append(say("pharmacy.lasts", day=lasts))
    return lines


def needs_text(steps: Sequence[SuppliedStep], leftovers: Leftovers) -> list[str]:
    """Write what *steps* need of each preparation, one line each."""
    days = [day for step in steps for day in days_of(step.cycle, step.days)]
    return [_need(need) for need in needs(days, leftovers)]


def _step(step: SuppliedStep, leftovers: Leftovers) -> list[str]:
    lines = [say("pharmacy.step", day=step.starts, n=step.days)]
    for place, day in enumerate(step.cycle, start=1):
        made = [_made(make_up) for make_up in day.make_ups]
        if len(step.cycle) > 1:
            made = [say("pharmacy.day_of_pattern", place=place, of=len(step.cycle)), *made]
        lines += [f"  {line}" for line in made]
    of_step = needs_text([step], leftovers)
    return lines + [f"  {say('pharmacy.needs', what=need)}" for need in of_step]


def _made(make_up: MakeUp) -> str:
    if not make_up.parts:
        return say("pharmacy.nothing", dose=make_up.dose_mg)
    key = "pharmacy.made_about" if make_up.about else "pharmacy.made"
    return say(key, dose=make_up.dose_mg, parts=parts_text(make_up))


def parts_text(make_up: MakeUp) -> str:
    """Write what a dose is made of: 1½ × 5 mg tablet + 0.1 mL of 2 mg in 1 mL."""
    return " + ".join(map(part_text, make_up.parts))


def part_text(part: PrintedPart) -> str:
    """Write one part of a make-up: 1½ × 5 mg tablet."""
    return say(f"pharmacy.part_{part.kind}", amount=part.amount, mg=part.mg, per=part.per)


def taken_text(step: SuppliedStep) -> str:
    """Write how much of each preparation *step* takes, exactly; "" where it has no make-up."""
    if step.is_without:
        return ""
    taken = needs(days_of(step.cycle, step.days), "kept")  # what is taken has no leftovers
    return " + ".join(_taken(each) for each in taken)


def _taken(need: Need) -> str:
    item, amount = need.item, decimal_text(need.taken)
    if item.kind not in ("liquid", "beads"):
        amount = tablets_text(need.taken)
    return say(f"pharmacy.part_{item.kind}", amount=amount, mg=item.mg, per=item.per)


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
