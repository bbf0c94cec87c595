"""Everything of one person as plain rows, out of the tables and back into empty ones."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from taper.ids import PatientId, PersonId
from taper.storage.columns import LocalDay, Moment, TimeOfDay
from taper.storage.tables import (
    Base,
    CareRow,
    ConsentRow,
    PatientRow,
    PersonRow,
    PlanVersionRow,
    ReminderRow,
    RoleRow,
    table_of,
)
from taper.storage.tables_beside import VisitChoiceRow
from taper.storage.tables_sharing import GrantRow, ShareLinkRow, SupporterInvitationRow
from taper.storage.tables_takeout import PlanElsewhereRow, SealedTrailRow

Row = dict[str, Any]
Rows = dict[str, list[Row]]

# What a person has on file, in an order in which each row finds those that it points at.
RECORD = (
    "course",
    "symptom",
    "symptom_label",
    "symptom_tag",
    "diary_pause",
    "free_text",
    "check_in",
    "check_in_revision",
    "intake",
    "event",
    "event_revision",
    "questionnaire_assignment",
    "questionnaire_response",
    "questionnaire_revision",
    "safety_answer",
    "patient_request",
    "patient_request_entry",
    "appointment_note",
    "observation",
)
# What holds in one installation alone: it goes out sealed, and is never put in force again.
HELD_THERE = (
    CareRow,
    ConsentRow,
    GrantRow,
    ReminderRow,
    ShareLinkRow,
    SupporterInvitationRow,
    VisitChoiceRow,
)
_SECRET = frozenset({"code_hash", "link_sha256", "secret_sha256"})
_SIGNED = tuple(column.key for column in table_of(PlanElsewhereRow).c if column.key != "patient_id")
_A_FEW = 500


def person(session: Session, patient: PatientId) -> Row:
    """Give who the patient is."""
    who, where = PersonRow, PatientRow
    found = session.execute(
        sa.select(who.name, who.added_at, who.language, where.zone, where.country, where.mark)
        .join(where, where.id == who.id)
        .where(where.id == patient)
    ).one()
    row = found._asdict()
    return {**row, "id": patient, "added_at": _plain_moment(row["added_at"])}


def tables(session: Session, patient: PatientId) -> Rows:
    """Give every row of the record, by table, in the order of keys; without the patient's id."""
    found = {name: _rows(session, Base.metadata.tables[name], patient) for name in RECORD}
    for asked in found["questionnaire_assignment"]:
        if asked["ended_by"] is None:  # ended by a move, not by anybody: it was open there
            asked["ended_at"] = None
    return found


def held_here(session: Session, patient: PatientId) -> Rows:
    """Give what holds in this installation alone, without what opens a door."""
    kinds = map(table_of, HELD_THERE)
    return {table.name: _rows(session, table, patient, _SECRET) for table in kinds}


def signed(session: Session, patient: PatientId) -> list[Row]:
    """Give every plan signed for a patient, here and elsewhere, by course, number and moment."""
    kinds = map(table_of, (PlanVersionRow, PlanElsewhereRow))
    unasked = frozenset({"changes"})
    found = [each for table in kinds for each in _rows(session, table, patient, unasked)]
    return sorted(
        found, key=lambda each: tuple(each[k] for k in ("course_id", "version", "draft_id"))
    )


def signed_elsewhere(session: Session, patient: PatientId) -> list[Row]:
    """Give the plans signed in other installations."""
    return _rows(session, table_of(PlanElsewhereRow), patient)


def sealed(session: Session, patient: PatientId) -> list[str]:
    """Give the trails of earlier installations, oldest first."""
    row = SealedTrailRow
    asked = sa.select(row.body).where(row.patient_id == patient).order_by(row.place)
    return list(session.scalars(asked))


def names(session: Session, people: Iterable[int]) -> list[Row]:
    """Give the names of *people*, in the order of ids."""
    found = session.execute(
        sa.select(PersonRow.id, PersonRow.name)
        .where(PersonRow.id.in_(set(people)))
        .order_by(PersonRow.id)
    )
    return [{"id": identifier, "name": name} for identifier, name in found]


def is_known(session: Session, identifier: int) -> bool:
    """Say whether a patient of this id is on file."""
    return session.get(PatientRow, identifier) is not None


def belongs_here(session: Session, people: Iterable[int]) -> bool:
    """Say whether one of *people* is somebody here, and no mere name out of a takeout."""
    row = RoleRow.person_id
    return session.scalar(sa.select(row).where(row.in_(set(people))).limit(1)) is not None


def put_person(session: Session, values: Row, others: Iterable[Row], at: datetime) -> None:
    """Put a patient on file, and the names of those who wrote; none of them can sign in."""
    known = set(session.scalars(sa.select(PersonRow.id)))
    new = [
        PersonRow(id=each["id"], name=each["name"], added_at=at)
        for each in others
        if each["id"] not in known | {values["id"]}
    ]
    session.add_all(new)
    who = {
        "id": values["id"],
        "name": values["name"],
        "added_at": datetime.fromisoformat(values["added_at"]),
        "language": values["language"],
    }
    session.merge(PersonRow(**who))
    session.flush()
    where = {key: values[key] for key in ("id", "zone", "country", "mark")}
    session.add_all([PatientRow(**where), RoleRow(person_id=values["id"], role="patient")])
    session.flush()


def put_rows(session: Session, patient: PatientId, rows: Mapping[str, list[Row]]) -> bool:
    """Put the rows of a record on file; False where they contradict one another."""
    try:
        for name in RECORD:
            _put(session, Base.metadata.tables[name], patient, rows[name])
    except (IntegrityError, DataError):
        return False
    return True


def put_signed(session: Session, patient: PatientId, rows: list[Row]) -> bool:
    """Put plans on file as signed elsewhere; False where one is of no course, or is there twice."""
    try:
        _put(session, table_of(PlanElsewhereRow), patient, rows)
    except (IntegrityError, DataError):
        return False
    return True


def put_sealed(session: Session, patient: PatientId, bodies: Iterable[str]) -> None:
    """Put the trails of earlier installations on file, oldest first."""
    session.add_all(
        SealedTrailRow(patient_id=patient, place=place, body=body)
        for place, body in enumerate(bodies, start=1)
    )
    session.flush()


def _rows(
    session: Session, table: sa.Table, patient: PatientId, left_out: frozenset[str] = frozenset()
) -> list[Row]:
    shown = [each for each in table.c if each.key not in left_out | {"patient_id"}]
    keys = [each.key for each in table.primary_key if each in shown]
    asked = sa.select(*shown).where(table.c.patient_id == patient)
    found = [
        {name: _plain(value) for name, value in row.items()}
        for row in session.execute(asked).mappings()
    ]
    # Here, and not in the question: the two engines sort text in different ways.
    if keys:
        return sorted(found, key=lambda each: tuple(each[key] for key in keys))
    return sorted(found, key=lambda each: json.dumps(each, sort_keys=True))


def _put(session: Session, table: sa.Table, patient: PatientId, rows: list[Row]) -> None:
    for start in range(0, len(rows), _A_FEW):
        few = [_typed(table, patient, each) for each in rows[start : start + _A_FEW]]
        session.execute(sa.insert(table), few)


def _typed(table: sa.Table, patient: PatientId, row: Row) -> Row:
    kinds = {column.key: column.type for column in table.c}
    return {"patient_id": patient, **{name: _kept(kinds[name], row[name]) for name in row}}


def _plain(value: Any) -> Any:
    """Give a value as JSON has it: days and moments as ISO text, bytes as hexadecimal."""
    if isinstance(value, datetime):
        return _plain_moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else value


def _plain_moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="milliseconds")


def _kept(kind: Any, value: Any) -> Any:
    """Give a value as a column takes it; ValueError for a day or a time that there is not."""
    if value is None:
        return None
    if isinstance(kind, Moment):
        return datetime.fromisoformat(value)
    if isinstance(kind, LocalDay):
        return date.fromisoformat(value)
    if isinstance(kind, TimeOfDay):
        return time.fromisoformat(value)
    return bytes.fromhex(value) if isinstance(kind, sa.LargeBinary) else value


def writers(rows: Mapping[str, list[Row]]) -> set[int]:
    """Give the ids of everybody whom rows of a record name."""
    found: set[int] = set()
    for each in (row for table in rows.values() for row in table):
        found |= {each[name] for name in each if _is_person(name) and each[name] is not None}
        body = each.get("body")
        if isinstance(body, Mapping) and "recorded_by" in body:
            found.add(body["recorded_by"])
    return found


def _is_person(name: str) -> bool:
    return name.endswith("_by") or name == "reader_id"


def people_of(rows: Mapping[str, list[Row]], plans: Iterable[Row]) -> set[PersonId]:
    """Give everybody whom a record and its plans name."""
    return {PersonId(each) for each in writers(rows) | {plan["signed_by"] for plan in plans}}
