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
from taper.storage import encryption

_ONE_STARTS_AT_A_TIME = 0x7461706572  # PostgreSQL's lock by number; any number that is ours

# SQLite 3.7.0–3.51.2 can corrupt a database when a WAL is reset (fixed in 3.51.3).
WAL_IS_SOUND_FROM = (3, 51, 3)


_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
_TRIES, _BETWEEN_TRIES_S = 300, 0.1

# SQLite's codes for: busy, read-only, input or output failed, full, can't be opened.
_OUT_OF_OUR_HANDS = {5, 8, 10, 13, 14}
_log = logging.getLogger("taper.storage")


def sqlite_module(key: bytes | None = None) -> ModuleType:
    """Give the newest SQLite there is: the wheel's, or else the standard library's.

    Where there is a *key*, the one that encrypts.
    """
    if key is not None:
        return encryption.cipher_module()
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    return dbapi2  # type: ignore[no-any-return]


class Store:
    """A database, and the two ways to use it.

    *key* encrypts an SQLite file at rest; nothing keeps it but what opens connections.
    """

    def __init__(self, url: str, key: bytes | None = None) -> None:
        try:
            self.url = make_url(url)
        except ArgumentError:
            raise TaperError("database.address_unreadable") from None  # may hold a password
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.is_encrypted = self.is_sqlite and key is not None
        self.engine = _sqlite(self.url, key) if self.is_sqlite else _postgresql(self.url)
        self._reader = self.engine.execution_options(
            reads_only=True, **({} if self.is_sqlite else _ONE_MOMENT)
        )
        # One writer at a time: SQLite's own waiting starved one of eight threads for 4 s.
        self._writer = threading.Lock() if self.is_sqlite else nullcontext()
        self._here = threading.local()

    @property
    def sqlite_version(self) -> tuple[int, ...]:
        """The version of the SQLite that this database is opened with."""
        driver: Any = self.engine.dialect.dbapi
        return tuple(driver.sqlite_version_info)

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
        """Connect once; TaperError where that can't be done, or not with this key."""
        try:
            self.engine.connect().close()
        except DBAPIError as error:
            if self.is_encrypted and error.orig and encryption.is_another_key(error.orig):
                raise TaperError("database.another_key") from error
            raise TaperError("database.unreachable") from error

    def is_used_by_others(self) -> bool:
        """Say whether another program has the database open just now."""
        self.engine.dispose()
        with self.engine.connect() as connection:
            if not self.is_sqlite:
                return bool(connection.scalar(sa.text(_OTHERS)))
            driver: Any = connection.connection.driver_connection
            module: Any = self.engine.dialect.dbapi
            driver.execute("PRAGMA busy_timeout=0")
            try:  # no write-ahead log is left while somebody else has it open
                driver.execute("PRAGMA journal_mode=DELETE")
            except module.OperationalError:
                return True
            finally:
                connection.invalidate()  # the next one sets itself up anew
        return False

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _sqlite_code(error: OperationalError) -> int:
    """Give the number of SQLite's error, without what more it says of it."""
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF


# Without it, the second question of a reader sees what was saved after the first.
_ONE_MOMENT: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _sqlite(url: sa.URL, key: bytes | None) -> sa.Engine:
    module = sqlite_module(key) if key is not None else sqlite_module()
    file = _file_of(url)
    if file is not None:
        _make_for_us_alone(file)
    engine = sa.create_engine(
        url,
        module=module,
        connect_args={"timeout": 30, "check_same_thread": False},
        hide_parameters=True,  # they are somebody's answers, and exception texts travel
    )
    settings = _settings(sound=module.sqlite_version_info >= WAL_IS_SOUND_FROM)

    @sa.event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late
        for setting in settings:
            _set(module, connection, setting)

    @sa.event.listens_for(engine, "do_connect")
    def _open(_dialect: object, _record: object, place: Any, ways: Any) -> Any:
        if file is not None:
            encryption.check_file(file, key)
        connection = module.connect(*place, **ways)
        if key is not None:
            encryption.unlock(connection, key)
        return connection

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        reads_only = connection.get_execution_options().get("reads_only")
        # Straight to the driver: through SQLAlchemy these two took as long as a question.
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA query_only={'ON' if reads_only else 'OFF'}")
        driver.execute("BEGIN" if reads_only else "BEGIN IMMEDIATE")

    return engine


def _settings(*, sound: bool) -> tuple[str, ...]:
    """Give the pragmas of every connection; *sound*: this SQLite's write-ahead log is."""
    return (
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


def _set(module: ModuleType, connection: Any, setting: str) -> None:
    """Set one pragma, waiting for others that start beside us.

    Where two programs turn one new file to WAL at once, SQLite answers "locked" at once
    instead of waiting, so that neither waits for the other for ever.
    """
    for _ in range(_TRIES):
        try:
            connection.execute(f"PRAGMA {setting}")
        except module.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(_BETWEEN_TRIES_S)
        else:
            return
    connection.execute(f"PRAGMA {setting}")


def _file_of(url: sa.URL) -> Path | None:
    if not url.database or url.database.startswith((":memory:", "file:")):
        return None
    return Path(url.database)


def _make_for_us_alone(file: Path) -> None:
    """Make a new file that no other account can read; SQLite's own files beside it follow suit."""
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
