"""The diary by column: what counts as answered."""

from taper.diary.check_in import Source
from taper.diary.days import DiaryDays
from taper.diary.intake import Intake, Taken
from tests.record_cases import EXAMPLINE, check_in


def test_every_answer_stands_in_its_column_on_its_day():
    took = Intake(course=EXAMPLINE.id, taken=Taken.OTHER, ug=2500)
    first = check_in(
        0, mood=5, symptoms={"dizziness": 2}, sleep_min=400, note="Fine.", taken=[took]
    )
    second = check_in(
        2, sleep_quality=3, usual_things=7, bad_day=True, note="Mine.", note_is_private=True,
        late=True, revision=4, source=Source.PAPER, struck_out=True,
    )  # fmt: skip
    days = DiaryDays.of(iter([first, second]))
    for column in ("late", "revision", "recorded_by", "source", "struck_out"):
        assert getattr(days, column) == [getattr(first, column), getattr(second, column)], column
    for column in (
        "mood", "symptoms", "sleep_min", "sleep_quality", "usual_things", "bad_day", "note",
        "note_is_private",
    ):  # fmt: skip
        by_day = [getattr(each.answers, column) for each in (first, second)]
        assert getattr(days, column) == by_day, column
    assert days.days == [first.day, second.day]
    assert days.intakes == ([EXAMPLINE.id], [first.day], [Taken.OTHER], [2500])


def test_a_column_has_answers_where_a_day_that_stands_has_one():
    days = DiaryDays.of([check_in(0, mood=5), check_in(1, sleep_min=400)])
    assert days.has_answers(days.mood)
    assert days.has_answers(days.sleep_min)
    assert not days.has_answers(days.usual_things)


def test_what_was_struck_out_is_no_answer():
    made = check_in(0, mood=5).model_copy(update={"struck_out": True})
    days = DiaryDays.of([made, check_in(1, sleep_min=400)])
    assert not days.has_answers(days.mood)
