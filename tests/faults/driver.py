"""apsw in the shape of Python's sqlite3, so that our own engine can be run on another disk.

Just as much of it as SQLAlchemy asks for. The whole program above it is unchanged.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import apsw

from tests.faults.disk import NAME

sqlite_version = apsw.sqlite_lib_version()
sqlite_version_info = tuple(map(int, sqlite_version.split(".")))
paramstyle, threadsafety, apilevel = "qmark", 1, "2.0"
Binary = bytes

LONGEST_LOG = 30  # pages; a few saves already bring it into the file

# Pragmas put in place of ours: how a control is made.
instead: dict[str, str] = {}


class Error(Exception):
    """Any error of SQLite."""

    sqlite_errorcode = 0


class DatabaseError(Error):
    pass


class OperationalError(DatabaseError):
    pass


class IntegrityError(DatabaseError):
    pass


InterfaceError = ProgrammingError = NotSupportedError = DataError = InternalError = DatabaseError


_CODES = {apsw.BusyError: 5, apsw.IOError: 10, apsw.FullError: 13, apsw.CantOpenError: 14}


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except apsw.ConstraintError as error:
        raise IntegrityError(str(error)) from error
    except apsw.Error as error:
        found = OperationalError(str(error))
        codes = (code for kind, code in _CODES.items() if isinstance(error, kind))
        found.sqlite_errorcode = next(codes, 1)
        raise found from error


class Cursor:
    """A cursor that has read every row as soon as it is asked."""

    arraysize = 1

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Sequence[Any] | None = None
        self.rowcount = -1

    @property
    def lastrowid(self) -> int:
        return int(self._connection.last_insert_rowid())

    def execute(self, statement: str, values: Sequence[Any] = ()) -> "Cursor":
        return self._run(lambda cursor: cursor.execute(instead.get(statement, statement), values))

    def executemany(self, statement: str, values: Sequence[Sequence[Any]]) -> "Cursor":
        return self._run(lambda cursor: cursor.executemany(statement, values))

    def _run(self, call: Callable[[apsw.Cursor], Any]) -> "Cursor":
        cursor, described = self._connection.cursor(), []

        def look(at: apsw.Cursor, _statement: str, _values: object) -> bool:
            described[:] = [(name, None, None, None, None, None, None)
                            for name, _ in at.get_description()]  # fmt: skip
            return True

        cursor.exec_trace = look
        before = self._connection.total_changes()
        with _translated():
            self._rows = list(call(cursor))
        self.description = described or None
        self.rowcount = -1 if described else self._connection.total_changes() - before
        return self

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[Any]:
        found, self._rows = self._rows[:size], self._rows[size:]
        return found

    def fetchall(self) -> list[Any]:
        found, self._rows = self._rows, []
        return found

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchall())

    def close(self) -> None:
        self._rows = []


class Connection:
    """A connection whose files lie on the disk of tests/faults/disk.py."""

    isolation_level = None

    def __init__(self, file: str) -> None:
        self._connection = apsw.Connection(file, vfs=NAME)
        self._connection.wal_autocheckpoint(0)
        self._connection.set_wal_hook(self._logged)
        self._pages = 0

    def _logged(self, _connection: apsw.Connection, _name: str, pages: int) -> int:
        self._pages = pages
        return 0

    def cursor(self) -> Cursor:
        return Cursor(self._connection)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        return self.cursor().execute(statement, values)

    def create_function(self, name: str, arguments: int, function: Any, **_options: object) -> None:
        self._connection.create_scalar_function(name, function, arguments)

    def commit(self) -> None:
        self._end("COMMIT")
        # What SQLite does by itself after a commit, in the same way: its errors go unheard there,
        # but apsw would raise them as if they were those of the commit.
        with suppress(apsw.Error):
            if self._pages > LONGEST_LOG:
                self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)

    def rollback(self) -> None:
        self._end("ROLLBACK")

    def _end(self, how: str) -> None:
        if self._connection.in_transaction:
            self.execute(how)

    def close(self) -> None:
        with _translated():
            self._connection.close()


def connect(file: str, **_options: object) -> Connection:
    """Open *file*."""
    return Connection(file)
