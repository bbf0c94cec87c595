"""Reminders that need no server: a calendar with a secret address, and the same as a file."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sqlalchemy.orm import Session

from taper import clock
from taper.actions.assignments import instrument_of
from taper.actions.clinic import Clinic
from taper.actions.diary import zone_of
from taper.actions.doing import changing, reading
from taper.actions.plans import course_plans
from taper.actions.reader import language_for
from taper.diary.pause import Pause, pause_on
from taper.diary.reminders import Chosen, Reminders, check_chosen
from taper.errors import TaperError
from taper.exports.ical import Daily, Entry, calendar
from taper.ids import PatientId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor, Patient
from taper.record.change_days import change_days
from taper.storage import pauses, people, questionnaires
from taper.storage import reminders as stored
from taper.words import say, say_values
from taper.words.language import speaking

SECRET_BYTES = 24
DAYS_AHEAD = 366  # of days that are written out one by one
DAYS_BEHIND = 31
ADDRESS = "/calendar/"


def reminders(clinic: Clinic, actor: Actor, patient: PatientId) -> Reminders:
    """Give what the patient wants to be reminded of."""
    with reading(clinic, actor, Action.SET_REMINDERS, patient) as work:
        return stored.reminders(work.session, patient)


def set_reminders(clinic: Clinic, actor: Actor, patient: PatientId, chosen: Chosen) -> Reminders:
    """Keep what the patient wants to be reminded of; the same again changes nothing."""
    check_chosen(chosen)
    with changing(clinic, actor, Action.SET_REMINDERS, patient) as work:
        if stored.reminders(work.session, patient).chosen != chosen:
            today = clock.local_day(work.at, zone_of(work, patient))
            stored.choose(work.session, patient, chosen, today, work.at)
            work.trace(Event.REMINDERS_SET)
        return stored.reminders(work.session, patient)


def make_address(clinic: Clinic, actor: Actor, patient: PatientId) -> str:
    """Make a secret address of the calendar and give it, this once; an older one is closed."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with changing(clinic, actor, Action.SET_REMINDERS, patient) as work:
        if stored.reminders(work.session, patient).chosen.is_empty:
            raise TaperError("reminders.nothing_chosen")
        stored.set_address(work.session, patient, _hash(secret), work.at)
        work.trace(Event.CALENDAR_OPENED)
    return f"{clinic.settings.public_url.rstrip('/')}{ADDRESS}{secret}.ics"


def close_address(clinic: Clinic, actor: Actor, patient: PatientId) -> None:
    """Close the address: whoever has it gets nothing more."""
    with changing(clinic, actor, Action.SET_REMINDERS, patient) as work:
        if stored.reminders(work.session, patient).has_address:
            stored.set_address(work.session, patient, None, work.at)
            work.trace(Event.CALENDAR_CLOSED)


def calendar_file(clinic: Clinic, actor: Actor, patient: PatientId) -> bytes:
    """Give the calendar as a file; the export is in the trail.

    TaperError("reminders.nothing_chosen") where the patient never chose anything to stand in it.
    """
    with changing(clinic, actor, Action.EXPORT_CALENDAR, patient) as work:
        if stored.reminders(work.session, patient).changed_at is None:
            raise TaperError("reminders.nothing_chosen")
        made = _calendar(work.session, patient)
        work.trace(Event.EXPORTED, what="reminders.ics")
        return made


def calendar_at(clinic: Clinic, secret: str) -> bytes:
    """Give the calendar that a secret address opens; TaperError("reminders.no_calendar")."""
    with clinic.store.reading() as session:
        patient = stored.patient_of_address(session, _hash(secret))
        if patient is None:
            raise TaperError("reminders.no_calendar")
        return _calendar(session, patient)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _calendar(session: Session, patient: PatientId) -> bytes:
    found = people.patient(session, patient)
    if found is None:
        raise TaperError("id.unreadable")
    with speaking(language_for(session, patient)):
        return _written(session, found)


def _written(session: Session, found: Patient) -> bytes:
    patient = found.id
    wanted = stored.reminders(session, patient)
    kept = pauses.pauses(session, patient)
    today = clock.today(found.zone)
    entries = [
        *_daily(wanted, kept, today),
        *_changes(session, patient, wanted),
        *_questionnaires(session, patient, wanted, kept, today),
    ]
    return calendar(entries, clock.zone(found.zone), owner=patient)


def _daily(wanted: Reminders, kept: Iterable[Pause], today: date) -> Iterator[Entry]:
    """Give the daily check-in, without the days of a pause."""
    if wanted.last_at is None or wanted.since is None or wanted.changed_at is None:
        return
    open_ended = [each.first for each in kept if each.last is None]
    last = min(open_ended) - timedelta(days=1) if open_ended else None
    # To the end of each pause, however far ahead, but never more days than a year from now.
    end = min(
        max((each.last for each in kept if each.last), default=wanted.since),
        today + timedelta(days=DAYS_AHEAD),
    )
    days = [wanted.since + timedelta(days=at) for at in range((end - wanted.since).days + 1)]
    yield Entry(
        name="check-in",
        title=_title("check_in", wanted),
        day=wanted.since,
        sequence=wanted.sequence,
        changed_at=wanted.changed_at,
        cancelled=wanted.chosen.check_in_at is None or (last is not None and last < wanted.since),
        daily=Daily(
            at=wanted.last_at,
            without=tuple(day for day in days if pause_on(kept, day)),
            last=None if last is not None and last < wanted.since else last,
        ),
    )


def _changes(session: Session, patient: PatientId, wanted: Reminders) -> Iterator[Entry]:
    """Give the days on which a signed plan changes a dose; a pause of the diary is none of it.

    No dose is named: a calendar may show a day long after the plan was changed.
    """
    if wanted.changed_at is None or not wanted.told_changes:
        return
    for course in course_plans(session, patient):
        for each in change_days(course.versions):
            yield Entry(
                name=f"change/{course.course.id}/{each.day}",
                title=_title("change", wanted, medicine=course.course.medicine),
                day=each.day,
                sequence=wanted.sequence + each.flips,
                changed_at=max(wanted.changed_at, each.since),
                cancelled=not (each.stands and wanted.chosen.dose_changes),
            )


def _questionnaires(
    session: Session,
    patient: PatientId,
    wanted: Reminders,
    kept: Iterable[Pause],
    today: date,
) -> Iterator[Entry]:
    """Give the days on which a questionnaire is asked for, but for those of a pause."""
    if wanted.changed_at is None or not wanted.told_questionnaires:
        return
    first, last = today - timedelta(days=DAYS_BEHIND), today + timedelta(days=DAYS_AHEAD)
    for asked in questionnaires.assignments(session, patient):
        for day in asked.asked_between(first, last):
            taken_back = asked.ended_at is not None
            paused = pause_on(kept, day) is not None
            yield Entry(
                name=f"questionnaire/{asked.id}/{day}",
                title=_title("questionnaire", wanted, title=instrument_of(asked).title),
                day=day,
                sequence=wanted.sequence + taken_back,
                changed_at=max(filter(None, (wanted.changed_at, asked.ended_at))),
                cancelled=taken_back or paused or not wanted.chosen.questionnaires,
            )


def _title(name: str, wanted: Reminders, **values: object) -> str:
    if wanted.chosen.names_shown:
        return say_values(f"calendar.{name}_named", values)
    return say(f"calendar.{name}")
