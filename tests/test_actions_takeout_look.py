"""A takeout that is only looked at: how much is in it, and nothing of it on file afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from taper.actions import keeping, takeout
from taper.actions.clinic import Clinic
from taper.actions.doing import at_the_terminal
from taper.errors import TaperError
from taper.ids import PersonId
from taper.people.audit import Event
from taper.storage import people as stored_people
from taper.storage import trail
from tests.conftest import Cast
from tests.takeouts import FORGED, another_installation, file_of, fill_whole, forged, rows_on_file


@pytest.fixture
def elsewhere(cast: Cast, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clinic]:
    """An empty installation with one prescriber, Dr Cole, on the kind of database of the cast."""
    with another_installation(cast, request, tmp_path) as clinic:
        yield clinic


@pytest.fixture
def filled(cast: Cast) -> Cast:
    """Something of everything that can be on file of somebody."""
    fill_whole(cast)
    return cast


def test_a_look_tells_how_much_is_in_a_file_and_keeps_nothing(filled: Cast, elsewhere: Clinic):
    body = file_of(filled)
    before = rows_on_file(elsewhere)
    told = takeout.look(elsewhere, at_the_terminal(), body)
    assert rows_on_file(elsewhere) == before
    assert before["check_in"] == before["person"] - 1 == 0  # Dr Cole alone
    # Days 0, 1 and 3 back; one day of PHQ-9; events 1 and 2; requests 7 and 11.
    assert told == ("Alex", 3, 1, 1, 2, 2, 1)
    assert keeping.verify(elsewhere, lambda done, of: None).findings == ()
    came = takeout.take_in(elsewhere, at_the_terminal(), body)
    assert (came.name, came.days, came.plans) == (told.name, told.days, told.plans)


@pytest.mark.parametrize("name", ["a row twice", "a mood", "a signed dose, with a hash made anew"])
def test_a_look_refuses_what_would_not_come_in(filled: Cast, elsewhere: Clinic, name: str):
    change, key = FORGED[name]
    before = rows_on_file(elsewhere)
    with pytest.raises(TaperError, match=key):
        takeout.look(elsewhere, at_the_terminal(), forged(file_of(filled), change))
    assert rows_on_file(elsewhere) == before


def test_a_look_refuses_whoever_is_here_already(filled: Cast):
    with pytest.raises(TaperError, match=r"takeout\.there_already"):
        takeout.look(filled.clinic, at_the_terminal(), file_of(filled))


def test_a_record_comes_into_the_care_of_a_prescriber_named_by_id(filled: Cast, elsewhere: Clinic):
    body = file_of(filled)
    ((cole, name),) = takeout.who_could(elsewhere, at_the_terminal())
    assert name == "Dr Cole"
    with pytest.raises(TaperError, match=r"takeout\.choose_prescriber"):
        takeout.take_in(elsewhere, at_the_terminal(), body, prescriber=PersonId(filled.patient))
    came = takeout.take_in(elsewhere, at_the_terminal(), body, prescriber=cole)
    with elsewhere.store.reading() as session:
        told = trail.traces(session, came.patient)
        assert stored_people.prescribers_of(session, came.patient) == [(cole, "Dr Cole")]
    assert [each.event for each in told] == [Event.TAKEN_IN, Event.CARE_BEGUN]
    assert told[1].detail == {"name": "Dr Cole"}
