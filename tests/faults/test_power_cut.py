"""The power goes at any write or sync: what was acknowledged is there when it is back.

The whole program runs, actions, SQLAlchemy and all, on SQLite of another build (apsw's) whose
files lie on the disk of disk.py; after the cut, what is left is opened as it would be.
"""

import random
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError, OperationalError

from taper.actions.clinic import open_clinic
from taper.errors import NotSaved, TaperError
from taper.storage import engine
from tests.conftest import Cast, count
from tests.faults import driver
from tests.faults.disk import Disk, the_disk
from tests.faults.saving import (
    Acknowledged,
    clinic_on,
    copy_of,
    is_whole,
    on_file,
    save_on,
    settings_of,
)

# SQLite keeps some errors of the disk to itself, such as those while it tidies its log up; apsw
# reports them aside.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

SEED, MOST_SAVES, MOST_CALLS = 20261123, 40, 500


@pytest.fixture
def disk() -> Disk:
    return the_disk()


def until_the_cut(
    disk: Disk, cast: Cast, before: Path, after: Path, lots: random.Random
) -> Acknowledged:
    """Save until the power goes, leave what is left in *after*; give what was acknowledged."""
    told: Acknowledged = {}
    with clinic_on(disk, before) as clinic:
        here = Cast(clinic, cast.ids)
        disk.cut_at = disk.calls + lots.randrange(1, MOST_CALLS)
        # Whoever is told that it was not saved doesn't count on it.
        with suppress(NotSaved, OperationalError):
            for _ in range(MOST_SAVES):
                save_on(here, lots, told)
        disk.leave(after, lots)
        disk.cut_at = None  # what closing the files writes doesn't matter any more
    return told


def lost_or_broken(disk: Disk, cast: Cast, folder: Path, lots: random.Random) -> bool:
    """Cut the power once; say whether anything that was acknowledged is gone, or not whole."""
    before, after = copy_of(cast, folder / "before"), copy_of(cast, folder / "after")
    told = until_the_cut(disk, cast, before, after, lots)
    try:
        clinic = open_clinic(settings_of(after))
        found, whole = on_file(clinic, cast), is_whole(clinic)
        clinic.store.close()
    except (DatabaseError, TaperError, ValueError):
        return True
    # The save that was under way may be there or not; it is no older than what was told.
    return not whole or any(found.get(day, (0, 0))[0] < told[day][0] for day in told)


def cuts(disk: Disk, cast: Cast, folder: Path, times: int) -> list[int]:
    """Cut the power *times* over; give the seeds at which something was lost."""
    seeds = range(SEED, SEED + times)
    return [
        seed
        for seed in seeds
        if lost_or_broken(disk, cast, folder / str(seed), random.Random(seed))
    ]


def test_nothing_acknowledged_is_lost_when_the_power_goes(
    disk: Disk, sqlite_template: Cast, tmp_path: Path
):
    assert cuts(disk, sqlite_template, tmp_path, count(short=8, ci=40, full=500)) == []


def test_nor_with_an_sqlite_whose_log_is_not_to_be_trusted(
    disk: Disk, sqlite_template: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engine, "WAL_IS_SOUND_FROM", (99, 0, 0))
    assert cuts(disk, sqlite_template, tmp_path, count(short=4, ci=20, full=100)) == []


@pytest.mark.parametrize("how", ["OFF", "NORMAL"])
def test_the_control_that_does_not_wait_for_the_disk_loses_some(
    disk: Disk, sqlite_template: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
):
    monkeypatch.setitem(driver.instead, "PRAGMA synchronous=FULL", f"PRAGMA synchronous={how}")
    assert cuts(disk, sqlite_template, tmp_path, count(short=8, ci=20, full=100)) != []
