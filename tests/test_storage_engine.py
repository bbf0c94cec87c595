"""SQLite that loses nothing, PostgreSQL that shows one moment, and one writer at a time."""

import stat
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from taper.actions.clinic import KEY_MARK
from taper.errors import TaperError
from taper.storage import engine as engines
from taper.storage.engine import Store, sqlite_module
from taper.storage.tables import Base, InstallationRow
from tests.conftest import Cast

SETTINGS_IN_EFFECT = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
}


def pragma(store: Store, name: str) -> object:
    with store.engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_sqlite_runs_with_the_settings_that_lose_nothing(sqlite_cast: Cast):
    store = sqlite_cast.clinic.store
    assert {name: pragma(store, name) for name in SETTINGS_IN_EFFECT} == SETTINGS_IN_EFFECT


def test_every_connection_of_the_pool_has_those_settings(sqlite_cast: Cast):
    store = sqlite_cast.clinic.store
    with ExitStack() as held:
        sessions = [held.enter_context(store.reading()) for _ in range(8)]
        found = [session.scalar(sa.text("PRAGMA synchronous")) for session in sessions]
    assert found == [SETTINGS_IN_EFFECT["synchronous"]] * 8


def test_sqlite_is_new_enough_to_keep_a_write_ahead_log():
    assert sqlite_module().sqlite_version_info >= engines.WAL_IS_SOUND_FROM


def test_an_older_sqlite_keeps_no_write_ahead_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engines, "WAL_IS_SOUND_FROM", (99, 0, 0))
    store = Store(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    assert pragma(store, "journal_mode") == "truncate"
    assert pragma(store, "synchronous") == 3  # EXTRA
    store.close()


def test_every_sqlite_table_is_strict(sqlite_cast: Cast):
    with sqlite_cast.clinic.store.engine.connect() as connection:
        listed = connection.exec_driver_sql("PRAGMA table_list").mappings().all()
    ours = {row["name"]: row["strict"] for row in listed if row["name"] in Base.metadata.tables}
    assert ours == dict.fromkeys(Base.metadata.tables, 1)


def test_a_new_database_is_closed_to_other_accounts(tmp_path: Path):
    file = tmp_path / "new.sqlite3"
    store = Store(f"sqlite:///{file}")
    with store.writing() as session:
        session.execute(sa.text("CREATE TABLE t (x INTEGER) STRICT"))
        for each in tmp_path.iterdir():
            assert not each.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), each.name
    store.close()


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("nonsense", "database.address_unreadable"),
        ("mysql://root@localhost/taper", "database.unknown_engine"),
        ("sqlite:////no/such/folder/taper.sqlite3", "database.folder_missing"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_in_words(url: str, key: str):
    with pytest.raises(TaperError) as refusal:
        Store(url)
    assert refusal.value.key == key


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path):
    file = tmp_path / "letter.txt"
    file.write_text("Dear Alex, " * 200)
    store = Store(f"sqlite:///{file}")
    with pytest.raises(TaperError, match=r"database\.unreachable"):
        store.try_out()
    store.close()
    assert file.read_text() == "Dear Alex, " * 200


def test_a_server_that_does_not_answer_is_refused_in_words():
    store = Store("postgresql://nobody@127.0.0.1:1/taper")
    with pytest.raises(TaperError, match=r"database\.unreachable"):
        store.try_out()
    store.close()


def test_a_reader_sees_one_moment(cast: Cast):
    store = cast.clinic.store
    value = sa.select(InstallationRow.value).where(InstallationRow.name == KEY_MARK)
    with store.reading() as reader:
        before = reader.scalar(value)
        with store.writing() as writer:
            writer.execute(sa.update(InstallationRow).values(value="changed"))
        assert reader.scalar(value) == before != "changed"
    with store.reading() as reader:
        assert reader.scalar(value) == "changed"


def test_a_reader_can_write_nothing(cast: Cast):
    with pytest.raises(DBAPIError), cast.clinic.store.reading() as session:
        session.execute(sa.update(InstallationRow).values(value="changed"))
    with cast.clinic.store.writing() as session:  # and a writer can again, on the same connection
        session.execute(sa.update(InstallationRow).values(value="changed"))


@pytest.mark.parametrize("end", [ValueError, KeyboardInterrupt, SystemExit])
def test_what_is_cut_short_is_not_kept(cast: Cast, end: type[BaseException]):
    store = cast.clinic.store

    def cut_short() -> None:
        with store.writing() as session:
            session.execute(sa.update(InstallationRow).values(value="half"))
            raise end

    with pytest.raises(end):
        cut_short()
    with store.reading() as session:
        assert "half" not in session.scalars(sa.select(InstallationRow.value)).all()
    with store.writing() as session:  # the writer's lock is free again
        session.execute(sa.update(InstallationRow).values(value="whole"))


def test_a_write_inside_a_write_is_an_error_and_no_wait(cast: Cast):
    store = cast.clinic.store
    with pytest.raises(RuntimeError, match="wait for itself"), store.writing(), store.writing():
        pass
    with store.writing() as session:
        session.execute(sa.update(InstallationRow).values(value="changed"))


def test_an_error_of_the_database_names_no_value(cast: Cast):
    row = {"name": KEY_MARK, "value": "felt dreadful"}
    with pytest.raises(IntegrityError) as error, cast.clinic.store.writing() as session:
        session.execute(sa.insert(InstallationRow), row)
    assert "felt dreadful" not in str(error.value)


def test_fifty_threads_read_and_write_without_starving(cast: Cast):
    """More threads than connections: everybody waits a little, nobody is turned away."""
    store = cast.clinic.store
    with store.writing() as session:
        session.add(InstallationRow(name="count", value="0"))
    waits: list[float] = []
    start = threading.Barrier(50)

    def add_one(_number: int) -> None:
        start.wait()
        began = time.perf_counter()
        with store.reading() as session:
            session.scalar(sa.select(InstallationRow.value))
        with store.writing() as session:
            row = session.get_one(InstallationRow, "count", with_for_update=True)
            row.value = str(int(row.value) + 1)
        waits.append(time.perf_counter() - began)

    with ThreadPoolExecutor(50) as threads:
        list(threads.map(add_one, range(50)))
    with store.reading() as session:
        assert session.get_one(InstallationRow, "count").value == "50"
    assert max(waits) < 20
