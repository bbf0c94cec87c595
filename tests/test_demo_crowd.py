"""A demo of many: made by the same numbers the same, whole, and in a demo's database alone."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from taper.actions import keeping
from taper.actions.clinic import Clinic, open_clinic
from taper.actions.people import MOST_OF_A_DEMO, demo_people
from taper.cli import main
from taper.demo.crowd import fill_crowd
from taper.errors import TaperError
from taper.people.person import Role
from taper.settings import Settings
from taper.storage import soundness, trail
from taper.storage.tables import Base
from tests.conftest import Cast

PATIENTS, DAYS = 30, 40


def filled(folder: Path, patients: int = PATIENTS) -> Clinic:
    folder.mkdir(exist_ok=True)
    settings = Settings(database=f"sqlite:///{folder / 'demo.sqlite3'}", demo=True)
    fill_crowd(settings, patients, DAYS, lambda _done, _of: None)
    return open_clinic(settings)


def rows(clinic: Clinic) -> dict[str, list[object]]:
    """Give every row but those that hold the key of the trail or stand for a moment of now."""
    left_out = {"audit_event", "patient_head", "installation"}
    with clinic.store.reading() as session:
        return {
            table.name: sorted(map(repr, session.execute(sa.select(table))))
            for table in Base.metadata.sorted_tables
            if table.name not in left_out
        }


def test_all_of_it_holds_as_if_it_had_been_saved_day_by_day(tmp_path: Path):
    clinic = filled(tmp_path)
    found = keeping.verify(clinic, lambda _done, _of: None)
    assert found.findings == ()
    assert found.trails == PATIENTS + 1
    assert found.signatures >= PATIENTS
    with clinic.store.reading() as session:
        patients = [each for each in soundness.chains(session) if each]
        days = [len(trail.traces(session, each)) for each in patients]
    assert min(days) > DAYS / 3
    assert max(days) < DAYS * 2
    clinic.store.close()


def test_the_same_numbers_give_the_same_people_and_broken_off_it_goes_on(tmp_path: Path):
    one, two = filled(tmp_path / "one"), filled(tmp_path / "two", patients=13)
    assert rows(one) != rows(two)
    two.store.close()
    again = filled(tmp_path / "two")
    assert rows(one) == rows(again)
    one.store.close()
    again.store.close()


def test_the_entrance_shows_a_few_of_them(tmp_path: Path):
    clinic = filled(tmp_path)
    shown = [role for _, _, role in demo_people(clinic)]
    assert shown.count(Role.PATIENT) == MOST_OF_A_DEMO
    assert shown.count(Role.PRESCRIBER) == 1
    clinic.store.close()


def test_a_database_that_is_not_a_demos_is_refused(sqlite_cast: Cast):
    database = sqlite_cast.clinic.store.url.render_as_string()
    told = CliRunner().invoke(
        main, ["demo-data", "--patients", "1", "--days", "1", "--database", database]
    )
    assert told.exit_code == 2
    assert "This database is not a demo's." in told.stderr
    with pytest.raises(TaperError, match=r"database\.not_a_demo"):
        fill_crowd(sqlite_cast.clinic.settings, 1, 1, lambda _done, _of: None)


def test_the_command_says_how_many_it_added(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'demo.sqlite3'}"
    words = ["demo-data", "--patients", "3", "--days", "10", "--database", url]
    assert "3 people were added; 3 are on file now." in CliRunner().invoke(main, words).stdout
    assert "0 people were added; 3 are on file now." in CliRunner().invoke(main, words).stdout
