"""Which recorded days lie before the first step."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from taper.diary.baseline import baseline_days, baseline_week
from taper.diary.symptoms import Severity
from tests.record_cases import check_in, day

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


def test_answers_of_the_week_before_the_first_step_are_counted_by_hand():
    mild, none = Severity.MILD, Severity.NONE
    recorded = [
        check_in(-8, symptoms={"dizziness": mild}),
        check_in(-7, symptoms={"dizziness": mild}),
        check_in(-2, symptoms={"dizziness": none, "nausea": none}),
        check_in(-1, symptoms={"dizziness": mild}),
        check_in(0, symptoms={"dizziness": mild}),
        check_in(-3, symptoms={"dizziness": mild}, struck_out=True),
    ]
    found = baseline_week(recorded, day(0))
    assert found == {"dizziness": {mild: 2, none: 1}, "nausea": {none: 1}}
    assert baseline_week(recorded, None) == {}
