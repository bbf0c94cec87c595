"""The disk fills up while somebody saves: what is on file stays, and a person is told.

The whole program runs on the disk of disk.py, which at some write says that there is no room,
and has some again later.
"""

import random
from pathlib import Path

import pytest

from taper.actions.clinic import Clinic, open_clinic
from taper.errors import NotSaved
from taper.words import say, say_error
from tests.conftest import Cast, count
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

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

SEED, SAVES = 20261123, 12


@pytest.fixture
def disk() -> Disk:
    return the_disk()


def save_until_full(disk: Disk, clinic: Clinic, cast: Cast, lots: random.Random) -> Acknowledged:
    """Save, be refused from some write on, and save again once there is room."""
    here, told = Cast(clinic, cast.ids), Acknowledged()
    full_from, refusals = disk.calls + lots.randrange(5, 120), set[str]()
    disk.has_no_room = lambda: disk.calls >= full_from
    for _ in range(SAVES):
        try:
            save_on(here, lots, told)
        except NotSaved as error:
            refusals.add(say_error(error))
    assert refusals == {say("database.not_saved")}
    assert on_file(clinic, cast) == told  # those that were refused, and only those, aren't there
    disk.has_no_room = lambda: False
    save_on(here, lots, told)
    return told


def test_what_was_saved_stays_and_the_rest_is_refused_in_words(
    sqlite_template: Cast, tmp_path: Path, disk: Disk
):
    for seed in range(SEED, SEED + count(short=6, ci=25, full=150)):
        folder = copy_of(sqlite_template, tmp_path / str(seed))
        with clinic_on(disk, folder) as clinic:
            told = save_until_full(disk, clinic, sqlite_template, random.Random(seed))
        clinic = open_clinic(settings_of(folder))
        assert on_file(clinic, sqlite_template) == told, seed
        assert is_whole(clinic), seed
        clinic.store.close()


def test_the_control_that_swallows_the_refusal_is_caught(
    sqlite_template: Cast, tmp_path: Path, disk: Disk
):
    """Acknowledge what was refused, as a program would that doesn't look."""
    folder, lots, told = copy_of(sqlite_template, tmp_path / "control"), random.Random(1), {}
    with clinic_on(disk, folder) as clinic:
        here = Cast(clinic, sqlite_template.ids)
        actor = here.alex
        disk.has_no_room = lambda: True
        with pytest.raises(NotSaved):
            save_on(here, lots, told)
        told["2026-03-02"] = (1, 5)
        assert on_file(clinic, sqlite_template) != told
        disk.has_no_room = lambda: False
    assert actor.patient == sqlite_template.patient
