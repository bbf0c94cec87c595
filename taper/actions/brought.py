"""What a file brings into a diary: days and entries, beside what is on file and never over it."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable

from taper.actions import diary as diary_actions
from taper.actions import events as event_actions
from taper.actions.doing import Work
from taper.diary.check_in import CheckIn, Source
from taper.diary.events import Event, EventId, Kind
from taper.ids import PatientId
from taper.imports.day import Courses, ImportedDay
from taper.imports.entry import ImportedEntry, content_of
from taper.storage import events


def keep_day(
    work: Work, patient: PatientId, zone: str, each: ImportedDay, courses: Courses
) -> None:
    """Add a day that isn't on file yet."""
    made = CheckIn(
        patient=patient,
        day=each.day,
        zone=zone,
        answers=each.answers_with(courses),
        recorded_at=work.at,
        revised_at=work.at,
        late=False,
        revision=1,
        recorded_by=work.actor.person,
        source=Source.IMPORT,
    )
    diary_actions.keep(work, made, None)


def new_entries(
    work: Work, patient: PatientId, found: Iterable[ImportedEntry]
) -> list[tuple[EventId, ImportedEntry]]:
    """Give those entries that aren't on file, in any revision, each with the id it is to have."""
    on_file = events.events(work.session, patient)
    taken = {each.id for each in on_file}
    have = Counter(map(content_of, on_file))
    seen: Counter[object] = Counter()
    new = []
    for each in found:
        content = content_of(each)
        seen[content] += 1
        identifier = _id_of(patient, each, seen[content])
        if seen[content] > have[content] and identifier not in taken:
            taken.add(identifier)
            new.append((identifier, each))
    return new


def keep_entries(
    work: Work, patient: PatientId, zone: str, new: Iterable[tuple[EventId, ImportedEntry]]
) -> None:
    """Add entries that `new_entries` gave."""
    for identifier, each in new:
        made = Event(
            patient=patient,
            id=identifier,
            kind=each.kind,
            day=each.day,
            zone=zone,
            session=each.session,
            score=each.score,
            texts=each.texts,
            private=each.private,
            closed_on=each.closed_on,
            recorded_at=work.at,
            revised_at=work.at,
            revision=1,
            recorded_by=work.actor.person,
            source=Source.IMPORT,
        )
        event_actions.keep(work, made, None)


def _id_of(patient: PatientId, entry: ImportedEntry, time: int) -> EventId:
    """Give the same id to the same line of a file, so that importing twice changes nothing.

    A score is known by its day and its name: other points in a later file don't make a second one.
    *time* tells apart lines that say the same: 1 for the first.
    """
    if entry.kind is Kind.SCORE:
        day = entry.day.isoformat() if entry.day else ""
        told = f"{patient} {day} {entry.words}"
    else:
        told = f"{patient} {time} {json.dumps(content_of(entry), default=str)}"
    return EventId(int.from_bytes(hashlib.sha256(told.encode()).digest()[:8]) >> 1)
