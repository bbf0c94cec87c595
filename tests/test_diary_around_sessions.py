"""Questionnaires before, during and after a course of sessions: days that the prescriber typed."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from taper.diary.around_sessions import days_around

SESSIONS = (date(2026, 3, 10), date(2026, 3, 3), date(2026, 3, 17))


def test_before_during_and_after_worked_by_hand():
    found = days_around(SESSIONS, before=[7], on_each=True, after=[1, 28])
    assert found == (
        date(2026, 2, 24),
        date(2026, 3, 3),
        date(2026, 3, 10),
        date(2026, 3, 17),
        date(2026, 3, 18),
        date(2026, 4, 14),
    )


def test_each_part_can_be_left_out():
    assert days_around(SESSIONS, before=[], on_each=False, after=[]) == ()
    assert days_around(SESSIONS, before=[2], on_each=False, after=[]) == (date(2026, 3, 1),)
    assert days_around((), before=[2], on_each=True, after=[3]) == ()


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
NUMBERS = st.lists(st.integers(1, 366), max_size=4)


@given(st.sets(DAYS, min_size=1, max_size=8), NUMBERS, st.booleans(), NUMBERS)
def test_every_day_is_one_that_was_asked_for(
    sessions: set[date], before: list[int], on_each: bool, after: list[int]
):
    found = days_around(sessions, before=before, on_each=on_each, after=after)
    assert list(found) == sorted(set(found))
    for day in found:
        early = (min(sessions) - day).days in before
        late = (day - max(sessions)).days in after
        assert early or late or (on_each and day in sessions)
    assert all(min(sessions) - timedelta(days=each) in found for each in before)
