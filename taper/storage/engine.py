"""The one engine of the process: SQLite that loses nothing, or PostgreSQL."""

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.orm import Session

from taper.errors import NotSaved, TaperError

_ONE_STARTS_AT_A_TIME = 0x7461706572  # PostgreSQL's lock by number; any number that is ours

# SQLite 3.7.0–3.51.2 can corrupt a database when a WAL is reset (fixed in 3.51.3).
WAL_IS_SOUND_FROM = (3, 51, 3)


_TRIES, _BETWEEN_TRIES_S = 300, 0.1

# SQLite's codes for: busy, read-only, input or output failed, full, can't be opened.
_OUT_OF_OUR_HANDS = {5, 8, 10, 13, 14}
_log = logging.getLogger("taper.storage")


def sqlite_module() -> ModuleType:
    """Give the newest SQLite there is: the wheel's, or else the standard library's."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    return dbapi2  # type: ignore[no-any-return]


class Store:
    """A database, and the two ways to use it."""

    def __init__(self, url: str) -> None:
        try:
            self.url = make_url(url)
        except ArgumentError:
            raise TaperError("database.address_unreadable") from None  # may hold a password
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url)
        self._reader = self.engine.execution_options(
            reads_only=True, **({} if self.is_sqlite else _ONE_MOMENT)
        )
        # One writer at a time: SQLite's own waiting starved one of eight threads for 4 s.
        self._writer = threading.Lock() if self.is_sqlite else nullcontext()
        self._here = threading.local()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that sees one moment; the database refuses it every write."""
        with Session(self._reader) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a session that is committed as a whole, or not at all.

        NotSaved where the disk is full or the database is gone: that is no fault of the program.
        """
        if getattr(self._here, "writes", False):
            raise RuntimeError("a write inside a write would wait for itself")
        self._here.writes, committing = True, False
        try:
            with (
                self._writer,
                Session(self.engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session
                committing = True
        except OperationalError as error:
            if self.is_sqlite and _sqlite_code(error) not in _OUT_OF_OUR_HANDS:
                raise
            # A server that is lost in the middle of a commit doesn't say whether it was done.
            unknown = committing and not self.is_sqlite
            _log.error("not saved: %s", type(error.orig).__name__)
            raise NotSaved("database.not_certain" if unknown else "database.not_saved") from error
        finally:
            self._here.writes = False

    @contextmanager
    def starting(self) -> Iterator[Session]:
        """Open a writing session that no other program starting beside us has open."""
        with self.writing() as session:
            self.wait_for_others(session)
            yield session

    def wait_for_others(self, asking: sa.Connection | Session) -> None:
        """Wait until no other program is starting; SQLite's own lock sees to it there."""
        if not self.is_sqlite:
            asking.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_STARTS_AT_A_TIME)))

    def try_out(self) -> None:
        """Connect once; TaperError("database.unreachable") where that can't be done."""
        try:
            self.engine.connect().close()
        except DBAPIError as error:
            raise TaperError("database.unreachable") from error

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _sqlite_code(error: OperationalError) -> int:
    """Give the number of SQLite's error, without what more it says of it."""
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF


# Without it, the second question of a reader sees what was saved after the first.
_ONE_MOMENT: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _sqlite(url: sa.URL) -> sa.Engine:
    module = sqlite_module()
    _make_for_us_alone(url)
    engine = sa.create_engine(
        url,
        module=module,
        connect_args={"timeout": 30, "check_same_thread": False},
        hide_parameters=True,  # they are somebody's answers, and exception texts travel
    )
    sound = module.sqlite_version_info >= WAL_IS_SOUND_FROM
    settings = (
        # FULL: with NORMAL, 268 of 500 simulated power cuts lost a check-in that was acknowledged.
        *(
            ("journal_mode=WAL", "synchronous=FULL")
            if sound
            else ("journal_mode=TRUNCATE", "synchronous=EXTRA")
        ),
        "foreign_keys=ON",
        "recursive_triggers=ON",  # without it, INSERT OR REPLACE walks past an append-only trigger
        "secure_delete=ON",  # a deleted free text leaves no bytes behind
        "trusted_schema=OFF",
        "cache_size=-65536",
    )

    @sa.event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late
        for setting in settings:
            _set(connection, setting)

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        reads_only = connection.get_execution_options().get("reads_only")
        # Straight to the driver: through SQLAlchemy these two took as long as a question.
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA query_only={'ON' if reads_only else 'OFF'}")
        driver.execute("BEGIN" if reads_only else "BEGIN IMMEDIATE")

    return engine


def _set(connection: Any, setting: str) -> None:
    """Set one pragma, waiting for others that start beside us.

    Where two programs turn one new file to WAL at once, SQLite answers "locked" at once
    instead of waiting, so that neither waits for the other for ever.
    """
    for _ in range(_TRIES):
        try:
            connection.execute(f"PRAGMA {setting}")
        except sqlite_module().OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(_BETWEEN_TRIES_S)
        else:
            return
    connection.execute(f"PRAGMA {setting}")


def _make_for_us_alone(url: sa.URL) -> None:
    """Make a new file that no other account can read; SQLite's own files beside it follow suit."""
    if not url.database or url.database.startswith((":memory:", "file:")):
        return
    file = Path(url.database)
    if not file.parent.is_dir():
        raise TaperError("database.folder_missing", folder=file.parent)
    if not file.exists():
        file.touch(mode=0o600)


def _postgresql(url: sa.URL) -> sa.Engine:
    if url.get_backend_name() != "postgresql":
        raise TaperError("database.unknown_engine", engine=url.get_backend_name())
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=10,
        pool_pre_ping=True,
        hide_parameters=True,
    )
