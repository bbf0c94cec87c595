"""Moving an installation to another database: every row carried, then compared."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from taper.actions.clinic import KEY_MARK
from taper.errors import TaperError
from taper.storage import entrances, migrations, moving
from taper.storage.encryption import is_plain
from taper.storage.engine import Store

Progress = Callable[[int, int], None]


class Keys(NamedTuple):
    """What encrypts the SQLite file that is moved, and the one that is made."""

    source: bytes | None = None
    target: bytes | None = None


NO_KEYS = Keys()


def move(source_url: str, target_url: str, progress: Progress, keys: Keys = NO_KEYS) -> int:
    """Carry everything from one database to another and give how many rows there are.

    Taken up again after a break, it goes on where it stopped. TaperError where the target is
    another installation's, and where both differ in the end: then somebody saved meanwhile.
    """
    source, target = _existing(source_url, keys.source), Store(target_url, keys.target)
    try:
        target.try_out()
        if migrations.state(source) != "today":
            raise TaperError("moving.source_not_today")
        migrations.upgrade(target)
        _refuse_another(source, target)
        moving.carry(source, target, progress)
        differ = list(moving.differences(source, target))
        if differ:
            raise TaperError("moving.differ", tables=", ".join(differ))
        return moving.rows_of(target)
    finally:
        source.close()
        target.close()


def _existing(url: str, key: bytes | None) -> Store:
    file = url.partition(":///")[2]
    if not url.startswith("sqlite"):
        return Store(url)
    if not Path(file).is_file():
        raise TaperError("moving.no_source", file=file)
    return Store(url, None if is_plain(Path(file)) else key)


def _refuse_another(source: Store, target: Store) -> None:
    """Refuse a target with rows that didn't come from *source*."""
    with source.reading() as ours, target.reading() as theirs:
        mark = entrances.known(theirs, KEY_MARK)
        begun = mark is not None and mark == entrances.known(ours, KEY_MARK)
    if not begun and moving.rows_of(target):
        raise TaperError("moving.target_in_use")
