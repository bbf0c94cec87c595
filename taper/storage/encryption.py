"""An SQLite file that says nothing without its key: SQLCipher, where a key is set."""

from pathlib import Path
from types import ModuleType
from typing import Any

from taper.errors import TaperError

_PLAIN = b"SQLite format 3\0"
_PAGE_BYTES = 4096  # SQLCipher 4's own; a file of it is nothing but whole pages
_NOT_A_DATABASE = 26  # SQLite's code: also for a key that isn't the file's


def cipher_module() -> ModuleType:
    """Give the SQLite that encrypts; TaperError where it isn't installed."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError:
        raise TaperError("database.nothing_encrypts") from None
    return dbapi2  # type: ignore[no-any-return]


def unlock(connection: Any, key: bytes) -> None:
    """Give a connection its key, before it reads the first page."""
    connection.execute("PRAGMA cipher_log_level=NONE")  # it would write to standard error
    connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    connection.execute("PRAGMA temp_store=MEMORY")  # what is sorted is never put on the disk


def check_file(file: Path, key: bytes | None) -> None:
    """Refuse a file that is plain where it should be encrypted, or the other way round."""
    if not file.is_file() or not file.stat().st_size:
        return
    if key is not None and is_plain(file):
        raise TaperError("database.not_encrypted", file=file)
    if key is None and _looks_encrypted(file):
        raise TaperError("database.perhaps_encrypted", file=file)


def is_plain(file: Path) -> bool:
    """Say whether *file* begins as every SQLite file does that isn't encrypted."""
    with file.open("rb") as opened:
        return opened.read(len(_PLAIN)) == _PLAIN


def _looks_encrypted(file: Path) -> bool:
    return not is_plain(file) and file.stat().st_size % _PAGE_BYTES == 0


def is_another_key(error: BaseException) -> bool:
    """Say whether SQLite can't make sense of a page: it isn't encrypted with this key."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == _NOT_A_DATABASE
