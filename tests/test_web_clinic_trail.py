"""The clinic's own trail: for the administrator alone, in words, a page at a time, no diary."""

from collections.abc import Iterator
from html import unescape

import pytest

from taper import clock
from taper.actions import clinic as clinics
from taper.actions.clinic_trail import LINES_A_PAGE
from taper.people.audit import Event, Trace
from taper.storage import trail
from taper.words import say
from tests.conftest import PASSWORD, Cast
from tests.saving import Said, save
from tests.sign_on import signed_in
from tests.web_client import Browser

NOTE = "a note that nobody else may read"


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    """The cast, as the clinic that runs."""
    clinics.start(sqlite_cast.clinic)
    yield sqlite_cast
    clinics.stop()


def shown(cast: Cast, name: str, query: str = ""):
    return signed_in(cast, name).get(f"/clinic/trail{query}")


def test_the_administrator_reads_ways_in_and_refusals(cast: Cast):
    Browser(cast.clinic.settings).sign_in("nobody at all", PASSWORD)
    Browser(cast.clinic.settings).sign_in("alex", PASSWORD)
    text = unescape(shown(cast, "ada").text)
    assert f"Alex {say('my_data.event_signed_in')}" in text
    refused = say("my_data.event_sign_in_refused")
    assert f"{say('clinic.trail_nobody')} {refused}" in text
    assert say("clinic.trail_lead", zone="UTC") in text


def test_nothing_of_a_diary_and_no_line_of_a_patients_is_in_it(cast: Cast):
    save(cast, said=Said(mood=5, note=NOTE))
    text = unescape(shown(cast, "ada").text)
    assert NOTE not in text
    assert "saved the day" not in text


@pytest.mark.parametrize("name", ["alex", "sam", "dr_stranger"])
def test_nobody_else_reads_it(cast: Cast, name: str):
    assert shown(cast, name).status_code == 403


def test_a_stranger_is_sent_to_sign_in(cast: Cast):
    answer = Browser(cast.clinic.settings).get("/clinic/trail")
    assert answer.headers["location"] == "/sign-in"


def test_older_lines_stand_on_the_next_page_each_once(cast: Cast):
    admin = signed_in(cast, "ada")
    line = Trace(at=clock.now(), actor=None, patient=None, event=Event.SIGN_IN_REFUSED)
    with cast.clinic.store.writing() as session:
        trail.write(session, cast.clinic.trail_key, *[line] * (2 * LINES_A_PAGE))
    number, lines = 1, 0
    while True:
        text = admin.get(f"/clinic/trail?page={number}").text
        lines += text.count("<li>")
        assert (f'?page={number - 1}"' in text) is (number > 1)
        if f'?page={number + 1}"' not in text:
            break
        number += 1
    with cast.clinic.store.reading() as session:
        assert lines == len(trail.traces(session, trail.CLINIC))
    assert number == 3


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9999999", "1;drop"])
def test_a_page_that_is_none_is_not_found(cast: Cast, page: str):
    assert shown(cast, "ada", f"?page={page}").status_code == 404
