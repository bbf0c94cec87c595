"""Which days the whole taper takes on the page."""

from taper.diary.days import DiaryDays
from taper.people.person import Patient
from taper.plan.plan import CoursePlans, PlanVersion
from taper.record.record import Record
from tests.record_cases import ALEX, EXAMPLINE, OTHERINE, check_in, day, signed, step


def span(
    today: int, recorded: tuple[int, ...] = (), versions: tuple[PlanVersion, ...] = ()
) -> tuple[int, int]:
    """Give the first and the last day by number, counted from day(0)."""
    plans = CoursePlans(course=EXAMPLINE, versions=versions)
    record = Record(
        patient=Patient.model_construct(id=ALEX, name="Alex", zone="Europe/London"),
        today=day(today),
        plans=(plans,),
        diary_is_open=True,
        diary=DiaryDays.of(check_in(each, mood=5) for each in recorded),
        symptoms=(),
    )
    first, last = record.span()
    return (first - day(0)).days, (last - day(0)).days


TAPER = signed(1, 0, [step(0, 20_000), step(14, 10_000), step(28, 0)])


def test_nothing_on_file_is_today():
    assert span(5) == (5, 5)


def test_a_taper_that_goes_on_reaches_to_today_or_to_a_week_after_its_last_change():
    assert span(20, (1, 2), (TAPER,)) == (0, 35)
    assert span(50, (1, 49), (TAPER,)) == (0, 50)


def test_a_taper_of_years_ago_takes_its_own_days():
    assert span(5_000, (0, 100), (TAPER,)) == (0, 100)
    assert span(5_000, (), (TAPER,)) == (0, 35)


def test_a_diary_without_a_plan_reaches_to_today_for_four_weeks():
    assert span(38, (3, 10)) == (3, 38)
    assert span(39, (3, 10)) == (3, 10)


def test_a_dose_planned_for_today_keeps_the_taper_going_however_long_nothing_was_recorded():
    holding = signed(1, 0, [step(0, 20_000), step(14, 10_000)])
    assert span(400, (3,), (holding,)) == (0, 400)
    every_other_day = signed(1, 0, [step(0, 0, 10_000)])
    assert span(400, (), (every_other_day,)) == (0, 400)


def test_a_plan_past_its_named_end_no_longer_reaches_to_today():
    ended = signed(1, 0, [step(0, 20_000), step(14, 10_000)], holds_until=20)
    assert span(400, (18,), (ended,)) == (0, 21)


def test_a_plan_that_begins_later_shows_today_too():
    ahead = signed(1, 10, [step(10, 20_000), step(24, 10_000)])
    assert span(5, (), (ahead,)) == (5, 31)


def record(recorded: tuple[int, ...], *plans: CoursePlans) -> Record:
    return Record(
        patient=Patient.model_construct(id=ALEX, name="Alex", zone="Europe/London"),
        today=day(40),
        plans=plans,
        diary_is_open=True,
        diary=DiaryDays.of(check_in(each, mood=5) for each in recorded),
        symptoms=(),
    )


def test_a_record_is_empty_while_nothing_was_signed_or_written_down():
    assert record((), CoursePlans(course=EXAMPLINE, versions=())).is_empty
    assert not record((3,)).is_empty
    assert not record((), CoursePlans(course=EXAMPLINE, versions=(TAPER,))).is_empty


def test_there_is_a_timeline_for_each_medicine_and_one_of_the_diary_where_there_is_none():
    (alone,) = record((3,)).timelines(day(3), day(4))
    assert alone[0] is None
    assert alone[1].mood.tolist()[0] == 5
    (of_course,) = record((3,), CoursePlans(course=EXAMPLINE, versions=(TAPER,))).timelines(
        day(3), day(4)
    )
    assert of_course[0] == EXAMPLINE
    assert of_course[1].planned_ug.tolist() == [20_000, 20_000]


def test_a_medicine_is_named_with_its_form_where_another_has_its_name():
    liquid = EXAMPLINE.model_copy(
        update={"id": OTHERINE.id, "medicine": "exampline ", "form": "liquid"}
    )
    plans = [
        CoursePlans(course=course, versions=(TAPER.model_copy(update={"course": course.id}),))
        for course in (EXAMPLINE, liquid)
    ]
    assert record((), plans[0]).name_of(EXAMPLINE) == "Exampline"
    assert record((), *plans).name_of(EXAMPLINE) == "Exampline, tablet"
