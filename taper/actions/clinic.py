"""The installation that is running: its database, the key of its trail, its settings."""

import hashlib
import hmac
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from taper import clock
from taper.actions import keys
from taper.errors import TaperError
from taper.facts import crisis
from taper.settings import Settings
from taper.storage import entrances, people, soundness, trail
from taper.storage.engine import Store
from taper.storage.migrations import upgrade

DEMO_MARK = "demo"
KEY_MARK = "trail_key_mark"  # tells the right key from another, and says nothing of it


@dataclass(frozen=True)
class Clinic:
    """One clinic: everything an action needs besides who acts."""

    store: Store
    trail_key: bytes = field(repr=False)
    settings: Settings
    newest_line: clock.NewestLine = field(default_factory=clock.NewestLine, repr=False)
    older_trail_keys: tuple[bytes, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, store: Store, settings: Settings) -> "Clinic":
        """Look at a database as it is; TaperError where its key isn't there or isn't its own."""
        path = settings.key_file or _beside(store)
        kept = _trail_keys(path, is_new=False)
        with store.reading() as session:
            *older, key = _begun(session, kept, path)
        return cls(store, key, settings, older_trail_keys=tuple(older))

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
        store = keys.store_of(settings)
        undone.callback(store.close)
        upgrade(store)
        with store.starting() as session:
            is_new = entrances.known(session, KEY_MARK) is None
            path = settings.key_file or _beside(store)
            kept = _trail_keys(path, is_new=is_new)
            if is_new:
                _open_first(session, kept[-1], demo=settings.demo)
            *older, key = _begun(session, kept, path)
            newest = soundness.newest_line_at(session)
            is_demo = entrances.known(session, DEMO_MARK) == "yes"
        if is_demo != settings.demo:
            raise TaperError("database.demo_only" if is_demo else "database.not_a_demo")
        undone.pop_all()
    # A demo is told up to this evening, whatever the time is now.
    newest_line = clock.NewestLine(None if is_demo else newest)
    return Clinic(store, key, settings, newest_line, tuple(older))


def _open_first(session: Session, key: bytes, *, demo: bool) -> None:
    entrances.keep(session, KEY_MARK, mark_of(key))
    trail.open_chain(session, trail.CLINIC)
    if demo:
        entrances.keep(session, DEMO_MARK, "yes")


def _begun(session: Session, kept: tuple[bytes, ...], path: Path) -> tuple[bytes, ...]:
    """Give the key that the trail goes on with, after those that came before it.

    A key behind it was made and not begun: renewing it was broken off. TaperError where none
    is this trail's: what it adds would never verify.
    """
    mark = entrances.known(session, KEY_MARK)
    for number, key in enumerate(kept, start=1):
        if mark == mark_of(key):
            return kept[:number]
    raise TaperError("database.key_of_another", file=path)


def mark_of(key: bytes) -> str:
    """Give what the database knows a key by."""
    return hmac.new(key, KEY_MARK.encode(), hashlib.sha256).hexdigest()


def is_demo(clinic: Clinic) -> bool:
    """Say whether the database is a demo's."""
    with clinic.store.reading() as session:
        return entrances.known(session, DEMO_MARK) == "yes"


def nobody_yet(clinic: Clinic) -> bool:
    """Say whether no person is on file."""
    with clinic.store.reading() as session:
        return people.nobody_yet(session)


def _trail_keys(path: Path, *, is_new: bool) -> tuple[bytes, ...]:
    if not path.exists():
        if not is_new:
            raise TaperError("database.key_missing", file=path)
        keys.put(path, keys.make())
    return keys.read(path)


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
