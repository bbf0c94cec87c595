"""`taper check`: what an operator should know before people rely on an installation."""

import os
import platform
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from taper import clock
from taper.actions import keys, single_sign_on
from taper.actions.clinic import Clinic, is_demo
from taper.errors import TaperError
from taper.settings import Settings
from taper.storage import migrations, soundness
from taper.storage.engine import WAL_IS_SOUND_FROM, sqlite_module
from taper.words import say, say_error

LEAST_FREE_BYTES = 2**30
_ON_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


class Checked(NamedTuple):
    """One thing that was looked at: what was found, and whether it is as it should be."""

    sentence: str
    holds: bool


def check(settings: Settings) -> list[Checked]:
    """Look at programs, settings, database, key, clock and disk; nothing is changed or made."""
    return [*_programs(), *_settings(settings), *_database(settings)]


def _programs() -> Iterator[Checked]:
    yield _said("checks.versions", True, version=platform.python_version())
    version = sqlite_module().sqlite_version_info
    sound = version >= WAL_IS_SOUND_FROM
    name = "checks.sqlite" if sound else "checks.sqlite_older"
    yield _said(name, sound, version=".".join(map(str, version)))


def _settings(settings: Settings) -> Iterator[Checked]:
    host = urlsplit(settings.public_url).hostname or ""
    here, closed = host in _ON_THIS_MACHINE, settings.behind_tls
    name = "tls" if closed else "this_machine" if here else "no_tls"
    yield _said(f"checks.{name}", closed or here, address=settings.public_url)
    if not here and host not in settings.allowed_hosts:
        yield _said("checks.host_not_allowed", False, host=host)
    required = settings.second_factor == "required"
    yield _said("checks.second_factor" if required else "checks.second_factor_offered", required)
    yield _sign_on(settings)
    # Streamlit reads these above our own hardened settings.
    for variable in sorted(each for each in os.environ if each.startswith("STREAMLIT_")):
        yield _said("checks.overridden", False, variable=variable)


def _sign_on(settings: Settings) -> Checked:
    """Look at what is set of a provider of single sign-on; the provider itself is asked nothing."""
    try:
        found = single_sign_on.provider(settings)
    except TaperError as refusal:
        return Checked(say_error(refusal), holds=False)
    if found is None:
        return _said("checks.sign_on_off", True)
    counts = settings.oidc_second_factor == "counts"
    name = "checks.sign_on_counts" if counts else "checks.sign_on"
    return _said(name, True, issuer=found.issuer)


def _database(settings: Settings) -> Iterator[Checked]:
    file = _file_of(settings)
    if file is not None and not file.exists():
        yield _said("checks.no_database_yet", True, file=file)
        yield from _disk(file.absolute().parent)
        return
    store = None
    try:
        store = keys.store_of(settings)
        state = migrations.state(store)
        yield _said(f"checks.schema_{state}", state == "today")
        if state == "today":
            yield from _inside(Clinic.of(store, settings))
    except TaperError as refusal:
        yield Checked(say_error(refusal), holds=False)
    finally:
        if store is not None:
            store.close()
    if file is not None:
        yield from _disk(file.absolute().parent)


def _file_of(settings: Settings) -> Path | None:
    """Give the SQLite file of *settings*; None for another engine."""
    name, _, path = settings.database.partition(":///")
    return Path(path) if name.startswith("sqlite") and path else None


def _inside(clinic: Clinic) -> Iterator[Checked]:
    yield _said("checks.key", True, file=clinic.key_path)
    if clinic.store.is_encrypted:
        yield from _cipher(clinic)
    if is_demo(clinic):
        yield _said("checks.demo", False)
    missing = soundness.triggers_missing(clinic.store)
    yield _said("checks.guards" if not missing else "checks.guards_missing", not missing)
    with clinic.store.reading() as session:
        newest = soundness.newest_line_at(session)
    behind = clock.NewestLine(newest).is_ahead_of(clock.now())
    yield _said("checks.clock_behind" if behind else "checks.clock", not behind, at=clock.now())


def _cipher(clinic: Clinic) -> Iterator[Checked]:
    version = clinic.store.sqlite_version
    sound = version >= WAL_IS_SOUND_FROM
    name = "checks.encrypted" if sound else "checks.encrypted_older"
    yield _said(name, sound, version=".".join(map(str, version)))


def _disk(folder: Path) -> Iterator[Checked]:
    free = shutil.disk_usage(folder).free
    enough = free >= LEAST_FREE_BYTES
    name = "checks.disk" if enough else "checks.disk_full"
    yield _said(name, enough, folder=folder, free_gb=round(free / 2**30, 1))


def _said(name: str, holds: bool, **values: Any) -> Checked:
    return Checked(say(name, **values), holds)
