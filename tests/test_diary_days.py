"""The diary by column: what counts as answered."""

from taper.diary.days import DiaryDays
from tests.record_cases import check_in


def test_a_column_has_answers_where_a_day_that_stands_has_one():
    days = DiaryDays.of([check_in(0, mood=5), check_in(1, sleep_min=400)])
    assert days.has_answers(days.mood)
    assert days.has_answers(days.sleep_min)
    assert not days.has_answers(days.usual_things)


def test_what_was_struck_out_is_no_answer():
    made = check_in(0, mood=5).model_copy(update={"struck_out": True})
    days = DiaryDays.of([made, check_in(1, sleep_min=400)])
    assert not days.has_answers(days.mood)
