"""Putting the demo clinic on file: rows as real as what people save, in a demo's database alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from taper import clock
from taper.actions.clinic import Clinic, nobody_yet, open_clinic
from taper.actions.passwords import make_hash
from taper.actions.people import CONSENT_WORDING
from taper.demo import PASSWORD
from taper.demo.asked import add_asked
from taper.demo.clinic import DemoClinic, DemoCourse, DemoPatient, DemoPrescriber
from taper.demo.histories import histories
from taper.demo.load_beside import add_beside
from taper.demo.shared import add_shared, add_supporter
from taper.diary.check_in import CheckIn
from taper.errors import TaperError
from taper.ids import PatientId, PersonId, new_id
from taper.people.audit import Event, Trace
from taper.people.person import Role
from taper.plan.plan import SignedContent, canonical
from taper.settings import Settings
from taper.storage import bulk, diary, people, plans, reminders, trail
from taper.storage.diary import NoteKept

VIEWED = {"page": "compare", "session": "demo"}


def load_demo(settings: Settings) -> None:
    """Fill the database of *settings* with the demo clinic; an earlier demo's stays as it is.

    TaperError for a database that was not made as a demo's: nobody's record is mixed with it.
    """
    if not settings.demo:
        raise TaperError("database.not_a_demo")
    clinic = open_clinic(settings)
    try:
        if nobody_yet(clinic):
            fill(clinic, histories(clock.now().date()))
    finally:
        clinic.store.close()


def fill(clinic: Clinic, made: DemoClinic) -> None:
    """Put *made* on file in one transaction, into an empty demo's database alone."""
    if not clinic.settings.demo:
        raise TaperError("database.not_a_demo")
    with clinic.store.writing() as session:
        if not people.nobody_yet(session):
            raise TaperError("demo.not_empty")
        for prescriber in made.prescribers:
            _add_prescriber(clinic, session, prescriber)
        add_supporter(session)
        for patient in made.patients:
            _add_patient(clinic, session, patient)


def _add_prescriber(clinic: Clinic, session: Session, each: DemoPrescriber) -> None:
    people.add_person(session, each.id, each.name, Role.PRESCRIBER, each.since)
    people.add_account(session, each.id, each.sign_in_name, make_hash(PASSWORD))
    trace = Trace(at=each.since, actor=each.id, patient=None, event=Event.SET_UP)
    trail.write(session, clinic.trail_key, trace)


def _add_patient(clinic: Clinic, session: Session, each: DemoPatient) -> None:
    identifier, person = each.patient.id, PersonId(each.patient.id)
    people.add_person(session, person, each.patient.name, Role.PATIENT, each.invited_at)
    people.add_patient(session, each.patient)
    people.add_account(session, person, each.sign_in_name, None)
    people.add_care(session, each.prescriber, identifier, each.invited_at)
    people.give_consent(session, identifier, CONSENT_WORDING, each.agreed_at)
    diary.add_symptoms(session, identifier, each.symptoms)
    trail.open_chain(session, identifier)
    traces = [*_entrance(each), *_views(each)]
    for course in each.courses:
        traces += _add_course(session, course, each.prescriber)
    traces += _set_reminders(session, each)
    notes = bulk.add_days(session, each.saves)
    traces += add_beside(session, each.beside)
    traces += add_asked(session, each)
    traces += add_shared(session, each)
    _tell_what_is_new(session, each)
    traces += (_saved(save, note) for save, note in zip(each.saves, notes, strict=True))
    traces.sort(key=lambda trace: trace.at)
    bulk.write_trail(session, clinic.trail_key, traces)


def _tell_what_is_new(session: Session, each: DemoPatient) -> None:
    """Keep when the patient last wrote, and when the prescriber last looked."""
    if each.saves:
        trail.tell_news(session, each.patient.id, each.saves[-1].revised_at)
    if each.viewed_at:
        people.note_opened(session, each.patient.id, each.prescriber, max(each.viewed_at))


def _entrance(each: DemoPatient) -> Iterator[Trace]:
    patient, person = each.patient.id, PersonId(each.patient.id)
    yield Trace(at=each.invited_at, actor=each.prescriber, patient=patient, event=Event.INVITED)
    for event in (Event.INVITATION_ACCEPTED, Event.CONSENT_GIVEN):
        yield Trace(at=each.agreed_at, actor=person, patient=patient, event=event)


def _set_reminders(session: Session, each: DemoPatient) -> Iterator[Trace]:
    if each.reminders.is_empty:
        return
    patient, at = each.patient.id, each.agreed_at
    day = clock.local_day(at, each.patient.zone)
    reminders.choose(session, patient, each.reminders, day, at)
    yield _by(PersonId(patient), patient, at, Event.REMINDERS_SET)


def _views(each: DemoPatient) -> Iterator[Trace]:
    for at in each.viewed_at:
        yield Trace(
            at=at,
            actor=each.prescriber,
            patient=each.patient.id,
            event=Event.VIEWED,
            detail=VIEWED,
        )


def _add_course(session: Session, each: DemoCourse, by: PersonId) -> list[Trace]:
    """Open a course and sign its versions; give their lines for the trail."""
    course = each.course
    plans.add_course(session, course, by, each.opened_at)
    traces = [_by(by, course.patient, each.opened_at, Event.COURSE_OPENED, course=course.id)]
    for signed in each.versions:
        content = SignedContent(
            patient=signed.patient,
            course=signed.course,
            version=signed.version,
            in_force_from=signed.in_force_from,
            reason=signed.reason,
            plan=signed.plan,
        )
        plans.add_version(session, signed, canonical(content), new_id())
        typed_at = signed.signed_at - timedelta(minutes=4)
        traces += (
            _by(by, course.patient, typed_at, Event.DRAFT_SAVED, course=course.id, revision=1),
            _by(
                by,
                course.patient,
                signed.signed_at,
                Event.PLAN_SIGNED,
                course=course.id,
                version=signed.version,
                sha256=signed.content_sha256,
            ),
        )
    return traces


def _by(
    actor: PersonId, patient: PatientId, at: datetime, event: Event, **detail: str | int
) -> Trace:
    return Trace(at=at, actor=actor, patient=patient, event=event, detail=detail)


def _saved(made: CheckIn, note: NoteKept) -> Trace:
    event = Event.CHECK_IN_REVISED if made.revision > 1 else Event.CHECK_IN_SAVED
    return _by(
        made.recorded_by,
        made.patient,
        made.revised_at,
        Event.CHECK_IN_STRUCK_OUT if made.struck_out else event,
        day=made.day.isoformat(),
        revision=made.revision,
        sha256=diary.revision_sha256(made, note),
    )
