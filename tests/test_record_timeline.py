"""The timeline against a case worked by hand and against a slow recount, day by day."""

from datetime import date, timedelta
from statistics import mean
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taper.diary.check_in import CheckIn, Source
from taper.diary.days import DiaryDays
from taper.diary.intake import Taken
from taper.diary.symptoms import Severity
from taper.plan.in_force import last_change, on_day, stretches
from taper.plan.plan import PlanVersion
from taper.record.timeline import timeline
from tests.conftest import count
from tests.record_cases import (
    DIZZY,
    EXAMPLINE,
    NAUSEA,
    OTHERINE,
    SYMPTOMS,
    check_in,
    column,
    day,
    diaries,
    plans,
    signed,
    step,
    took,
)

FOUR_WEEKS = timedelta(days=28)


def shape(
    versions: list[PlanVersion], check_ins: list[CheckIn], first: int, last: int
) -> pd.DataFrame:
    return timeline(
        course=EXAMPLINE,
        versions=versions,
        diary=DiaryDays.of(check_ins),
        symptoms=SYMPTOMS,
        first=day(first),
        last=day(last),
    )


# --- worked by hand -------------------------------------------------------------------------


@pytest.fixture
def ten_days() -> pd.DataFrame:
    """10 mg from day 0, 7.5 mg from day 4; amended on day 6: back to 10 mg until day 8."""
    first = signed(1, 0, [step(0, 10_000), step(4, 7_500)])
    second = signed(2, 6, [step(6, 10_000)], holds_until=8)
    diary = [
        check_in(0, taken=[took(10_000)], mood=6, symptoms={"dizziness": Severity.NONE}),
        check_in(1, taken=[took(10_000)], mood=5),
        check_in(2, mood=4, note="forgot to say what I took", late=True, revision=2),
        # day 3: nothing
        check_in(4, taken=[took(7_500)], mood=4, symptoms={"dizziness": Severity.SEVERE}),
        check_in(5, taken=[took(0, Taken.NOT_TAKEN)], mood=3, sleep_min=450),
        check_in(6, taken=[took(10_000)], mood=2),
        check_in(7, taken=[took(10_000)], mood=9, struck_out=True),
        check_in(8, taken=[took(5_000, Taken.OTHER)], mood=7, source=Source.PAPER),
    ]
    return shape([first, second], diary, 0, 9)


def test_ten_days_worked_by_hand_say_what_was_planned(ten_days: pd.DataFrame):
    assert column(ten_days, "plan_version") == [1, 1, 1, 1, 1, 1, 2, 2, 2, None]
    assert column(ten_days, "step") == [1, 1, 1, 1, 2, 2, 1, 1, 1, None]
    assert column(ten_days, "planned_ug") == [10_000] * 4 + [7_500] * 2 + [10_000] * 3 + [None]
    assert [place for place, is_so in enumerate(ten_days.planned_change) if is_so] == [4, 6]
    assert column(ten_days, "days_since_planned_change") == [None] * 4 + [0, 1, 0, 1, 2, None]


def test_ten_days_worked_by_hand_say_what_was_taken(ten_days: pd.DataFrame):
    planned, missed, other = "as_planned", "not_taken", "other"
    assert column(ten_days, "taken") == (
        [planned, planned, None, None, planned, missed, planned, None, other, None]
    )
    assert column(ten_days, "taken_ug") == (
        [10_000, 10_000, None, None, 7_500, 0, 10_000, None, 5_000, None]
    )
    # Day 4 follows a day without a record, so nobody knows when 7.5 mg was first taken.
    assert column(ten_days, "days_since_taken_change") == [None] * 5 + [0, 0, None, None, None]


def test_ten_days_worked_by_hand_say_what_was_felt(ten_days: pd.DataFrame):
    assert column(ten_days, "mood") == [6, 5, 4, None, 4, 3, 2, None, 7, None]
    assert column(ten_days, "mood_days_7d") == [1, 2, 3, 3, 4, 5, 6, 5, 5, 4]
    assert column(ten_days, "mood_mean_7d") == (
        [None, None, None, None, 19 / 4, 22 / 5, 24 / 6, 18 / 5, 20 / 5, 16 / 4]
    )
    assert column(ten_days, "symptom_dizziness") == [0, None, None, None, 3] + [None] * 5
    assert column(ten_days, "symptom_nausea") == [None] * 10
    assert column(ten_days, "sleep_min") == [None] * 5 + [450] + [None] * 4


def test_ten_days_worked_by_hand_say_who_recorded_what_and_when(ten_days: pd.DataFrame):
    assert column(ten_days, "recorded") == [True] * 3 + [False] + [True] * 3 + [False, True, False]
    assert column(ten_days, "struck_out") == [place == 7 for place in range(10)]
    assert column(ten_days, "late")[:4] == [False, False, True, None]
    assert column(ten_days, "revision")[:4] == [1, 1, 2, None]
    assert column(ten_days, "source")[7:9] == [None, "paper"]
    assert column(ten_days, "recorded_by")[7:9] == [None, 11]
    assert column(ten_days, "note")[1:3] == [None, "forgot to say what I took"]


def test_days_are_midnights_without_a_zone_and_none_is_left_out(ten_days: pd.DataFrame):
    assert ten_days.date.dt.tz is None
    assert [each.date() for each in ten_days.date] == [day(number) for number in range(10)]
    assert all(each == each.normalize() for each in ten_days.date)


# --- rules that a quick reader might get wrong ------------------------------------------------


def test_two_medicines_are_two_timelines_that_agree_about_the_diary():
    plan = signed(1, 0, [step(0, 10_000)])
    other = signed(1, 0, [step(0, 500)], course=OTHERINE)
    diary = [check_in(0, taken=[took(10_000), took(0, Taken.NOT_TAKEN, OTHERINE)], mood=5)]
    arguments = {
        "diary": DiaryDays.of(diary),
        "symptoms": SYMPTOMS,
        "first": day(0),
        "last": day(0),
    }
    one = timeline(course=EXAMPLINE, versions=[plan, other], **arguments).iloc[0]
    two = timeline(course=OTHERINE, versions=[plan, other], **arguments).iloc[0]
    assert (one.planned_ug, one.taken_ug, one.taken) == (10_000, 10_000, "as_planned")
    assert (two.planned_ug, two.taken_ug, two.taken) == (500, 0, "not_taken")
    assert one.mood == two.mood == 5


def test_without_a_course_there_is_a_diary_and_no_plan():
    diary = [check_in(0, taken=[took(10_000)], mood=5)]
    plan = signed(1, 0, [step(0, 10_000)])
    row = timeline(
        course=None,
        versions=[plan],
        diary=DiaryDays.of(diary),
        symptoms=SYMPTOMS,
        first=day(0),
        last=day(0),
    ).iloc[0]
    assert pd.isna(row.planned_ug)
    assert pd.isna(row.taken_ug)
    assert row.mood == 5


def test_several_intakes_of_a_day_add_up():
    diary = [
        check_in(0, taken=[took(5_000), took(5_000)]),
        check_in(1, taken=[took(5_000), took(0, Taken.NOT_TAKEN)]),
    ]
    table = shape([], diary, 0, 1)
    assert column(table, "taken_ug") == [10_000, 5_000]
    assert column(table, "taken") == ["as_planned", "other"]


def test_doses_that_alternate_within_a_step_and_are_taken_so_are_no_change():
    plan = signed(1, 0, [step(0, 10_000, 5_000), step(6, 5_000)])
    amounts = [10_000, 5_000, 10_000, 0, 10_000, 5_000, 5_000, 5_000]
    diary = [check_in(number, taken=[took(ug)]) for number, ug in enumerate(amounts)]
    table = shape([plan], diary, 0, 7)
    assert column(table, "days_since_taken_change") == [None] * 3 + [0, 0, 1, 2, 3]
    assert column(table, "days_since_planned_change") == [None] * 6 + [0, 1]


def test_the_change_over_four_weeks_compares_with_the_plan_28_days_before():
    plan = signed(1, 0, [step(0, 10_000), step(14, 7_500), step(30, 0)])
    table = shape([plan], [], 0, 60)
    change = column(table, "change_28d_ug")
    assert change[:28] == [None] * 28
    assert (change[28], change[30], change[45], change[60]) == (-2_500, -10_000, -7_500, 0)
    percent = column(table, "change_28d_percent")
    assert (percent[28], percent[30], percent[45], percent[60]) == (-25, -100, -100, None)


def test_a_check_in_without_an_answer_is_no_record():
    table = shape([], [check_in(0)], 0, 0)
    assert column(table, "recorded") == [False]
    assert column(table, "revision") == [None]


def test_a_window_that_ends_before_it_starts_has_no_rows():
    table = shape([signed(1, 0, [step(0, 500)])], [check_in(0, mood=5)], 5, 3)
    assert len(table) == 0
    assert "planned_ug" in table


def test_a_symptom_called_mood_does_not_touch_the_mood():
    own = DIZZY.model_copy(update={"slug": "mood"})
    table = timeline(
        course=None,
        versions=[],
        diary=DiaryDays.of([check_in(0, mood=9, symptoms={"mood": Severity.MILD})]),
        symptoms=[own, NAUSEA],
        first=day(0),
        last=day(0),
    )
    assert (table.mood[0], table.symptom_mood[0]) == (9, 1)


# --- the slow recount -------------------------------------------------------------------------


def recount(versions: list[PlanVersion], check_ins: list[CheckIn], the_day: date) -> dict[str, Any]:
    """Say what a day's row must hold, from the definitions, one day at a time."""
    course = stretches(versions)
    stretch = on_day(course, the_day)
    changed = last_change(course, the_day)
    planned, before = (planned_on(versions, each) for each in (the_day, the_day - FOUR_WEEKS))
    change = None if planned is None or before is None else planned - before
    on_file = {each.day: each for each in check_ins}
    entry = entry_of(on_file, the_day)
    answers = entry.answers if entry else None
    week = [moods_of(on_file, the_day - timedelta(days=back)) for back in range(7)]
    moods = [each for each in week if each is not None]
    return {
        "plan_version": stretch and stretch.version,
        "step": stretch and stretch.row,
        "planned_ug": planned,
        "planned_change": bool(stretch and stretch.is_change and stretch.first == the_day),
        "change_28d_ug": change,
        "change_28d_percent": 100 * change / before if change is not None and before else None,
        "taken_ug": taken_on(on_file, the_day),
        "days_since_planned_change": (the_day - changed).days if changed else None,
        "days_since_taken_change": taken_clock(versions, on_file, the_day),
        "mood": answers and answers.mood,
        "mood_mean_7d": mean(moods) if len(moods) >= 4 else None,
        "mood_days_7d": len(moods),
        "symptom_dizziness": answers and answers.symptoms.get("dizziness"),
        "symptom_nausea": answers and answers.symptoms.get("nausea"),
        "sleep_min": answers and answers.sleep_min,
        "sleep_quality": answers and answers.sleep_quality,
        "usual_things": answers and answers.usual_things,
        "bad_day": answers and answers.bad_day,
        "recorded": entry is not None,
        "late": entry and entry.late,
        "revision": entry and entry.revision,
        "source": entry and entry.source.value,
        "note": (answers and answers.note) or None,
        "note_private": answers and answers.note_is_private and bool(answers.note),
        "struck_out": the_day in on_file and on_file[the_day].struck_out,
    }


def entry_of(on_file: dict[date, CheckIn], the_day: date) -> CheckIn | None:
    entry = on_file.get(the_day)
    nothing = entry is None or entry.struck_out or entry.answers.is_empty
    return None if nothing else entry


def moods_of(on_file: dict[date, CheckIn], the_day: date) -> int | None:
    entry = on_file.get(the_day)
    return None if entry is None or entry.struck_out else entry.answers.mood


def planned_on(versions: list[PlanVersion], the_day: date) -> int | None:
    stretch = on_day(stretches(versions), the_day)
    return None if stretch is None else stretch.step.ug_on(the_day)


def taken_on(on_file: dict[date, CheckIn], the_day: date) -> int | None:
    entry = on_file.get(the_day)
    if entry is None or entry.struck_out:
        return None
    own = [each.ug for each in entry.answers.intakes if each.course == EXAMPLINE.id]
    return sum(own) if own else None


def taken_clock(
    versions: list[PlanVersion], on_file: dict[date, CheckIn], the_day: date
) -> int | None:
    """Walk back from *the_day* to the last change seen; a day without a record ends the walk."""
    course = stretches(versions)
    for back in range(400):
        here = the_day - timedelta(days=back)
        now, before = taken_on(on_file, here), taken_on(on_file, here - timedelta(days=1))
        if now is None or before is None:
            return None
        stretch = on_day(course, here)
        starts = stretch is not None and stretch.is_change and stretch.first == here
        as_written = now == planned_on(versions, here) and before == planned_on(
            versions, here - timedelta(days=1)
        )
        if now != before and not (as_written and not starts):
            return back
    return None


@settings(max_examples=count(short=60, ci=300, full=10_000), deadline=None)
@given(versions=plans(), check_ins=diaries(), first=st.integers(-15, 60), length=st.integers(1, 30))
def test_every_row_is_what_a_slow_recount_finds(
    versions: list[PlanVersion], check_ins: list[CheckIn], first: int, length: int
):
    table = shape(versions, check_ins, first, first + length - 1)
    columns = {name: column(table, name) for name in table}
    assert len(table) == length
    for place in range(length):
        expected = recount(versions, check_ins, day(first + place))
        found = {name: columns[name][place] for name in expected}
        assert found == pytest.approx(expected)


@settings(max_examples=count(short=60, ci=300, full=10_000), deadline=None)
@given(
    versions=plans(),
    check_ins=diaries(),
    window=st.tuples(st.integers(-15, 70), st.integers(-15, 70)).map(sorted),
)
def test_a_window_says_what_the_whole_says_on_the_same_days(
    versions: list[PlanVersion], check_ins: list[CheckIn], window: list[int]
):
    first, last = window
    whole = shape(versions, check_ins, -15, 70)
    cut = whole.iloc[first + 15 : last + 16].reset_index(drop=True)
    pd.testing.assert_frame_equal(shape(versions, check_ins, first, last), cut)


@settings(max_examples=count(short=40, ci=200, full=2_000), deadline=None)
@given(versions=plans(), check_ins=diaries(), data=st.data())
def test_the_order_of_versions_and_check_ins_does_not_matter(
    versions: list[PlanVersion], check_ins: list[CheckIn], data: st.DataObject
):
    shuffled = shape(
        data.draw(st.permutations(versions)), data.draw(st.permutations(check_ins)), 0, 30
    )
    pd.testing.assert_frame_equal(shape(versions, check_ins, 0, 30), shuffled)
