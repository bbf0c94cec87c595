"""From one schema to the next on a populated copy, killed at any statement: nothing changes.

0001 is the first schema and not released yet; the next one is made up (data/next_schema).
"""

import hashlib
import os
import signal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from taper.actions.diary import Said
from taper.errors import TaperError
from taper.storage import migrations
from taper.storage.engine import Store
from taper.words import say_error
from tests.conftest import Cast, count, sign_plan, typed_plan
from tests.saving import back, save

NEXT = Path(__file__).parents[1] / "data" / "next_schema"
ROWS = (("2026-02-01", "20"), ("2026-02-21", "17.5"))


@pytest.fixture
def populated(cast: Cast) -> Cast:
    """A clinic with a signed plan, and two weeks of days saved and changed."""
    sign_plan(cast, typed_plan(*ROWS))
    for day in range(14):
        save(cast, back(day), Said(mood=day % 11, note=f"Note of {day}"))
        save(cast, back(day), Said(mood=5, note=f"Changed {day}"), expected=1)
    cast.clinic.store.close()
    return cast


@pytest.fixture
def newer(populated: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program as it will be with the made-up schema, on what today's has written."""
    monkeypatch.setattr(migrations, "VERSIONS", [*migrations.VERSIONS, NEXT])


def fresh(cast: Cast) -> Store:
    """Open the same database anew, as a program that starts."""
    return Store(cast.clinic.store.url.render_as_string(hide_password=False))


Sums = dict[str, tuple[int, str]]


def sums(cast: Cast, columns: dict[str, list[str]]) -> Sums:
    """Give each table's number of rows and a checksum over *columns*."""
    found, store = {}, fresh(cast)
    with store.engine.connect() as connection:
        for table, names in columns.items():
            if table != "alembic_version":
                asked = f"SELECT {', '.join(names)} FROM {table}"
                rows = sorted(map(repr, connection.exec_driver_sql(asked)))
                found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    store.close()
    return found


def columns_of(cast: Cast) -> dict[str, list[str]]:
    store = fresh(cast)
    there = sa.inspect(store.engine)
    found = {
        table: [f'"{column["name"]}"' for column in there.get_columns(table)]
        for table in there.get_table_names()
    }
    store.close()
    return found


def state(cast: Cast) -> str:
    store = fresh(cast)
    found = migrations.state(store)
    store.close()
    return found


def missing_guards(cast: Cast) -> list[str]:
    store = fresh(cast)
    with store.engine.connect() as connection:
        found = migrations.triggers_missing(connection)
    store.close()
    return found


def upgrade_killed_at(cast: Cast, statement: int, *, step_by_step: bool = False) -> bool:
    """Upgrade in a process of its own, killed before its *statement*; whether it came so far."""
    process = os.fork()
    if not process:
        try:
            _upgrade_and_die(fresh(cast), statement, step_by_step=step_by_step)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(process, 0)[1])


def _upgrade_and_die(store: Store, statement: int, *, step_by_step: bool) -> None:
    left = [statement]

    @sa.event.listens_for(store.engine, "before_cursor_execute")
    def _count(connection: sa.Connection, *_what: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        if step_by_step:
            driver: Any = connection.connection.driver_connection
            driver.commit()

    migrations.upgrade(store)


def upgrade(cast: Cast) -> None:
    store = fresh(cast)
    try:
        migrations.upgrade(store)
    finally:
        store.close()


@pytest.mark.usefixtures("newer")
def test_killed_at_every_statement_the_old_schema_is_whole_and_then_the_new_one(populated: Cast):
    columns = columns_of(populated)
    before, times, statement = sums(populated, columns), count(short=1, ci=2, full=10), 0
    assert before["check_in_revision"][0] == 14
    while all(upgrade_killed_at(populated, statement) for _ in range(times)):
        assert state(populated) == "older"
        assert missing_guards(populated) == []
        assert sums(populated, columns) == before
        statement += 1
    assert statement * times >= 8 * times  # the last one came through
    assert state(populated) == "today"
    assert missing_guards(populated) == []
    assert sums(populated, columns) == before
    assert columns_of(populated)["check_in"] == [*columns["check_in"], '"made_up"']


@pytest.mark.usefixtures("newer")
def test_the_control_that_commits_step_by_step_can_not_be_taken_up_again(populated: Cast):
    statement = 0
    while upgrade_killed_at(populated, statement, step_by_step=True):
        statement += 1
    # It never came through: a step that was kept stood in the way of itself.
    assert state(populated) == "older"
    with pytest.raises(DBAPIError):
        upgrade(populated)


def test_an_old_program_refuses_a_newer_database_in_words(
    populated: Cast, monkeypatch: pytest.MonkeyPatch
):
    columns = columns_of(populated)
    with monkeypatch.context() as newer:
        newer.setattr(migrations, "VERSIONS", [*migrations.VERSIONS, NEXT])
        upgrade(populated)
    before = sums(populated, columns)
    with pytest.raises(TaperError) as refused:
        upgrade(populated)
    assert "made by a newer version of the program" in say_error(refused.value)
    assert sums(populated, columns) == before


@pytest.mark.usefixtures("newer")
def test_a_migration_that_loses_a_guard_is_refused_as_a_whole(
    populated: Cast, monkeypatch: pytest.MonkeyPatch
):
    wanted = migrations.trigger_names

    def one_more(dialect: str, table: str) -> list[str]:
        return [*wanted(dialect, table), f"{table}_no_such_guard"]

    monkeypatch.setattr(migrations, "trigger_names", one_more)
    with pytest.raises(RuntimeError, match="this migration drops"):
        upgrade(populated)
    assert state(populated) == "older"
