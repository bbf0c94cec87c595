"""The calendar by its secret address and as a file."""

from collections.abc import Iterator
from datetime import time
from urllib.parse import urlsplit

import pytest

from taper import ids
from taper.actions import clinic as clinics
from taper.actions import reminders
from taper.diary.reminders import Chosen
from tests.conftest import PASSWORD, Cast
from tests.web_client import Browser


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    """The cast, as the clinic that runs, with a daily reminder."""
    clinics.start(sqlite_cast.clinic)
    chosen = Chosen(check_in_at=time(20, 30))
    reminders.set_reminders(sqlite_cast.clinic, sqlite_cast.alex, sqlite_cast.patient, chosen)
    yield sqlite_cast
    clinics.stop()


def address(cast: Cast) -> str:
    made = reminders.make_address(cast.clinic, cast.alex, cast.patient)
    return urlsplit(made).path


def stranger(cast: Cast) -> Browser:
    return Browser(cast.clinic.settings)


def test_a_calendar_program_signs_in_nowhere_and_gets_the_calendar(cast: Cast):
    answer = stranger(cast).get(address(cast))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"BEGIN:VCALENDAR")
    assert b"Alex" not in answer.content
    assert "set-cookie" not in answer.headers


def test_an_address_that_was_closed_or_never_was_opens_nothing(cast: Cast):
    known = address(cast)
    reminders.close_address(cast.clinic, cast.alex, cast.patient)
    for path in (known, "/calendar/x", "/calendar/x.ics", "/calendar/%00"):
        answer = stranger(cast).get(path)
        assert answer.status_code == 404
        assert "VCALENDAR" not in answer.text


@pytest.mark.parametrize("path", ["/calendar", "/calendar/", "/calendar/a/b"])
def test_nothing_else_is_open_beside_the_address(cast: Cast, path: str):
    assert stranger(cast).get(path).status_code in {303, 401, 404}


def file_of(cast: Cast) -> str:
    return f"/export/reminders.ics?patient={ids.to_text(cast.patient)}"


def test_the_file_is_the_patients_alone(cast: Cast):
    assert stranger(cast).get(file_of(cast)).status_code == 303
    browser = stranger(cast)
    browser.sign_in("dr_bose", PASSWORD)
    assert browser.get(file_of(cast)).status_code == 403
    own = stranger(cast)
    own.sign_in("alex", PASSWORD)
    answer = own.get(file_of(cast))
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="reminders.ics"'
    assert answer.content == stranger(cast).get(address(cast)).content
