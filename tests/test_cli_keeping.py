"""`taper verify`, `backup` and `restore`, as typed in a terminal."""

import shutil
from pathlib import Path

from click.testing import CliRunner, Result

from taper.cli import main
from tests.conftest import Cast, sign_plan, typed_plan
from tests.saving import save


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def test_a_backup_made_restored_and_verified(sqlite_cast: Cast, tmp_path: Path):
    sign_plan(sqlite_cast, typed_plan(("2026-02-01", "20")))
    save(sqlite_cast)
    database = sqlite_cast.clinic.store.url.render_as_string()
    made = run("backup-key", tmp_path / "backup.key")
    public = made.stdout.splitlines()[-1]
    backup = tmp_path / "made.age"
    done = run("backup", backup, "--database", database, "--for", public)
    assert done.exit_code == 0
    assert "as it was at 2 March 2026" in done.stdout
    restored = tmp_path / "restored.sqlite3"
    assert run("restore", backup, "--key", tmp_path / "backup.key", "--to", restored).exit_code == 0
    shutil.copy(sqlite_cast.clinic.key_path, f"{restored}.key")
    found = run("verify", "--database", f"sqlite:///{restored}")
    assert found.exit_code == 0
    assert "Everything holds." in found.stdout


def test_what_does_not_hold_ends_in_exit_code_1(sqlite_cast: Cast):
    save(sqlite_cast)
    with sqlite_cast.clinic.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE check_in SET mood = 9")
    found = run("verify", "--database", sqlite_cast.clinic.store.url.render_as_string())
    assert found.exit_code == 1
    assert "1 thing does not hold." in found.stdout


def test_a_refusal_is_a_sentence_and_exit_code_2(sqlite_cast: Cast, tmp_path: Path):
    database = sqlite_cast.clinic.store.url.render_as_string()
    refused = run("backup", tmp_path / "never.age", "--database", database)
    assert refused.exit_code == 2
    assert "Name who the backup is for" in refused.stderr
