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
from taper.people.audit import NEWS, Event, Trace
from taper.people.grant import Grant, Section
from taper.people.person import Actor, Relation, Role
from taper.settings import Settings
from taper.storage import entrances, people, sharing, trail

# A view is one line per session, patient and page in this time (design §3).
ONE_VIEW_PER = timedelta(minutes=15)

# The session of whoever holds the machine itself; it has no row and can't come from outside.
TERMINAL = "terminal"

# The kind of a session on a device that a patient says is his or hers alone.
OWN_PHONE = "own_phone"


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
    opened: frozenset[Section] | None = None  # what a link opens to somebody without an account
    zone: str | None = None  # the patient's, once it was looked up

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
            news_at=self.at if event in NEWS and self._is_own else None,
        )
        self.clinic.newest_line.see(self.at)

    @property
    def _is_own(self) -> bool:
        return self.patient is not None and self.actor.patient == self.patient

    def tell_news(self) -> None:
        """Keep that the patient wrote something that others may read."""
        if self.patient is not None and self._is_own:
            trail.tell_news(self.session, self.patient, self.at)


@contextmanager
def changing(
    clinic: Clinic, actor: Actor, action: Action, patient: PatientId | None = None
) -> Iterator[Work]:
    """Open a transaction for *action*; Refused where it isn't allowed, which the trail keeps.

    TaperError("clock.behind") where the clock was set back: the day of an entry comes from it.
    """
    with clinic.store.writing() as session:
        refusal, work = _check(clinic, session, actor, action, patient)
        if refusal is None:
            clinic.newest_line.check(work.at)
            if patient is not None and not clinic.store.is_sqlite:  # which has one writer anyway
                trail.lock(session, patient)
            yield work
        else:
            _trace_refusal(work, action, refusal)
    if refusal is not None:
        raise refusal


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
        refusal, work = _check(clinic, session, actor, action, patient)
        if refusal is None and not _must_trace(work, page):
            yield work
            return
    _trace_view(clinic, actor, action, patient, page)
    with clinic.store.reading() as session:
        refusal, work = _check(clinic, session, actor, action, patient)
        if refusal is not None:  # a consent withdrawn, or a session ended, since that line
            raise refusal
        yield work


def _trace_view(
    clinic: Clinic, actor: Actor, action: Action, patient: PatientId | None, page: str | None
) -> None:
    """Write the view, or the refusal, before anything is shown."""
    with clinic.store.writing() as session:
        refusal, work = _check(clinic, session, actor, action, patient)
        if refusal is not None:
            _trace_refusal(work, action, refusal)
        elif _must_trace(work, page):
            work.trace(Event.VIEWED, page=page, session=actor.session[:12])
            if patient is not None:
                people.note_opened(session, patient, actor.person, work.at)
    if refusal is not None:
        raise refusal


def _must_trace(work: Work, page: str | None) -> bool:
    if page is None or work.patient is None or work.actor.patient == work.patient:
        return False
    since = work.at - ONE_VIEW_PER
    return not trail.viewed_since(
        work.session, work.actor.person, work.patient, page, since, work.actor.session[:12]
    )


def _trace_refusal(work: Work, action: Action, refusal: TaperError) -> None:
    """Write a refusal into the patient's trail, or the clinic's.

    The clinic's where there is no such patient, and where nobody can say who asked.
    """
    session, patient = work.session, work.patient
    known = isinstance(refusal, Refused)
    exists = known and patient is not None and people.patient(session, patient) is not None
    trace = Trace(
        at=work.at,
        actor=work.actor.person if known else None,
        patient=patient if exists else None,
        event=Event.REFUSED,
        detail={"action": action.value, "why": refusal.key},
    )
    trail.write(session, work.clinic.trail_key, trace)


def _check(
    clinic: Clinic, session: Session, actor: Actor, action: Action, patient: PatientId | None
) -> tuple[TaperError | None, Work]:
    """Say why *actor* may not do *action*; None where he or she may."""
    work = Work(clinic, session, actor, patient)
    if not has_open_session(session, clinic.settings, actor, work.at):
        return TaperError("sign_in.over"), work
    if is_allowed(session, actor, action, patient):
        return None, work
    return Refused("access.refused"), work


def is_allowed(session: Session, actor: Actor, action: Action, patient: PatientId | None) -> bool:
    """Say whether *actor* may do *action*; the consent is looked up where it matters."""
    relations = relations_of(session, actor, patient)
    if may(action, relations, consent=False):
        return True
    consent = people.consent(session, patient) if patient is not None else None
    return consent is not None and may(action, relations, consent=consent.holds)


def relations_of(session: Session, actor: Actor, patient: PatientId | None) -> frozenset[Relation]:
    """Say how *actor* stands to *patient*, or to the clinic where no patient is meant."""
    if actor.session == TERMINAL:
        there = patient is None or people.patient(session, patient) is not None
        return frozenset({Relation.TERMINAL if there else Relation.STRANGER})
    if patient is None:
        return _relations_to_clinic(session, actor)
    found = set()
    if actor.patient == patient:
        found.add(Relation.SELF)
    if Role.PRESCRIBER in actor.roles and people.is_cared_for_by(session, patient, actor.person):
        found.add(Relation.PRESCRIBER)
    if (granted := grant_today(session, actor, patient)) is not None:
        found.add(Relation.SUPPORTER)
        if granted.may_observe:
            found.add(Relation.OBSERVER)
    return frozenset(found) or frozenset({Relation.STRANGER})


def grant_today(session: Session, actor: Actor, patient: PatientId) -> Grant | None:
    """Give what *patient* shares with *actor* on the patient's calendar day of today."""
    if Role.SUPPORTER not in actor.roles:
        return None
    granted, found = sharing.grant(session, patient, actor.person), people.patient(session, patient)
    if granted is None or found is None:
        return None
    return granted if granted.holds(clock.today(found.zone)) else None


def _relations_to_clinic(session: Session, actor: Actor) -> frozenset[Relation]:
    """Look the roles up anew: no care link and no diary of one's own stands behind them here."""
    on_file = people.person(session, actor.person)
    roles = on_file.roles if on_file else frozenset[Role]()
    standing = {
        Role.PRESCRIBER: Relation.STAFF,
        Role.ADMINISTRATOR: Relation.ADMINISTRATOR,
        Role.SUPPORTER: Relation.SUPPORTER,
    }
    found = {standing[role] for role in roles if role in standing}
    return frozenset(found) or frozenset({Relation.STRANGER})


def has_open_session(session: Session, settings: Settings, actor: Actor, at: datetime) -> bool:
    """Say whether the session is the actor's own and not over: a page may have outlived it."""
    if actor.session == TERMINAL:
        return True
    found = entrances.sign_in(session, actor.session)
    return found is not None and found.person == actor.person and not is_over(found, settings, at)


def is_over(signed_in: entrances.SignIn, settings: Settings, at: datetime) -> bool:
    """Say whether a session was ended, lay idle too long, has reached its longest time, or waits.

    One that waits for a second factor opens nothing yet.
    """
    idle, longest = limits_of(signed_in.kind, settings)
    return (
        signed_in.ended_at is not None
        or signed_in.waits_for is not None
        or at - signed_in.seen_at > idle
        or at - signed_in.opened_at > longest
    )


def limits_of(kind: str, settings: Settings) -> tuple[timedelta, timedelta]:
    """Give how long a session of a kind may lie idle, and how long it may last."""
    if kind == OWN_PHONE:
        return timedelta(days=settings.own_phone_idle_days), timedelta(days=settings.own_phone_days)
    minutes = (
        settings.patient_idle_minutes if kind == Role.PATIENT else settings.prescriber_idle_minutes
    )
    return timedelta(minutes=minutes), timedelta(hours=settings.longest_session_hours)
