"""What was signed, what a day said before, and the trail: the database itself refuses a change."""

import sqlite3
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from taper.actions import requests
from taper.actions.diary import Said
from taper.actions.events import SaidEvent, save_event
from taper.diary.events import EventId, Kind, Text
from taper.people.request import Kind as Asked
from taper.people.request import RequestId
from taper.storage.tables import APPEND_ONLY, Base
from taper.storage.tables_takeout import PlanElsewhereRow, SealedTrailRow
from tests.asking import answer, ask
from tests.conftest import MORNING, Cast, sign_plan, typed_plan
from tests.saving import SAID, TODAY, save

# Ways to change or remove a row. {t}: table; {c}: some column; {k}: its key as a condition;
# {all}: every column; {key}: the columns of its key.
EVERYWHERE = [
    "UPDATE {t} SET {c} = {c}",
    "UPDATE {t} SET {c} = {c} WHERE {k}",
    "UPDATE {t} AS it SET {c} = it.{c}",
    "UPDATE {t} SET {c} = older.{c} FROM {t} AS older",
    "WITH older AS (SELECT {c} FROM {t}) UPDATE {t} SET {c} = (SELECT {c} FROM older LIMIT 1)",
    "UPDATE {t} SET {c} = {c} RETURNING {c}",
    "DELETE FROM {t}",
    "DELETE FROM {t} WHERE {k}",
    "DELETE FROM {t} WHERE {c} IN (SELECT {c} FROM {t})",
    "WITH older AS (SELECT {c} FROM {t}) DELETE FROM {t} WHERE {c} IN (SELECT {c} FROM older)",
    "DELETE FROM {t} RETURNING {c}",
    "INSERT INTO {t} SELECT {all} FROM {t}",
    "INSERT INTO {t} SELECT {all} FROM {t} WHERE true"
    " ON CONFLICT ({key}) DO UPDATE SET {c} = excluded.{c}",
    "INSERT INTO {t} SELECT {all} FROM {t} WHERE true"
    " ON CONFLICT ({key}) DO UPDATE SET {c} = excluded.{c} WHERE true",
]
ON_SQLITE = [
    *(f"UPDATE OR {how} {{t}} SET {{c}} = {{c}}"
      for how in ("IGNORE", "REPLACE", "FAIL", "ABORT", "ROLLBACK")),
    "REPLACE INTO {t} SELECT {all} FROM {t}",
    *(f"INSERT OR {how} INTO {{t}} SELECT {{all}} FROM {{t}}"
      for how in ("REPLACE", "FAIL", "ABORT", "ROLLBACK")),
    "INSERT INTO {t} SELECT {all} FROM {t} WHERE true ON CONFLICT DO UPDATE SET {c} = {c}",
    "UPDATE {t} INDEXED BY {index} SET {c} = {c} WHERE {k}",
    "UPDATE main.{t} SET ({c}) = (SELECT {c} FROM {t})",
    "UPDATE {t} NOT INDEXED SET {c} = {c}",
    "DELETE FROM main.{t}",
    "DELETE FROM {t} NOT INDEXED WHERE {k}",
    "REPLACE INTO {t} SELECT {all} FROM {t} WHERE true RETURNING {c}",
    "WITH old AS (SELECT {all} FROM {t}) INSERT OR REPLACE INTO {t} SELECT {all} FROM old",
]  # fmt: skip
ON_POSTGRESQL = [
    "TRUNCATE {t}",
    "TRUNCATE ONLY {t}",
    "TRUNCATE {t} CASCADE",
    "TRUNCATE {t} RESTART IDENTITY CASCADE",
    "UPDATE ONLY {t} SET {c} = {c}",
    "DELETE FROM ONLY {t}",
    "DELETE FROM {t} USING {t} AS it",
    "MERGE INTO {t} USING (SELECT 1) AS one ON true WHEN MATCHED THEN UPDATE SET {c} = {t}.{c}",
    "MERGE INTO {t} USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
    "SET session_replication_role = replica; UPDATE {t} SET {c} = {c}",
    "SET session_replication_role = replica; DELETE FROM {t}",
    "SET session_replication_role = replica; TRUNCATE {t} CASCADE",
    "DO $$ BEGIN DELETE FROM {t}; END $$",
    "DO $$ DECLARE it CURSOR FOR SELECT * FROM {t} FOR UPDATE; BEGIN OPEN it; MOVE it;"
    " DELETE FROM {t} WHERE CURRENT OF it; END $$",
    "WITH gone AS (DELETE FROM {t} RETURNING *) SELECT * FROM gone",
    "WITH gone AS (UPDATE {t} SET {c} = {c} RETURNING *) SELECT * FROM gone",
]
A_COLUMN = {
    "plan_version": "content",
    "plan_step": "cycle",
    "check_in_revision": "body",
    "event_revision": "body",
    "questionnaire_revision": "body",
    "patient_request_entry": "words_sha256",
    "audit_event": "detail",
    "plan_elsewhere": "content",
    "sealed_trail": "body",
}


def written(way: str, table: str) -> str:
    """Write a way of changing *table* as SQL."""
    columns = Base.metadata.tables[table].columns
    key = [column.name for column in columns if column.primary_key]
    return way.format(
        t=table,
        c=A_COLUMN[table],
        k=" AND ".join(f"{name} = {name}" for name in key),
        all=", ".join(column.name for column in columns),
        key=", ".join(key),
        index="ix_audit_event_patient_id_id",
    )


def content(cast: Cast) -> dict[str, list[sa.Row]]:
    with cast.clinic.store.reading() as session:
        return {
            name: session.execute(sa.text(f"SELECT * FROM {name}")).all() for name in APPEND_ONLY
        }


def fill(cast: Cast) -> None:
    """Put a row into each append-only table."""
    sign_plan(cast, typed_plan(("2026-03-09", "20"), ("2026-05-04", "0")))
    save(cast, TODAY, SAID)
    save(cast, TODAY, Said(mood=4), expected=1)
    requests.ask(
        cast.clinic,
        cast.alex,
        cast.patient,
        RequestId(1),
        kind=Asked.STAY,
        course=None,
        words="Please.",
    )
    asked = ask(cast, "gad7")
    for revision in range(2):
        answer(cast, asked, {"gad_1": revision}, expected=revision)
        said = SaidEvent(kind=Kind.GOAL, texts={"words": Text(words=str(revision))})
        save_event(
            cast.clinic, cast.alex, cast.patient, EventId(1), said, expected_revision=revision
        )
    bring_from_elsewhere(cast)


def bring_from_elsewhere(cast: Cast) -> None:
    """Put in what a takeout brings: a plan that is not in force here, and a sealed trail."""
    with cast.clinic.store.writing() as session:
        course = session.execute(sa.select(Base.metadata.tables["course"].c.id)).scalars().first()
        session.add(
            PlanElsewhereRow(
                patient_id=cast.patient,
                draft_id=1,
                course_id=course,
                version=1,
                in_force_from=TODAY,
                content="{}",
                content_sha256="",
                signed_by=1,
                signed_by_name="Dr Cole",
                signed_at=MORNING,
            )
        )
        session.add(SealedTrailRow(patient_id=cast.patient, place=1, body="{}"))


@pytest.fixture
def filled(cast: Cast) -> Iterator[Cast]:
    """A row in each of the tables, which is still there, as it was, at the end."""
    fill(cast)
    before = content(cast)
    assert all(before.values())
    yield cast
    assert content(cast) == before


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_row_is_neither_changed_nor_removed_in_any_way(filled: Cast, table: str):
    store = filled.clinic.store
    ways = EVERYWHERE + (ON_SQLITE if store.is_sqlite else ON_POSTGRESQL)
    for way in ways:
        if "INDEXED BY" in way and table != "audit_event":
            continue
        with pytest.raises(DBAPIError) as refusal, store.engine.begin() as connection:
            connection.execute(sa.text(written(way, table)))
        said = str(refusal.value).lower()
        assert any(word in said for word in ("append-only", "unique", "foreign key")), way


def test_there_are_thirty_ways_on_each_engine():
    assert len(EVERYWHERE + ON_SQLITE) > 30  # one of them needs an index that one table has
    assert len(EVERYWHERE + ON_POSTGRESQL) >= 30


def test_what_would_be_ignored_changes_nothing(filled: Cast):
    ignored = ["UPDATE {t} SET {c} = {c} WHERE false", "DELETE FROM {t} WHERE false"]
    if not filled.clinic.store.is_sqlite:  # where the trigger is asked first, and refuses
        ignored += ["INSERT INTO {t} SELECT {all} FROM {t} ON CONFLICT DO NOTHING"]
    with filled.clinic.store.engine.begin() as connection:
        for table in APPEND_ONLY:
            for way in ignored:
                connection.execute(sa.text(written(way, table)))


BY_ANOTHER_PROGRAM = [
    "INSERT OR REPLACE INTO {t} SELECT {all} FROM {t}",
    "REPLACE INTO {t} SELECT {all} FROM {t}",
    "UPDATE {t} SET {c} = {c}",
    "DELETE FROM {t}",
]


def test_a_program_that_is_not_ours_is_refused_too(sqlite_cast: Cast):
    """Such a program has recursive_triggers off, where REPLACE removes rows without a sound."""
    fill(sqlite_cast)
    before = content(sqlite_cast)
    connection = sqlite3.connect(str(sqlite_cast.clinic.store.url.database))
    assert connection.execute("PRAGMA recursive_triggers").fetchone() == (0,)
    for table in APPEND_ONLY:
        for way in BY_ANOTHER_PROGRAM:
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(written(way, table))
    connection.close()
    assert content(sqlite_cast) == before


def test_another_version_never_takes_the_place_of_the_one_a_draft_became(sqlite_cast: Cast):
    """The draft's number is unique too: REPLACE would clear the older row by it."""
    sign_plan(sqlite_cast, typed_plan(("2026-03-09", "20"), ("2026-05-04", "0")))
    connection = sqlite3.connect(str(sqlite_cast.clinic.store.url.database))
    columns = [column.name for column in Base.metadata.tables["plan_version"].columns]
    chosen = ["2" if name == "version" else name for name in columns]
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(
            f"INSERT OR REPLACE INTO plan_version SELECT {', '.join(chosen)} FROM plan_version"
        )
    connection.close()
