"""Many days of a diary in one go, by answer: what charts, tables and files are made from.

Values are taken as the driver gives them. Making Python's own of each value of two years, and a
check-in of each day, took as long as all the rest of the page that shows them.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from pydantic_core import from_json
from sqlalchemy.orm import Session

from taper.diary.check_in import Source
from taper.diary.days import DiaryDays, Intakes
from taper.diary.intake import Taken
from taper.ids import PatientId
from taper.storage.base import as_saved
from taper.storage.tables import CheckInRow, FreeTextRow, IntakeRow, table_of

_SOURCES = {each.value: each for each in Source}
_TAKEN = {each.value: each for each in Taken}

_days, _taken, _words = table_of(CheckInRow), table_of(IntakeRow), table_of(FreeTextRow)


def _as_it_comes(table: sa.Table, *names: str) -> list[sa.TypeCoerce[str]]:
    """Name columns by a type that changes nothing of what the driver reads."""
    return [sa.type_coerce(table.c[name], sa.Text()) for name in names]


_WORDS_OF_DAY = sa.and_(_words.c.patient_id == _days.c.patient_id, _words.c.id == _days.c.note_id)
_NUMBERS = ("mood", "sleep_min", "sleep_quality", "usual_things", "revision", "recorded_by")
_FLAGS = ("bad_day", "note_private", "late", "struck_out")
_DAYS = (
    sa.select(
        *_as_it_comes(_days, *_NUMBERS, *_FLAGS, "local_date", "scores", "source"), _words.c.body
    )
    .select_from(_days)
    .outerjoin(_words, _WORDS_OF_DAY)
    .where(_days.c.patient_id == sa.bindparam("patient"))
    .order_by(_days.c.local_date)
)
_INTAKES = (
    sa.select(*_as_it_comes(_taken, "course_id", "local_date", "taken", "ug"))
    .where(_taken.c.patient_id == sa.bindparam("patient"))
    .order_by(_taken.c.course_id, _taken.c.local_date)
)


def diary_days(session: Session, patient: PatientId) -> DiaryDays:
    """Give the newest revision of every day, oldest first."""
    rows = session.execute(_DAYS, {"patient": patient}).all()
    if not rows:
        return DiaryDays()
    columns = iter(zip(*rows, strict=True))
    values: dict[str, Any] = {name: next(columns) for name in _NUMBERS}
    values |= {name: tuple(map(bool, next(columns))) for name in _FLAGS}
    values["note_is_private"] = values.pop("note_private")
    values["days"] = _dates(next(columns))
    values["symptoms"] = _documents(next(columns))
    values["source"] = tuple(map(_SOURCES.__getitem__, next(columns)))
    values["note"] = tuple(words or "" for words in next(columns))
    values["intakes"] = _intakes(session, patient)
    return as_saved(DiaryDays, values)


def _intakes(session: Session, patient: PatientId) -> Intakes:
    rows = session.execute(_INTAKES, {"patient": patient}).all()
    if not rows:
        return Intakes()
    course, day, taken, ug = zip(*rows, strict=True)
    return Intakes(course, _dates(day), tuple(map(_TAKEN.__getitem__, taken)), ug)


def _dates(values: Sequence[Any]) -> Sequence[date]:
    """Give days: PostgreSQL has a type of its own for them, SQLite keeps text."""
    return tuple(map(date.fromisoformat, values)) if type(values[0]) is str else values


def _documents(values: Sequence[Any]) -> Sequence[dict[str, int]]:
    """Give documents: PostgreSQL gives them read; SQLite's texts are read here, all at once.

    By pydantic's reader, which takes a third of the time of Python's own.
    """
    if type(values[0]) is not str:
        return values
    found: list[dict[str, int]] = from_json(f"[{','.join(values)}]")
    return found
