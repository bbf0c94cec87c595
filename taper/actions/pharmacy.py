"""What doses are made of in words, how much a plan needs, and its files for elsewhere."""

from datetime import date, timedelta

from pydantic import BaseModel

from taper.actions.clinic import Clinic
from taper.actions.doing import changing, reading
from taper.errors import TaperError
from taper.exports import pharmacy as export
from taper.ids import CourseId, PatientId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor
from taper.plan.guard import MakeUp
from taper.plan.plan import Plan, PlanVersion, Step
from taper.plan.plan_file import plan_file
from taper.plan.quantities import (
    MOST_DAYS,
    Leftovers,
    SuppliedStep,
    cycle_from,
    runs_out,
    supplied,
)
from taper.storage import plans


class Asked(BaseModel, frozen=True):
    """A prescription: of which signed version, from which day, for how many days."""

    course: CourseId
    version: int
    first: date
    days: int
    leftovers: Leftovers


def make_up_text(make_up: MakeUp) -> str:
    """Write what a dose is made of: 1½ × 5 mg tablet."""
    return export.parts_text(make_up)


def taken_text(step: Step, first: date, last: date) -> str:
    """Write how much of each preparation is taken from *first* to *last*, which *step* covers."""
    days = (last - first).days + 1
    if days > MOST_DAYS:
        return ""
    return export.taken_text(SuppliedStep(first, days, cycle_from(step, first)))


def needs_of(plan: Plan, first: date, days: int, leftovers: Leftovers) -> str:
    """Write what the days of a draft need, in all and until when; it is no text for a pharmacy."""
    steps, later = _supplied(plan, first, days)
    lasts = runs_out(steps, later, leftovers)
    return "\n".join(export.in_all_lines(steps, leftovers, lasts))


def quantities(clinic: Clinic, actor: Actor, patient: PatientId, asked: Asked) -> str:
    """Write what a prescription needs, row by row and in all."""
    with reading(clinic, actor, Action.EXPORT_PLAN, patient, page="plan") as work:
        plan = _version(plans.versions(work.session, patient), asked).plan
    return _text(plan, asked)


def pharmacy_file(clinic: Clinic, actor: Actor, patient: PatientId, asked: Asked) -> bytes:
    """Give the text for the pharmacy; the export is in the trail."""
    with changing(clinic, actor, Action.EXPORT_PLAN, patient) as work:
        plan = _version(plans.versions(work.session, patient), asked).plan
        text = _text(plan, asked)
        work.trace(
            Event.EXPORTED,
            what="pharmacy.txt",
            version=asked.version,
            first=asked.first.isoformat(),
            days=asked.days,
        )
    return text.encode()


def plan_as_file(
    clinic: Clinic, actor: Actor, patient: PatientId, course: CourseId, version: int
) -> bytes:
    """Give a signed plan as a file that names nobody; the export is in the trail."""
    with changing(clinic, actor, Action.EXPORT_PLAN_FILE, patient) as work:
        plan = _find(plans.versions(work.session, patient), course, version).plan
        work.trace(Event.EXPORTED, what="plan.json", version=version)
    return plan_file(plan).encode()


def _text(plan: Plan, asked: Asked) -> str:
    steps, later = _supplied(plan, asked.first, asked.days)
    lasts = runs_out(steps, later, asked.leftovers)
    return export.pharmacy_text(plan.medicine, plan.form, steps, asked.leftovers, lasts)


def _supplied(
    plan: Plan, first: date, days: int
) -> tuple[tuple[SuppliedStep, ...], tuple[SuppliedStep, ...]]:
    """Give the rows of the days that are asked for, and of those after them."""
    if not 1 <= days <= MOST_DAYS:
        raise TaperError("quantity.days", most=MOST_DAYS)
    last = first + timedelta(days=days - 1)
    steps = supplied(plan, first, last)
    if not steps:
        raise TaperError("quantity.no_rows", first=first, last=last)
    after = last + timedelta(days=1)
    return steps, supplied(plan, after, after + timedelta(days=days))


def _version(versions: list[PlanVersion], asked: Asked) -> PlanVersion:
    return _find(versions, asked.course, asked.version)


def _find(versions: list[PlanVersion], course: CourseId, version: int) -> PlanVersion:
    found = [each for each in versions if (each.course, each.version) == (course, version)]
    if not found:
        raise TaperError("id.unreadable")
    return found[0]
