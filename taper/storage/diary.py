"""The diary: symptoms, check-ins with every earlier revision, intakes, and people's own words."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.diary.check_in import Answers, CheckIn, Source
from taper.diary.intake import Intake, Taken
from taper.diary.symptoms import Severity, Symptom
from taper.ids import CourseId, PatientId, PersonId, new_id
from taper.storage.tables import (
    CheckInRevisionRow,
    CheckInRow,
    FreeTextRow,
    IntakeRow,
    SymptomRow,
)


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
    row = SymptomRow
    found = session.execute(
        sa.select(row.slug, row.label, row.retired_at)
        .where(row.patient_id == patient)
        .order_by(row.place)
    )
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
    taken = _intakes(session, patient, first, last)
    row = CheckInRow
    query = (
        sa.select(*row.__table__.columns, FreeTextRow.body)
        .outerjoin(
            FreeTextRow,
            sa.and_(FreeTextRow.patient_id == row.patient_id, FreeTextRow.id == row.note_id),
        )
        .where(row.patient_id == patient, *_between(row.local_date, first, last))
        .order_by(row.local_date)
    )
    return [
        _read(patient, found, taken.get(found.local_date, ())) for found in session.execute(query)
    ]


def _between(column: Any, first: date | None, last: date | None) -> list[Any]:
    return [
        *([column >= first] if first is not None else []),
        *([column <= last] if last is not None else []),
    ]


def _intakes(
    session: Session, patient: PatientId, first: date | None, last: date | None
) -> Mapping[date, tuple[Intake, ...]]:
    row = IntakeRow
    by_day: dict[date, tuple[Intake, ...]] = {}
    for course, day, taken, ug, at in session.execute(
        sa.select(row.course_id, row.local_date, row.taken, row.ug, row.at)
        .where(row.patient_id == patient, *_between(row.local_date, first, last))
        .order_by(row.course_id, row.local_date)
    ):
        intake = Intake.model_construct(course=CourseId(course), taken=Taken(taken), ug=ug, at=at)
        by_day[day] = (*by_day.get(day, ()), intake)
    return by_day


def _read(patient: PatientId, row: Any, taken: tuple[Intake, ...]) -> CheckIn:
    # model_construct: what is on file was checked when it was saved; checking two years
    # of it again at every rerun cost more than reading it.
    return CheckIn.model_construct(
        patient=patient,
        day=row.local_date,
        zone=row.zone,
        answers=Answers.model_construct(
            mood=row.mood,
            symptoms={slug: Severity(score) for slug, score in row.scores.items()},
            sleep_min=row.sleep_min,
            note=row.body or "",
            intakes=taken,
        ),
        recorded_at=row.recorded_at,
        revised_at=row.revised_at,
        late=row.late,
        revision=row.revision,
        form_version=row.form_version,
        recorded_by=PersonId(row.recorded_by),
        source=Source(row.source),
        struck_out=row.struck_out,
    )


class NoteKept(NamedTuple):
    """A note by its id and the salted hash that outlives it."""

    id: int | None
    salted_sha256: str | None


def keep_note(session: Session, patient: PatientId, body: str) -> NoteKept:
    """Keep words somebody wrote; nothing is kept for nothing."""
    if not body.strip():
        return NoteKept(None, None)
    salt = secrets.token_bytes(16)
    identifier = new_id()
    session.add(FreeTextRow(patient_id=patient, id=identifier, body=body, salt=salt))
    session.flush()
    return NoteKept(identifier, hashlib.sha256(salt + body.encode()).hexdigest())


def note_kept(session: Session, patient: PatientId, day: date) -> NoteKept:
    """Give the note of a day by id and hash, though its words be deleted."""
    row = CheckInRow
    found = session.execute(
        sa.select(row.note_id, row.note_sha256).where(
            row.patient_id == patient, row.local_date == day
        )
    ).first()
    return NoteKept(*found) if found else NoteKept(None, None)


def revision_body(made: CheckIn, note: NoteKept) -> dict[str, Any]:
    """Give a revision as it is kept and hashed: the note by id and hash, never its words."""
    body = made.model_dump(mode="json", exclude={"patient": True, "answers": {"note": True}})
    return {**body, "note_id": note.id, "note_sha256": note.salted_sha256}


def save(session: Session, made: CheckIn, note: NoteKept) -> None:
    """Keep *made* as the newest revision of its day, with its intakes."""
    answers = made.answers
    session.merge(
        CheckInRow(
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
            mood=answers.mood,
            sleep_min=answers.sleep_min,
            scores={slug: int(score) for slug, score in answers.symptoms.items()},
            note_id=note.id,
            note_sha256=note.salted_sha256,
        )
    )
    row = IntakeRow
    session.execute(
        sa.delete(row).where(row.patient_id == made.patient, row.local_date == made.day)
    )
    session.add_all(
        row(
            patient_id=made.patient,
            course_id=intake.course,
            local_date=made.day,
            taken=intake.taken,
            ug=intake.ug,
            at=intake.at,
            recorded_by=made.recorded_by,
            source=made.source,
        )
        for intake in answers.intakes
    )
    session.flush()


def keep_revision(
    session: Session, old: CheckIn, note: NoteKept, by: PersonId, at: datetime
) -> None:
    """Keep what a day said before it is changed."""
    session.add(
        CheckInRevisionRow(
            patient_id=old.patient,
            local_date=old.day,
            revision=old.revision,
            body=revision_body(old, note),
            replaced_at=at,
            replaced_by=by,
        )
    )
    session.flush()


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
