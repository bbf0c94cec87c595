"""What the demo's people recorded beside the plan: the same every time, and on file whole."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from taper.actions.clinic import open_clinic
from taper.demo.beside import stories
from taper.demo.clinic import DemoClinic
from taper.demo.histories import histories
from taper.demo.load import fill
from taper.diary.events import Kind
from taper.diary.questionnaires import safety_points
from taper.facts.questionnaires import instrument
from taper.settings import Settings
from taper.storage import events, questionnaires
from tests.conftest import MORNING


@pytest.fixture(scope="module")
def made() -> DemoClinic:
    return histories(MORNING.date())


def test_it_is_the_same_every_time_for_the_same_day(made: DemoClinic):
    again = histories(MORNING.date())
    assert [each.beside for each in again.patients] == [each.beside for each in made.patients]


def test_nothing_of_it_lies_ahead(made: DemoClinic):
    for each in made.patients:
        days = [event.day or event.recorded_at.date() for event in each.beside.events]
        days += [response.day for response in each.beside.responses]
        assert all(day < MORNING.date() for day in days)


def test_it_is_on_file_as_it_was_told(made: DemoClinic, tmp_path: Path):
    clinic = open_clinic(Settings(database=f"sqlite:///{tmp_path / 'd.sqlite3'}", demo=True))
    fill(clinic, made)
    with clinic.store.reading() as session:
        for each in made.patients:
            told, patient = each.beside, each.patient.id
            assert {a.id for a in questionnaires.assignments(session, patient)} == {
                a.id for a in told.assignments
            }
            assert _by_key(questionnaires.responses(session, patient)) == _by_key(told.responses)
            assert len(questionnaires.safety_answers(session, patient)) == len(told.safety)
            assert {e.id: e for e in events.events(session, patient)} == {
                e.id: e for e in told.events
            }
    clinic.store.close()


def _by_key(responses):
    return {(each.assignment, each.day): each for each in responses}


def test_one_safety_answer_is_not_opened_yet_and_older_ones_are(made: DemoClinic):
    found = [safety for each in made.patients for safety in each.beside.safety]
    closed = [safety for safety in found if safety.opened_at is None]
    assert len(closed) == 1
    assert len(found) > 1
    assert all(safety.opened_at > safety.answered_at for safety in found if safety.opened_at)


def test_each_answer_above_zero_to_item_nine_is_a_safety_answer(made: DemoClinic):
    for each in made.patients:
        told = each.beside
        above = set()
        for response in told.responses:
            found = instrument(response.instrument)
            assert found is not None
            if safety_points(found, response.answers):
                above.add((response.assignment, response.day))
        assert above == {(safety.assignment, safety.day) for safety in told.safety}


def test_a_series_of_sessions_is_numbered_and_its_journals_are_private(made: DemoClinic):
    told = [event for each in made.patients for event in each.beside.events]
    sessions = [event for event in told if event.kind is Kind.SESSION]
    assert len(sessions) == len(stories().sessions.days)
    assert all(each.texts["journal"].private for each in sessions if "journal" in each.texts)
    assert all(each.session and each.session.dissociation is not None for each in sessions)
    longest = max(stories().sessions.days)
    assert min(e.day for e in sessions if e.day) == date(2026, 3, 2) - timedelta(days=longest)
