"""A demo as large as one likes: a few made-up lives, each lived by many people."""

from collections.abc import Callable, Iterator
from datetime import date
from random import Random
from typing import NamedTuple

from sqlalchemy.orm import Session

from taper import clock
from taper.actions.clinic import Clinic, open_clinic
from taper.actions.people import CONSENT_WORDING
from taper.demo.clinic import DemoPatient, DemoPrescriber
from taper.demo.histories import identifier, made_up_patient, made_up_prescriber
from taper.demo.story import PATIENTS, PatientStory
from taper.errors import TaperError
from taper.ids import CourseId, PatientId, PersonId
from taper.people.audit import Event, Trace
from taper.people.person import Role
from taper.plan.plan import PlanVersion, SignedContent, canonical, sha256
from taper.settings import Settings
from taper.storage import bulk_copies, diary, people, plans, trail
from taper.storage.bulk_copies import History

LIVES = 24  # different histories
PATIENTS_A_PRESCRIBER = 100
AT_ONCE = 20  # patients in one transaction
LIVED_LONG = 400  # days; the stories of somebody new, or of nobody yet, are left out

Progress = Callable[[int, int], None]


class Life(NamedTuple):
    """One history, to be lived by many."""

    told: DemoPatient
    history: History


def fill_crowd(settings: Settings, patients: int, days: int, progress: Progress) -> int:
    """Put *patients* with diaries of *days* days on file; how many were not there yet.

    The same numbers on the same day give the same people and the same days. Broken off, it
    goes on where it stopped. TaperError for a database that isn't a demo's.
    """
    if not settings.demo:
        raise TaperError("database.not_a_demo")
    clinic = open_clinic(settings)
    try:
        return _fill(clinic, patients, days, clock.now().date(), progress)
    finally:
        clinic.store.close()


def _fill(clinic: Clinic, patients: int, days: int, today: date, progress: Progress) -> int:
    prescribers = _prescribers(clinic, patients, today)
    lives = list(_lives(min(LIVES, patients), days, prescribers[0], today))
    added = 0
    for first in range(0, patients, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, patients))
        with clinic.store.writing() as session:
            for number in numbers:
                by = prescribers[number // PATIENTS_A_PRESCRIBER]
                added += _add(clinic, session, number, lives[number % len(lives)], by)
        progress(numbers.stop, patients)
    return added


def _prescribers(clinic: Clinic, patients: int, today: date) -> list[DemoPrescriber]:
    count = -(-patients // PATIENTS_A_PRESCRIBER)
    made = [
        made_up_prescriber(f"crowd_{number}", f"Dr No {number:03}", today)
        for number in range(1, count + 1)
    ]
    with clinic.store.writing() as session:
        for each in made:
            if people.person(session, each.id) is None:
                people.add_person(session, each.id, each.name, Role.PRESCRIBER, each.since)
                people.add_account(session, each.id, each.sign_in_name, None)
    return made


def _lives(number: int, days: int, by: DemoPrescriber, today: date) -> Iterator[Life]:
    stories = [each for each in PATIENTS if each.diary and each.diary.begins > LIVED_LONG]
    for life in range(number):
        told = made_up_patient(_retold(stories[life % len(stories)], life, days), by, today)
        chance = Random(f"crowd/{life}")  # noqa: S311 - invented lives, no secrets
        yield Life(told, bulk_copies.history(told.patient.id, told.saves, chance))


def _retold(story: PatientStory, life: int, days: int) -> PatientStory:
    """Give *story* as it went for another person, with a diary of the last *days* days."""
    assert story.diary is not None  # noqa: S101 - those without were left out
    kept = story.diary.model_copy(update={"begins": days - 1, "ends": 0, "sparse_from": None})
    return story.model_copy(update={"sign_in_name": f"life_{life}", "diary": kept})


def _add(clinic: Clinic, session: Session, number: int, life: Life, by: DemoPrescriber) -> bool:
    """Put one person on file; False where he or she is there already."""
    told, name = life.told, f"crowd_{number:06}"
    own_id = PatientId(identifier(name))
    if people.patient(session, own_id) is not None:
        return False
    person = PersonId(own_id)
    known = told.patient.model_copy(update={"id": own_id, "name": f"Person {number + 1:06}"})
    people.add_person(session, person, known.name, Role.PATIENT, told.invited_at)
    people.add_patient(session, known)
    people.add_account(session, person, name, None)
    people.add_care(session, by.id, own_id, told.invited_at)
    people.give_consent(session, own_id, CONSENT_WORDING, told.agreed_at)
    diary.add_symptoms(session, own_id, told.symptoms)
    trail.open_chain(session, own_id)
    traces = [*_entrance(told, own_id, by.id), *_courses(session, told, own_id, by)]
    bulk_copies.put(session, life.history, own_id)
    traces += _saves(life.history, own_id)
    traces.sort(key=lambda trace: trace.at)
    trail.write(session, clinic.trail_key, *traces)
    if life.history.saves:
        trail.tell_news(session, own_id, life.history.saves[-1].at)
    return True


def _entrance(told: DemoPatient, patient: PatientId, by: PersonId) -> Iterator[Trace]:
    yield Trace(at=told.invited_at, actor=by, patient=patient, event=Event.INVITED)
    for event in (Event.INVITATION_ACCEPTED, Event.CONSENT_GIVEN):
        yield Trace(at=told.agreed_at, actor=PersonId(patient), patient=patient, event=event)


def _courses(
    session: Session, told: DemoPatient, patient: PatientId, by: DemoPrescriber
) -> Iterator[Trace]:
    for each in told.courses:
        course = each.course.model_copy(update={"patient": patient})
        plans.add_course(session, course, by.id, each.opened_at)
        yield Trace(
            at=each.opened_at,
            actor=by.id,
            patient=patient,
            event=Event.COURSE_OPENED,
            detail={"course": course.id},
        )
        for version in each.versions:
            yield _sign(session, version, patient, course.id, by)


def _sign(
    session: Session, version: PlanVersion, patient: PatientId, course: CourseId, by: DemoPrescriber
) -> Trace:
    content = canonical(
        SignedContent(
            patient=patient,
            course=course,
            version=version.version,
            in_force_from=version.in_force_from,
            reason=version.reason,
            plan=version.plan,
        )
    )
    own = {
        "patient": patient,
        "content_sha256": sha256(content),
        "signed_by": by.id,
        "signed_by_name": by.name,
    }
    draft = identifier("draft", str(patient), str(course), str(version.version))
    plans.add_version(session, version.model_copy(update=own), content, draft)
    detail = {"course": course, "version": version.version, "sha256": own["content_sha256"]}
    return Trace(
        at=version.signed_at, actor=by.id, patient=patient, event=Event.PLAN_SIGNED, detail=detail
    )


def _saves(made: History, patient: PatientId) -> Iterator[Trace]:
    for save in made.saves:
        event = Event.CHECK_IN_SAVED if save.revision == 1 else Event.CHECK_IN_REVISED
        yield Trace(
            at=save.at,
            actor=PersonId(patient),
            patient=patient,
            event=event,
            detail={
                "day": save.day.isoformat(),
                "revision": save.revision,
                "sha256": bulk_copies.sha256_of(save, made, patient),
            },
        )
