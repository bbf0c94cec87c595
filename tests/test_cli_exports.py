"""`taper export`, as typed in a terminal: one file a patient, nothing overwritten, resumable."""

import io
import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from taper import ids
from taper.actions import people, reminders
from taper.actions.doing import at_the_terminal
from taper.actions.package import package
from taper.cli import main
from taper.cli.export_kinds import ENDINGS
from taper.diary.reminders import Chosen
from taper.people.audit import Event
from taper.words import say
from tests import ical_strict, pdf_text
from tests.conftest import Cast, sign_plan, typed_plan
from tests.packages import ROWS, fill, opened
from tests.saving import trail_of


def run(cast: Cast, out: Path, *words: object) -> Result:
    database = cast.clinic.store.url.render_as_string()
    asked = ["export", "--out", out, "--database", database, *words]
    return CliRunner().invoke(main, [str(word) for word in asked], catch_exceptions=False)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder that is not there yet: beside it lies the database."""
    return tmp_path / "out"


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
    assert (done.exit_code, "1 were refused" in done.stdout) == (1, True)
    assert list(tmp_path.glob("*.csv")) == []


def test_it_asks_whom_and_for_days_in_order(sqlite_cast: Cast, out: Path):
    assert run(sqlite_cast, out, "--what", "package").exit_code == 2
    turned = ("--all", "--what", "package", "--from", "2026-03-02", "--to", "2026-03-01")
    assert run(sqlite_cast, out, *turned).exit_code == 2
    for what in ("calendar", "takeout", "plan", "fridge"):
        asked = ("--all", "--what", what, "--from", "2026-03-02")
        assert say("cli.export_no_days", what=what) in run(sqlite_cast, out, *asked).stderr


IS_OPENED = {
    "timeline": lambda body: next(iter(pd.read_csv(io.BytesIO(body)))) == "date",
    "package": lambda body: "check_ins.csv" in opened(body),
    "record": lambda body: "Exampline" in "".join(pdf_text.pages(body)),
    "summary": lambda body: "Alex" in pdf_text.pages(body)[0],
    "text": lambda body: body.decode().splitlines()[:2] == [say("visit.title"), "Alex"],
    "fhir": lambda body: json.loads(body)["resourceType"] == "Bundle",
    "calendar": lambda body: len(ical_strict.strictly(body).of("VEVENT")) > 0,
    "takeout": lambda body: json.loads(body)["record"]["person"]["name"] == "Alex",
    "plan": lambda body: json.loads(body)["medicine"] == "Exampline",
    "fridge": lambda body: "Exampline" in pdf_text.pages(body)[0],
}


@pytest.mark.parametrize("what", ENDINGS)
def test_every_kind_of_file_is_written_and_opens_and_is_in_the_trail(
    sqlite_cast: Cast, out: Path, what: str
):
    fill(sqlite_cast)
    reminders.set_reminders(
        sqlite_cast.clinic, sqlite_cast.alex, sqlite_cast.patient, Chosen(dose_changes=True)
    )
    done = run(sqlite_cast, out, "--patient", "Alex", "--what", what)
    assert done.exit_code == 0, done.output
    (file,) = out.iterdir()
    assert file.name == f"{ids.to_text(sqlite_cast.patient)}_{what}.{ENDINGS[what]}"
    assert IS_OPENED[what](file.read_bytes())
    last = trail_of(sqlite_cast)[-1]
    assert (last.event, last.actor) == (Event.EXPORTED, at_the_terminal().person)


def test_each_medicine_has_a_plan_of_its_own(sqlite_cast: Cast, out: Path):
    for form in ("tablets", "drops"):
        sign_plan(sqlite_cast, typed_plan(*ROWS), form)
    name = ids.to_text(sqlite_cast.patient)
    for what, ending in (("plan", "json"), ("fridge", "pdf")):
        assert run(sqlite_cast, out, "--all", "--what", what).exit_code == 0
        files = [out / f"{name}_{what}{end}.{ending}" for end in ("", "_2")]
        assert all(each.exists() for each in files)
    forms = {json.loads(each.read_bytes())["form"] for each in out.glob("*.json")}
    assert forms == {"tablets", "drops"}


def test_a_run_that_was_stopped_goes_on_with_what_is_missing(sqlite_cast: Cast, out: Path):
    fill(sqlite_cast)
    for name in ("Kim", "Lou"):
        people.invite_patient(
            sqlite_cast.clinic, sqlite_cast.dr_bose, name=name, zone="Europe/London"
        )
    asked = ("--all", "--what", "package")
    first = run(sqlite_cast, out, *asked)
    assert (first.exit_code, "3 files were written" in first.stdout) == (0, True)
    whole = {each.name: each.read_bytes() for each in out.iterdir()}
    gone = sorted(out.iterdir())[1]
    gone.unlink()
    (out / f".{gone.name}.part").write_bytes(b"half")
    again = run(sqlite_cast, out, *asked, "--go-on")
    assert "1 file was written, 2 were there already" in again.stdout
    assert {each.name: each.read_bytes() for each in out.iterdir()} == whole


def test_the_same_patient_by_name_and_id_is_one_file(sqlite_cast: Cast, out: Path):
    fill(sqlite_cast)
    twice = ("--patient", "Alex", "--patient", ids.to_text(sqlite_cast.patient))
    assert "1 file was written" in run(sqlite_cast, out, *twice, "--what", "timeline").stdout


def test_a_calendar_in_which_nothing_stands_is_refused(sqlite_cast: Cast, out: Path):
    done = run(sqlite_cast, out, "--all", "--what", "calendar")
    assert (done.exit_code, say("reminders.nothing_chosen") in done.stderr) == (1, True)
    assert list(out.iterdir()) == []
