"""Asking a patient for a questionnaire: none by itself, no day and no interval filled in."""

from datetime import date

from pydantic import BaseModel

from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading
from taper.diary.around_sessions import days_around
from taper.diary.questionnaires import (
    LONGEST_INTERVAL_DAYS,
    LONGEST_WORDS,
    OWN_QUESTION,
    Assignment,
    AssignmentId,
    Choice,
    Instrument,
    Item,
)
from taper.errors import TaperError
from taper.facts import questionnaires as facts
from taper.ids import PatientId, PersonId, new_id
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor
from taper.plan.reading import read_date
from taper.storage import people, questionnaires
from taper.words import say


def own_question(text: str = "") -> Instrument:
    """Give a clinic's own yes-or-no safety question as a questionnaire of one item."""
    answers = (say("questionnaire.no"), say("questionnaire.yes"))
    choices = tuple(Choice(points=points, text=each) for points, each in enumerate(answers))
    item = Item(
        code=OWN_QUESTION,
        text=text or say("questionnaire.own_title"),
        choices=choices,
        counts=False,
        asks_safety=True,
    )
    return Instrument(
        id=OWN_QUESTION,
        title=say("questionnaire.own_title"),
        version="1",
        lead="",
        items=(item,),
    )


def instruments() -> tuple[Instrument, ...]:
    """Give everything that can be asked for."""
    return (*facts.instruments(), own_question())


def instrument_of(assignment: Assignment) -> Instrument:
    """Give the questionnaire that an assignment asks for, word for word."""
    if assignment.instrument == OWN_QUESTION:
        return own_question(assignment.question)
    found = facts.instrument(assignment.instrument)
    if found is None:
        raise TaperError("questionnaire.unknown")
    return found


def readers(clinic: Clinic, actor: Actor, patient: PatientId) -> list[tuple[PersonId, str]]:
    """Give who can be named as the reader of a safety answer."""
    with reading(clinic, actor, Action.ASSIGN_QUESTIONNAIRE, patient) as work:
        return people.prescribers_of(work.session, patient)


class TypedAssignment(BaseModel, frozen=True):
    """What a prescriber typed, as typed."""

    instrument: str
    question: str = ""
    first_day: str = ""
    every_days: str = ""
    on_days: str = ""  # one a line
    sessions: str = ""  # the days of a course of sessions, one a line
    days_before: str = ""  # the first of them; several with commas
    on_each_session: bool = False
    days_after: str = ""  # the last of them
    reads: str = ""
    reader: PersonId | None = None


def assign(clinic: Clinic, actor: Actor, patient: PatientId, typed: TypedAssignment) -> Assignment:
    """Ask for a questionnaire; the same again gives the one there is."""
    with changing(clinic, actor, Action.ASSIGN_QUESTIONNAIRE, patient) as work:
        made = _made(work, patient, typed)
        for each in questionnaires.assignments(work.session, patient):
            if each.ended_at is None and _asks_the_same(each, made):
                if _says_the_same(each, made):
                    return each
                raise TaperError("questionnaire.assigned_already")
        questionnaires.add_assignment(work.session, made)
        work.trace(Event.QUESTIONNAIRE_ASSIGNED, instrument=made.instrument)
        return made


def _asks_the_same(one: Assignment, other: Assignment) -> bool:
    return (one.instrument, one.question) == (other.instrument, other.question)


def _says_the_same(one: Assignment, other: Assignment) -> bool:
    apart = {"id", "assigned_by", "assigned_at"}
    return one.model_dump(exclude=apart) == other.model_dump(exclude=apart)


def _made(work: Work, patient: PatientId, typed: TypedAssignment) -> Assignment:
    own = typed.instrument == OWN_QUESTION
    asked = own_question() if own else facts.instrument(typed.instrument)
    if asked is None:
        raise TaperError("questionnaire.unknown")
    question = _words(typed.question) if own else ""
    if own and not question:
        raise TaperError("questionnaire.question_missing")
    reads, reader = _reader(work, patient, typed) if asked.asks_safety else ("", None)
    first_day, every_days = _rhythm(typed)
    around = _around_sessions(typed)
    return Assignment(
        id=AssignmentId(new_id()),
        patient=patient,
        instrument=asked.id,
        question=question,
        first_day=first_day,
        every_days=every_days,
        on_days=around or _days(typed.on_days),
        reads=reads,
        reader=reader,
        assigned_by=work.actor.person,
        assigned_at=work.at,
    )


def _words(text: str) -> str:
    words = " ".join(text.replace("\0", "").split())
    if len(words) > LONGEST_WORDS:
        raise TaperError("questionnaire.words_too_long", characters=LONGEST_WORDS)
    return words


def _reader(work: Work, patient: PatientId, typed: TypedAssignment) -> tuple[str, PersonId]:
    """Give who reads a safety answer, in words for the patient and as a person on file."""
    reads = _words(typed.reads)
    if not reads:
        raise TaperError("questionnaire.reads_missing")
    can_read = [person for person, _ in people.prescribers_of(work.session, patient)]
    reader = can_read[0] if typed.reader is None and len(can_read) == 1 else typed.reader
    if reader not in can_read or reader is None:
        raise TaperError("questionnaire.reader_missing")
    return reads, reader


def _rhythm(typed: TypedAssignment) -> tuple[date | None, int | None]:
    first, every = typed.first_day.strip(), typed.every_days.strip()
    chosen = (every, typed.on_days.strip(), typed.sessions.strip())
    if sum(map(bool, chosen)) > 1:
        raise TaperError("questionnaire.two_rhythms")
    if not first and not every:
        return None, None
    if not (every.isascii() and every.isdigit() and 1 <= int(every[:6]) <= LONGEST_INTERVAL_DAYS):
        raise TaperError("questionnaire.every_unreadable", days=LONGEST_INTERVAL_DAYS)
    if not first:
        raise TaperError("questionnaire.first_day_missing")
    return read_date(first), int(every)


def _around_sessions(typed: TypedAssignment) -> tuple[date, ...]:
    """Give the days before, during and after the sessions, from what was typed and no more."""
    before, after = _numbers(typed.days_before), _numbers(typed.days_after)
    sessions = _days(typed.sessions)
    wanted = bool(before or after or typed.on_each_session)
    if wanted and not sessions:
        raise TaperError("questionnaire.sessions_missing")
    if sessions and not wanted:
        raise TaperError("questionnaire.sessions_when")
    return days_around(sessions, before=before, on_each=typed.on_each_session, after=after)


def _numbers(text: str) -> list[int]:
    typed = [each.strip() for each in text.split(",") if each.strip()]
    for each in typed:
        if not (each.isascii() and each.isdigit() and 1 <= int(each[:6]) <= LONGEST_INTERVAL_DAYS):
            raise TaperError("questionnaire.every_unreadable", days=LONGEST_INTERVAL_DAYS)
    return [int(each) for each in typed]


def _days(text: str) -> tuple[date, ...]:
    typed = [each for line in text.splitlines() for each in line.split(";") if each.strip()]
    return tuple(sorted({read_date(each) for each in typed}))


def end_assignment(
    clinic: Clinic, actor: Actor, patient: PatientId, assignment: AssignmentId
) -> None:
    """Take a questionnaire back: it can no longer be opened; what was answered stays."""
    with changing(clinic, actor, Action.ASSIGN_QUESTIONNAIRE, patient) as work:
        found = {each.id: each for each in questionnaires.assignments(work.session, patient)}
        if assignment not in found:
            raise TaperError("id.unreadable")
        if found[assignment].ended_at is None:
            questionnaires.end_assignment(
                work.session, patient, assignment, work.actor.person, work.at
            )
            work.trace(Event.QUESTIONNAIRE_ENDED, instrument=found[assignment].instrument)
