"""How every action runs: who, whether allowed, one transaction, one line in the trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from taper import clock
from taper.actions.clinic import Clinic
from taper.errors import Refused, TaperError
from taper.ids import PatientId, PersonId
from taper.people.access import Action, may
from taper.people.audit import Event, Trace
from taper.people.person import Actor, Relation, Role
from taper.settings import Settings
from taper.storage import entrances, people, trail

# A view is one line per session, patient and page in this time (design §3).
ONE_VIEW_PER = timedelta(minutes=15)

# The session of whoever holds the machine itself; it has no row and can't come from outside.
TERMINAL = "terminal"


def at_the_terminal() -> Actor:
    """Give the actor of a command: no person on file, and not an administrator of the clinic."""
    return Actor(person=PersonId(0), name="-", roles=frozenset(), session=TERMINAL)


@dataclass
class Work:
    """A transaction in progress, and the means to write its line into the trail."""

    clinic: Clinic
    session: Session
    actor: Actor
    patient: PatientId | None
    at: datetime = field(default_factory=clock.now)

    def trace(self, event: Event, **detail: str | int | bool | None) -> None:
        """Write one line into the trail."""
        trail.write(
            self.session,
            self.clinic.trail_key,
            Trace(
                at=self.at,
                actor=self.actor.person,
                patient=self.patient,
                event=event,
                detail=detail,
            ),
        )


@contextmanager
def changing(
    clinic: Clinic, actor: Actor, action: Action, patient: PatientId | None = None
) -> Iterator[Work]:
    """Open a transaction for *action*; Refused where it isn't allowed, which the trail keeps."""
    with clinic.store.writing() as session:
        allowed, work = _begin(clinic, session, actor, action, patient)
        if allowed:
            if patient is not None:
                trail.lock(session, patient)
            yield work
    if not allowed:
        raise Refused("access.refused")


@contextmanager
def reading(
    clinic: Clinic,
    actor: Actor,
    action: Action,
    patient: PatientId | None = None,
    *,
    page: str | None = None,
) -> Iterator[Work]:
    """Open a session for reading; the view of somebody else is in the trail before it is shown."""
    with clinic.store.reading() as session:
        allowed, work = _check(clinic, session, actor, action, patient)
        if allowed and not _must_trace(work, page):
            yield work
            return
    with clinic.store.writing() as session:
        allowed, work = _begin(clinic, session, actor, action, patient)
        if allowed and page and _must_trace(work, page):
            work.trace(Event.VIEWED, page=page, session=actor.session[:12])
    if not allowed:
        raise Refused("access.refused")
    with clinic.store.reading() as session:
        yield Work(clinic, session, actor, patient)


def _must_trace(work: Work, page: str | None) -> bool:
    if page is None or work.patient is None or work.actor.patient == work.patient:
        return False
    since = work.at - ONE_VIEW_PER
    return not trail.viewed_since(
        work.session, work.actor.person, work.patient, page, since, work.actor.session[:12]
    )


def _begin(
    clinic: Clinic, session: Session, actor: Actor, action: Action, patient: PatientId | None
) -> tuple[bool, Work]:
    """Check access inside a write transaction and keep a refusal."""
    allowed, work = _check(clinic, session, actor, action, patient)
    if not allowed:
        exists = patient is not None and people.patient(session, patient) is not None
        refused = Work(clinic, session, actor, patient if exists else None, work.at)
        refused.trace(Event.REFUSED, action=action.value)
    return allowed, work


def _check(
    clinic: Clinic, session: Session, actor: Actor, action: Action, patient: PatientId | None
) -> tuple[bool, Work]:
    work = Work(clinic, session, actor, patient)
    check_session(session, clinic.settings, actor, work.at)
    relations = relations_of(session, actor, patient)
    consent = people.consent(session, patient) if patient is not None else None
    return may(action, relations, consent=consent is not None and consent.holds), work


def relations_of(session: Session, actor: Actor, patient: PatientId | None) -> frozenset[Relation]:
    """Say how *actor* stands to *patient*, or to the clinic where no patient is meant."""
    if actor.session == TERMINAL:
        return frozenset({Relation.TERMINAL})
    found = set()
    if Role.ADMINISTRATOR in actor.roles:
        found.add(Relation.ADMINISTRATOR)
    if patient is None and Role.PRESCRIBER in actor.roles:
        found.add(Relation.STAFF)
    if patient is not None and actor.patient == patient:
        found.add(Relation.SELF)
    if (
        patient is not None
        and Role.PRESCRIBER in actor.roles
        and people.is_cared_for_by(session, patient, actor.person)
    ):
        found.add(Relation.PRESCRIBER)
    return frozenset(found) or frozenset({Relation.STRANGER})


def check_session(session: Session, settings: Settings, actor: Actor, at: datetime) -> None:
    """Refuse somebody whose session is over: a page may have outlived it."""
    if actor.session == TERMINAL:
        return
    found = entrances.sign_in(session, actor.session)
    if found is None or found.person != actor.person or is_over(found, settings, at):
        raise TaperError("sign_in.over")


def is_over(signed_in: entrances.SignIn, settings: Settings, at: datetime) -> bool:
    """Say whether a session was ended, lay idle too long, or has reached its longest time."""
    idle = timedelta(
        minutes=settings.patient_idle_minutes
        if signed_in.kind == Role.PATIENT
        else settings.prescriber_idle_minutes
    )
    return (
        signed_in.ended_at is not None
        or at - signed_in.seen_at > idle
        or at - signed_in.opened_at > timedelta(hours=settings.longest_session_hours)
    )
