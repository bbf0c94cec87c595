"""A whole database copied into a new SQLite file, from either engine, as of one moment."""

from pathlib import Path
from typing import Any

from taper.storage.encryption import cipher_module, unlock
from taper.storage.engine import Store, sqlite_module
from taper.storage.migrations import known_revisions, upgrade
from taper.storage.moving import Progress, carry

_PAGES_AT_ONCE = 2_000


def copy_to_file(store: Store, file: Path, progress: Progress, key: bytes | None = None) -> None:
    """Copy everything in *store* to the SQLite *file*, while people go on saving.

    *key* encrypts the copy of an encrypted database; a plain one has none.
    """
    if store.is_sqlite:
        _copy_pages(store, file, progress, key)
        return
    target = Store(f"sqlite:///{file}", key)
    try:
        upgrade(target)
        carry(store, target, progress)
    finally:
        target.close()


def _copy_pages(store: Store, file: Path, progress: Progress, key: bytes | None) -> None:
    def told(_status: int, remaining: int, total: int) -> None:
        progress(total - remaining, total)

    target = _connect(file, key)
    try:
        with store.reading() as session:
            source: Any = session.connection().connection.driver_connection
            source.backup(target, pages=_PAGES_AT_ONCE, progress=told)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, none beside it
    finally:
        target.close()


def copy_under_key(source: Path, key: bytes | None, target: Path, new_key: bytes | None) -> None:
    """Copy an SQLite file into a new one that another key encrypts, or none."""
    connection = _connect(source, key, cipher=True)
    try:
        asked = f"x'{new_key.hex()}'" if new_key else ""
        connection.execute("ATTACH DATABASE ? AS made KEY ?", (str(target), asked))
        connection.execute("SELECT sqlcipher_export('made')")
        connection.execute("DETACH DATABASE made")
    finally:
        connection.close()


def is_ours(file: Path, key: bytes | None = None) -> bool:
    """Say whether *file* is a whole SQLite database of this program, of today's schema or older."""
    connection = _connect(file, key, way="ro")
    try:
        whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return whole and version is not None and version[0] in known_revisions()
    except sqlite_module(key).DatabaseError:
        return False
    finally:
        connection.close()


def _connect(file: Path, key: bytes | None, *, way: str = "rwc", cipher: bool = False) -> Any:
    module = cipher_module() if cipher else sqlite_module(key)
    place = f"{file.absolute().as_uri()}?mode={way}"
    connection = module.connect(place, uri=True, isolation_level=None)
    if key is not None:
        unlock(connection, key)
    return connection
