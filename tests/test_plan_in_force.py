"""On every day it is clear which version was in force and what it said."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from taper.ids import CourseId, PatientId, PersonId
from taper.plan.dose import Dose
from taper.plan.in_force import (
    last_change,
    next_change,
    on_day,
    stretches,
    too_hard_is_in_sight,
)
from taper.plan.plan import Ending, Plan, PlanVersion, Step, TimedDose

JAN = date(2028, 1, 1)


def day(number):
    """Day 1 is 1 January 2028, a leap year."""
    return JAN + timedelta(days=number - 1)


def version(number, from_day, rows, until=None):
    """A version whose *rows* are (day, dose, dose of the next day, …)."""
    steps = tuple(
        Step(
            starts=day(starts),
            cycle=tuple((TimedDose(dose=Dose(ug=ug)),) for ug in cycle),
        )
        for starts, *cycle in rows
    )
    ending = Ending(holds_until=day(until) if until else None, then="We talk.")
    return PlanVersion(
        course=CourseId(1),
        patient=PatientId(2),
        version=number,
        in_force_from=day(from_day),
        plan=Plan(
            medicine="Exampline",
            form="drops",
            steps=steps,
            ending=ending,
            if_too_hard="",
            if_missed="",
            contact="",
        ),
        reason="",
        signed_by=PersonId(3),
        signed_by_name="Dr Bose",
        signed_at=datetime(2028, 1, 1, tzinfo=UTC),
        content_sha256="0" * 64,
    )


def seen(course, first, last):
    """(version, row, dose) of each day, None where nothing was in force."""
    found = [(day(n), on_day(course, day(n))) for n in range(first, last + 1)]
    return [each and (each.version, each.row, each.step.ug_on(when)) for when, each in found]


def test_an_amendment_holds_from_its_date_and_the_old_version_stays_before_it():
    course = stretches(
        [version(1, 1, [(1, 20), (4, 10), (8, 0)]), version(2, 6, [(1, 20), (4, 10), (10, 5)])]
    )
    assert seen(course, 1, 11) == [
        *[(1, 1, 20)] * 3,
        *[(1, 2, 10)] * 2,
        *[(2, 2, 10)] * 4,
        *[(2, 3, 5)] * 2,
    ]
    assert [(each.first, each.is_change) for each in course] == [
        (day(1), False),
        (day(4), True),
        (day(6), False),
        (day(10), True),
    ]


def test_before_the_first_row_and_after_a_named_end_nothing_is_in_force():
    course = stretches([version(1, 1, [(3, 20)], until=5)])
    assert seen(course, 1, 7) == [None, None, (1, 1, 20), (1, 1, 20), (1, 1, 20), None, None]


def test_a_later_version_that_begins_earlier_takes_the_place_of_all_that_follow():
    course = stretches(
        [version(1, 1, [(1, 20)]), version(2, 9, [(9, 10)]), version(3, 5, [(5, 15)])]
    )
    assert seen(course, 4, 10) == [(1, 1, 20), *[(3, 1, 15)] * 6]


def test_a_version_whose_rows_begin_later_leaves_a_gap_and_no_change():
    course = stretches([version(1, 1, [(1, 20)]), version(2, 4, [(6, 10)])])
    assert seen(course, 3, 6) == [(1, 1, 20), None, None, (2, 1, 10)]
    assert not any(each.is_change for each in course)


def test_a_leap_day_is_a_day_and_a_year_end_is_none_of_its_own():
    course = stretches([version(1, 1, [(1, 20), (60, 10), (366, 5), (367, 1)])])
    assert day(60) == date(2028, 2, 29)
    assert day(366) == date(2028, 12, 31)
    assert seen(course, 59, 61) == [(1, 1, 20), (1, 2, 10), (1, 2, 10)]
    assert seen(course, 365, 367) == [(1, 2, 10), (1, 3, 5), (1, 4, 1)]


def test_the_same_dose_written_again_is_no_change():
    course = stretches([version(1, 1, [(1, 10, 0)]), version(2, 4, [(4, 0, 10), (8, 5)])])
    assert [each.is_change for each in course] == [False, False, True]


def test_the_clock_counts_from_the_last_planned_change():
    course = stretches([version(1, 1, [(1, 20), (4, 10), (8, 10), (9, 5)], until=12)])
    assert [last_change(course, day(n)) for n in (0, 1, 3, 4, 8, 9, 12, 13)] == [
        *[None] * 3,
        day(4),
        day(4),
        day(9),
        day(9),
        None,
    ]
    ahead = [next_change(course, day(n)) for n in (0, 3, 4, 8, 9)]
    assert [each and each.first for each in ahead] == [day(4), day(4), day(9), day(9), None]


def test_the_words_for_a_hard_step_come_into_sight_a_week_before_a_change():
    course = stretches([version(1, 1, [(1, 20), (20, 10)])])
    assert [too_hard_is_in_sight(course, day(n)) for n in (12, 13, 20, 40)] == [
        False,
        True,
        True,
        True,
    ]


rows = st.lists(
    st.tuples(st.integers(1, 40), st.integers(0, 3), st.integers(0, 3)),
    min_size=1,
    max_size=5,
    unique_by=lambda row: row[0],
).map(sorted)


@st.composite
def courses(draw):
    versions = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        chosen = draw(rows)
        until = draw(st.none() | st.integers(chosen[-1][0], 50))
        versions.append((number, draw(st.integers(1, 40)), chosen, until))
    return versions


def said_on(versions, number):
    """Without stretches: the newest version from this day or before, its last row begun."""
    holding = [each for each in versions if each[1] <= number]
    if not holding:
        return None
    newest, _, chosen, until = max(holding)
    begun = [row for row in enumerate(chosen, start=1) if row[1][0] <= number]
    if not begun or (until is not None and number > until):
        return None
    row, (starts, *cycle) = begun[-1]
    return newest, row, cycle[(number - starts) % 2]


@given(courses(), st.randoms())
def test_stretches_say_on_each_day_what_a_day_by_day_search_finds(versions, random):
    signed = [version(*each) for each in versions]
    random.shuffle(signed)
    course = stretches(signed)
    assert seen(course, 0, 60) == [said_on(versions, number) for number in range(61)]


@given(courses())
def test_a_change_is_a_first_day_that_differs_from_what_would_have_gone_on(versions):
    course = stretches(version(*each) for each in versions)
    for before, after in pairwise(course):
        assert before.last is not None
        assert before.last < after.first
        goes_on = [
            (before.step.ug_on(when), after.step.ug_on(when))
            for when in (after.first, after.first + timedelta(days=1))
        ]
        touches = before.last + timedelta(days=1) == after.first
        assert after.is_change == (touches and any(old != new for old, new in goes_on))


@given(courses(), st.integers(0, 60))
def test_last_and_next_change_are_the_nearest_days_of_change(versions, number):
    course = stretches(version(*each) for each in versions)
    changes = [each.first for each in course if each.is_change]
    past = [each for each in changes if each <= day(number)]
    future = [each for each in changes if each > day(number)]
    since = [day(number) - timedelta(days=back) for back in range(number + 1)]
    unbroken = past and all(on_day(course, each) for each in since if each >= past[-1])
    assert last_change(course, day(number)) == (past[-1] if unbroken else None)
    ahead = next_change(course, day(number))
    assert (ahead and ahead.first) == (future[0] if future else None)


def test_no_clock_runs_across_days_without_a_plan():
    versions = [
        version(1, 1, [(1, 20), (10, 10)], until=20),
        version(2, 40, [(40, 10), (50, 5)]),
    ]
    course = stretches(versions)
    assert last_change(course, day(20)) == day(10)
    assert last_change(course, day(30)) is None
    assert last_change(course, day(45)) is None
    assert last_change(course, day(50)) == day(50)
