"""The signed plan for the fridge: the version that counts today; the export is in the trail."""

from taper import clock
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing
from taper.actions.help_now import crisis_numbers
from taper.actions.plans import course_plans
from taper.actions.reader import language_for
from taper.errors import TaperError
from taper.exports.fridge import FridgePlan, fridge_pdf
from taper.exports.pdf import Paper
from taper.ids import CourseId, PatientId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor, Patient
from taper.plan.in_force import on_day, stretches
from taper.plan.plan import CoursePlans
from taper.storage import people
from taper.words.language import speaking


def fridge(
    clinic: Clinic, actor: Actor, patient: PatientId, course: CourseId, paper: Paper
) -> bytes:
    """Give the rows of a course that are not over, of the version that counts, as a PDF.

    A superseded version is never printed. TaperError("fridge.over") where every row is over.
    """
    with changing(clinic, actor, Action.EXPORT_SIGNED_PLAN, patient) as work:
        found = people.patient(work.session, patient)
        named = [each for each in course_plans(work.session, patient) if each.course.id == course]
        if found is None or not named or not named[0].versions:
            raise TaperError("id.unreadable")
        printed = _printed(work, named[0], found)
        work.trace(Event.EXPORTED, what="plan.pdf", version=printed.signed.version)
        spoken = language_for(work.session, patient)
    with speaking(spoken):
        return fridge_pdf(printed, paper=paper, crisis=crisis_numbers(found.country))


def _printed(work: Work, plans: CoursePlans, patient: Patient) -> FridgePlan:
    today = clock.local_day(work.at, patient.zone)
    course = stretches(plans.versions)
    ahead = [each for each in course if each.last is None or each.last >= today]
    counting = on_day(course, today) or next(iter(ahead), None)
    if counting is None:
        raise TaperError("fridge.over")
    later = next((each.version for each in ahead if each.version > counting.version), None)
    by_number = {each.version: each for each in plans.versions}
    signed = by_number[counting.version]
    return FridgePlan(
        name=patient.name,
        printed_on=today,
        signed=signed,
        signed_at=signed.signed_at.astimezone(clock.zone(patient.zone)),
        rows=[each for each in ahead if each.version == counting.version],
        next_version=by_number[later] if later else None,
    )
