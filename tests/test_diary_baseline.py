"""Which recorded days lie before the first step."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from taper.diary.baseline import baseline_days

STEP = date(2026, 3, 2)


def test_a_week_before_the_first_step_worked_by_hand():
    recorded = [date(2026, 3, 3), STEP, date(2026, 3, 1), date(2026, 2, 23), date(2026, 3, 1)]
    assert baseline_days(recorded, STEP) == (date(2026, 2, 23), date(2026, 3, 1))


def test_without_a_step_there_is_nothing_before_it():
    assert baseline_days([STEP], None) == ()


@given(st.lists(st.integers(-40, 40)))
def test_each_recorded_day_is_before_the_step_or_it_is_not(numbers: list[int]):
    days = [STEP + timedelta(days=number) for number in numbers]
    found = baseline_days(days, STEP)
    assert set(found) == {day for day in days if (day - STEP).days < 0}
    assert list(found) == sorted(found)
