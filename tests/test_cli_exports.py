"""`taper export`, as typed in a terminal: one file a patient, nothing overwritten, resumable."""

from pathlib import Path

from click.testing import CliRunner, Result

from taper import ids
from taper.actions import people
from taper.actions.doing import at_the_terminal
from taper.actions.package import package
from taper.cli import main
from taper.people.audit import Event
from tests.conftest import Cast
from tests.packages import fill
from tests.saving import trail_of


def run(cast: Cast, out: Path, *words: object) -> Result:
    database = cast.clinic.store.url.render_as_string()
    asked = ["export", "--out", out, "--database", database, *words]
    return CliRunner().invoke(main, [str(word) for word in asked], catch_exceptions=False)


def test_a_package_is_written_once_and_is_in_the_trail(sqlite_cast: Cast, tmp_path: Path):
    fill(sqlite_cast)
    out = tmp_path / "out"
    done = run(sqlite_cast, out, "--patient", "Alex", "--what", "package")
    assert done.exit_code == 0, done.output
    file = out / f"{ids.to_text(sqlite_cast.patient)}_package.zip"
    assert [each.name for each in out.iterdir()] == [file.name]
    terminal = at_the_terminal()
    assert file.read_bytes() == package(
        sqlite_cast.clinic, terminal, sqlite_cast.patient, None, None
    )
    exported = [each for each in trail_of(sqlite_cast) if each.event is Event.EXPORTED]
    assert exported[0].detail["what"] == "package.zip"
    assert file.stat().st_mode & 0o077 == 0


def test_what_is_there_is_never_overwritten_and_can_be_left_out(sqlite_cast: Cast, tmp_path: Path):
    fill(sqlite_cast)
    asked = ("--all", "--what", "timeline", "--from", "2026-02-01", "--to", "2026-03-02")
    assert run(sqlite_cast, tmp_path, *asked).exit_code == 0
    file = tmp_path / f"{ids.to_text(sqlite_cast.patient)}_timeline.csv"
    file.write_text("mine")
    again = run(sqlite_cast, tmp_path, *asked)
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    went_on = run(sqlite_cast, tmp_path, *asked, "--go-on")
    assert went_on.exit_code == 0
    assert "0 files were written" in went_on.stdout
    assert file.read_text() == "mine"


def test_a_diary_that_is_not_shared_is_refused_by_name(sqlite_cast: Cast, tmp_path: Path):
    fill(sqlite_cast)
    people.withdraw_consent(sqlite_cast.clinic, sqlite_cast.alex, sqlite_cast.patient)
    done = run(sqlite_cast, tmp_path, "--all", "--what", "timeline")
    assert "1 were refused" in done.stdout
    assert list(tmp_path.glob("*.csv")) == []


def test_it_asks_whom_and_for_days_in_order(sqlite_cast: Cast, tmp_path: Path):
    assert run(sqlite_cast, tmp_path, "--what", "package").exit_code == 2
    turned = ("--all", "--what", "package", "--from", "2026-03-02", "--to", "2026-03-01")
    assert run(sqlite_cast, tmp_path, *turned).exit_code == 2
