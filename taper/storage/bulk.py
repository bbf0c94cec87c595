"""Whole histories at once: the rows that saving day by day gives, in a few statements."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy.orm import Session

from taper.diary.check_in import CheckIn
from taper.ids import new_id
from taper.people.audit import Trace
from taper.storage import trail
from taper.storage.diary import NoteKept, revision_body
from taper.storage.tables import (
    CheckInRevisionRow,
    CheckInRow,
    FreeTextRow,
    IntakeRow,
)


def add_days(session: Session, saves: Iterable[CheckIn]) -> list[NoteKept]:
    """Keep check-ins of days that aren't on file yet; give the note of each save.

    *saves* are in the order in which they were made: a later save of the same day
    replaces the one before, which becomes an earlier revision.
    """
    newest: dict[date, tuple[CheckIn, NoteKept]] = {}
    words: list[FreeTextRow] = []
    earlier: list[CheckInRevisionRow] = []
    kept: list[NoteKept] = []
    for made in saves:
        before = newest.get(made.day)
        same_words = before is not None and before[0].answers.note == made.answers.note
        note = before[1] if before and same_words else _note(made, words)
        if before:
            earlier.append(_revision(*before, made))
        newest[made.day] = (made, note)
        kept.append(note)
    session.add_all(words)
    session.add_all(_day(*each) for each in newest.values())
    session.flush()  # revisions point at days
    session.add_all(earlier)
    session.add_all(row for made, _ in newest.values() for row in _taken(made))
    session.flush()
    return kept


def _note(made: CheckIn, words: list[FreeTextRow]) -> NoteKept:
    body = made.answers.note
    if not body.strip():
        return NoteKept(None, None)
    salt, identifier = secrets.token_bytes(16), new_id()
    words.append(FreeTextRow(patient_id=made.patient, id=identifier, body=body, salt=salt))
    return NoteKept(identifier, hashlib.sha256(salt + body.encode()).hexdigest())


def _revision(old: CheckIn, note: NoteKept, new: CheckIn) -> CheckInRevisionRow:
    return CheckInRevisionRow(
        patient_id=old.patient,
        local_date=old.day,
        revision=old.revision,
        body=revision_body(old, note),
        replaced_at=new.revised_at,
        replaced_by=new.recorded_by,
    )


def _day(made: CheckIn, note: NoteKept) -> CheckInRow:
    return CheckInRow(
        patient_id=made.patient,
        local_date=made.day,
        zone=made.zone,
        recorded_at=made.recorded_at,
        revised_at=made.revised_at,
        late=made.late,
        revision=made.revision,
        form_version=made.form_version,
        recorded_by=made.recorded_by,
        source=made.source,
        struck_out=made.struck_out,
        mood=made.answers.mood,
        sleep_min=made.answers.sleep_min,
        sleep_quality=made.answers.sleep_quality,
        usual_things=made.answers.usual_things,
        bad_day=made.answers.bad_day,
        scores={slug: int(score) for slug, score in made.answers.symptoms.items()},
        note_id=note.id,
        note_sha256=note.salted_sha256,
        note_private=made.answers.note_is_private,
    )


def _taken(made: CheckIn) -> Iterator[IntakeRow]:
    for intake in made.answers.intakes:
        yield IntakeRow(
            patient_id=made.patient,
            course_id=intake.course,
            local_date=made.day,
            taken=intake.taken,
            ug=intake.ug,
            at=intake.at,
            recorded_by=made.recorded_by,
            source=made.source,
        )


def write_trail(session: Session, key: bytes, traces: Iterable[Trace]) -> None:
    """Add *traces* of one patient to the chain, in their order."""
    trail.write(session, key, *traces)
