"""`taper takeout` and `taper takeout-restore`, as typed in a terminal."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from taper.actions import people
from taper.actions.clinic import open_clinic
from taper.cli import main
from taper.settings import Settings
from tests.conftest import PASSWORD, Cast
from tests.packages import fill


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def test_somebody_is_taken_out_and_brought_in_elsewhere(sqlite_cast: Cast, tmp_path: Path):
    fill(sqlite_cast)
    here = ("--database", sqlite_cast.clinic.store.url.render_as_string())
    file = tmp_path / "alex.json"
    done = run("takeout", "--patient", "Alex", "--out", file, *here)
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o077 == 0
    assert json.loads(file.read_bytes())["record"]["person"]["name"] == "Alex"
    again = run("takeout", "--patient", "Alex", "--out", file, *here)
    assert (again.exit_code, "is there already" in again.stderr) == (2, True)

    url = f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"
    clinic = open_clinic(Settings(database=url))
    people.add_prescriber(clinic, name="Dr Cole", sign_in_name="dr_cole", password=PASSWORD)
    clinic.store.close()
    there = ("--database", url)
    came = run("takeout-restore", file, "--prescriber", "dr_cole", *there)
    assert came.exit_code == 0, came.output
    assert "Days: 2. Plans signed elsewhere, none of them in force: 1." in came.stdout
    assert run("verify", *there).exit_code == 0
    twice = run("takeout-restore", file, "--prescriber", "dr_cole", *there)
    assert (twice.exit_code, "already" in twice.stderr) == (2, True)
