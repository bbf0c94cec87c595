"""Backups: a copy of one moment, encrypted for a key that lies elsewhere, and back again.

The format is age's (https://age-encryption.org/v1): every byte is authenticated, so that a
file which was damaged, cut short or made for another key can't be opened at all.
"""

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage

from taper.actions.clinic import Clinic
from taper.errors import TaperError
from taper.storage import copying

Progress = Callable[[int, int], None]


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
        plain, sealed = folder / "plain", folder / "sealed"
        copying.copy_to_file(clinic.store, plain, progress)
        pyrage.encrypt_file(str(plain), str(sealed), [reader])
        plain.unlink()
        _to_disk(sealed)
        made = _sha256(sealed)
        sealed.replace(file)
    beside = file.with_name(file.name + ".sha256")
    beside.write_text(f"{made}  {file.name}\n", "utf-8")
    return made


def restore(file: Path, identity_file: Path, database: Path) -> None:
    """Bring the backup *file* back as the new SQLite file *database*; nothing is written over."""
    _must_be_new(database)
    identity = _identity(identity_file)
    with _scratch(database) as folder:
        plain = folder / "plain"
        plain.touch(mode=0o600)
        try:
            pyrage.decrypt_file(str(file), str(plain), [identity])
        except (pyrage.DecryptError, OSError):
            raise TaperError("keeping.backup_unreadable", file=file) from None
        if not copying.is_ours(plain):
            raise TaperError("keeping.backup_foreign", file=file)
        _to_disk(plain)
        plain.replace(database)


def _identity(file: Path) -> pyrage.x25519.Identity:
    try:
        text, mode = file.read_text("ascii").strip(), file.stat().st_mode
        identity = pyrage.x25519.Identity.from_str(text)
    except (OSError, ValueError, pyrage.IdentityError):
        raise TaperError("keeping.identity_unreadable", file=file) from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
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
