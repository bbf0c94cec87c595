"""Hours of sleep are read the ways people write them, or asked for again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.diary.sleep import read_sleep, sleep_text
from taper.errors import TaperError
from tests.refusals import refused

READ = {
    "7": 420,
    "7.5": 450,
    "7,5": 450,
    "7.93": 476,
    "7½": 450,
    "7¼": 435,
    "7¾h": 465,
    "7:30": 450,
    "07:05": 425,
    "7h30": 450,
    "7 h 30 min": 450,
    "7h": 420,
    "7 hours": 420,
    "1 hour": 60,
    "7 H": 420,
    "  6.25 ": 375,
    "0": 0,
    "24": 1440,
    "24:00": 1440,
}


@pytest.mark.parametrize(("typed", "minutes"), READ.items())
def test_hours_are_read_in_minutes(typed: str, minutes: int):
    assert read_sleep(typed) == minutes


@pytest.mark.parametrize("typed", ["", "  ", "\n"])
def test_nothing_typed_is_nothing_recorded(typed: str):
    assert read_sleep(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["25", "24:01", "24.5", "-1", "seven", "7:60", "7:5", "7.5½", "1e1", "7..5", "7-8", "450 min"],
)
def test_anything_else_is_asked_for_again(typed: str):
    with refused("check_in.sleep_unreadable"):
        read_sleep(typed)


@given(st.integers(0, 1440))
def test_what_is_written_is_read_back(minutes: int):
    assert read_sleep(sleep_text(minutes)) == minutes


@given(st.text(max_size=12))
def test_any_text_is_read_or_asked_for_again(typed: str):
    try:
        minutes = read_sleep(typed)
    except TaperError:
        return
    assert minutes is None or 0 <= minutes <= 1440
