"""Which days the whole taper takes on the page."""

from taper.diary.days import DiaryDays
from taper.people.person import Patient
from taper.plan.plan import CoursePlans, PlanVersion
from taper.record.record import Record
from tests.record_cases import ALEX, EXAMPLINE, check_in, day, signed, step


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
