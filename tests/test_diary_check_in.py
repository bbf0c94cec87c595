"""A day is recorded while it is one of the last fifteen; nothing that wasn't answered is there."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from taper.diary.check_in import (
    DAYS_BACK,
    LONGEST_NOTE,
    PAPER_DAYS_BACK,
    Answers,
    Source,
    check_day,
    check_time,
    days_meant,
    open_days,
)
from taper.diary.intake import LARGEST_UG, Intake, Taken
from taper.diary.symptoms import Severity, Symptom
from taper.ids import CourseId
from tests.refusals import refused, tried

TODAY = date(2026, 3, 2)
COURSE = CourseId(3)
ONE_DAY = timedelta(days=1)


def test_today_and_the_fourteen_days_before_can_be_recorded():
    assert open_days(TODAY)[0] == TODAY
    assert open_days(TODAY)[-1] == date(2026, 2, 16)
    assert len(open_days(TODAY)) == DAYS_BACK + 1 == 15
    for day in open_days(TODAY):
        check_day(day, TODAY)


@pytest.mark.parametrize("day", [date(2026, 3, 3), date(2027, 3, 2), date.max])
def test_a_day_that_has_not_come_is_refused(day: date):
    with refused("check_in.future", day=day):
        check_day(day, TODAY)


@pytest.mark.parametrize("day", [date(2026, 2, 15), date(2024, 2, 29), date.min])
def test_a_day_too_far_back_is_refused(day: date):
    with refused("check_in.too_far_back", day=day, days=DAYS_BACK):
        check_day(day, TODAY)


def test_a_paper_sheet_may_lie_for_a_year():
    oldest = TODAY - timedelta(days=PAPER_DAYS_BACK)
    check_day(oldest, TODAY, Source.PAPER)
    with refused("check_in.too_far_back", day=oldest - ONE_DAY, days=PAPER_DAYS_BACK):
        check_day(oldest - ONE_DAY, TODAY, Source.PAPER)


def test_the_days_before_a_leap_day_are_counted_by_the_calendar():
    assert open_days(date(2028, 3, 1))[:2] == (date(2028, 3, 1), date(2028, 2, 29))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_day_can_be_recorded_exactly_when_it_is_open(day: date):
    is_open = tried(lambda: check_day(day, TODAY)) is None
    assert is_open is (day in open_days(TODAY))
    assert is_open is (timedelta(0) <= TODAY - day <= timedelta(DAYS_BACK))


@pytest.mark.parametrize(
    ("answered", "empty"),
    [
        ({}, True),
        ({"note": " \n\t"}, True),
        ({"mood": 0}, False),
        ({"symptoms": {"nausea": Severity.NONE}}, False),
        ({"sleep_min": 0}, False),
        ({"sleep_quality": 0}, False),
        ({"usual_things": 0}, False),
        ({"bad_day": True}, False),
        ({"note_is_private": True}, False),
        ({"note": "."}, False),
        ({"intakes": (Intake(course=COURSE, taken=Taken.NOT_TAKEN, ug=0),)}, False),
    ],
)
def test_zero_and_none_are_answers_and_no_answer_is_none(answered: dict[str, Any], empty: bool):
    assert Answers(**answered).is_empty is empty


@pytest.mark.parametrize(
    "answered",
    [
        {"mood": -1},
        {"mood": 11},
        {"mood": 5.0},
        {"mood": "5"},
        {"sleep_min": -1},
        {"sleep_min": 1441},
        {"sleep_quality": 11},
        {"usual_things": -1},
        {"usual_things": True},
        {"symptoms": {"nausea": 4}},
        {"symptoms": {"Nausea": 1}},
        {"symptoms": {"": 1}},
        {"note": "x" * (LONGEST_NOTE + 1)},
    ],
)
def test_an_answer_outside_its_scale_is_none(answered: dict[str, Any]):
    with pytest.raises(ValidationError):
        Answers(**answered)


@pytest.mark.parametrize(
    ("taken", "ug", "fits"),
    [
        (Taken.NOT_TAKEN, 0, True),
        (Taken.NOT_TAKEN, 1, False),
        (Taken.AS_PLANNED, 0, True),  # a plan may say 0 mg
        (Taken.AS_PLANNED, 20_000, True),
        (Taken.OTHER, LARGEST_UG, True),
        (Taken.OTHER, LARGEST_UG + 1, False),
        (Taken.OTHER, -1, False),
        (Taken.OTHER, 0.5, False),
    ],
)
def test_an_intake_is_a_whole_number_of_micrograms(taken: Taken, ug: Any, fits: bool):
    if fits:
        assert Intake(course=COURSE, taken=taken, ug=ug).ug == ug
    else:
        with pytest.raises(ValidationError):
            Intake(course=COURSE, taken=taken, ug=ug)


def test_a_severity_has_four_steps_and_none_is_the_first():
    assert [int(each) for each in Severity] == [0, 1, 2, 3]
    assert Severity(0) is Severity.NONE


@pytest.mark.parametrize("slug", ["a", "brain_zaps", "a" * 40, "x9"])
def test_a_slug_is_a_short_plain_name(slug: str):
    assert Symptom(slug=slug, label="Label").slug == slug


@pytest.mark.parametrize("slug", ["", "9a", "_a", "a" * 41, "Ä", "a b", "a\n"])
def test_anything_else_is_no_slug(slug: str):
    with pytest.raises(ValidationError):
        Symptom(slug=slug, label="Label")


def test_a_bad_day_stands_for_no_number_and_is_no_detail():
    bad = Answers(bad_day=True)
    assert not bad.has_details
    assert (bad.mood, bad.sleep_min, bad.sleep_quality, bad.usual_things) == (None,) * 4
    assert dict(bad.symptoms) == {}
    assert Answers(bad_day=True, mood=0).has_details
    assert not Answers().has_details


def test_others_read_everything_but_a_private_note():
    said = Answers(mood=4, note="For me alone.", note_is_private=True)
    seen = said.without_private_note
    assert (seen.mood, seen.note, seen.note_is_private) == (4, "", True)
    assert not Answers(note="x", note_is_private=True).without_private_note.is_empty
    shared = Answers(note="For both.")
    assert shared.without_private_note == shared


@pytest.mark.parametrize(
    ("hour", "minute", "days"), [(0, 0, 2), (3, 59, 2), (4, 0, 1), (12, 0, 1), (23, 59, 1)]
)
def test_before_four_in_the_morning_yesterday_may_be_meant(hour: int, minute: int, days: int):
    meant = days_meant(datetime(2026, 3, 2, hour, minute))  # noqa: DTZ001 - a local clock
    assert meant == (TODAY, date(2026, 3, 1))[:days]


def test_a_dose_is_taken_at_a_time_that_has_come():
    now = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 - a clock on the wall
    for day, at in ((TODAY, None), (TODAY, time(9)), (TODAY - timedelta(days=1), time(21, 30))):
        check_time(day, at, now)
    with refused("check_in.time_future", at=time(9, 1)):
        check_time(TODAY, time(9, 1), now)
