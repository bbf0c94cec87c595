"""From nothing to today's schema, whole or not at all, on both engines."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from taper.errors import TaperError
from taper.storage import migrations
from taper.storage.engine import Store
from taper.storage.migrations import append_only, upgrade
from taper.storage.tables import APPEND_ONLY, Base
from tests.conftest import Cast

SQLITE_TRIGGERS = {f"{table}_no_{event}" for table in APPEND_ONLY
                   for event in ("update", "delete", "replace")}  # fmt: skip
POSTGRES_TRIGGERS = {f"{table}_no_{event}" for table in APPEND_ONLY
                     for event in ("change", "truncate")}  # fmt: skip


def test_the_newest_schema_is_the_one_that_is_written_down():
    scripts = ScriptDirectory.from_config(migrations._config())
    assert scripts.get_current_head() == migrations.TODAY


def test_a_start_on_todays_schema_needs_no_alembic(sqlite_cast: Cast):
    address = sqlite_cast.clinic.store.url.render_as_string()
    asked = (
        "import sys; from taper.actions.clinic import open_clinic; "
        "from taper.settings import Settings; "
        f"open_clinic(Settings(database={address!r})); print('alembic' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def triggers(store: Store) -> set[str]:
    """Give the triggers that fire, by name."""
    question = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if store.is_sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'"
    )
    with store.reading() as session:
        return set(session.scalars(sa.text(question)))


def differences(store: Store) -> list[object]:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def schema(store: Store) -> set[str]:
    return set(sa.inspect(store.engine).get_table_names())


def wanted_triggers(store: Store) -> set[str]:
    return SQLITE_TRIGGERS if store.is_sqlite else POSTGRES_TRIGGERS


def test_from_empty_the_migrations_make_every_table_and_trigger(empty_store: Store):
    upgrade(empty_store)
    assert differences(empty_store) == []
    assert schema(empty_store) == {*Base.metadata.tables, "alembic_version"}
    assert triggers(empty_store) == wanted_triggers(empty_store)


def test_a_second_start_changes_nothing(empty_store: Store):
    for _ in range(2):
        upgrade(empty_store)
    assert differences(empty_store) == []
    assert triggers(empty_store) == wanted_triggers(empty_store)


def test_a_database_of_a_newer_program_is_refused_and_left_alone(empty_store: Store):
    upgrade(empty_store)
    with empty_store.writing() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        session.execute(sa.text("CREATE TABLE of_the_future (x INTEGER)"))
    before = schema(empty_store)
    with pytest.raises(TaperError, match=r"database\.newer"):
        upgrade(empty_store)
    assert schema(empty_store) == before


def test_a_migration_cut_short_leaves_the_old_schema(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch
):
    """Cut at the first trigger, when every table is made; then it is run again."""

    class PowerCut(BaseException):
        pass

    def cut(_table: str, *_keys: object) -> list[str]:
        raise PowerCut

    with monkeypatch.context() as short:
        short.setattr(append_only, "_sqlite", cut)
        short.setattr(append_only, "_postgresql", cut)
        with pytest.raises(PowerCut):
            upgrade(empty_store)
    assert schema(empty_store) == set()
    upgrade(empty_store)
    assert differences(empty_store) == []
    assert triggers(empty_store) == wanted_triggers(empty_store)


def test_programs_that_start_together_make_one_schema(empty_store: Store):
    start = threading.Barrier(4)

    def begin(_number: int) -> None:
        # One store each: as if each were a process of its own.
        store = Store(empty_store.url.render_as_string(hide_password=False))
        start.wait()
        upgrade(store)
        store.close()

    with ThreadPoolExecutor(4) as programs:
        list(programs.map(begin, range(4)))
    assert differences(empty_store) == []


def test_the_list_of_append_only_tables_is_the_one_that_was_guarded(cast: Cast):
    guarded = {name.partition("_no_")[0] for name in triggers(cast.clinic.store)}
    assert guarded == set(APPEND_ONLY)


def test_a_percent_sign_in_the_folder_is_no_setting(tmp_path: Path):
    folder = tmp_path / "100%"
    folder.mkdir()
    store = Store(f"sqlite:///{folder / 'taper.sqlite3'}")
    upgrade(store)
    assert "check_in" in schema(store)
    store.close()
