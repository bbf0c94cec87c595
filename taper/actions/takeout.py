"""A person's whole record as one file, and such a file brought into another installation."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from taper import clock
from taper.actions import sealed
from taper.actions.clinic import Clinic
from taper.actions.doing import TERMINAL, Work, changing, reading
from taper.actions.plans import course_plans
from taper.errors import TaperError
from taper.exports.takeout import NAME, Line, sealed_trail, takeout_file
from taper.ids import PatientId, PersonId
from taper.imports.takeout import Takeout, read_takeout
from taper.people.access import Action
from taper.people.audit import Event, Trace
from taper.people.person import Actor, Role, can_be_seen
from taper.plan.plan import PlanVersion, sha256
from taper.storage import (
    care,
    colleagues,
    diary,
    events,
    observations,
    people,
    questionnaires,
    requests,
    soundness,
    takeout,
    trail,
)

# What never leaves: words that a prescriber has not signed, and what opens a door.
LEFT_OUT = ("plan_draft", "account", "sign_in", "second_factor", "recovery_code", "code_hash")
NOTES = "appointment_note"  # prescribers' own; in the clinic's takeout, not in the patient's


def take_out(clinic: Clinic, actor: Actor, patient: PatientId) -> bytes:
    """Give everything on file of one person as a file; the export is the last line in it."""
    with changing(clinic, actor, Action.TAKE_OUT, patient) as work:
        work.trace(Event.EXPORTED, what=NAME)
        return _file(work, patient, with_notes=actor.session == TERMINAL)


def _file(work: Work, patient: PatientId, *, with_notes: bool) -> bytes:
    session = work.session
    tables = takeout.tables(session, patient)
    if not with_notes:
        _leave_out_notes(tables)
    plans = takeout.signed(session, patient)
    person = takeout.person(session, patient)
    others = takeout.people_of(tables, plans) - {PersonId(patient)}
    record = {
        "person": person,
        "tables": tables,
        "plans_signed": plans,
        "people": takeout.names(session, others),
    }
    left_out = LEFT_OUT if with_notes else (*LEFT_OUT, NOTES)
    trails = [*takeout.sealed(session, patient), _trail(session, patient)]
    return takeout_file(record, trails, left_out)


def _leave_out_notes(tables: takeout.Rows) -> None:
    """Leave out what prescribers wrote for themselves, with its words."""
    words = {each["words_id"] for each in tables[NOTES]}
    tables[NOTES] = []
    tables["free_text"] = [each for each in tables["free_text"] if each["id"] not in words]


def _trail(session: Session, patient: PatientId) -> str:
    lines = [Line(*each) for each in trail.linked(session, patient)]
    held = takeout.held_here(session, patient)
    acted = {each.trace.actor for each in lines if each.trace.actor}
    cared = {each["prescriber_id"] for each in held["care"]}
    return sealed_trail(lines, held, takeout.names(session, acted | cared))


class TakenIn(NamedTuple):
    """Who came, and how much."""

    patient: PatientId
    name: str
    days: int
    plans: int


class Looked(NamedTuple):
    """Whose record a file is, and how much is in it; nothing of what it says."""

    name: str
    days: int
    plans: int
    questionnaires: int
    events: int
    requests: int
    observations: int


def who_could(clinic: Clinic, actor: Actor) -> list[tuple[PersonId, str]]:
    """Give the prescribers who could look after somebody who is brought here."""
    with reading(clinic, actor, Action.TAKE_IN) as work:
        return colleagues.with_role(work.session, Role.PRESCRIBER)


def look(clinic: Clinic, actor: Actor, body: bytes) -> Looked:
    """Say what is in a takeout, and keep nothing of it; TaperError where `take_in` would refuse.

    The record is put on file to see whether it fits, and taken back before anybody can read it.
    """
    found = _read(clinic, actor, body)
    with changing(clinic, actor, Action.TAKE_IN) as work:
        days = _bring(work, found)
        work.session.rollback()
    tables = found.record["tables"]
    return Looked(
        name=found.record["person"]["name"],
        days=days,
        plans=len(found.record["plans_signed"]),
        questionnaires=len(tables["questionnaire_response"]),
        events=len(tables["event"]),
        requests=len(tables["patient_request"]),
        observations=len(tables["observation"]),
    )


def take_in(
    clinic: Clinic, actor: Actor, body: bytes, *, prescriber: str | PersonId = ""
) -> TakenIn:
    """Bring the person of a takeout here, whole or not at all.

    Plans come as history: none is in force until it is signed here. Consent, grants, links and
    reminders held there alone. *prescriber*: who looks after the person from now on, by sign-in
    name or id. TaperError where the file was changed, or where the person is here already.
    """
    found = _read(clinic, actor, body)
    person, plans = found.record["person"], found.record["plans_signed"]
    patient = PatientId(person["id"])
    with changing(clinic, actor, Action.TAKE_IN) as work:
        days = _bring(work, found)
        if prescriber != "":
            _begin_care(work, patient, _prescriber(work.session, prescriber))
    return TakenIn(patient, person["name"], days, len(plans))


def _read(clinic: Clinic, actor: Actor, body: bytes) -> Takeout:
    with reading(clinic, actor, Action.TAKE_IN):
        return read_takeout(body)


def _bring(work: Work, found: Takeout) -> int:
    """Put a record on file and hold it to what its trails tell; give the number of its days."""
    person, plans = found.record["person"], found.record["plans_signed"]
    patient = PatientId(person["id"])
    _check_people(work.session, found)
    lines = sealed.opened(found.trails, sha256(found.trails[-1]))
    sealed.check_signed(plans, lines)
    for each in plans:
        sealed.read_signed(each, patient)
    try:
        _put(work, found)
        days = _read_back(work.session, patient)
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise TaperError("takeout.rows_contradict") from error
    _trace(work, patient, Event.TAKEN_IN, _seals(found))
    if soundness.days_changed(work.session, patient, sealed.told(patient, lines)):
        raise TaperError("takeout.damaged")
    return days


def _check_people(session: Session, found: Takeout) -> None:
    """Refuse somebody who is here already, and writers who are somebody else here."""
    person = found.record["person"]
    if takeout.is_known(session, person["id"]) or takeout.belongs_here(session, {person["id"]}):
        raise TaperError("takeout.there_already")
    named = {each["id"] for each in found.record["people"]}
    wrote = takeout.people_of(found.record["tables"], found.record["plans_signed"])
    if not wrote <= named | {person["id"]} or 0 in named:
        raise TaperError("takeout.damaged")
    if takeout.belongs_here(session, named):
        raise TaperError("takeout.others_here")
    clock.zone(person["zone"])
    texts = [person["name"], person["mark"], *(each["name"] for each in found.record["people"])]
    if not all(map(can_be_seen, texts)):
        raise TaperError("takeout.damaged")


def _seals(found: Takeout) -> dict[str, str | int | bool | None]:
    return {
        "trail_sha256": sha256(found.trails[-1]),
        "plans_sha256": sealed.plans_sha256(_by_draft(found.record["plans_signed"])),
        "record_sha256": found.record_sha256,
    }


def _by_draft(plans: list[takeout.Row]) -> list[takeout.Row]:
    """Give plans as the table of those signed elsewhere has them in order."""
    return sorted(plans, key=lambda each: int(each["draft_id"]))


def _put(work: Work, found: Takeout) -> None:
    record, session = found.record, work.session
    patient = PatientId(record["person"]["id"])
    takeout.put_person(session, record["person"], record["people"], work.at)
    trail.open_chain(session, patient)
    tables = dict(record["tables"])
    tables["questionnaire_assignment"] = [
        _ended(each, work.at) for each in tables["questionnaire_assignment"]
    ]
    there = takeout.put_rows(session, patient, tables)
    if not there or not takeout.put_signed(session, patient, record["plans_signed"]):
        raise TaperError("takeout.rows_contradict")
    takeout.put_sealed(session, patient, found.trails)


def _ended(asked: takeout.Row, at: datetime) -> takeout.Row:
    """End what nobody here has asked for: its named reader is not here to read."""
    return asked if asked["ended_at"] else {**asked, "ended_at": at.isoformat(), "ended_by": None}


def _read_back(session: Session, patient: PatientId) -> int:
    """Read everything the way pages will, so that no page fails on it later; give the days."""
    diary.symptoms(session, patient)
    days = diary.check_ins(session, patient)
    for each in days:
        type(each).model_validate(each.model_dump())
        diary.revisions(session, patient, each.day)
    for entry in events.events(session, patient):
        events.revisions(session, patient, entry.id)
    questionnaires.assignments(session, patient)
    questionnaires.responses(session, patient)
    requests.requests(session, patient)
    observations.observations(session, patient)
    course_plans(session, patient)
    return len(days)


def _prescriber(session: Session, named: str | PersonId) -> tuple[PersonId, str]:
    """Give id and name of a prescriber who can sign in, by sign-in name or id."""
    known = dict(colleagues.with_role(session, Role.PRESCRIBER))
    if not isinstance(named, str):
        if named not in known:
            raise TaperError("takeout.choose_prescriber")
        return named, known[named]
    account = people.account(session, named.casefold())
    if account is None or account.person not in known:
        raise TaperError("takeout.no_prescriber", name=named)
    return account.person, known[account.person]


def _begin_care(work: Work, patient: PatientId, prescriber: tuple[PersonId, str]) -> None:
    person, name = prescriber
    care.begin(work.session, person, patient, work.at, None)
    _trace(work, patient, Event.CARE_BEGUN, {"name": name})


def _trace(work: Work, patient: PatientId, event: Event, detail: dict[str, Any]) -> None:
    """Write a line into the trail of somebody who was not here when the work began."""
    line = Trace(at=work.at, actor=work.actor.person, patient=patient, event=event, detail=detail)
    trail.write(work.session, work.clinic.trail_key, line)


def signed_elsewhere(clinic: Clinic, actor: Actor, patient: PatientId) -> list[PlanVersion]:
    """Give the plans that were signed in other installations: history, in force nowhere here."""
    with reading(clinic, actor, Action.READ_PLAN, patient, page="plan") as work:
        rows = takeout.signed_elsewhere(work.session, patient)
    return [_version(each, patient) for each in rows]


def _version(row: takeout.Row, patient: PatientId) -> PlanVersion:
    content = sealed.read_signed(row, patient)
    return PlanVersion(
        **content.model_dump(exclude={"format", "plan"}),
        plan=content.plan,
        signed_by=row["signed_by"],
        signed_by_name=row["signed_by_name"],
        signed_at=datetime.fromisoformat(row["signed_at"]),
        content_sha256=row["content_sha256"],
    )
