"""Backups: of one moment, for one key, brought back whole or not at all."""

import random
import shutil
from pathlib import Path

import pyrage
import pytest

from taper.actions import backups, keeping
from taper.actions.clinic import open_clinic
from taper.actions.diary import Said
from taper.errors import TaperError
from taper.settings import Settings
from tests.conftest import Cast, count, sign_plan, typed_plan
from tests.saving import SAID, back, save

ROWS = (("2026-02-01", "20"), ("2026-02-21", "17.5"))


def quiet(_done: int, _of: int) -> None:
    """Tell nobody."""


@pytest.fixture
def key(tmp_path: Path) -> tuple[Path, str]:
    """A backup key: its file, and its public half."""
    file = tmp_path / "backup.key"
    return file, backups.make_key(file)


@pytest.fixture
def written(cast: Cast) -> Cast:
    sign_plan(cast, typed_plan(*ROWS))
    for days in range(3):
        save(cast, back(days), SAID)
    save(cast, back(1), Said(mood=2, note="Slept badly."), expected=1)
    return cast


def back_up(cast: Cast, file: Path, public: str) -> Path:
    backups.back_up(cast.clinic, file, public, quiet)
    return file


def test_a_restored_backup_holds_everything_and_verifies(
    written: Cast, key: tuple[Path, str], tmp_path: Path
):
    file = back_up(written, tmp_path / "made.age", key[1])
    save(written, back(5), SAID)  # after it
    restored = tmp_path / "restored.sqlite3"
    backups.restore(file, key[0], restored)
    shutil.copy(written.clinic.key_path, f"{restored}.key")
    clinic = open_clinic(Settings(database=f"sqlite:///{restored}"))
    found = keeping.verify(clinic, quiet)
    assert (found.findings, found.signatures) == ((), 1)
    there = Cast(clinic, written.ids)
    assert there.clinic.store.is_sqlite
    assert days_on_file(there) == [back(2), back(1), back(0)]
    clinic.store.close()


def days_on_file(cast: Cast) -> list[object]:
    from taper.storage import diary

    with cast.clinic.store.reading() as session:
        return [each.day for each in diary.check_ins(session, cast.patient)]


def test_nothing_of_it_can_be_read_and_its_hash_lies_beside_it(
    written: Cast, key: tuple[Path, str], tmp_path: Path
):
    file = back_up(written, tmp_path / "made.age", key[1])
    body = file.read_bytes()
    assert b"Slept badly." not in body
    assert b"SQLite" not in body
    beside = (tmp_path / "made.age.sha256").read_text()
    assert beside.split() == [backups._sha256(file), "made.age"]
    assert {each.name for each in tmp_path.iterdir() if each.name.startswith(".")} == set()


def test_every_flip_and_every_cut_is_found(
    sqlite_cast: Cast, key: tuple[Path, str], tmp_path: Path
):
    file = back_up(sqlite_cast, tmp_path / "made.age", key[1])
    body, lots = file.read_bytes(), random.Random(7)
    for case in range(count(short=20, ci=60, full=200)):
        place = lots.randrange(len(body))
        flipped = bytes([body[place] ^ (1 << lots.randrange(8))])
        hurt = body[:place] + (flipped + body[place + 1 :] if case % 2 else b"")
        (tmp_path / "hurt.age").write_bytes(hurt)
        with pytest.raises(TaperError, match="backup_unreadable"):
            backups.restore(tmp_path / "hurt.age", key[0], tmp_path / "never.sqlite3")
        assert not (tmp_path / "never.sqlite3").exists()


def test_another_key_does_not_open_it(sqlite_cast: Cast, key: tuple[Path, str], tmp_path: Path):
    file = back_up(sqlite_cast, tmp_path / "made.age", key[1])
    backups.make_key(tmp_path / "other.key")
    with pytest.raises(TaperError, match="backup_unreadable"):
        backups.restore(file, tmp_path / "other.key", tmp_path / "never.sqlite3")


@pytest.mark.parametrize("strange", [b"a letter", b"SQLite format 3\0" + b"\0" * 4080])
def test_what_is_no_database_of_ours_is_not_restored(
    key: tuple[Path, str], tmp_path: Path, strange: bytes
):
    made = pyrage.encrypt(strange, [pyrage.x25519.Recipient.from_str(key[1])])
    (tmp_path / "strange.age").write_bytes(made)
    with pytest.raises(TaperError, match="backup_foreign"):
        backups.restore(tmp_path / "strange.age", key[0], tmp_path / "never.sqlite3")
    assert not (tmp_path / "never.sqlite3").exists()


def test_nothing_is_written_over(sqlite_cast: Cast, key: tuple[Path, str], tmp_path: Path):
    file = back_up(sqlite_cast, tmp_path / "made.age", key[1])
    kept = file.read_bytes()
    with pytest.raises(TaperError, match="file_there"):
        back_up(sqlite_cast, file, key[1])
    with pytest.raises(TaperError, match="file_there"):
        backups.restore(file, key[0], key[0])
    with pytest.raises(TaperError, match="file_there"):
        backups.make_key(key[0])
    assert file.read_bytes() == kept


@pytest.mark.parametrize(
    ("recipient", "refusal"),
    [
        ("", "no_recipient"),
        ("age1nonsense", "recipient_unreadable"),
        ("me", "recipient_unreadable"),
    ],
)
def test_a_backup_is_for_somebody(sqlite_cast: Cast, tmp_path: Path, recipient: str, refusal: str):
    with pytest.raises(TaperError, match=refusal):
        back_up(sqlite_cast, tmp_path / "never.age", recipient)
    assert not (tmp_path / "never.age").exists()


def test_a_private_half_is_for_its_owner_alone(
    sqlite_cast: Cast, key: tuple[Path, str], tmp_path: Path
):
    file = back_up(sqlite_cast, tmp_path / "made.age", key[1])
    assert key[0].stat().st_mode & 0o777 == 0o600
    key[0].chmod(0o644)
    with pytest.raises(TaperError, match="identity_open_to_others"):
        backups.restore(file, key[0], tmp_path / "never.sqlite3")
    (tmp_path / "empty.key").write_text("no key")
    with pytest.raises(TaperError, match="identity_unreadable"):
        backups.restore(file, tmp_path / "empty.key", tmp_path / "never.sqlite3")
