"""The page of reminders: nothing is chosen beforehand, the address is shown once."""

from collections.abc import Iterator
from datetime import time

import pytest
from streamlit.testing.v1 import AppTest

from taper.actions import reminders
from tests.conftest import Cast
from tests.pages import opened, served, text


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def page(cast: Cast) -> AppTest:
    return opened(cast.alex, "reminders")


def press(at: AppTest, key: str) -> AppTest:
    return next(each for each in at.button if each.key == key).click().run()


def on_file(cast: Cast) -> reminders.Reminders:
    return reminders.reminders(cast.clinic, cast.alex, cast.patient)


def test_nothing_is_chosen_and_no_address_offered_before_something_is(cast: Cast):
    at = page(cast)
    assert at.text_input(key="check-in-at").value == ""
    assert [each.value for each in at.checkbox] == [False, False, False]
    assert "make-address" not in [each.key for each in at.button]


def test_a_time_is_kept_in_the_patients_zone_and_the_address_is_shown_once(cast: Cast):
    at = page(cast)
    assert "Europe/London" in text(at)
    at.text_input(key="check-in-at").set_value("8:30 pm")
    press(at, "save")
    assert on_file(cast).chosen.check_in_at == time(20, 30)
    press(at, "make-address")
    assert "/calendar/" in at.code[0].value
    again = page(cast)
    assert not again.code
    assert "There is an address. It was shown once." in text(again)
    press(again, "close-address")
    assert not on_file(cast).has_address


def test_a_time_that_can_be_read_two_ways_is_asked_back(cast: Cast):
    at = page(cast)
    at.text_input(key="check-in-at").set_value("9")
    press(at, "save")
    assert "Write a time like 21:30" in at.error[0].value
    assert on_file(cast).chosen.is_empty
