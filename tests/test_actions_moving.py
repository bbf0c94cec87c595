"""`taper move`: every row arrives as it was, on either engine, even after a break."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from taper.actions import keeping, moving
from taper.actions.clinic import Clinic
from taper.errors import TaperError
from taper.storage import moving as stored
from taper.storage.engine import Store
from tests.conftest import Cast, sign_plan, typed_plan
from tests.saving import SAID, back, save

ROWS = (("2026-02-01", "20"), ("2026-02-21", "17.5"))


@pytest.fixture
def written(cast: Cast) -> Cast:
    sign_plan(cast, typed_plan(*ROWS))
    for days in range(4):
        save(cast, back(days), SAID)
    return cast


@pytest.fixture
def target(empty_store: Store) -> str:
    """The address of an empty database, on both engines in turn."""
    empty_store.close()
    return empty_store.url.render_as_string(hide_password=False)


def quiet(_done: int, _of: int) -> None:
    """Tell nobody."""


def address(cast: Cast) -> str:
    return cast.clinic.store.url.render_as_string(hide_password=False)


def test_everything_arrives_verifies_and_goes_on(written: Cast, target: str):
    rows = moving.move(address(written), target, quiet)
    assert rows == stored.rows_of(written.clinic.store)
    settings = written.clinic.settings.model_copy(update={"key_file": written.clinic.key_path})
    there = Cast(Clinic(Store(target), written.clinic.trail_key, settings), written.ids)
    assert keeping.verify(there.clinic, quiet).findings == ()
    save(there, back(6), SAID)  # the trail's numbers go on after the last
    assert keeping.verify(there.clinic, quiet).findings == ()
    there.clinic.store.close()


def test_broken_off_it_goes_on_where_it_stopped(
    sqlite_cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for days in range(5):
        save(sqlite_cast, back(days), SAID)
    monkeypatch.setattr(stored, "ROWS_AT_ONCE", 3)
    target, seen = f"sqlite:///{tmp_path / 'there.sqlite3'}", set[int]()

    def stumble(done: int, _of: int) -> None:
        if done not in seen:
            seen.add(done)
            raise KeyboardInterrupt

    while True:
        try:
            rows = moving.move(address(sqlite_cast), target, stumble)
        except KeyboardInterrupt:
            continue
        break
    assert len(seen) > 10
    assert rows == stored.rows_of(sqlite_cast.clinic.store)


def test_another_installation_is_not_moved_into(sqlite_cast: Cast, tmp_path: Path):
    target = f"sqlite:///{tmp_path / 'there.sqlite3'}"
    moving.move(address(sqlite_cast), target, quiet)
    with Store(target).engine.begin() as connection:
        connection.exec_driver_sql("UPDATE installation SET value = 'x' WHERE name LIKE '%mark'")
    with pytest.raises(TaperError, match="target_in_use"):
        moving.move(address(sqlite_cast), target, quiet)


def test_a_row_that_differs_in_the_end_is_told(sqlite_cast: Cast, tmp_path: Path):
    save(sqlite_cast)
    target = f"sqlite:///{tmp_path / 'there.sqlite3'}"
    moving.move(address(sqlite_cast), target, quiet)
    with sqlite_cast.clinic.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE check_in SET mood = 9"))
    with pytest.raises(TaperError, match="differ") as told:
        moving.move(address(sqlite_cast), target, quiet)
    assert told.value.values == {"tables": "check_in"}


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path):
    with pytest.raises(TaperError, match="no_source"):
        moving.move(f"sqlite:///{tmp_path / 'none'}", f"sqlite:///{tmp_path / 'there'}", quiet)
    assert list(tmp_path.iterdir()) == []
