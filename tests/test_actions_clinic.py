"""Opening an installation: its database, its key, and nothing begun twice."""

import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from taper.actions import clinic as clinics
from taper.actions.clinic import open_clinic
from taper.actions.keys import KEY_BYTES
from taper.errors import TaperError
from taper.settings import Settings
from taper.storage import trail
from taper.storage.tables import InstallationRow
from tests.conftest import Cast
from tests.saving import chains_hold


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    return Settings(database=f"sqlite:///{tmp_path / 'taper.sqlite3'}")


def key_file(settings: Settings) -> Path:
    return Path(settings.database.removeprefix("sqlite:///") + ".key")


def refusal_of(settings: Settings) -> str:
    """Try to open, and give the key of the refusal."""
    with pytest.raises(TaperError) as refusal:
        open_clinic(settings)
    return refusal.value.key


def test_a_first_start_makes_database_and_key_for_this_account_alone(here: Settings):
    clinic = open_clinic(here)
    assert len(clinic.trail_key) == KEY_BYTES
    for file in key_file(here).parent.iterdir():
        assert not file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), file.name
    clinic.store.close()


def test_a_second_start_finds_the_same_key(here: Settings):
    keys = set()
    for _ in range(2):
        clinic = open_clinic(here)
        keys.add(clinic.trail_key)
        clinic.store.close()
    assert len(keys) == 1


def test_the_key_is_in_no_description_of_the_clinic(here: Settings):
    clinic = open_clinic(here)
    assert repr(clinic.trail_key)[2:12] not in repr(clinic)
    assert "trail_key" not in repr(clinic)
    clinic.store.close()


def test_the_key_is_not_in_the_database(here: Settings):
    clinic = open_clinic(here)
    with clinic.store.reading() as session:
        values = session.scalars(sa.select(InstallationRow.value)).all()
    assert clinic.trail_key.hex() not in values
    clinic.store.close()
    raw = Path(here.database.removeprefix("sqlite:///")).read_bytes()
    assert clinic.trail_key not in raw
    assert clinic.trail_key.hex().encode() not in raw


def test_a_missing_key_is_not_made_anew(here: Settings):
    open_clinic(here).store.close()
    key_file(here).unlink()
    assert refusal_of(here) == "database.key_missing"
    assert not key_file(here).exists()


@pytest.mark.parametrize("content", ["", "not a key", "ab" * 31, "ab" * 33, "é" * 64])
def test_a_damaged_key_is_refused(here: Settings, content: str):
    open_clinic(here).store.close()
    key_file(here).write_text(content, "utf-8")
    assert refusal_of(here) == "database.key_unreadable"


def test_the_key_of_another_trail_is_refused(here: Settings):
    open_clinic(here).store.close()
    key_file(here).write_text("ab" * KEY_BYTES)
    assert refusal_of(here) == "database.key_of_another"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_can_read_is_refused(here: Settings, mode: int):
    open_clinic(here).store.close()
    key_file(here).chmod(mode)
    assert refusal_of(here) == "database.key_open_to_others"


def test_a_key_may_lie_elsewhere_in_a_folder_that_is_there(here: Settings, tmp_path: Path):
    elsewhere = here.model_copy(update={"key_file": tmp_path / "keys" / "trail.key"})
    assert refusal_of(elsewhere) == "database.folder_missing"
    (tmp_path / "keys").mkdir()
    open_clinic(elsewhere).store.close()
    assert (tmp_path / "keys" / "trail.key").stat().st_mode & 0o777 == 0o600
    assert not key_file(here).exists()


def test_a_key_made_before_a_power_cut_is_used_after_it(
    here: Settings, monkeypatch: pytest.MonkeyPatch
):
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(trail, "open_chain", cut)
    with pytest.raises(KeyboardInterrupt):
        open_clinic(here)
    monkeypatch.undo()
    made = key_file(here).read_text()
    clinic = open_clinic(here)
    assert clinic.trail_key.hex() == made
    clinic.store.close()


@pytest.mark.postgres
def test_a_server_names_its_key_file(postgres_cast: Cast):
    url = postgres_cast.clinic.settings.database
    assert refusal_of(Settings(database=url)) == "database.key_unnamed"


def test_a_database_in_memory_would_be_gone_with_the_program():
    assert refusal_of(Settings(database="sqlite:///:memory:")) == "database.key_unnamed"


def test_a_demo_never_runs_on_a_real_database(here: Settings):
    open_clinic(here).store.close()
    assert refusal_of(here.model_copy(update={"demo": True})) == "database.not_a_demo"


def test_a_demos_database_is_never_a_real_one(here: Settings):
    demo = here.model_copy(update={"demo": True})
    open_clinic(demo).store.close()
    assert refusal_of(here) == "database.demo_only"
    open_clinic(demo).store.close()


def test_programs_that_start_together_begin_one_trail(cast: Cast):
    """On a database that is there; one of them may be `taper import` beside `taper serve`."""
    start = threading.Barrier(4)

    def begin(_number: int) -> bytes:
        start.wait()
        clinic = open_clinic(cast.clinic.settings)
        clinic.store.close()
        return clinic.trail_key

    with ThreadPoolExecutor(4) as programs:
        assert set(programs.map(begin, range(4))) == {cast.clinic.trail_key}
    assert chains_hold(cast)


def test_programs_that_make_one_installation_together_make_one(here: Settings):
    start = threading.Barrier(4)

    def begin(_number: int) -> bytes:
        start.wait()
        clinic = open_clinic(here)
        clinic.store.close()
        return clinic.trail_key

    with ThreadPoolExecutor(4) as programs:
        assert len(set(programs.map(begin, range(4)))) == 1
    assert os.listdir(key_file(here).parent).count("taper.sqlite3.key") == 1  # noqa: PTH208


def test_one_clinic_runs_at_a_time(here: Settings, tmp_path: Path):
    assert not clinics.is_running()
    first = open_clinic(here)
    second = open_clinic(Settings(database=f"sqlite:///{tmp_path / 'other.sqlite3'}"))
    clinics.start(first)
    clinics.start(second)
    assert clinics.running() is second
    clinics.stop()
    assert not clinics.is_running()


def test_a_new_clinic_knows_nobody(here: Settings, sqlite_cast: Cast):
    clinic = open_clinic(here)
    assert clinics.nobody_yet(clinic)
    assert not clinics.nobody_yet(sqlite_cast.clinic)
    clinic.store.close()
