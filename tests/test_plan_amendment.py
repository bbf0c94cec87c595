"""A change is asked for from a day on; what was before that day stays as it was, to the byte."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.plan.amendment import End, GoBack, GoBackFor, Hold, HoldOn, Lengthen, propose
from taper.plan.in_force import on_day, stretches
from taper.words import say_error
from tests.amending import FIRST, day, doses, ended_plans, number_of, plan, signed

DOWN = plan((1, 20), (8, 15), (15, 10), (22, 5), until=40)
V1 = (signed(DOWN),)


def rows(found):
    return [(number_of(each.starts), each.ug_on(each.starts) // 1000) for each in found.plan.steps]


def asked(change, on=10, versions=V1, today=1):
    return propose(versions, day(on), change, today=day(today))


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (Hold(days=14), [(1, 20), (8, 15), (29, 10), (36, 5)]),
        (HoldOn(then="We talk."), [(1, 20), (8, 15)]),
        (Lengthen(row=2, days=7), [(1, 20), (8, 15), (22, 10), (29, 5)]),
        (Lengthen(row=3, days=7), [(1, 20), (8, 15), (15, 10), (29, 5)]),
        (GoBack(row=1, then="We talk."), [(1, 20), (8, 15), (10, 20)]),
        (
            GoBackFor(row=1, days=5, and_then="present_row"),
            [(1, 20), (8, 15), (10, 20), (15, 15), (20, 10), (27, 5)],
        ),
        (End(last_day=day(18), then="We talk."), [(1, 20), (8, 15), (15, 10)]),
        (End(last_day=day(10), then="We talk."), [(1, 20), (8, 15)]),
    ],
)
def test_each_change_worked_by_hand(change, wanted):
    found = asked(change)
    assert rows(found) == wanted
    assert (found.of_version, found.in_force_from, found.gives_way) == (1, day(10), ())
    covered = found.content(V1[0].patient, V1[0].course, reason="As we agreed.")
    assert (covered.version, covered.in_force_from, covered.plan) == (2, day(10), found.plan)


@pytest.mark.parametrize(
    ("change", "on", "key"),
    [
        (Hold(days=7), 0, "amend.past"),
        (Hold(days=7), 41, "amend.not_covered"),
        (Lengthen(row=1, days=7), 10, "amend.row_over"),
        (GoBack(row=2, then="x"), 10, "amend.not_earlier"),
        (End(last_day=day(9), then="x"), 10, "amend.ends_before"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_in_words(change, on, key):
    with pytest.raises(TaperError) as refusal:
        asked(change, on=on)
    assert refusal.value.key == key
    assert say_error(refusal.value)


def test_a_plan_that_has_not_begun_is_not_held():
    with pytest.raises(TaperError, match=r"amend\.not_covered"):
        propose(V1, FIRST - timedelta(days=1), Hold(days=7), today=FIRST - timedelta(days=9))


def test_a_day_that_is_over_is_refused_and_today_is_not():
    assert asked(Hold(days=7), on=10, today=10).in_force_from == day(10)
    with pytest.raises(TaperError, match=r"amend\.past"):
        asked(Hold(days=7), on=9, today=10)


def test_a_version_that_was_still_to_come_gives_way_and_the_rows_say_so():
    coming = signed(plan((1, 20), (12, 4)), 2, day(12))
    found = asked(Hold(days=7), versions=(*V1, coming))
    assert found.gives_way == (2,)
    assert (found.of_version, rows(found)) == (2, [(1, 20), (8, 15), (22, 10), (29, 5)])
    before = [each.before.step.ug_on(each.before.first) // 1000 for each in found.rows
              if each.before]  # fmt: skip
    assert before == [15, 4]


def test_the_mark_is_of_the_plan_the_day_and_the_number_of_the_version():
    marks = {
        asked(Hold(days=7)).mark,
        asked(Hold(days=7), on=11).mark,
        asked(Hold(days=8)).mark,
        asked(Hold(days=7), versions=(*V1, signed(DOWN, 2))).mark,
    }
    assert len(marks) == 4
    assert asked(Hold(days=7)).mark in marks


def amended(versions, found):
    return (*versions, signed(found.plan, found.of_version + 1, found.in_force_from))


changes = st.one_of(
    st.builds(Hold, days=st.integers(1, 40)),
    st.just(HoldOn(then="We talk.")),
    st.builds(Lengthen, row=st.integers(1, 6), days=st.integers(1, 40)),
    st.builds(GoBack, row=st.integers(1, 6), then=st.just("We talk.")),
    st.builds(
        GoBackFor,
        row=st.integers(1, 6),
        days=st.integers(1, 40),
        and_then=st.sampled_from(["present_row", "rows_again"]),
    ),
    st.builds(End, last_day=st.integers(1, 140).map(day), then=st.just("We talk.")),
)


def made(versions, on, change):
    """The proposal; cases that are refused are no cases."""
    try:
        return propose(versions, day(on), change, today=day(1))
    except TaperError:
        assume(False)
        raise


@given(ended_plans, st.integers(1, 60), changes)
def test_days_before_an_amendment_are_as_they_were_and_know_their_version(old, on, change):
    versions = (signed(old),)
    after = amended(versions, made(versions, on, change))
    kept = [each.model_dump_json() for each in stretches(versions)]
    now = stretches(after)
    for number in range(1, on):
        was, is_now = on_day(stretches(versions), day(number)), on_day(now, day(number))
        assert (was.version, was.row, was.step) == (is_now.version, is_now.row, is_now.step)
    from_then_on = on_day(now, day(on))
    assert from_then_on is None or from_then_on.version == 2
    assert [each.model_dump_json() for each in stretches(versions)] == kept


@given(ended_plans, st.integers(1, 60), changes)
def test_the_rows_that_were_over_stand_in_the_new_version_as_they_were(old, on, change):
    found = made((signed(old),), on, change)
    over = [each.model_dump_json() for each in old.steps if each.starts < day(on)]
    assert [each.model_dump_json() for each in found.plan.steps][: len(over)] == over


@given(ended_plans, st.integers(1, 60), st.integers(1, 60))
def test_a_hold_moves_each_later_row_by_exactly_its_days_and_changes_no_dose(old, on, days):
    found = made((signed(old),), on, Hold(days=days))
    for before, after in zip(old.steps, found.plan.steps, strict=True):
        later = before.starts > day(on)
        assert after.starts - before.starts == timedelta(days=days if later else 0)
        assert after.cycle == before.cycle
    assert found.plan.ends_on - old.ends_on == timedelta(days=days)


@given(ended_plans, st.integers(1, 60), st.integers(1, 30), st.integers(1, 30))
def test_two_holds_are_one_of_their_days_together(old, on, first, second):
    versions = (signed(old),)
    once = made(versions, on, Hold(days=first + second))
    held = amended(versions, made(versions, on, Hold(days=first)))
    twice = propose(held, day(on), Hold(days=second), today=day(1))
    assert twice.plan == once.plan


@given(ended_plans, st.integers(1, 60), st.integers(0, 30))
def test_ended_twice_on_one_day_is_ended_once(old, on, more):
    versions = (signed(old),)
    end = End(last_day=day(on + more), then="We talk.")
    first = made(versions, on, end)
    again = propose(amended(versions, first), day(on), end, today=day(1))
    assert again.plan == first.plan
    assert all(each.is_same for each in again.rows)


@pytest.mark.parametrize(
    ("first", "on", "wanted"),
    [
        # The clocks go forward: 29 March 2026 in Europe, 8 March in New York.
        (date(2026, 3, 23), date(2026, 3, 27), date(2026, 4, 13)),
        (date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 23)),
        # … and back: 25 October in Europe, 1 November in New York, 5 April in Auckland.
        (date(2026, 10, 19), date(2026, 10, 24), date(2026, 11, 9)),
        (date(2026, 3, 30), date(2026, 4, 4), date(2026, 4, 20)),
        # A leap day, a year without one, and the end of a year.
        (date(2028, 2, 14), date(2028, 2, 20), date(2028, 3, 6)),
        (date(2027, 2, 15), date(2027, 2, 20), date(2027, 3, 8)),
        (date(2026, 12, 14), date(2026, 12, 20), date(2027, 1, 4)),
    ],
)
def test_a_hold_of_14_days_is_14_days_of_the_calendar(first, on, wanted):
    versions = (signed(plan((1, 20), (8, 15), first=first)),)
    found = propose(versions, on, Hold(days=14), today=on)
    assert found.plan.steps[1].starts == wanted
    assert wanted - first == timedelta(days=21)
    held = amended(versions, found)
    assert doses(held, first, wanted) == [20] * 21 + [15]
