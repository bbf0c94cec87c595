"""What the demo's patients asked, and the notes for their appointments: told, and put on file."""

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Literal

from pydantic import BaseModel
from sqlalchemy.orm import Session

from taper import clock
from taper.demo.clinic import DemoPatient
from taper.ids import PersonId
from taper.people.audit import Event, Trace
from taper.people.note import NoteId
from taper.people.request import Kind, PatientRequest, RequestId, Said
from taper.storage import appointment_notes, requests

BEFORE_A_VERSION = timedelta(days=2)
UNTIL_AN_ANSWER = timedelta(days=3)


class RequestStory(BaseModel, frozen=True):
    """One request."""

    patient: str
    kind: Kind
    words: str
    days: int | None = None  # back from today
    answered_by: Literal["version", "note"] | None = None
    note: str = ""


class NoteStory(BaseModel, frozen=True):
    """One note for the appointment."""

    patient: str
    days: int
    words: str


class Stories(BaseModel, frozen=True):
    """All of asked.toml."""

    request: tuple[RequestStory, ...]
    note: tuple[NoteStory, ...]


@cache
def stories() -> Stories:
    """Read the file once."""
    text = files(__package__).joinpath("asked.toml").read_text("utf-8")
    return Stories.model_validate(tomllib.loads(text))


def add_asked(session: Session, each: DemoPatient) -> Iterator[Trace]:
    """Keep what a patient asked and what is noted; give the lines for the trail."""
    chance = Random(f"exampline/asked/{each.sign_in_name}")  # noqa: S311 - invented, no secrets
    for told in stories().request:
        if told.patient == each.sign_in_name:
            yield from _add_request(session, each, told, RequestId(chance.getrandbits(63) | 1))
    for noted in stories().note:
        if noted.patient == each.sign_in_name:
            yield _add_note(session, each, noted, NoteId(chance.getrandbits(63) | 1))


def _back(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def _add_request(
    session: Session, each: DemoPatient, told: RequestStory, identifier: RequestId
) -> Iterator[Trace]:
    patient, newest = each.patient.id, each.courses[0].versions[-1]
    at = newest.signed_at - BEFORE_A_VERSION if told.days is None else _back(told.days)
    requests.add(session, patient, identifier, told.kind, newest.course, at)
    found = _there(session, each, identifier)
    requests.say(session, found, Said.ASKED, PersonId(patient), at, words=told.words)
    detail = {"request": str(identifier)}
    yield Trace(
        at=at,
        actor=PersonId(patient),
        patient=patient,
        event=Event.REQUEST_MADE,
        detail={**detail, "kind": told.kind.value},
    )
    if told.answered_by is None:
        return
    by_version = told.answered_by == "version"
    answered_at = newest.signed_at if by_version else at + UNTIL_AN_ANSWER
    requests.say(
        session,
        _there(session, each, identifier),
        Said.AMENDMENT if by_version else Said.NOTE,
        each.prescriber,
        answered_at,
        words=told.note,
        answer=(newest.course, newest.version) if by_version else None,
    )
    requests.close(session, found, answered_at)
    yield Trace(
        at=answered_at,
        actor=each.prescriber,
        patient=patient,
        event=Event.REQUEST_ANSWERED,
        detail=detail,
    )


def _there(session: Session, each: DemoPatient, identifier: RequestId) -> PatientRequest:
    found = requests.request(session, each.patient.id, identifier)
    assert found is not None  # noqa: S101 - just added
    return found


def _add_note(session: Session, each: DemoPatient, told: NoteStory, identifier: NoteId) -> Trace:
    at = _back(told.days)
    appointment_notes.add(session, each.patient.id, identifier, told.words, each.prescriber, at)
    return Trace(
        at=at,
        actor=each.prescriber,
        patient=each.patient.id,
        event=Event.NOTE_WRITTEN,
        detail={"note": str(identifier)},
    )
