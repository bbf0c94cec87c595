"""The diary: symptoms, check-ins with every earlier revision, intakes, and people's own words."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.diary.check_in import Answers, CheckIn, Source
from taper.diary.intake import Intake, Taken
from taper.diary.symptoms import Severity, Symptom
from taper.ids import PatientId, PersonId, new_id
from taper.storage.base import as_saved
from taper.storage.tables import (
    CheckInRevisionRow,
    CheckInRow,
    FreeTextRow,
    IntakeRow,
    SymptomRow,
    table_of,
)

# Asked and written with every save: put together once, since that takes longer than the answer.
_days, _taken, _words = table_of(CheckInRow), table_of(IntakeRow), table_of(FreeTextRow)
_listed = table_of(SymptomRow)


def _those_asked_for(table: sa.Table) -> tuple[sa.ColumnElement[bool], ...]:
    between = sa.between(table.c.local_date, sa.bindparam("first"), sa.bindparam("last"))
    return table.c.patient_id == sa.bindparam("patient"), between


_CHECK_INS = (
    sa.select(*_days.c, _words.c.body)
    .select_from(_days)
    .outerjoin(
        _words, sa.and_(_words.c.patient_id == _days.c.patient_id, _words.c.id == _days.c.note_id)
    )
    .where(*_those_asked_for(_days))
    .order_by(_days.c.local_date)
)
_INTAKES = (
    sa.select(_taken.c.course_id, _taken.c.local_date, _taken.c.taken, _taken.c.ug, _taken.c.at)
    .where(*_those_asked_for(_taken))
    .order_by(_taken.c.course_id, _taken.c.local_date)
)
_SYMPTOMS = (
    sa.select(_listed.c.slug, _listed.c.label, _listed.c.retired_at)
    .where(_listed.c.patient_id == sa.bindparam("patient"))
    .order_by(_listed.c.place)
)
_NOTE = sa.select(_days.c.note_id, _days.c.note_sha256).where(*_those_asked_for(_days))
_NEW_WORDS, _NEW_DAY, _NEW_INTAKES = sa.insert(_words), sa.insert(_days), sa.insert(_taken)
_CHANGED_DAY = sa.update(_days).where(*_those_asked_for(_days))
_NO_INTAKES = sa.delete(_taken).where(*_those_asked_for(_taken))
_NEW_REVISION = sa.insert(table_of(CheckInRevisionRow))


def add_symptoms(session: Session, patient: PatientId, listed: Iterable[Symptom]) -> None:
    """Add to the end of a patient's own list; what is on it already stays as it is."""
    have = {symptom.slug for symptom in symptoms(session, patient)}
    new = [symptom for symptom in listed if symptom.slug not in have]
    session.add_all(
        SymptomRow(patient_id=patient, slug=symptom.slug, label=symptom.label, place=place)
        for place, symptom in enumerate(new, start=len(have))
    )
    session.flush()


def symptoms(session: Session, patient: PatientId) -> list[Symptom]:
    """Give a patient's own list in its order, retired ones included."""
    found = session.execute(_SYMPTOMS, {"patient": patient})
    return [
        Symptom(slug=slug, label=label, retired=retired_at is not None)
        for slug, label, retired_at in found
    ]


def check_in(session: Session, patient: PatientId, day: date) -> CheckIn | None:
    """Give what is on file for one day."""
    found = check_ins(session, patient, day, day)
    return found[0] if found else None


def check_ins(
    session: Session, patient: PatientId, first: date | None = None, last: date | None = None
) -> list[CheckIn]:
    """Give the newest revision of each day from *first* to *last*, both included."""
    asked = {"patient": patient, "first": first or date.min, "last": last or date.max}
    taken = _by_day(session.execute(_INTAKES, asked))
    return [
        _read(patient, found, taken.get(found.local_date, ()))
        for found in session.execute(_CHECK_INS, asked)
    ]


_SEVERITIES = {int(each): each for each in Severity}
_TAKEN = {each.value: each for each in Taken}
_SOURCES = {each.value: each for each in Source}


def _by_day(rows: Iterable[Any]) -> Mapping[date, tuple[Intake, ...]]:
    by_day: dict[date, tuple[Intake, ...]] = {}
    for course, day, taken, ug, at in rows:
        values = {"course": course, "taken": _TAKEN[taken], "ug": ug, "at": at}
        by_day[day] = (*by_day.get(day, ()), as_saved(Intake, values))
    return by_day


def _read(patient: PatientId, row: Any, taken: tuple[Intake, ...]) -> CheckIn:
    answers = {
        "mood": row.mood,
        "symptoms": {slug: _SEVERITIES[score] for slug, score in row.scores.items()},
        "sleep_min": row.sleep_min,
        "sleep_quality": row.sleep_quality,
        "usual_things": row.usual_things,
        "bad_day": row.bad_day,
        "note": row.body or "",
        "note_is_private": row.note_private,
        "intakes": taken,
    }
    values = {
        "patient": patient,
        "day": row.local_date,
        "zone": row.zone,
        "answers": as_saved(Answers, answers),
        "recorded_at": row.recorded_at,
        "revised_at": row.revised_at,
        "late": row.late,
        "revision": row.revision,
        "form_version": row.form_version,
        "recorded_by": row.recorded_by,
        "source": _SOURCES[row.source],
        "struck_out": row.struck_out,
    }
    return as_saved(CheckIn, values)


class NoteKept(NamedTuple):
    """A note by its id and the salted hash that outlives it."""

    id: int | None
    salted_sha256: str | None


NO_NOTE = NoteKept(None, None)


def keep_note(session: Session, patient: PatientId, body: str) -> NoteKept:
    """Keep words somebody wrote; nothing is kept for nothing."""
    if not body.strip():
        return NO_NOTE
    salt = secrets.token_bytes(16)
    identifier = new_id()
    words = {"patient_id": patient, "id": identifier, "body": body, "salt": salt}
    session.execute(_NEW_WORDS, words)
    return NoteKept(identifier, hashlib.sha256(salt + body.encode()).hexdigest())


def note_kept(session: Session, patient: PatientId, day: date) -> NoteKept:
    """Give the note of a day by id and hash, though its words be deleted."""
    found = session.execute(_NOTE, {"patient": patient, "first": day, "last": day}).first()
    return NoteKept(*found) if found else NO_NOTE


def revision_body(made: CheckIn, note: NoteKept) -> dict[str, Any]:
    """Give a revision as it is kept and hashed: the note by id and hash, never its words."""
    body = made.model_dump(mode="json", exclude={"patient": True, "answers": {"note": True}})
    return {**body, "note_id": note.id, "note_sha256": note.salted_sha256}


def revision_sha256(made: CheckIn, note: NoteKept) -> str:
    """Give the hash of a revision, as it stands in the trail."""
    body = json.dumps(revision_body(made, note), sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()


def save(session: Session, made: CheckIn, note: NoteKept, before: CheckIn | None) -> None:
    """Keep *made* as the newest revision of its day, with its intakes; *before* was on file."""
    day = {"patient": made.patient, "first": made.day, "last": made.day}
    if made.revision == 1:
        session.execute(_NEW_DAY, day_row(made, note))
    else:
        session.execute(_CHANGED_DAY, {**day_row(made, note), **day})
    kept, new = intake_rows(before) if before else [], intake_rows(made)
    if kept == new:
        return
    if kept:
        session.execute(_NO_INTAKES, day)
    if new:
        session.execute(_NEW_INTAKES, new)


def day_row(made: CheckIn, note: NoteKept) -> dict[str, Any]:
    """Give a day as its row."""
    answers = made.answers
    return {
        "patient_id": made.patient,
        "local_date": made.day,
        "zone": made.zone,
        "recorded_at": made.recorded_at,
        "revised_at": made.revised_at,
        "late": made.late,
        "revision": made.revision,
        "form_version": made.form_version,
        "recorded_by": made.recorded_by,
        "source": made.source.value,
        "struck_out": made.struck_out,
        "mood": answers.mood,
        "sleep_min": answers.sleep_min,
        "sleep_quality": answers.sleep_quality,
        "usual_things": answers.usual_things,
        "bad_day": answers.bad_day,
        "scores": {slug: int(score) for slug, score in answers.symptoms.items()},
        "note_id": note.id,
        "note_sha256": note.salted_sha256,
        "note_private": answers.note_is_private,
    }


def intake_rows(made: CheckIn) -> list[dict[str, Any]]:
    """Give the intakes of a day as their rows."""
    return [
        {
            "patient_id": made.patient,
            "course_id": intake.course,
            "local_date": made.day,
            "taken": intake.taken.value,
            "ug": intake.ug,
            "at": intake.at,
            "recorded_by": made.recorded_by,
            "source": made.source.value,
        }
        for intake in made.answers.intakes
    ]


def keep_revision(
    session: Session, old: CheckIn, note: NoteKept, by: PersonId, at: datetime
) -> None:
    """Keep what a day said before it is changed."""
    earlier = {
        "patient_id": old.patient,
        "local_date": old.day,
        "revision": old.revision,
        "body": revision_body(old, note),
        "replaced_at": at,
        "replaced_by": by,
    }
    session.execute(_NEW_REVISION, earlier)


def revisions(session: Session, patient: PatientId, day: date) -> list[dict[str, Any]]:
    """Give what a day said before, oldest first, with the notes that are still on file."""
    row = CheckInRevisionRow
    bodies = session.scalars(
        sa.select(row.body)
        .where(row.patient_id == patient, row.local_date == day)
        .order_by(row.revision)
    ).all()
    found = session.execute(
        sa.select(FreeTextRow.id, FreeTextRow.body).where(
            FreeTextRow.patient_id == patient,
            FreeTextRow.id.in_([body["note_id"] for body in bodies if body["note_id"]]),
        )
    )
    kept = dict(found.all())
    return [{**body, "note": kept.get(body["note_id"], "")} for body in bodies]


def all_revisions(session: Session, patient: PatientId, first: date, last: date) -> list[CheckIn]:
    """Give what the days from *first* to *last* said before, with the notes still on file."""
    row = CheckInRevisionRow
    bodies = session.scalars(
        sa.select(row.body)
        .where(row.patient_id == patient, sa.between(row.local_date, first, last))
        .order_by(row.local_date, row.revision)
    ).all()
    text = FreeTextRow
    found = session.execute(sa.select(text.id, text.body).where(text.patient_id == patient))
    kept = dict(found.all()) if any(body["note_id"] for body in bodies) else {}
    return [
        CheckIn.model_validate(
            {
                **body,
                "patient": patient,
                "answers": {**body["answers"], "note": kept.get(body["note_id"], "")},
            }
        )
        for body in bodies
    ]
