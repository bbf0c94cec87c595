"""The installation that is running: its database, the key of its trail, its settings."""

import hashlib
import hmac
import os
import secrets
import stat
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from taper import clock
from taper.errors import TaperError
from taper.facts import crisis
from taper.settings import Settings
from taper.storage import entrances, people, soundness, trail
from taper.storage.engine import Store
from taper.storage.migrations import upgrade

KEY_BYTES = 32
DEMO_MARK = "demo"
KEY_MARK = "trail_key_mark"  # tells the right key from another, and says nothing of it


@dataclass(frozen=True)
class Clinic:
    """One clinic: everything an action needs besides who acts."""

    store: Store
    trail_key: bytes = field(repr=False)
    settings: Settings
    newest_line: clock.NewestLine = field(default_factory=clock.NewestLine, repr=False)

    @classmethod
    def of(cls, store: Store, settings: Settings) -> "Clinic":
        """Look at a database as it is; TaperError where its key isn't there or isn't its own."""
        path = settings.key_file or _beside(store)
        key = _trail_key(path, is_new=False)
        with store.reading() as session:
            _check_mark(session, key, path)
        return cls(store, key, settings)

    @property
    def key_path(self) -> Path:
        """The file with the key of the trail."""
        return self.settings.key_file or _beside(self.store)


def open_clinic(settings: Settings) -> Clinic:
    """Open the database of *settings*, bring it to today's schema, and find its key.

    TaperError where the key is missing or open to others, where the database is
    newer than the program, or where a demo would run on anything but a demo's database.
    """
    crisis.use(settings.crisis_file)
    with ExitStack() as undone:
        store = Store(settings.database)
        undone.callback(store.close)
        upgrade(store)
        with store.starting() as session:
            is_new = entrances.known(session, KEY_MARK) is None
            path = settings.key_file or _beside(store)
            key = _trail_key(path, is_new=is_new)
            if is_new:
                _open_first(session, key, demo=settings.demo)
            _check_mark(session, key, path)
            newest = soundness.newest_line_at(session)
            is_demo = entrances.known(session, DEMO_MARK) == "yes"
        if is_demo != settings.demo:
            raise TaperError("database.demo_only" if is_demo else "database.not_a_demo")
        undone.pop_all()
    # A demo is told up to this evening, whatever the time is now.
    return Clinic(store, key, settings, clock.NewestLine(None if is_demo else newest))


def _open_first(session: Session, key: bytes, *, demo: bool) -> None:
    entrances.keep(session, KEY_MARK, _mark(key))
    trail.open_chain(session, trail.CLINIC)
    if demo:
        entrances.keep(session, DEMO_MARK, "yes")


def _check_mark(session: Session, key: bytes, path: Path) -> None:
    """Refuse a key that didn't begin this trail: what it adds would never verify."""
    if entrances.known(session, KEY_MARK) != _mark(key):
        raise TaperError("database.key_of_another", file=path)


def _mark(key: bytes) -> str:
    return hmac.new(key, KEY_MARK.encode(), hashlib.sha256).hexdigest()


def is_demo(clinic: Clinic) -> bool:
    """Say whether the database is a demo's."""
    with clinic.store.reading() as session:
        return entrances.known(session, DEMO_MARK) == "yes"


def nobody_yet(clinic: Clinic) -> bool:
    """Say whether no person is on file."""
    with clinic.store.reading() as session:
        return people.nobody_yet(session)


def _trail_key(path: Path, *, is_new: bool) -> bytes:
    if not path.exists():
        if not is_new:
            raise TaperError("database.key_missing", file=path)
        _make_key(path)
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise TaperError("database.key_open_to_others", file=path)
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError as error:
        raise TaperError("database.key_unreadable", file=path) from error
    if len(key) != KEY_BYTES:
        raise TaperError("database.key_unreadable", file=path)
    return key


def _make_key(path: Path) -> None:
    """Put a new key on the disk, whole: a trail begun with a lost key can't be continued."""
    if not path.parent.is_dir():
        raise TaperError("database.folder_missing", folder=path.parent)
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    Path(unfinished).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _beside(store: Store) -> Path:
    if not store.is_sqlite or not store.url.database or store.url.database == ":memory:":
        raise TaperError("database.key_unnamed")
    return Path(store.url.database + ".key")


_running: list[Clinic] = []


def start(clinic: Clinic) -> None:
    """Make *clinic* the one that pages and routes of this process work on."""
    stop()
    _running.append(clinic)


def running() -> Clinic:
    """Give the clinic that was started."""
    return _running[-1]


def is_running() -> bool:
    """Say whether a clinic was started."""
    return bool(_running)


def stop() -> None:
    """Let go of the running clinic."""
    while _running:
        _running.pop().store.close()
