"""What is asked of a patient and what was answered, cut to what the viewer may see."""

from collections.abc import Mapping
from datetime import date, timedelta

from pydantic import BaseModel

from taper import clock
from taper.actions.assignments import instrument_of
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading
from taper.actions.questionnaires import zone_of
from taper.actions.sections import is_open
from taper.diary.check_in import DAYS_BACK
from taper.diary.questionnaires import (
    Assignment,
    AssignmentId,
    Instrument,
    Response,
    SafetyAnswer,
    total,
)
from taper.errors import TaperError
from taper.ids import PatientId, PersonId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.grant import Section
from taper.people.person import Actor
from taper.storage import people, questionnaires


class Asked(BaseModel, frozen=True):
    """One questionnaire that is asked for today or may be filled in."""

    assignment: Assignment
    instrument: Instrument
    now: date | None  # asked for on this day, and not finished since
    after: date | None  # the next day on which it is asked for
    begun: tuple[date, ...]  # days on which it was begun, and that are still open


class Answered(BaseModel, frozen=True):
    """One questionnaire as it was answered; *closed*: its reader has not opened it yet."""

    response: Response
    assignment: Assignment
    instrument: Instrument
    total: int | None
    safety: tuple[SafetyAnswer, ...] = ()
    closed: bool = False  # the answers are left out
    may_open: bool = False  # the viewer is its reader


class Overview(BaseModel, frozen=True):
    """What is asked of a patient and what was answered, newest first."""

    today: date
    shares_diary: bool
    asked: tuple[Asked, ...]
    answered: tuple[Answered, ...]  # none where the diary is not open to the viewer
    names: Mapping[PersonId, str]


def overview(clinic: Clinic, actor: Actor, patient: PatientId) -> Overview:
    """Give the questionnaires of a patient, cut to what the viewer may see."""
    with reading(clinic, actor, Action.READ_PLAN, patient, page="questionnaires") as work:
        session = work.session
        assignments = questionnaires.assignments(session, patient)
        answered = answered_by(work, patient)
        own = work.actor.patient == patient
        today = clock.local_day(work.at, zone_of(work, patient))
        consent = people.consent(session, patient)
        opened = {each.opened_by for one in answered for each in one.safety if each.opened_by}
        wanted = opened | {each.reader for each in assignments if each.reader}
        return Overview(
            today=today,
            shares_diary=consent is not None and consent.holds,
            asked=tuple(
                _asked(each, answered, today) for each in assignments if each.ended_at is None
            ),
            answered=tuple(reversed(answered)),
            names=people.names(session, wanted | ({actor.person} if not own else set())),
        )


def _asked(assignment: Assignment, answered: list[Answered], today: date) -> Asked:
    own = [each.response for each in answered if each.response.assignment == assignment.id]
    kept = [each for each in own if not each.struck_out]
    finished = [each.day for each in kept if each.finished]
    is_now = assignment.is_asked_now(today, finished)
    return Asked(
        assignment=assignment,
        instrument=instrument_of(assignment),
        now=assignment.asked_until(today) if is_now else None,
        after=assignment.asked_after(today),
        begun=tuple(
            each.day
            for each in kept
            if not each.finished and today - each.day <= timedelta(days=DAYS_BACK)
        ),
    )


def answered_by(work: Work, patient: PatientId) -> list[Answered]:
    """Give what was answered, oldest first, within a transaction; nothing where it is closed.

    Until the reader has opened a safety answer, nobody but the patient sees that sheet's answers.
    """
    return all_answered(work, patient) if is_open(work, patient, Section.QUESTIONNAIRES) else []


def all_answered(work: Work, patient: PatientId) -> list[Answered]:
    """Give the same where the section is known to be open to whoever reads."""
    by_id = {each.id: each for each in questionnaires.assignments(work.session, patient)}
    if not by_id:
        return []
    safety = questionnaires.safety_answers(work.session, patient)
    return [
        _answered(work, each, by_id[each.assignment], safety)
        for each in questionnaires.responses(work.session, patient)
    ]


def _answered(
    work: Work, response: Response, assignment: Assignment, safety: list[SafetyAnswer]
) -> Answered:
    instrument = instrument_of(assignment)
    key = (response.assignment, response.day)
    own_safety = tuple(each for each in safety if (each.assignment, each.day) == key)
    closed = work.actor.patient != response.patient and any(
        each.opened_at is None for each in own_safety
    )
    return Answered(
        response=response.model_copy(update={"answers": {}}) if closed else response,
        assignment=assignment,
        instrument=instrument,
        total=None if closed else total(instrument, response.answers),
        safety=own_safety,
        closed=closed,
        may_open=closed and _is_reader(work, assignment),
    )


def _is_reader(work: Work, assignment: Assignment) -> bool:
    """Whoever was named; where that person's care has ended, any prescriber of the patient."""
    if assignment.reader is None or work.actor.person == assignment.reader:
        return True
    return not people.is_cared_for_by(work.session, assignment.patient, assignment.reader)


def open_safety_answer(
    clinic: Clinic, actor: Actor, patient: PatientId, assignment: AssignmentId, day: date
) -> None:
    """Keep that the named reader opened a safety answer; asked again, the first time stands."""
    with changing(clinic, actor, Action.OPEN_SAFETY_ANSWER, patient) as work:
        found = {each.id: each for each in questionnaires.assignments(work.session, patient)}
        if assignment not in found:
            raise TaperError("id.unreadable")
        if not _is_reader(work, found[assignment]):
            raise TaperError("questionnaire.other_reader")
        if questionnaires.open_safety_answers(
            work.session, patient, assignment, day, actor.person, work.at
        ):
            work.trace(Event.SAFETY_ANSWER_OPENED, day=day.isoformat())
