"""Recording a day: saved once, every earlier revision kept, its line in the trail."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, time
from typing import Any

from pydantic import BaseModel

from taper import clock
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading
from taper.actions.plans import course_plans
from taper.diary.check_in import LONGEST_NOTE, Answers, CheckIn, Source, check_day
from taper.diary.intake import Intake, Taken
from taper.diary.symptoms import Severity, Symptom
from taper.errors import ChangedElsewhere, TaperError
from taper.ids import CourseId, PatientId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor
from taper.plan.in_force import on_day, stretches
from taper.plan.plan import CoursePlans
from taper.storage import diary, people


class SaidTaken(BaseModel, frozen=True):
    """The answer to "did you take it?"; *ug* for another amount than the plan's."""

    course: CourseId
    taken: Taken
    ug: int | None = None
    at: time | None = None


class Said(BaseModel, frozen=True):
    """What somebody said about one day."""

    mood: int | None = None
    symptoms: dict[str, int] = {}
    sleep_min: int | None = None
    note: str = ""
    taken: tuple[SaidTaken, ...] = ()


class DayOnFile(BaseModel, frozen=True):
    """One day as it is on file, and what to ask."""

    day: date
    check_in: CheckIn | None
    symptoms: tuple[Symptom, ...]


def day_on_file(clinic: Clinic, actor: Actor, patient: PatientId, day: date) -> DayOnFile:
    """Give what is on file for a day of the diary."""
    with reading(clinic, actor, Action.READ_DIARY, patient, page="day") as work:
        return DayOnFile(
            day=day,
            check_in=diary.check_in(work.session, patient, day),
            symptoms=tuple(diary.symptoms(work.session, patient)),
        )


def days_on_file(
    clinic: Clinic, actor: Actor, patient: PatientId, first: date, last: date
) -> dict[date, CheckIn]:
    """Give the check-ins of a stretch of days, both ends included."""
    with reading(clinic, actor, Action.READ_DIARY, patient, page="days") as work:
        return {each.day: each for each in diary.check_ins(work.session, patient, first, last)}


def revisions(clinic: Clinic, actor: Actor, patient: PatientId, day: date) -> list[dict[str, Any]]:
    """Give what a day said before, oldest first."""
    with reading(clinic, actor, Action.READ_DIARY, patient, page="revisions") as work:
        return diary.revisions(work.session, patient, day)


def save_check_in(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    day: date,
    said: Said,
    *,
    expected_revision: int,
) -> CheckIn:
    """Keep what was said about *day*; the same again changes nothing and gives what is on file.

    *expected_revision* is what the page was opened on, 0 for an empty day:
    ChangedElsewhere where another page saved something else meanwhile.
    """
    with changing(clinic, actor, Action.WRITE_DIARY, patient) as work:
        zone = zone_of(work, patient)
        today = clock.local_day(work.at, zone)
        check_day(day, today)
        before = diary.check_in(work.session, patient, day)
        answers = _answers(work, patient, day, said, before)
        if before is not None and not before.struck_out and before.answers == answers:
            return before
        if (before.revision if before else 0) != expected_revision:
            raise ChangedElsewhere("check_in.changed_elsewhere", day=day)
        made = CheckIn(
            patient=patient,
            day=day,
            zone=zone,
            answers=answers,
            recorded_at=before.recorded_at if before else work.at,
            revised_at=work.at,
            late=before.late if before else day < today,
            revision=expected_revision + 1,
            recorded_by=actor.person,
            source=Source.PATIENT,
        )
        return keep(work, made, before)


def strike_out(
    clinic: Clinic, actor: Actor, patient: PatientId, day: date, *, expected_revision: int
) -> CheckIn:
    """Mark a day as entered in error: it stays on file and leaves charts and means.

    Asked again, it gives what is on file.
    """
    with changing(clinic, actor, Action.WRITE_DIARY, patient) as work:
        before = diary.check_in(work.session, patient, day)
        if before is not None and before.struck_out:
            return before
        if before is None or before.revision != expected_revision:
            raise ChangedElsewhere("check_in.changed_elsewhere", day=day)
        made = before.model_copy(
            update={
                "struck_out": True,
                "revision": before.revision + 1,
                "revised_at": work.at,
                "recorded_by": actor.person,
            }
        )
        return keep(work, made, before)


def zone_of(work: Work, patient: PatientId) -> str:
    found = people.patient(work.session, patient)
    if found is None:
        raise TaperError("id.unreadable")
    return found.zone


def _answers(
    work: Work, patient: PatientId, day: date, said: Said, before: CheckIn | None
) -> Answers:
    listed = {symptom.slug for symptom in diary.symptoms(work.session, patient)}
    if not listed.issuperset(said.symptoms):
        raise TaperError("check_in.symptom_unknown")
    note = said.note.replace("\0", "").strip()  # PostgreSQL keeps no text with a NUL in it
    if len(note) > LONGEST_NOTE:
        raise TaperError("check_in.note_too_long", characters=LONGEST_NOTE)
    answers = Answers(
        mood=said.mood,
        symptoms={slug: Severity(score) for slug, score in said.symptoms.items()},
        sleep_min=said.sleep_min,
        note=note,
        intakes=_intakes(work, patient, day, said.taken, before),
    )
    if answers.is_empty:
        raise TaperError("check_in.nothing_answered")
    return answers


def _intakes(
    work: Work,
    patient: PatientId,
    day: date,
    said: Iterable[SaidTaken],
    before: CheckIn | None,
) -> tuple[Intake, ...]:
    """Turn answers into amounts; "as planned" keeps what the plan said when it was answered."""
    taken = sorted(said, key=lambda answer: answer.course)
    if not taken:
        return ()
    kept = {intake.course: intake for intake in before.answers.intakes} if before else {}
    on_file = {plans.course.id: plans for plans in course_plans(work.session, patient)}
    found = []
    for answer in taken:
        if answer.course not in on_file:
            raise TaperError("check_in.medicine_unknown")
        ug = _ug(answer, kept.get(answer.course), on_file[answer.course], day)
        if ug is None:
            raise TaperError("check_in.amount_missing")
        found.append(Intake(course=answer.course, taken=answer.taken, ug=ug, at=answer.at))
    return tuple(found)


def _ug(answer: SaidTaken, old: Intake | None, plans: CoursePlans, day: date) -> int | None:
    if answer.taken is Taken.NOT_TAKEN:
        return 0
    if answer.taken is Taken.OTHER:
        return answer.ug
    if old is not None and old.taken is Taken.AS_PLANNED:
        return old.ug
    stretch = on_day(stretches(plans.versions), day)
    return stretch.step.ug_on(day) if stretch else None


def keep(work: Work, made: CheckIn, before: CheckIn | None) -> CheckIn:
    """Write a revision, the one before it, and their line in the trail."""
    old_note = diary.note_kept(work.session, made.patient, made.day)
    same_words = before is not None and before.answers.note == made.answers.note
    note = (
        old_note if same_words else diary.keep_note(work.session, made.patient, made.answers.note)
    )
    if before is not None:
        diary.keep_revision(work.session, before, old_note, work.actor.person, work.at)
    diary.save(work.session, made, note)
    event = (
        Event.CHECK_IN_STRUCK_OUT
        if made.struck_out
        else Event.CHECK_IN_REVISED
        if before
        else Event.CHECK_IN_SAVED
    )
    body = json.dumps(diary.revision_body(made, note), sort_keys=True)
    work.trace(
        event,
        day=made.day.isoformat(),
        revision=made.revision,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
    )
    return made
