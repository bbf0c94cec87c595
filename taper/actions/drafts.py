"""Drafts that come from elsewhere: rows of a second medicine, and plan files."""

from collections.abc import Callable, Sequence

from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing
from taper.actions.plans import course_for, draft_on_file, keep_draft
from taper.errors import TaperError
from taper.ids import CourseId, PatientId
from taper.people.access import Action
from taper.people.person import Actor
from taper.plan.draft import with_worked
from taper.plan.plan import Step
from taper.plan.plan_file import read_plan_file
from taper.plan.typed import TypedPlan


def put_beside(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    *,
    not_into: CourseId,
    medicine: str,
    form: str,
    steps: Sequence[Step],
) -> CourseId:
    """Put worked-out rows into the draft of another medicine; refused where one has rows."""
    with changing(clinic, actor, Action.WRITE_DRAFT, patient) as work:
        course = course_for(work, medicine=medicine, form=form)
        if course == not_into:
            raise TaperError("expand.second_is_first")
        _put(work, course, lambda typed: with_worked(typed, steps, below=False))
    return course


def import_plan_file(clinic: Clinic, actor: Actor, patient: PatientId, text: str) -> CourseId:
    """Read a plan file as the draft of its medicine; refused where one is being written."""
    found = read_plan_file(text)
    with changing(clinic, actor, Action.WRITE_DRAFT, patient) as work:
        course = course_for(work, medicine=found.medicine, form=found.form)
        _put(work, course, lambda _: found.typed)
    return course


def _put(work: Work, course: CourseId, change: Callable[[TypedPlan], TypedPlan]) -> None:
    assert work.patient is not None  # noqa: S101 - callers hold a patient's lock
    before = draft_on_file(work.session, work.patient, course)
    if before.typed.rows:
        medicine = before.course.medicine
        raise TaperError("plan_file.draft_there", medicine=medicine, form=before.course.form)
    keep_draft(work, course, change(before.typed), expected_revision=before.revision)
