"""One history put on file for many people: the rows are made once, the ids exchanged."""

import hashlib
import json
import random
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.diary.check_in import CheckIn
from taper.ids import PatientId
from taper.storage.diary import NO_NOTE, NoteKept, day_row, intake_rows, revision_body
from taper.storage.tables import (
    CheckInRevisionRow,
    CheckInRow,
    FreeTextRow,
    IntakeRow,
    table_of,
)

Row = dict[str, Any]
_WORDS, _DAYS, _EARLIER, _TAKEN = map(
    table_of, (FreeTextRow, CheckInRow, CheckInRevisionRow, IntakeRow)
)


class Saved(NamedTuple):
    """One save of a history, for its line in the trail."""

    at: datetime
    day: date
    revision: int
    body: str  # as it is hashed


class History(NamedTuple):
    """The rows of one person's diary."""

    owner: PatientId
    words: list[Row]
    days: list[Row]
    earlier: list[Row]
    taken: list[Row]
    saves: list[Saved]


def history(owner: PatientId, saves: Iterable[CheckIn], chance: random.Random) -> History:
    """Make the rows of *saves*, which are in the order in which they were made."""
    made = History(owner, [], [], [], [], [])
    newest: dict[date, tuple[CheckIn, NoteKept]] = {}
    for each in saves:
        before = newest.get(each.day)
        same = before is not None and before[0].answers.note == each.answers.note
        note = before[1] if before and same else _note(made, each.answers.note, chance)
        if before:
            made.earlier.append(_earlier(*before, each))
        newest[each.day] = (each, note)
        body = json.dumps(revision_body(each, note), sort_keys=True)
        made.saves.append(Saved(each.revised_at, each.day, each.revision, body))
    made.days.extend(day_row(*each) for each in newest.values())
    made.taken.extend(row for each, _ in newest.values() for row in intake_rows(each))
    return made


def _note(made: History, body: str, chance: random.Random) -> NoteKept:
    if not body.strip():
        return NO_NOTE
    salt, identifier = chance.randbytes(16), chance.getrandbits(63) | 1
    made.words.append({"patient_id": made.owner, "id": identifier, "body": body, "salt": salt})
    return NoteKept(identifier, hashlib.sha256(salt + body.encode()).hexdigest())


def _earlier(old: CheckIn, note: NoteKept, new: CheckIn) -> Row:
    return {
        "patient_id": old.patient,
        "local_date": old.day,
        "revision": old.revision,
        "body": revision_body(old, note),
        "replaced_at": new.revised_at,
        "replaced_by": new.recorded_by,
    }


def put(session: Session, made: History, patient: PatientId) -> None:
    """Put *made* on file as the diary of *patient*."""
    of = {"patient_id": patient}
    by = {**of, "recorded_by": patient}
    earlier = [
        {**row, **of, "replaced_by": patient, "body": {**row["body"], "recorded_by": patient}}
        for row in made.earlier
    ]
    for table, rows in (
        (_WORDS, [{**row, **of} for row in made.words]),
        (_DAYS, [{**row, **by} for row in made.days]),
        (_EARLIER, earlier),
        (_TAKEN, [{**row, **by} for row in made.taken]),
    ):
        if rows:
            session.execute(sa.insert(table), rows)


def sha256_of(save: Saved, made: History, patient: PatientId) -> str:
    """Give the hash of a revision as it is once it is *patient*'s own."""
    body = save.body.replace(f'"recorded_by": {made.owner}', f'"recorded_by": {patient}', 1)
    return hashlib.sha256(body.encode()).hexdigest()
