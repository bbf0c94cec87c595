"""Filling in a questionnaire: every revision kept, an answer that leads to help stored first."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel

from taper import clock
from taper.actions.assignments import instrument_of
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading
from taper.diary.check_in import Source, check_day
from taper.diary.questionnaires import (
    Assignment,
    AssignmentId,
    Instrument,
    Response,
    SafetyAnswer,
    is_complete,
    safety_points,
)
from taper.errors import ChangedElsewhere, TaperError
from taper.ids import PatientId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor
from taper.storage import people, questionnaires
from taper.words import language_name, say
from taper.words.language import in_use


class Sheet(BaseModel, frozen=True):
    """One questionnaire on one day, to be filled in or gone on with."""

    day: date
    assignment: Assignment
    instrument: Instrument
    response: Response | None
    shares_diary: bool


def sheet(
    clinic: Clinic, actor: Actor, patient: PatientId, assignment: AssignmentId, day: date
) -> Sheet:
    """Give a questionnaire to fill in; TaperError("questionnaire.not_assigned") for any other.

    TaperError("questionnaire.other_language") where its wording is not in the language in use:
    points are only those of a wording that its reader understands, and none is translated here.
    """
    with reading(clinic, actor, Action.WRITE_DIARY, patient) as work:
        found = _assigned(work, patient, assignment)
        asked = instrument_of(found)
        if not asked.is_in(in_use().code):
            raise other_language(asked)
        consent = people.consent(work.session, patient)
        return Sheet(
            day=day,
            assignment=found,
            instrument=asked,
            response=questionnaires.response(work.session, patient, assignment, day),
            shares_diary=consent is not None and consent.holds,
        )


def other_language(asked: Instrument) -> TaperError:
    """Say that the wording of *asked* is in another language, and where that one is chosen."""
    language, page = language_name(asked.language), say("shell.my_data")
    return TaperError("questionnaire.other_language", language=language, page=page)


def _assigned(work: Work, patient: PatientId, assignment: AssignmentId) -> Assignment:
    for each in questionnaires.assignments(work.session, patient):
        if each.id == assignment and each.ended_at is None:
            return each
    raise TaperError("questionnaire.not_assigned")


class Saved(BaseModel, frozen=True):
    """What is on file after saving, and whether it leads to crisis information."""

    response: Response
    leads_to_help: bool


def save_answers(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    assignment: AssignmentId,
    day: date,
    answers: Mapping[str, int],
    *,
    finish: bool = False,
    expected_revision: int,
) -> Saved:
    """Keep what was answered; the same again changes nothing and gives what is on file.

    *finish*: the rest stays empty. Everything is on file before anybody is shown anything.
    """
    with changing(clinic, actor, Action.WRITE_DIARY, patient) as work:
        found = _assigned(work, patient, assignment)
        instrument = instrument_of(found)
        checked = _checked(instrument, answers)
        zone = zone_of(work, patient)
        check_day(day, clock.local_day(work.at, zone))
        before = questionnaires.response(work.session, patient, assignment, day)
        finished = finish or is_complete(instrument, checked)
        leads = safety_points(instrument, checked) > 0
        if before is not None and _says(before, checked, finished=finished):
            return Saved(response=before, leads_to_help=leads)
        if (before.revision if before else 0) != expected_revision:
            raise ChangedElsewhere("questionnaire.changed_elsewhere", day=day)
        made = _newest(work, found, instrument, day, zone, before).model_copy(
            update={"answers": checked, "finished": finished}
        )
        _keep(work, made, before, instrument)
        return Saved(response=made, leads_to_help=leads)


def _newest(
    work: Work,
    found: Assignment,
    instrument: Instrument,
    day: date,
    zone: str,
    before: Response | None,
) -> Response:
    """Give the next revision of a day, still without its answers."""
    return Response(
        patient=found.patient,
        assignment=found.id,
        day=day,
        zone=before.zone if before else zone,
        instrument=instrument.id,
        instrument_version=instrument.version,
        answers={},
        finished=False,
        recorded_at=before.recorded_at if before else work.at,
        revised_at=work.at,
        revision=before.revision + 1 if before else 1,
        recorded_by=work.actor.person,
        source=Source.PATIENT,
    )


def _says(before: Response, answers: Mapping[str, int], *, finished: bool) -> bool:
    return (
        not before.struck_out
        and before.finished is finished
        and dict(before.answers) == dict(answers)
    )


def _checked(instrument: Instrument, answers: Mapping[str, int]) -> dict[str, int]:
    """Refuse an answer that the form doesn't have, and a form without any."""
    items = {item.code: item for item in instrument.items}
    for code, points in answers.items():
        if code not in items or items[code].choice(points) is None:
            raise TaperError("questionnaire.answer_unknown")
    if not answers:
        raise TaperError("questionnaire.nothing_answered")
    return {code: answers[code] for code in items if code in answers}


def strike_out(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    assignment: AssignmentId,
    day: date,
    *,
    expected_revision: int,
) -> Response:
    """Mark a questionnaire as entered in error: it stays, with its safety answer."""
    with changing(clinic, actor, Action.WRITE_DIARY, patient) as work:
        before = questionnaires.response(work.session, patient, assignment, day)
        if before is None:
            raise TaperError("id.unreadable")
        if before.struck_out:
            return before
        if before.revision != expected_revision:
            raise ChangedElsewhere("questionnaire.changed_elsewhere", day=day)
        change = {"struck_out": True, "revision": before.revision + 1, "revised_at": work.at}
        made = before.model_copy(update=change)
        _keep(work, made, before, None)
        return made


def _keep(
    work: Work, made: Response, before: Response | None, instrument: Instrument | None
) -> None:
    """Write a revision, the one before it, a safety answer, and the line in the trail."""
    if before is not None:
        questionnaires.keep_revision(work.session, before, work.actor.person, work.at)
    questionnaires.save(work.session, made)
    if instrument is not None:
        _keep_safety_answer(work, made, before, instrument)
    body = json.dumps(questionnaires.revision_body(made), sort_keys=True)
    saved = Event.QUESTIONNAIRE_SAVED if made.revision == 1 else Event.QUESTIONNAIRE_REVISED
    work.trace(
        Event.QUESTIONNAIRE_STRUCK_OUT if made.struck_out else saved,
        instrument=made.instrument,
        day=made.day.isoformat(),
        revision=made.revision,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
    )


def _keep_safety_answer(
    work: Work, made: Response, before: Response | None, instrument: Instrument
) -> None:
    """Keep a safety answer that is new or another than before."""
    points = safety_points(instrument, made.answers)
    told = before is not None and not before.struck_out
    if points and not (told and before and safety_points(instrument, before.answers) == points):
        questionnaires.add_safety_answer(
            work.session,
            SafetyAnswer(
                patient=made.patient,
                assignment=made.assignment,
                day=made.day,
                revision=made.revision,
                points=points,
                answered_at=work.at,
            ),
        )


def zone_of(work: Work, patient: PatientId) -> str:
    """Give the patient's time zone."""
    found = people.patient(work.session, patient)
    if found is None:
        raise TaperError("id.unreadable")
    return found.zone
