"""One patient saving day after day on a disk that may go, and what was acknowledged of it."""

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from taper.actions import keeping
from taper.actions.clinic import Clinic, open_clinic
from taper.actions.diary import Said
from taper.settings import Settings
from taper.storage import diary, engine
from tests.conftest import MORNING, Cast
from tests.faults import driver
from tests.faults.disk import Disk
from tests.saving import save

FILE = "cast.sqlite3"
Acknowledged = dict[str, tuple[int, int]]  # day: revision and mood


def copy_of(cast: Cast, folder: Path) -> Path:
    """Put the cast's database and key into *folder*."""
    source = Path(str(cast.clinic.store.url.database))
    folder.mkdir(parents=True)
    for ending in ("", ".key"):
        shutil.copy(f"{source}{ending}", folder / f"{FILE}{ending}")
    return folder


@contextmanager
def clinic_on(disk: Disk, folder: Path) -> Iterator[Clinic]:
    """Open the clinic in *folder* with the files of its database on *disk*."""
    disk.holds(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "sqlite_module", lambda: driver)
        clinic = open_clinic(settings_of(folder))
        yield clinic
    clinic.store.close()


def settings_of(folder: Path) -> Settings:
    return Settings(database=f"sqlite:///{folder / FILE}")


def save_on(cast: Cast, lots: random.Random, told: Acknowledged) -> None:
    """Let Alex save or change a day of the last two weeks; keep what was acknowledged."""
    day = MORNING.date() - timedelta(days=lots.randrange(14))
    revision = told.get(day.isoformat(), (0, 0))[0]
    said = Said(mood=lots.randrange(11), note="x" * lots.randrange(1, 1500))
    made = save(cast, day, said, expected=revision)
    told[day.isoformat()] = (made.revision, made.answers.mood or 0)


def on_file(clinic: Clinic, cast: Cast) -> Acknowledged:
    """Give what is on file of each day."""
    with clinic.store.reading() as session:
        found = diary.check_ins(session, cast.patient)
    return {each.day.isoformat(): (each.revision, each.answers.mood or 0) for each in found}


def is_whole(clinic: Clinic) -> bool:
    """Say whether pages, guards, trails and days all hold."""
    return keeping.verify(clinic, lambda _done, _of: None).findings == ()
