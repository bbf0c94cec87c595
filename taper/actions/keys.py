"""Keys that lie outside the database: of its trail, and of the file itself."""

import os
import secrets
import stat
import tempfile
from pathlib import Path

from taper.errors import TaperError
from taper.settings import Settings
from taper.storage.engine import Store

KEY_BYTES = 32


def is_open_to_others(file: Path) -> bool:
    """Say whether anybody but its owner has a right to *file*."""
    return bool(file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def read(path: Path) -> tuple[bytes, ...]:
    """Give the keys in a file, one a line, oldest first.

    TaperError where others can read the file, or where it holds anything else.
    """
    if is_open_to_others(path):
        raise TaperError("database.key_open_to_others", file=path)
    try:
        keys = tuple(map(_as_key, path.read_text("ascii").split()))
    except ValueError as error:
        raise TaperError("database.key_unreadable", file=path) from error
    if not keys:
        raise TaperError("database.key_unreadable", file=path)
    return keys


def make() -> bytes:
    """Make a new key."""
    return secrets.token_bytes(KEY_BYTES)


def put(path: Path, *keys: bytes) -> None:
    """Put keys on the disk, whole: what was begun with a lost key can't be continued."""
    if not path.absolute().parent.is_dir():
        raise TaperError("database.folder_missing", folder=path.parent)
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(key.hex() for key in keys))
        file.flush()
        os.fsync(file.fileno())
    Path(unfinished).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def make_database_key(file: Path) -> None:
    """Put a new key for a database in a new file, for its owner alone."""
    if file.exists():
        raise TaperError("keeping.file_there", file=file)
    put(file, make())


def database_key(settings: Settings) -> bytes | None:
    """Give the key that encrypts the SQLite file; None where none is set."""
    if settings.database_key is not None and settings.database_key_file is not None:
        raise TaperError("database.two_keys")
    if settings.database_key_file is not None:
        return key_in(settings.database_key_file)
    if settings.database_key is None:
        return None
    try:
        return _as_key(settings.database_key.get_secret_value().strip())
    except ValueError:
        raise TaperError("database.encryption_key_unreadable") from None  # it would hold the text


def key_in(file: Path) -> bytes:
    """Give the one key of a database that *file* holds."""
    if not file.is_file():
        raise TaperError("database.encryption_key_missing", file=file)
    found = read(file)
    if len(found) != 1:
        raise TaperError("database.key_unreadable", file=file)
    return found[0]


def store_of(settings: Settings) -> Store:
    """Give the database of *settings*, with its key where there is one."""
    key = database_key(settings)
    store = Store(settings.database, key)
    if key is not None and not store.is_sqlite:
        store.close()
        raise TaperError("database.not_for_a_server")
    return store


def _as_key(text: str) -> bytes:
    key = bytes.fromhex(text)
    if len(key) != KEY_BYTES:
        raise ValueError
    return key
