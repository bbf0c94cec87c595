"""Backups: a copy of one moment, encrypted for a key that lies elsewhere, and back again.

The format is age's (https://age-encryption.org/v1): every byte is authenticated, so that a
file which was damaged, cut short or made for another key can't be opened at all.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pyrage

from taper.actions import keys
from taper.actions.clinic import Clinic
from taper.errors import TaperError
from taper.storage import copying

Progress = Callable[[int, int], None]

# In front of the copy of an encrypted database, inside the backup: its key follows, 32 bytes.
_UNDER_KEY = b"taper copy under key 1\n"
_FRONT_BYTES = len(_UNDER_KEY) + keys.KEY_BYTES


def make_key(file: Path) -> str:
    """Put a new private half in *file*, for its owner alone; give the public half."""
    _must_be_new(file)
    identity = pyrage.x25519.Identity.generate()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(f"{identity}\n")
    return str(identity.to_public())


def back_up(clinic: Clinic, file: Path, recipient: str, progress: Progress) -> str:
    """Write the database as it is now to *file*, for *recipient* alone; give its SHA-256.

    People go on saving meanwhile. Its hash lies beside it, so that it can be checked
    without the key. The key of the trail is not in it.
    """
    _must_be_new(file)
    if not recipient:
        raise TaperError("keeping.no_recipient")
    try:
        reader = pyrage.x25519.Recipient.from_str(recipient.strip())
    except pyrage.RecipientError:
        raise TaperError("keeping.recipient_unreadable", recipient=recipient) from None
    with _scratch(file) as folder:
        copy, sealed = folder / "copy", folder / "sealed"
        # An encrypted database leaves no plain copy behind, not even for a moment.
        once = keys.make() if clinic.store.is_encrypted else None
        copying.copy_to_file(clinic.store, copy, progress, once)
        _seal(copy, once, sealed, reader)
        copy.unlink()
        _to_disk(sealed)
        made = _sha256(sealed)
        sealed.replace(file)
    beside = file.with_name(file.name + ".sha256")
    beside.write_text(f"{made}  {file.name}\n", "utf-8")
    return made


def _seal(copy: Path, once: bytes | None, sealed: Path, reader: pyrage.x25519.Recipient) -> None:
    """Encrypt *copy* for *reader*; the key that it was made under goes along, inside."""
    if once is None:
        pyrage.encrypt_file(str(copy), str(sealed), [reader])
        return
    with copy.open("rb") as body, sealed.open("wb") as made:
        pyrage.encrypt_io(_Joined(_UNDER_KEY + once, body), made, [reader])


def restore(file: Path, identity_file: Path, database: Path, key: bytes | None = None) -> None:
    """Bring the backup *file* back as the new SQLite file *database*; nothing is written over.

    *key* encrypts it from then on, whatever the database was that the backup was made of.
    """
    _must_be_new(database)
    identity = _identity(identity_file)
    with _scratch(database) as folder:
        copy, made = folder / "copy", folder / "made"
        once = _unsealed(file, identity, copy)
        if not copying.is_ours(copy, once):
            raise TaperError("keeping.backup_foreign", file=file)
        if (once, key) == (None, None):
            made = copy
        else:
            made.touch(mode=0o600)
            copying.copy_under_key(copy, once, made, key)
            if not copying.is_ours(made, key):
                raise TaperError("keeping.backup_foreign", file=file)
        _to_disk(made)
        made.replace(database)


def _unsealed(file: Path, identity: pyrage.x25519.Identity, copy: Path) -> bytes | None:
    """Open the backup *file* into *copy*; give the key that this one is under, if it is."""
    copy.touch(mode=0o600)
    try:
        with file.open("rb") as sealed, copy.open("wb") as opened:
            parted = _Parted(opened)
            pyrage.decrypt_io(sealed, parted, [identity])
            return parted.key()
    except (pyrage.DecryptError, OSError):
        raise TaperError("keeping.backup_unreadable", file=file) from None


class _Joined:
    """Bytes, and behind them a file, read as one."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first, self._rest = first, rest

    def read(self, size: int) -> bytes:
        given, self._first = self._first[:size], self._first[size:]
        return given or self._rest.read(size)


class _Parted:
    """A file without the key in front of it, where there is one."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._front, self._is_open = file, b"", True
        self._key: bytes | None = None

    def write(self, some: bytes) -> int:
        if not self._is_open:
            return self._file.write(some)
        self._front += some
        if len(self._front) >= _FRONT_BYTES:
            self._end_front()
        return len(some)

    def flush(self) -> None:
        self._file.flush()

    def key(self) -> bytes | None:
        """Give the key, once everything is written."""
        if self._is_open:
            self._end_front()
        self._file.flush()
        return self._key

    def _end_front(self) -> None:
        self._is_open = False
        if self._front.startswith(_UNDER_KEY):
            self._key = self._front[len(_UNDER_KEY) : _FRONT_BYTES]
            self._front = self._front[_FRONT_BYTES:]
        self._file.write(self._front)


def _identity(file: Path) -> pyrage.x25519.Identity:
    try:
        identity = pyrage.x25519.Identity.from_str(file.read_text("ascii").strip())
        is_open = keys.is_open_to_others(file)
    except (OSError, ValueError, pyrage.IdentityError):
        raise TaperError("keeping.identity_unreadable", file=file) from None
    if is_open:
        raise TaperError("keeping.identity_open_to_others", file=file)
    return identity


def _must_be_new(file: Path) -> None:
    if file.exists():
        raise TaperError("keeping.file_there", file=file)
    if not file.absolute().parent.is_dir():
        raise TaperError("database.folder_missing", folder=file.parent)


@contextmanager
def _scratch(file: Path) -> Iterator[Path]:
    """Give a folder beside *file* that nobody else can look into, and remove it afterwards."""
    with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".taper-") as folder:
        yield Path(folder)


def _to_disk(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
