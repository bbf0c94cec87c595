"""Events, treatment sessions, the history, and what to talk about: kept as they were told."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel

from taper import clock
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading
from taper.diary.check_in import Source
from taper.diary.events import (
    LONGEST_TEXT,
    Event,
    EventId,
    Kind,
    SessionFacts,
    Text,
    check_event,
    check_words,
    without_private,
)
from taper.diary.score import Score
from taper.errors import ChangedElsewhere, TaperError
from taper.ids import PatientId, PersonId
from taper.people.access import Action
from taper.people.audit import Event as Trailed
from taper.people.person import Actor
from taper.storage import events, people


class SaidEvent(BaseModel, frozen=True):
    """What somebody said about one entry."""

    kind: Kind
    day: date | None = None
    texts: Mapping[str, Text] = {}
    session: SessionFacts | None = None
    score: Score | None = None
    private: bool = False


class EventsOnFile(BaseModel, frozen=True):
    """Everything of a patient that the viewer may see, and the names of who wrote it."""

    today: date
    events: tuple[Event, ...]
    names: Mapping[PersonId, str]


def events_on_file(clinic: Clinic, actor: Actor, patient: PatientId) -> EventsOnFile:
    """Give what is on file; private entries and texts are dropped here for everybody else."""
    with reading(clinic, actor, Action.READ_DIARY, patient, page="events") as work:
        shown = shown_events(work, patient)
        names = people.names(work.session, {each.recorded_by for each in shown})
        return EventsOnFile(today=clock.today(_zone(work, patient)), events=shown, names=names)


def shown_events(work: Work, patient: PatientId) -> tuple[Event, ...]:
    """Give the entries that the viewer of *work* may see, within its transaction."""
    found = events.events(work.session, patient)
    if work.actor.patient == patient:
        return tuple(found)
    shared = (without_private(each) for each in found)
    return tuple(each for each in shared if each is not None)


def earlier(
    clinic: Clinic, actor: Actor, patient: PatientId, identifier: EventId
) -> tuple[Event, ...]:
    """Give what an entry said before, oldest first, cut to what the viewer may see now."""
    with reading(clinic, actor, Action.READ_DIARY, patient, page="events") as work:
        newest = events.event(work.session, patient, identifier)
        if newest is None or (work.actor.patient != patient and newest.private):
            raise TaperError("id.unreadable")
        found = events.revisions(work.session, patient, identifier)
    if actor.patient == patient:
        return tuple(found)
    kept_back = {name for name, text in newest.texts.items() if text.private}
    shared = (without_private(each) for each in found)
    return tuple(_without(each, kept_back) for each in shared if each is not None)


def _without(event: Event, names: set[str]) -> Event:
    texts = {name: text for name, text in event.texts.items() if name not in names}
    return event.model_copy(update={"texts": texts})


def save_event(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    identifier: EventId,
    said: SaidEvent,
    *,
    expected_revision: int,
) -> Event:
    """Keep what was said; the same again changes nothing and gives what is on file.

    *identifier* is made by the page that asks, so that a second click finds the first;
    *expected_revision* is 0 for a new entry.
    """
    with changing(clinic, actor, Action.WRITE_EVENT, patient) as work:
        before = events.event(work.session, patient, identifier)
        if before is not None:
            _check_own(work, before)
        zone = _zone(work, patient)
        made = _made(work, said, before, zone, identifier)
        if before is not None and _same(before, made):
            return before
        if (before.revision if before else 0) != expected_revision:
            raise ChangedElsewhere("events.changed_elsewhere")
        return keep(work, made, before)


def _check_own(work: Work, before: Event) -> None:
    """Others than the patient change only what was written for the patient, and never unseen."""
    if work.actor.patient == before.patient:
        return
    if before.private or before.source is not Source.ON_BEHALF:
        raise TaperError("events.not_yours")


def _made(
    work: Work, said: SaidEvent, before: Event | None, zone: str, identifier: EventId
) -> Event:
    own = work.actor.patient == work.patient
    assert work.patient is not None  # noqa: S101 - callers hold a patient's lock
    texts = _texts(said.texts, before, own=own)
    session = (said.session or SessionFacts()) if said.kind is Kind.SESSION else None
    check_event(said.kind, said.day, clock.local(work.at, zone), session)
    check_words(said.kind, texts)
    if said.kind is Kind.SCORE and said.score is None:
        raise TaperError("events.score_unreadable")
    return Event(
        patient=work.patient,
        id=identifier,
        kind=said.kind,
        day=said.day,
        zone=before.zone if before else zone,
        session=session,
        score=said.score if said.kind is Kind.SCORE else None,
        texts=texts,
        private=said.private and own,
        closed_on=before.closed_on if before else None,
        recorded_at=before.recorded_at if before else work.at,
        revised_at=work.at,
        revision=before.revision + 1 if before else 1,
        recorded_by=work.actor.person,
        source=before.source if before else Source.PATIENT if own else Source.ON_BEHALF,
    )


def _texts(said: Mapping[str, Text], before: Event | None, *, own: bool) -> dict[str, Text]:
    """Give the texts to keep; what somebody else may not see stays as the patient left it."""
    kept = {} if own or before is None else {k: t for k, t in before.texts.items() if t.private}
    for name, text in said.items():
        words = text.words.replace("\0", "").strip()  # PostgreSQL keeps no text with a NUL in it
        if len(words) > LONGEST_TEXT:
            raise TaperError("events.text_too_long", characters=LONGEST_TEXT)
        if words and name not in kept:
            kept[name] = Text(words=words, private=text.private and own)
    return dict(sorted(kept.items()))


def _same(before: Event, made: Event) -> bool:
    apart = {"revision", "revised_at", "recorded_by"}
    return before.model_dump(exclude=apart) == made.model_dump(exclude=apart)


def strike_out(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    identifier: EventId,
    *,
    expected_revision: int,
) -> Event:
    """Mark an entry as entered in error; asked again, it gives what is on file."""
    with changing(clinic, actor, Action.WRITE_EVENT, patient) as work:
        before = _own_entry(work, identifier)
        if before.struck_out:
            return before
        return _revise(work, before, expected_revision, struck_out=True)


def close(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    identifier: EventId,
    *,
    expected_revision: int,
    done: bool,
) -> Event:
    """Keep that something was talked about today, or that it is open again."""
    with changing(clinic, actor, Action.WRITE_EVENT, patient) as work:
        before = _own_entry(work, identifier)
        if before.kind is not Kind.TO_TALK or (before.closed_on is not None) == done:
            return before
        day = clock.local_day(work.at, _zone(work, patient)) if done else None
        return _revise(work, before, expected_revision, closed_on=day)


def _own_entry(work: Work, identifier: EventId) -> Event:
    assert work.patient is not None  # noqa: S101 - callers hold a patient's lock
    before = events.event(work.session, work.patient, identifier)
    if before is None:
        raise TaperError("id.unreadable")
    _check_own(work, before)
    return before


def _revise(work: Work, before: Event, expected_revision: int, **change: object) -> Event:
    if before.revision != expected_revision:
        raise ChangedElsewhere("events.changed_elsewhere")
    made = before.model_copy(
        update={
            "revision": before.revision + 1,
            "revised_at": work.at,
            "recorded_by": work.actor.person,
            **change,
        }
    )
    return keep(work, made, before)


def keep(work: Work, made: Event, before: Event | None) -> Event:
    """Write a revision, the one before it, and their line in the trail."""
    session = work.session
    old = events.texts_kept(session, made.patient, made.id) if before else {}
    kept = events.keep_texts(session, made, before, old)
    if before is not None:
        events.keep_revision(session, before, old, work.actor.person, work.at)
    events.save(session, made, kept)
    body = json.dumps(events.revision_body(made, kept), sort_keys=True)
    work.trace(
        _trailed(made),
        entry=str(made.id),
        revision=made.revision,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
    )
    if not made.private:
        work.tell_news()
    return made


def _trailed(made: Event) -> Trailed:
    if made.struck_out:
        return Trailed.EVENT_STRUCK_OUT
    return Trailed.EVENT_SAVED if made.revision == 1 else Trailed.EVENT_REVISED


def _zone(work: Work, patient: PatientId) -> str:
    found = people.patient(work.session, patient)
    if found is None:
        raise TaperError("id.unreadable")
    return found.zone
