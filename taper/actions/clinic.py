"""The installation that is running: its database, the key of its trail, its settings."""

import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from taper.errors import TaperError
from taper.settings import Settings
from taper.storage import entrances, people, trail
from taper.storage.engine import Store
from taper.storage.migrations import upgrade

KEY_BYTES = 32
DEMO_MARK = "demo"


@dataclass(frozen=True)
class Clinic:
    """One clinic: everything an action needs besides who acts."""

    store: Store
    trail_key: bytes
    settings: Settings


def open_clinic(settings: Settings) -> Clinic:
    """Open the database of *settings*, bring it to today's schema, and find its key.

    TaperError where the key is missing or open to others, where the database is
    newer than the program, or where a demo would run on anything but a demo's database.
    """
    store = Store(settings.database)
    upgrade(store)
    clinic = Clinic(store, _trail_key(settings, store), settings)
    with store.writing() as session:
        if entrances.known(session, "opened") is None:
            entrances.keep(session, "opened", "yes")
            trail.open_chain(session, trail.CLINIC)
            if settings.demo:
                entrances.keep(session, DEMO_MARK, "yes")
        is_demo = entrances.known(session, DEMO_MARK) == "yes"
    if is_demo != settings.demo:
        store.close()
        raise TaperError("database.demo_only" if is_demo else "database.not_a_demo")
    return clinic


def nobody_yet(clinic: Clinic) -> bool:
    """Say whether no person is on file."""
    with clinic.store.reading() as session:
        return people.nobody_yet(session)


def _trail_key(settings: Settings, store: Store) -> bytes:
    path = settings.key_file or _beside(store)
    if not path.exists():
        with store.reading() as session:
            if entrances.known(session, "opened") is not None:
                raise TaperError("database.key_missing", file=path)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES))
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise TaperError("database.key_open_to_others", file=path)
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError as error:
        raise TaperError("database.key_unreadable", file=path) from error
    if len(key) != KEY_BYTES:
        raise TaperError("database.key_unreadable", file=path)
    return key


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
