"""The time of an intake as a person types it."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.diary.intake import read_time
from taper.errors import TaperError


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("", None),
        ("  ", None),
        ("21:30", time(21, 30)),
        ("9.15", time(9, 15)),
        ("9h05", time(9, 5)),
        ("0:00", time(0, 0)),
        ("7 am", time(7, 0)),
        ("7PM", time(19, 0)),
        ("12 am", time(0, 0)),
        ("12:30 pm", time(12, 30)),
    ],
)
def test_a_time_is_read_as_it_is_typed(typed: str, at: time | None):
    assert read_time(typed) == at


@pytest.mark.parametrize("typed", ["9", "24:00", "9:60", "13 pm", "0 am", "nine", "9:3", "-1:00"])
def test_a_time_that_is_not_clear_is_asked_back(typed: str):
    with pytest.raises(TaperError) as refusal:
        read_time(typed)
    assert refusal.value.key == "check_in.time_unreadable"


@given(st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_every_time_of_day_comes_back(at: time):
    assert read_time(f"{at:%H:%M}") == at
    assert read_time(f"{at:%I:%M %p}") == at
