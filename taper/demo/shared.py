"""A supporter in the demo: sees what two patients share, and wrote down what he noticed."""

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from random import Random

from pydantic import BaseModel
from sqlalchemy.orm import Session

from taper import clock
from taper.demo.clinic import DemoPatient
from taper.ids import PersonId
from taper.people.audit import Event, Trace
from taper.people.grant import ObservationId, Offer, Section
from taper.people.person import Role
from taper.storage import observations, people, sharing

SINCE = timedelta(days=20)


class NoticedStory(BaseModel, frozen=True):
    """Something the supporter wrote; days are counted back from today."""

    days: int
    words: str


class GrantStory(BaseModel, frozen=True):
    """What one patient shares with the supporter."""

    patient: str  # sign-in name
    sections: frozenset[Section]
    may_observe: bool
    noticed: tuple[NoticedStory, ...] = ()


class SupporterStory(BaseModel, frozen=True):
    """The supporter and everything shared with him."""

    name: str
    sign_in_name: str
    grant: tuple[GrantStory, ...]


@cache
def story() -> SupporterStory:
    """Give the supporter's story."""
    text = files(__package__).joinpath("shared.toml").read_text("utf-8")
    return SupporterStory.model_validate(tomllib.loads(text))


def _supporter() -> PersonId:
    chance = Random("exampline/supporter")  # noqa: S311 - invented, no secrets
    return PersonId(chance.getrandbits(63) | 1)


def add_supporter(session: Session) -> None:
    """Put the supporter on file."""
    told = story()
    people.add_person(session, _supporter(), told.name, Role.SUPPORTER, clock.now() - SINCE)
    people.add_account(session, _supporter(), told.sign_in_name, None)


def add_shared(session: Session, each: DemoPatient) -> Iterator[Trace]:
    """Keep what a patient shares with the supporter; give the lines for the trail."""
    for told in story().grant:
        if told.patient == each.sign_in_name:
            at = max(clock.now() - SINCE, each.agreed_at + timedelta(hours=1))
            yield from _add_grant(session, each, told, at)


def _add_grant(
    session: Session, of: DemoPatient, told: GrantStory, at: datetime
) -> Iterator[Trace]:
    patient, person = of.patient.id, _supporter()
    offer = Offer(sections=told.sections, may_observe=told.may_observe)
    sharing.keep_grant(session, patient, person, offer, at)
    yield Trace(at=at, actor=person, patient=patient, event=Event.SUPPORTER_ACCEPTED)
    for number, each in enumerate(told.noticed, start=1):
        written = clock.now() - timedelta(days=each.days)
        day = clock.local_day(written, of.patient.zone)
        sha256 = observations.add(
            session, patient, ObservationId(number), day, each.words, person, written
        )
        yield Trace(
            at=written,
            actor=person,
            patient=patient,
            event=Event.OBSERVATION_WRITTEN,
            detail={"day": day.isoformat(), "observation": str(number), "sha256": sha256},
        )
