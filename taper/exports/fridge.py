"""The signed plan for the fridge: large rows from today on, and what each dose is made of."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from taper.exports.pdf import CrisisNumbers, Paper, make_pdf
from taper.exports.pharmacy import parts_text
from taper.plan.in_force import Stretch
from taper.plan.plan import Plan, PlanVersion, TimedDose
from taper.words import day_of_pattern, figures, say


class FridgePlan(NamedTuple):
    """What is printed: the version that counts, its rows that are not over, and what comes."""

    name: str
    printed_on: date
    signed: PlanVersion
    signed_at: datetime  # on the patient's clock
    rows: Sequence[Stretch]  # as far as this version is in force
    next_version: PlanVersion | None  # signed already, in force later


def fridge_pdf(plan: FridgePlan, *, paper: Paper, crisis: Sequence[CrisisNumbers]) -> bytes:
    """Set the rows in large type, one below the other."""
    signed = plan.signed
    content = {
        "who": plan.name,
        "medicine": say("fridge.medicine", medicine=signed.plan.medicine, form=signed.plan.form),
        "version": say(
            "fridge.version",
            version=signed.version,
            day=signed.in_force_from,
            name=signed.signed_by_name,
            at=plan.signed_at,
            mark=signed.short_hash,
        ),
        "check": say("fridge.check"),
        "no_prescription": say("fridge.no_prescription", day=plan.printed_on),
        "rows": [_row(each) for each in plan.rows],
        "after": list(_after(plan)),
        "texts": list(_texts(signed.plan)),
    }
    return make_pdf("fridge", content, title=say("fridge.title"), paper=paper, crisis=crisis)


def _row(row: Stretch) -> dict[str, object]:
    taken = any(timed.dose.ug for day in row.step.cycle for timed in day)
    held_on = say("plan_page.further_notice" if taken else "plan_page.from_then_on")
    until = say("plan_page.until", day=row.last) if row.last else held_on
    return {
        "from": say("fridge.from", day=row.first),
        "until": until,
        "doses": [line for day in range(len(row.step.cycle)) for line in _doses(row, day)],
        "words": row.step.words,
    }


def _doses(row: Stretch, day: int) -> Iterator[dict[str, str]]:
    """Give the intakes of a day of the pattern, counted from the row's first day in force."""
    for timed in row.step.doses_on(row.first + timedelta(days=day)):
        days = len(row.step.cycle)
        name = day_of_pattern(day + 1, days, row.first)
        where = say("fridge.day", day=name) if days > 1 else ""
        at = say("fridge.at", at=timed.at) if timed.at else ""
        when = " ".join(filter(None, (where, at)))
        yield {"when": when, "dose": figures(timed.dose), "made": _made(timed)}


def _made(timed: TimedDose) -> str:
    if not timed.made_of:
        return ""
    key = "fridge.made_about" if timed.make_up.about else "fridge.made_of"
    return say(key, parts=parts_text(timed.make_up))


def _after(plan: FridgePlan) -> Iterator[str]:
    """Say what follows the last row that is printed."""
    later = plan.next_version
    if later is not None:
        yield say("fridge.next_version", version=later.version, day=later.in_force_from)
        return
    yield _ending(plan.signed.plan)
    if plan.signed.plan.ending and plan.signed.plan.ending.then:
        yield say("fridge.then", words=plan.signed.plan.ending.then)


def _ending(plan: Plan) -> str:
    if plan.ending is None:
        return say("plan_page.zero_holds")
    if plan.ending.holds_until is None:
        return say("plan_page.holds_on")
    return say("plan_page.holds_until", day=plan.ending.holds_until)


def _texts(plan: Plan) -> Iterator[dict[str, str]]:
    """Give the prescriber's own words; those for a step too hard have their days on screen."""
    for heading, words in (
        (say("plan_page.contact"), plan.contact),
        (say("plan_page.if_missed"), plan.if_missed),
    ):
        yield {"heading": heading, "words": words or say("plan_page.left_empty")}
