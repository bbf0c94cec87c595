"""Writing a plan: a course, a draft as typed, and the signature that makes it a version."""

from datetime import date, datetime

from pydantic import BaseModel
from sqlalchemy.orm import Session

from taper import clock
from taper.actions import signature
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading
from taper.errors import ChangedElsewhere, TaperError
from taper.ids import CourseId, PatientId, new_id
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor, can_be_seen
from taper.plan.plan import Course, CoursePlans, Plan, PlanVersion, SignedContent, canonical, sha256
from taper.plan.typed import TypedPlan, read_plan
from taper.storage import people, plans

LONGEST_REASON = 4000


def signed_plans(
    clinic: Clinic, actor: Actor, patient: PatientId, *, page: str
) -> list[CoursePlans]:
    """Give what was signed for a patient; drafts are not in it."""
    with reading(clinic, actor, Action.READ_PLAN, patient, page=page) as work:
        return course_plans(work.session, patient)


def course_plans(session: Session, patient: PatientId) -> list[CoursePlans]:
    """Give each course with its signed versions, in the order they were opened."""
    versions = plans.versions(session, patient)
    return [
        CoursePlans(
            course=course,
            versions=tuple(each for each in versions if each.course == course.id),
        )
        for course in plans.courses(session, patient)
    ]


def open_course(
    clinic: Clinic, actor: Actor, patient: PatientId, *, medicine: str, form: str
) -> CourseId:
    """Open a course; asked twice for the same medicine and form, give the one there is."""
    with changing(clinic, actor, Action.WRITE_DRAFT, patient) as work:
        return course_for(work, medicine=medicine, form=form)


def course_for(work: Work, *, medicine: str, form: str) -> CourseId:
    """Find or open a course within a transaction."""
    assert work.patient is not None  # noqa: S101 - callers hold a patient's lock
    medicine, form = _named(medicine), _named(form)
    wanted = (medicine.casefold(), form.casefold())
    for course in plans.courses(work.session, work.patient):
        if (course.medicine.casefold(), course.form.casefold()) == wanted:
            return course.id
    course = Course(id=CourseId(new_id()), patient=work.patient, medicine=medicine, form=form)
    plans.add_course(work.session, course, work.actor.person, work.at)
    work.trace(Event.COURSE_OPENED, course=course.id)
    return course.id


def _named(text: str) -> str:
    text = " ".join(text.split())
    if not text or len(text) > 120:
        raise TaperError("plan.name_length", characters=120)
    if not can_be_seen(text):
        raise TaperError("plan.name_unseen")
    return text


class Draft(BaseModel, frozen=True):
    """A draft on file, or the empty page before the first save (revision 0)."""

    course: Course
    draft_id: int
    revision: int
    typed: TypedPlan
    saved_at: datetime | None


def draft(clinic: Clinic, actor: Actor, patient: PatientId, course: CourseId) -> Draft:
    """Give the draft of a course."""
    with reading(clinic, actor, Action.READ_DRAFT, patient, page="draft") as work:
        return draft_on_file(work.session, patient, course)


def draft_on_file(session: Session, patient: PatientId, course: CourseId) -> Draft:
    found = next((each for each in plans.courses(session, patient) if each.id == course), None)
    if found is None:
        raise TaperError("id.unreadable")
    kept = plans.draft(session, patient, course)
    if kept is None:
        return Draft(course=found, draft_id=0, revision=0, typed=TypedPlan(), saved_at=None)
    return Draft(
        course=found,
        draft_id=kept.draft_id,
        revision=kept.revision,
        typed=TypedPlan.model_validate(kept.body),
        saved_at=kept.saved_at,
    )


def save_draft(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    course: CourseId,
    typed: TypedPlan,
    *,
    expected_revision: int,
) -> Draft:
    """Keep what was typed. ChangedElsewhere where a colleague saved since it was opened."""
    with changing(clinic, actor, Action.WRITE_DRAFT, patient) as work:
        return keep_draft(work, course, typed, expected_revision=expected_revision)


def keep_draft(work: Work, course: CourseId, typed: TypedPlan, *, expected_revision: int) -> Draft:
    """Keep a draft within a transaction; the same words again change nothing."""
    assert work.patient is not None  # noqa: S101 - callers hold a patient's lock
    before = draft_on_file(work.session, work.patient, course)
    if typed.begun_after is None:
        typed = typed.model_copy(update={"begun_after": _begun_after(work, before)})
    if before.revision and before.typed == typed:
        return before
    if before.revision != expected_revision:
        raise ChangedElsewhere("plan.draft_changed", at=before.saved_at or work.at)
    kept = plans.DraftOnFile(
        draft_id=before.draft_id or new_id(),
        revision=plans.last_draft_revision(work.session, work.patient, course) + 1,
        body=typed.model_dump(mode="json"),
        saved_at=work.at,
        saved_by=work.actor.person,
    )
    plans.save_draft(work.session, work.patient, course, kept)
    work.trace(Event.DRAFT_SAVED, course=course, revision=kept.revision)
    return draft_on_file(work.session, work.patient, course)


def _begun_after(work: Work, before: Draft) -> int:
    """Give the version that a draft begins after, where its page doesn't say."""
    if before.typed.begun_after is not None:
        return before.typed.begun_after
    return len(signed_of(work.session, before.course.patient, before.course.id))


def discard_draft(clinic: Clinic, actor: Actor, patient: PatientId, course: CourseId) -> None:
    """Throw a draft away; what was signed stays."""
    with changing(clinic, actor, Action.WRITE_DRAFT, patient) as work:
        if plans.draft(work.session, patient, course) is not None:
            plans.drop_draft(work.session, patient, course)
            work.trace(Event.DRAFT_DISCARDED, course=course)


def sign(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    course: CourseId,
    *,
    draft_id: int,
    revision: int,
    in_force_from: date | None,
    reason: str,
    password: str,
) -> PlanVersion:
    """Make a draft a signed version; signing the same draft again gives the same version.

    *in_force_from* is None for a first version, which is in force from its first row.
    TaperError where the password is wrong, the draft isn't complete or isn't what was read;
    ChangedElsewhere where a version was signed since the draft was begun.
    """
    signature.check(clinic, actor, patient, password)
    with changing(clinic, actor, Action.SIGN_PLAN, patient) as work:
        signed = plans.version_of_draft(work.session, patient, draft_id)
        if signed is not None:
            return signed
        kept = draft_on_file(work.session, patient, course)
        if (kept.draft_id, kept.revision) != (draft_id, revision) or not kept.revision:
            raise ChangedElsewhere("plan.draft_changed", at=kept.saved_at or work.at)
        read = read_plan(kept.typed, medicine=kept.course.medicine, form=kept.course.form)
        if read.plan is None:
            raise TaperError("plan.not_complete")
        return _sign(work, kept, read.plan, in_force_from, reason.strip())


def _sign(
    work: Work, kept: Draft, plan: Plan, in_force_from: date | None, reason: str
) -> PlanVersion:
    course = kept.course
    before = signed_of(work.session, course.patient, course.id)
    if before and kept.typed.begun_after != before[-1].version:
        newest = before[-1]
        raise ChangedElsewhere("plan.draft_older", version=newest.version, at=newest.signed_at)
    content = SignedContent(
        patient=course.patient,
        course=course.id,
        version=len(before) + 1,
        in_force_from=_in_force_from(work, plan, before, in_force_from),
        reason=checked_reason(reason) if before or reason else "",
        plan=plan,
    )
    signed = add_signed(work, content, kept.draft_id)
    plans.drop_draft(work.session, course.patient, course.id)
    return signed


def signed_of(session: Session, patient: PatientId, course: CourseId) -> list[PlanVersion]:
    """Give the signed versions of one course, oldest first."""
    return [each for each in plans.versions(session, patient) if each.course == course]


def add_signed(work: Work, content: SignedContent, signed_as: int) -> PlanVersion:
    """Keep a signed version within a transaction; *signed_as* is what becomes a version once."""
    text = canonical(content)
    signed = PlanVersion(
        **content.model_dump(exclude={"format", "plan"}),
        plan=content.plan,
        signed_by=work.actor.person,
        signed_by_name=work.actor.name,
        signed_at=work.at,
        content_sha256=sha256(text),
    )
    plans.add_version(work.session, signed, text, signed_as)
    work.trace(
        Event.PLAN_SIGNED,
        course=content.course,
        version=signed.version,
        sha256=signed.content_sha256,
    )
    return signed


def _in_force_from(work: Work, plan: Plan, before: list[PlanVersion], asked: date | None) -> date:
    first_row = plan.steps[0].starts
    if not before:
        return first_row
    if asked is None:
        raise TaperError("plan.in_force_from_missing")
    if asked < first_row:
        raise TaperError("plan.in_force_before_first_row", first_row=first_row)
    if asked < before[-1].in_force_from:
        raise TaperError("plan.in_force_before_last_version", day=before[-1].in_force_from)
    today = today_of(work.session, before[-1].patient, work.at)
    if asked < today:
        raise TaperError("amend.past", today=today)
    return asked


def today_of(session: Session, patient: PatientId, at: datetime) -> date:
    """Give the patient's calendar day at a moment."""
    found = people.patient(session, patient)
    if found is None:
        raise TaperError("id.unreadable")
    return clock.local_day(at, found.zone)


def checked_reason(reason: str) -> str:
    """Give why a plan changes, as it is signed; TaperError where nothing is said, or too much."""
    reason = reason.replace("\0", "").strip()  # PostgreSQL keeps no text with a NUL in it
    if not reason:
        raise TaperError("plan.reason_missing")
    if len(reason) > LONGEST_REASON:
        raise TaperError("row.plan_text_too_long", most=LONGEST_REASON)
    return reason
