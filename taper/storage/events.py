"""Events, history and what to talk about, with every earlier revision; their words lie apart."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.diary.check_in import Source
from taper.diary.events import Event, EventId, Kind, SessionFacts, Text
from taper.diary.score import Score
from taper.ids import PatientId, PersonId
from taper.storage.diary import keep_note
from taper.storage.tables import FreeTextRow
from taper.storage.tables_beside import EventRevisionRow, EventRow

Kept = Mapping[str, Mapping[str, Any]]  # name of a text → id, salted hash, whether private


# Asked by every page with a chart: put together once, since that takes longer than the answer.
_EVENTS = sa.select(EventRow).where(EventRow.patient_id == sa.bindparam("patient"))


def events(session: Session, patient: PatientId) -> list[Event]:
    """Give every entry in its newest revision, in the order of days, then of writing."""
    found = session.scalars(_EVENTS, {"patient": patient}).all()
    words = _words(session, patient, [each.texts for each in found])
    return sorted((_event(each, words) for each in found), key=_order)


def _order(each: Event) -> tuple[date, datetime, int]:
    # Here, since the two engines put an absent day at different ends.
    return each.day or date.min, each.recorded_at, each.id


def event(session: Session, patient: PatientId, identifier: EventId) -> Event | None:
    """Give one entry."""
    found = session.get(EventRow, (patient, identifier))
    if found is None:
        return None
    return _event(found, _words(session, patient, [found.texts]))


def _words(session: Session, patient: PatientId, kept: Iterable[Kept]) -> dict[int, str]:
    wanted = {text["id"] for texts in kept for text in texts.values()}
    if not wanted:
        return {}
    row = FreeTextRow
    found = session.execute(
        sa.select(row.id, row.body).where(row.patient_id == patient, row.id.in_(wanted))
    )
    return dict(found.all())


def _event(row: EventRow, words: Mapping[int, str]) -> Event:
    return Event(
        patient=PatientId(row.patient_id),
        id=EventId(row.id),
        kind=Kind(row.kind),
        day=row.local_date,
        zone=row.zone,
        session=SessionFacts.model_validate(row.facts) if row.kind == Kind.SESSION else None,
        score=Score.model_validate(row.facts) if row.kind == Kind.SCORE else None,
        texts=_texts(row.texts, words),
        private=row.private,
        closed_on=row.closed_on,
        recorded_at=row.recorded_at,
        revised_at=row.revised_at,
        revision=row.revision,
        recorded_by=PersonId(row.recorded_by),
        source=Source(row.source),
        struck_out=row.struck_out,
    )


def _texts(kept: Kept, words: Mapping[int, str]) -> dict[str, Text]:
    """Give the texts whose words are still on file."""
    return {
        name: Text(words=words[text["id"]], private=text["private"])
        for name, text in kept.items()
        if text["id"] in words
    }


def texts_kept(session: Session, patient: PatientId, identifier: EventId) -> Kept:
    """Give the texts of an entry by id and hash, though their words be deleted."""
    found = session.get(EventRow, (patient, identifier))
    return dict(found.texts) if found else {}


def keep_texts(session: Session, made: Event, before: Event | None, old: Kept) -> Kept:
    """Keep the words of *made*; the same words are kept once, and deleted ones by their hash."""
    had = before.texts if before else {}
    kept: dict[str, Mapping[str, Any]] = {
        name: text for name, text in old.items() if name not in had and name not in made.texts
    }
    for name, text in made.texts.items():
        if name in had and had[name].words == text.words:
            kept[name] = {**old[name], "private": text.private}
            continue
        note = keep_note(session, made.patient, text.words)
        kept[name] = {"id": note.id, "sha256": note.salted_sha256, "private": text.private}
    return kept


def revision_body(made: Event, kept: Kept) -> dict[str, Any]:
    """Give a revision as it is kept and hashed: words by id and hash, never themselves."""
    body = made.model_dump(mode="json", exclude={"patient", "texts"})
    return {**body, "texts": {name: dict(text) for name, text in kept.items()}}


def save(session: Session, made: Event, kept: Kept) -> None:
    """Keep *made* as the newest revision of its entry."""
    told = made.session or made.score
    facts = told.model_dump(mode="json", exclude_defaults=True) if told else {}
    session.merge(
        EventRow(
            patient_id=made.patient,
            id=made.id,
            kind=made.kind.value,
            local_date=made.day,
            zone=made.zone,
            facts=facts,
            texts={name: dict(text) for name, text in kept.items()},
            private=made.private,
            closed_on=made.closed_on,
            recorded_at=made.recorded_at,
            revised_at=made.revised_at,
            revision=made.revision,
            recorded_by=made.recorded_by,
            source=made.source.value,
            struck_out=made.struck_out,
        )
    )
    session.flush()


def keep_revision(session: Session, old: Event, kept: Kept, by: PersonId, at: datetime) -> None:
    """Keep what an entry said before it is changed."""
    session.add(
        EventRevisionRow(
            patient_id=old.patient,
            event_id=old.id,
            revision=old.revision,
            body=revision_body(old, kept),
            replaced_at=at,
            replaced_by=by,
        )
    )
    session.flush()


def revisions(session: Session, patient: PatientId, identifier: EventId) -> list[Event]:
    """Give what an entry said before, oldest first, with the words that are still on file."""
    row = EventRevisionRow
    bodies = session.scalars(
        sa.select(row.body)
        .where(row.patient_id == patient, row.event_id == identifier)
        .order_by(row.revision)
    ).all()
    words = _words(session, patient, [body["texts"] for body in bodies])
    return [
        Event.model_validate(
            {**body, "patient": patient, "texts": _texts(body["texts"], words)}, strict=False
        )
        for body in bodies
    ]
