"""A whole database copied into a new SQLite file, from either engine, as of one moment."""

from pathlib import Path
from typing import Any

from taper.storage.engine import Store, sqlite_module
from taper.storage.migrations import known_revisions, upgrade
from taper.storage.moving import Progress, carry

_PAGES_AT_ONCE = 2_000


def copy_to_file(store: Store, file: Path, progress: Progress) -> None:
    """Copy everything in *store* to the SQLite *file*, while people go on saving."""
    if store.is_sqlite:
        _copy_pages(store, file, progress)
        return
    target = Store(f"sqlite:///{file}")
    try:
        upgrade(target)
        carry(store, target, progress)
    finally:
        target.close()


def _copy_pages(store: Store, file: Path, progress: Progress) -> None:
    def told(_status: int, remaining: int, total: int) -> None:
        progress(total - remaining, total)

    target = sqlite_module().connect(str(file))
    try:
        with store.reading() as session:
            source: Any = session.connection().connection.driver_connection
            source.backup(target, pages=_PAGES_AT_ONCE, progress=told)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, none beside it
    finally:
        target.close()


def is_ours(file: Path) -> bool:
    """Say whether *file* is a whole SQLite database of this program, of today's schema or older."""
    connection = sqlite_module().connect(f"file:{file}?mode=ro", uri=True)
    try:
        whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return whole and version is not None and version[0] in known_revisions()
    except sqlite_module().DatabaseError:
        return False
    finally:
        connection.close()
