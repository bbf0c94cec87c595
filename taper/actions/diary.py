"""Recording a day: saved once, every earlier revision kept, its line in the trail."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from pydantic import BaseModel

from taper import clock
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading
from taper.diary.check_in import LONGEST_NOTE, Answers, CheckIn, Source, check_day, check_time
from taper.diary.intake import Intake, Taken
from taper.diary.symptoms import Severity, Symptom
from taper.errors import ChangedElsewhere, TaperError
from taper.ids import CourseId, PatientId, PersonId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor
from taper.plan.in_force import on_day, stretches
from taper.storage import diary, people, plans


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
    sleep_quality: int | None = None
    usual_things: int | None = None
    bad_day: bool = False
    note: str = ""
    note_is_private: bool = False
    taken: tuple[SaidTaken, ...] = ()


class DayOnFile(BaseModel, frozen=True):
    """One day as it is on file, and what to ask."""

    day: date
    check_in: CheckIn | None
    symptoms: tuple[Symptom, ...]
    entered_by: str = ""  # the name, where it wasn't the patient

    @property
    def revision(self) -> int:
        """Which revision this is; 0 where nothing is on file."""
        return self.check_in.revision if self.check_in else 0


def day_on_file(clinic: Clinic, actor: Actor, patient: PatientId, day: date) -> DayOnFile:
    """Give what is on file for a day of the diary."""
    with reading(clinic, actor, Action.READ_DIARY, patient, page="day") as work:
        found = diary.check_in(work.session, patient, day)
        made = seen_by(work, [found])[0] if found else None
        return DayOnFile(
            day=day,
            check_in=made,
            symptoms=tuple(diary.symptoms(work.session, patient)),
            entered_by=entered_by(work, [made] if made else []).get(day, ""),
        )


def days_on_file(
    clinic: Clinic, actor: Actor, patient: PatientId, first: date, last: date
) -> dict[date, CheckIn]:
    """Give the check-ins of a stretch of days, both ends included."""
    with reading(clinic, actor, Action.READ_DIARY, patient, page="days") as work:
        found = diary.check_ins(work.session, patient, first, last)
        return {each.day: each for each in seen_by(work, found)}


def seen_by(work: Work, check_ins: Iterable[CheckIn]) -> list[CheckIn]:
    """Give check-ins as the actor may read them: a private note is for the patient alone."""
    if work.patient is not None and work.actor.patient == work.patient:
        return list(check_ins)
    return [
        each.model_copy(update={"answers": each.answers.without_private_note})
        if each.answers.note_is_private
        else each
        for each in check_ins
    ]


def entered_by(work: Work, check_ins: Iterable[CheckIn]) -> dict[date, str]:
    """Name who entered each day that the patient did not enter; nobody for a file read in."""
    others = {
        each.day: each.recorded_by
        for each in check_ins
        if each.recorded_by != PersonId(each.patient) and each.source is not Source.IMPORT
    }
    names = people.names(work.session, set(others.values())) if others else {}
    return {day: names.get(person, "") for day, person in others.items()}


def revisions(clinic: Clinic, actor: Actor, patient: PatientId, day: date) -> list[dict[str, Any]]:
    """Give what a day said before, oldest first."""
    with reading(clinic, actor, Action.READ_DIARY, patient, page="revisions") as work:
        found = diary.revisions(work.session, patient, day)
        if actor.patient == patient:
            return found
        now = diary.check_in(work.session, patient, day)
        # Once a day's note is private, what it said before is no longer for others either.
        closed = now is not None and now.answers.note_is_private
        return [_without_private_note(body, closed=closed) for body in found]


def _without_private_note(body: dict[str, Any], *, closed: bool) -> dict[str, Any]:
    private = closed or body["answers"].get("note_is_private", False)
    return {**body, "note": ""} if private else body


def save_check_in(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    day: date,
    said: Said,
    *,
    expected_revision: int,
    source: Source = Source.PATIENT,
) -> CheckIn:
    """Keep what was said about *day*; the same again changes nothing and gives what is on file.

    *expected_revision* is what the page was opened on, 0 for an empty day:
    ChangedElsewhere where another page saved something else meanwhile. *source* is PAPER
    for a sheet, whoever types it in, and ON_BEHALF for what the patient told a prescriber.
    """
    with changing(clinic, actor, _writing(actor, patient, source), patient) as work:
        before = _open_for(work, patient, day, source)
        answers = _answers(work, patient, day, said, before)
        if actor.patient != patient:
            answers = answers.model_copy(update={"note_is_private": False})
        if before is not None and not before.struck_out and before.answers == answers:
            return before
        if (before.revision if before else 0) != expected_revision:
            raise ChangedElsewhere("check_in.changed_elsewhere", day=day)
        return _keep_answers(work, patient, day, answers, before, source)


def record_bad_day(clinic: Clinic, actor: Actor, patient: PatientId, day: date) -> CheckIn:
    """Keep "a bad day, no details"; it only adds: what is on file for the day stays as it is."""
    with changing(clinic, actor, Action.WRITE_DIARY, patient) as work:
        before = _open_for(work, patient, day, Source.PATIENT)
        on_file = before.answers if before and not before.struck_out else Answers()
        if on_file.bad_day and before is not None:
            return before
        answers = on_file.model_copy(update={"bad_day": True})
        return _keep_answers(work, patient, day, answers, before, Source.PATIENT)


def _writing(actor: Actor, patient: PatientId, source: Source) -> Action:
    own_sheet = source is Source.PAPER and actor.patient == patient
    own = own_sheet or source is Source.PATIENT
    return Action.WRITE_DIARY if own else Action.WRITE_ON_BEHALF


def _open_for(work: Work, patient: PatientId, day: date, source: Source) -> CheckIn | None:
    """Give what is on file for a day that can be written; a patient's own day is the patient's."""
    if source is Source.IMPORT:
        raise ValueError("a file comes in by actions/imports.py")
    check_day(day, clock.local_day(work.at, zone_of(work, patient)), source)
    before = diary.check_in(work.session, patient, day)
    if work.actor.patient != patient and before is not None and not before.is_entered:
        raise TaperError("check_in.patients_own", day=day)
    return before


def _keep_answers(
    work: Work,
    patient: PatientId,
    day: date,
    answers: Answers,
    before: CheckIn | None,
    source: Source,
) -> CheckIn:
    zone = zone_of(work, patient)
    made = CheckIn(
        patient=patient,
        day=day,
        zone=zone,
        answers=answers,
        recorded_at=before.recorded_at if before else work.at,
        revised_at=work.at,
        late=before.late if before else day < clock.local_day(work.at, zone),
        revision=before.revision + 1 if before else 1,
        recorded_by=work.actor.person,
        source=source,
    )
    return keep(work, made, before)


def strike_out(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    day: date,
    *,
    expected_revision: int,
    source: Source = Source.PATIENT,
) -> CheckIn:
    """Mark a day as entered in error: it stays on file and leaves charts and means.

    Asked again, it gives what is on file. A prescriber (*source* ON_BEHALF) strikes out
    only what was typed for the patient.
    """
    with changing(clinic, actor, _writing(actor, patient, source), patient) as work:
        before = diary.check_in(work.session, patient, day)
        if actor.patient != patient and before is not None:
            _open_for(work, patient, before.day, source)
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
    if work.zone is None or patient != work.patient:
        found = people.patient(work.session, patient)
        if found is None:
            raise TaperError("id.unreadable")
        work.zone = found.zone
    return work.zone


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
        sleep_quality=said.sleep_quality,
        usual_things=said.usual_things,
        bad_day=said.bad_day,
        note=note,
        note_is_private=said.note_is_private and bool(note),
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
    courses = {course.id for course in plans.courses(work.session, patient)}
    now = clock.local(work.at, zone_of(work, patient))
    found = []
    for answer in taken:
        if answer.course not in courses:
            raise TaperError("check_in.medicine_unknown")
        old = kept.get(answer.course)
        if old is None or old.at != answer.at:
            check_time(day, answer.at, now)
        ug = _ug(work, patient, day, answer, old)
        if ug is None:
            raise TaperError("check_in.amount_missing")
        found.append(Intake(course=answer.course, taken=answer.taken, ug=ug, at=answer.at))
    return tuple(found)


def _ug(
    work: Work, patient: PatientId, day: date, answer: SaidTaken, old: Intake | None
) -> int | None:
    if answer.taken is Taken.NOT_TAKEN:
        return 0
    if answer.taken is Taken.OTHER:
        return answer.ug
    if old is not None and old.taken is Taken.AS_PLANNED:
        return old.ug
    signed = plans.version_on(work.session, patient, answer.course, day)
    stretch = on_day(stretches([signed]), day) if signed else None
    return stretch.step.ug_on(day) if stretch else None


def keep(work: Work, made: CheckIn, before: CheckIn | None) -> CheckIn:
    """Write a revision, the one before it, and their line in the trail."""
    session, words = work.session, made.answers.note
    old_note = diary.note_kept(session, made.patient, made.day) if before else diary.NO_NOTE
    same_words = before is not None and before.answers.note == words
    note = old_note if same_words else diary.keep_note(session, made.patient, words)
    if before is not None:
        diary.keep_revision(session, before, old_note, work.actor.person, work.at)
    diary.save(session, made, note, before)
    work.trace(
        _event(made),
        day=made.day.isoformat(),
        revision=made.revision,
        sha256=diary.revision_sha256(made, note),
    )
    return made


def _event(made: CheckIn) -> Event:
    if made.struck_out:
        return Event.CHECK_IN_STRUCK_OUT
    return Event.CHECK_IN_SAVED if made.revision == 1 else Event.CHECK_IN_REVISED
