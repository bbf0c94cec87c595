"""An encrypted database: it opens with its key alone, and its files say nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from taper.actions import backups, checks, keeping, keys, moving
from taper.actions.clinic import Clinic, open_clinic
from taper.actions.diary import Said
from taper.cli import main
from taper.errors import TaperError
from taper.settings import Settings
from taper.storage import diary
from taper.storage import engine as engines
from taper.storage.engine import Store
from tests.conftest import Cast, missing, sign_plan, typed_plan
from tests.saving import SAID, back, save

NOTE = "Woke at four, heard the neighbour's parrot."
IN_THE_FILE = (NOTE.encode(), b"parrot", b"check_in", b"CREATE TABLE", b"SQLite format", b"Alex")


def quiet(_done: int, _of: int) -> None:
    """Tell nobody."""


@pytest.fixture(autouse=True)
def sqlcipher() -> None:
    try:
        import sqlcipher3  # noqa: F401 - whether it is there
    except ImportError:
        missing("SQLCipher (pip install '.[encrypted]')")


@pytest.fixture(autouse=True)
def no_key_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TAPER_DATABASE_KEY", "TAPER_DATABASE_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    keys.make_database_key(tmp_path / "database.key")
    return tmp_path / "database.key"


@pytest.fixture
def locked(sqlite_cast: Cast, key_file: Path, tmp_path: Path) -> Iterator[Cast]:
    """The cast with a plan and four days, moved into an encrypted file."""
    sign_plan(sqlite_cast, typed_plan(("2026-02-01", "20")))
    for days in range(3):
        save(sqlite_cast, back(days), SAID)
    key = keys.key_in(key_file)
    target = f"sqlite:///{tmp_path / 'locked.sqlite3'}"
    moving.move(url(sqlite_cast), target, quiet, moving.Keys(None, key))
    shutil.copy(sqlite_cast.clinic.key_path, tmp_path / "locked.sqlite3.key")
    clinic = open_clinic(Settings(database=target, database_key_file=key_file))
    cast = Cast(clinic, sqlite_cast.ids)
    save(cast, back(3), Said(mood=4, note=NOTE))
    yield cast
    clinic.store.close()


def url(cast: Cast) -> str:
    return cast.clinic.store.url.render_as_string(hide_password=False)


def file_of(cast: Cast) -> Path:
    return Path(str(cast.clinic.store.url.database))


def note(clinic: Clinic, cast: Cast) -> str | None:
    with clinic.store.reading() as session:
        found = diary.check_in(session, cast.patient, back(3))
    return found.answers.note if found else None


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def test_nothing_on_the_disk_can_be_read_while_people_save(locked: Cast):
    with locked.clinic.store.reading() as session:  # keeps the log beside the file
        session.execute(sa.text("SELECT 1"))
        save(locked, back(3), Said(mood=5, note=NOTE), expected=1)
        written = {each.name: each.read_bytes() for each in file_of(locked).parent.glob("locked*")}
    assert {"locked.sqlite3", "locked.sqlite3-wal"} <= written.keys()
    assert len(written["locked.sqlite3-wal"]) > 4096
    found = [
        (name, known) for name, body in written.items() for known in IN_THE_FILE if known in body
    ]
    assert found == []


def test_what_is_sorted_or_half_done_stays_in_memory(locked: Cast):
    with locked.clinic.store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA temp_store").scalar() == 2  # MEMORY


def test_it_is_as_safe_from_power_cuts_as_the_plain_one(locked: Cast):
    with locked.clinic.store.engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        ]
    assert found == ["wal", 2, 1, 1]
    assert locked.clinic.store.sqlite_version >= engines.WAL_IS_SOUND_FROM


def test_an_older_sqlite_that_encrypts_keeps_no_write_ahead_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engines, "WAL_IS_SOUND_FROM", (99, 0, 0))
    store = Store(f"sqlite:///{tmp_path / 'old.sqlite3'}", keys.make())
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "truncate"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 3  # EXTRA
    store.close()


def test_everything_verifies_and_goes_on(locked: Cast):
    assert keeping.verify(locked.clinic, quiet).findings == ()
    found = checks.check(locked.clinic.settings)
    assert [each.sentence for each in found if not each.holds] == []
    assert any("encrypted (SQLCipher" in each.sentence for each in found)


def test_a_changed_row_is_found_as_in_a_plain_one(locked: Cast):
    with locked.clinic.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE check_in SET mood = 9")
    assert keeping.verify(locked.clinic, quiet).findings


def test_without_its_key_it_does_not_open(locked: Cast):
    locked.clinic.store.close()
    with pytest.raises(TaperError, match=r"database\.perhaps_encrypted"):
        open_clinic(Settings(database=url(locked)))


def test_with_another_key_it_does_not_open_and_stays_as_it_is(locked: Cast, tmp_path: Path):
    locked.clinic.store.close()
    before = file_of(locked).read_bytes()
    keys.make_database_key(tmp_path / "other.key")
    other = Settings(database=url(locked), database_key_file=tmp_path / "other.key")
    with pytest.raises(TaperError, match=r"database\.another_key"):
        open_clinic(other)
    assert file_of(locked).read_bytes() == before


def test_a_plain_database_is_refused_where_a_key_is_set(sqlite_cast: Cast, key_file: Path):
    settings = Settings(database=url(sqlite_cast), database_key_file=key_file)
    with pytest.raises(TaperError, match=r"database\.not_encrypted"):
        open_clinic(settings)


def test_each_refusal_is_a_sentence_that_names_no_key(
    locked: Cast, key_file: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    locked.clinic.store.close()
    without = run("verify", "--database", url(locked))
    other = "ab" * keys.KEY_BYTES
    monkeypatch.setenv("TAPER_DATABASE_KEY", other)
    wrong = run("verify", "--database", url(locked))
    monkeypatch.setenv("TAPER_DATABASE_KEY", f"{other}zz")
    unreadable = run("verify", "--database", url(locked))
    monkeypatch.setenv("TAPER_DATABASE_KEY_FILE", str(key_file))
    both = run("verify", "--database", url(locked))
    assert [each.exit_code for each in (without, wrong, unreadable, both)] == [2, 2, 2, 2]
    told = "".join(each.output for each in (without, wrong, unreadable, both))
    assert "name its key with TAPER_DATABASE_KEY_FILE" in without.stderr
    assert "This key does not open the database" in wrong.stderr
    assert "does not hold a key" in unreadable.stderr
    assert "Keep one of them" in both.stderr
    assert other not in told + "".join(capfd.readouterr())


def test_a_key_from_the_environment_opens_it(
    locked: Cast, key_file: Path, monkeypatch: pytest.MonkeyPatch
):
    locked.clinic.store.close()
    monkeypatch.setenv("TAPER_DATABASE_KEY", key_file.read_text())
    assert "Everything holds." in run("verify", "--database", url(locked)).stdout
    assert key_file.read_text() not in repr(Settings())


def test_a_key_file_is_for_its_owner_alone(tmp_path: Path, key_file: Path):
    assert key_file.stat().st_mode & 0o777 == 0o600
    key_file.chmod(0o640)
    with pytest.raises(TaperError, match="key_open_to_others"):
        keys.key_in(key_file)
    with pytest.raises(TaperError, match="encryption_key_missing"):
        keys.key_in(tmp_path / "none.key")
    with pytest.raises(TaperError, match="file_there"):
        keys.make_database_key(key_file)


def test_the_key_is_neither_in_the_file_nor_in_an_address_nor_in_a_fault(
    locked: Cast, key_file: Path
):
    key = keys.key_in(key_file)
    store = locked.clinic.store
    with store.engine.connect() as connection, pytest.raises(sa.exc.OperationalError) as fault:
        connection.exec_driver_sql("SELECT * FROM no_such_table")
    shown = f"{store.url!r} {store.engine!r} {vars(store)!r} {locked.clinic!r} {fault.value!r}"
    assert key.hex() not in shown
    assert repr(key)[2:-1] not in shown
    store.close()
    for each in file_of(locked).parent.glob("locked.sqlite3*"):
        assert key not in each.read_bytes()
        assert key.hex().encode() not in each.read_bytes()


def test_a_server_does_not_take_the_key(key_file: Path):
    settings = Settings(database="postgresql://nobody@127.0.0.1:1/x", database_key_file=key_file)
    with pytest.raises(TaperError, match="not_for_a_server"):
        keys.store_of(settings)


def test_where_nothing_encrypts_a_key_is_refused(
    key_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(__import__("sys").modules, "sqlcipher3", None)
    with pytest.raises(TaperError, match="nothing_encrypts"):
        Store(f"sqlite:///{tmp_path / 'new.sqlite3'}", keys.key_in(key_file))
    assert not (tmp_path / "new.sqlite3").exists()


def test_a_new_installation_begins_encrypted(tmp_path: Path, key_file: Path):
    file = tmp_path / "new.sqlite3"
    clinic = open_clinic(Settings(database=f"sqlite:///{file}", database_key_file=key_file))
    assert keeping.verify(clinic, quiet).findings == ()
    clinic.store.close()
    assert not file.read_bytes().startswith(b"SQLite format 3")


def test_a_new_key_is_a_move_and_the_old_one_opens_nothing_of_it(
    locked: Cast, key_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    locked.clinic.store.close()
    monkeypatch.setenv("TAPER_DATABASE_KEY_FILE", str(key_file))
    assert run("database-key", tmp_path / "new.key").exit_code == 0
    target = f"sqlite:///{tmp_path / 'renewed.sqlite3'}"
    moved = run("move", "--from", url(locked), "--to", target, "--to-key", tmp_path / "new.key")
    assert moved.exit_code == 0
    shutil.copy(f"{file_of(locked)}.key", tmp_path / "renewed.sqlite3.key")
    assert "does not open" in run("verify", "--database", target).stderr
    monkeypatch.setenv("TAPER_DATABASE_KEY_FILE", str(tmp_path / "new.key"))
    assert "Everything holds." in run("verify", "--database", target).stdout


def test_it_becomes_plain_again_when_that_is_asked_for(
    locked: Cast, key_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    locked.clinic.store.close()
    monkeypatch.setenv("TAPER_DATABASE_KEY_FILE", str(key_file))
    target = f"sqlite:///{tmp_path / 'plain.sqlite3'}"
    assert run("move", "--from", url(locked), "--to", target, "--plain").exit_code == 0
    assert (tmp_path / "plain.sqlite3").read_bytes().startswith(b"SQLite format 3")


@pytest.mark.parametrize("encrypted_again", [True, False])
def test_its_backup_opens_with_the_backup_key_alone(
    locked: Cast, key_file: Path, tmp_path: Path, encrypted_again: bool
):
    public = backups.make_key(tmp_path / "backup.key")
    backups.back_up(locked.clinic, tmp_path / "made.age", public, quiet)
    restored, key = tmp_path / "restored.sqlite3", keys.make() if encrypted_again else None
    backups.restore(tmp_path / "made.age", tmp_path / "backup.key", restored, key)
    shutil.copy(locked.clinic.key_path, f"{restored}.key")
    assert restored.read_bytes().startswith(b"SQLite format 3") is not encrypted_again
    assert restored.stat().st_mode & 0o777 == 0o600
    settings = Settings(database=f"sqlite:///{restored}", database_key=key.hex() if key else None)
    clinic = open_clinic(settings)
    assert keeping.verify(clinic, quiet).findings == ()
    assert note(clinic, locked) == NOTE
    clinic.store.close()


def test_a_plain_backup_is_restored_encrypted(sqlite_cast: Cast, key_file: Path, tmp_path: Path):
    save(sqlite_cast, back(3), Said(mood=4, note=NOTE))
    public = backups.make_key(tmp_path / "backup.key")
    backups.back_up(sqlite_cast.clinic, tmp_path / "made.age", public, quiet)
    restored = tmp_path / "restored.sqlite3"
    key = keys.key_in(key_file)
    backups.restore(tmp_path / "made.age", tmp_path / "backup.key", restored, key)
    assert NOTE.encode() not in restored.read_bytes()


def test_while_it_is_backed_up_no_plain_copy_lies_on_the_disk(locked: Cast, tmp_path: Path):
    public = backups.make_key(tmp_path / "backup.key")
    seen: list[bytes] = []

    def look(_done: int, _of: int) -> None:
        copies = [each for each in tmp_path.glob(".taper-*/*") if each.is_file()]
        seen.extend(each.read_bytes() for each in copies)

    backups.back_up(locked.clinic, tmp_path / "made.age", public, look)
    assert any(len(body) > 4096 for body in seen)
    assert [known for body in seen for known in IN_THE_FILE if known in body] == []
    assert NOTE.encode() not in (tmp_path / "made.age").read_bytes()
