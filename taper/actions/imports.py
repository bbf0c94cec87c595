"""What the terminal puts on file out of a file: drafts and days, never a signed plan."""

from collections.abc import Iterable
from typing import NamedTuple

from taper.actions import brought
from taper.actions import diary as diary_actions
from taper.actions import plans as plan_actions
from taper.actions.clinic import Clinic
from taper.actions.doing import at_the_terminal, changing
from taper.diary.symptoms import Symptom
from taper.errors import TaperError
from taper.ids import CourseId, PatientId, from_text, to_text
from taper.imports.day import UNNAMED, Courses, ImportedDay
from taper.imports.entry import ImportedEntry, scores_of
from taper.people.access import Action
from taper.people.audit import Event as Trailed
from taper.plan.plan import Course
from taper.plan.typed import TypedPlan
from taper.storage import diary, people, plans


class PatientAtTerminal(NamedTuple):
    """What the terminal says of a patient: nothing of the diary."""

    id: str
    name: str
    zone: str


def patients(clinic: Clinic) -> list[PatientAtTerminal]:
    """Give every patient in the order of names."""
    with clinic.store.reading() as session:
        found = people.patients(session)
    return [PatientAtTerminal(to_text(each.id), each.name, each.zone) for each in found]


def find_patient(clinic: Clinic, named: str) -> PatientId:
    """Give the patient of an id or of a whole name that only one has."""
    fitting = [each for each in patients(clinic) if named in {each.id, each.name}]
    if len(fitting) != 1:
        raise TaperError("person.not_one", n=len(fitting), name=named)
    return PatientId(from_text(fitting[0].id))


def signed(clinic: Clinic, patient: PatientId) -> list[tuple[CourseId, int]]:
    """Give the courses with a signed plan, as they were opened, and the newest version."""
    with clinic.store.reading() as session:
        newest = {each.course: each.version for each in plans.versions(session, patient)}
        courses = plans.courses(session, patient)
    return [(each.id, newest[each.id]) for each in courses if each.id in newest]


def import_plan(
    clinic: Clinic, patient: PatientId, typed: TypedPlan, *, medicine: str, form: str
) -> Course:
    """Put rows out of a file on file as a draft: only a signature makes them a plan.

    A draft that is there already is never replaced: TaperError("plan.draft_there").
    """
    with changing(clinic, at_the_terminal(), Action.IMPORT_PLAN, patient) as work:
        course = plan_actions.course_for(work, medicine=medicine, form=form)
        before = plan_actions.draft_on_file(work.session, patient, course)
        same = typed.model_copy(update={"begun_after": before.typed.begun_after})
        if before.revision and before.typed != same:
            raise TaperError("plan.draft_there")
        plan_actions.keep_draft(work, course, typed, expected_revision=before.revision)
        work.trace(Trailed.PLAN_IMPORTED, course=course, rows=len(typed.rows))
        return before.course


def import_diary(
    clinic: Clinic,
    patient: PatientId,
    days: Iterable[ImportedDay],
    symptoms: Iterable[Symptom],
    *,
    courses: Courses,
) -> tuple[int, int]:
    """Add the days of a file; give how many were added and how many were on file already.

    What is on file is never overwritten, so importing twice changes nothing.
    """
    added = kept = 0
    with changing(clinic, at_the_terminal(), Action.IMPORT_DIARY, patient) as work:
        zone = diary_actions.zone_of(work, patient)
        diary.add_symptoms(work.session, patient, symptoms)
        have = {each.day for each in diary.check_ins(work.session, patient)}
        scores: list[ImportedEntry] = []
        for each in days:
            scores += scores_of(each)
            if each.day in have:
                kept += 1
            elif not each.answers_with(courses).is_empty:
                brought.keep_day(work, patient, zone, each, courses)
                added += 1
        brought.keep_entries(work, patient, zone, brought.new_entries(work, patient, scores))
        work.trace(Trailed.DIARY_IMPORTED, added=added, kept=kept)
    return added, kept


def zone_of(clinic: Clinic, patient: PatientId) -> str:
    """Give the patient's time zone."""
    with clinic.store.reading() as session:
        found = people.patient(session, patient)
    if found is None:
        raise TaperError("id.unreadable")
    return found.zone


def courses_of(
    clinic: Clinic,
    patient: PatientId,
    medicine: str | None,
    form: str | None,
    days: Iterable[ImportedDay],
) -> Courses:
    """Give the course that the taken doses of a file belong to; nothing where it has none.

    TaperError where the file has taken doses and no medicine and form of a plan are named.
    """
    if not any(day.doses for day in days):
        return {}
    with clinic.store.reading() as session:
        for course in plans.courses(session, patient):
            if (course.medicine, course.form) == (medicine, form):
                return {UNNAMED: course.id}
    raise TaperError("import.whose_dose")
