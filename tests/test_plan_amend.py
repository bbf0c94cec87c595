"""A plan is changed from a day on; what went before stays, and what is signed is named."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.plan import amend
from taper.plan.dose import Dose
from taper.plan.plan import Ending, Plan, Step, TimedDose
from taper.plan.typed import MOST_ROWS
from taper.words import say_error
from tests.refusals import refused

FIRST = date(2028, 2, 20)  # nine days before a leap day


def day(number):
    return FIRST + timedelta(days=number - 1)


def plan(*rows, until=None, zero=False, **texts):
    """Rows of (day, mg, mg of the next day, …)."""
    steps = tuple(
        Step(
            starts=day(starts),
            cycle=tuple((TimedDose(dose=Dose(ug=mg * 1000)),) for mg in cycle),
        )
        for starts, *cycle in rows
    )
    ending = None if zero else Ending(holds_until=until and day(until), then="We talk.")
    named = {"if_too_hard": "", "if_missed": "", "contact": "", **texts}
    return Plan(medicine="Exampline", form="drops", steps=steps, ending=ending, **named)


def rows(found):
    """(day, mg of that day) of each row."""
    return [
        ((step.starts - FIRST).days + 1, step.ug_on(step.starts) // 1000) for step in found.steps
    ]


def doses(found, first, last):
    """mg of each day, None where the plan says nothing."""
    said = []
    for number in range(first, last + 1):
        begun = [step for step in found.steps if step.starts <= day(number)]
        over = found.ends_on is not None and day(number) > found.ends_on
        said.append(None if over or not begun else begun[-1].ug_on(day(number)) // 1000)
    return said


DOWN = plan((1, 20), (8, 15), (15, 10), (22, 5), until=40)


def test_a_hold_moves_later_rows_and_the_named_end():
    held = amend.hold(DOWN, day(10), 14)
    assert rows(held) == [(1, 20), (8, 15), (29, 10), (36, 5)]
    assert held.ends_on == day(54)


def test_a_hold_on_the_day_of_a_change_holds_the_changed_dose():
    assert rows(amend.hold(DOWN, day(8), 7)) == [(1, 20), (8, 15), (22, 10), (29, 5)]


def test_a_hold_of_the_last_row_moves_its_end():
    held = amend.hold(DOWN, day(30), 5)
    assert rows(held) == rows(DOWN)
    assert held.ends_on == day(45)


def test_a_hold_until_further_notice_drops_what_comes_later_and_says_what_follows():
    held = amend.hold_until_further_notice(DOWN, day(10), " We talk in May. ")
    assert rows(held) == [(1, 20), (8, 15)]
    assert held.ending == Ending(holds_until=None, then="We talk in May.")


def test_a_row_can_be_lengthened():
    assert rows(amend.lengthen(DOWN, 0, 7)) == [(1, 20), (15, 15), (22, 10), (29, 5)]


def test_a_week_pattern_keeps_its_weekdays_and_other_patterns_begin_anew():
    week = plan((1, 9), (8, 1, 2, 3, 4, 5, 6, 7))
    moved = amend.hold(week, day(2), 3)
    assert doses(moved, 11, 18) == doses(week, 11, 18)
    other = plan((1, 9), (8, 1, 2, 3))
    assert doses(amend.hold(other, day(2), 2), 10, 13) == [1, 2, 3, 1]


def test_going_back_takes_an_earlier_dose_until_further_notice():
    back = amend.go_back(DOWN, day(18), 1, "We talk.")
    assert rows(back) == [(1, 20), (8, 15), (15, 10), (18, 15)]
    assert back.ends_on is None


def test_going_back_on_the_day_of_a_change_takes_the_place_of_that_row():
    assert rows(amend.go_back(DOWN, day(15), 0, "We talk.")) == [(1, 20), (8, 15), (15, 20)]


def test_after_going_back_the_present_row_can_follow():
    back = amend.go_back_for(DOWN, day(18), 1, 10, "present_row")
    assert rows(back) == [(1, 20), (8, 15), (15, 10), (18, 15), (28, 10), (32, 5)]
    assert back.ends_on == day(50)


def test_after_going_back_the_rows_can_be_gone_through_again():
    back = amend.go_back_for(DOWN, day(18), 0, 10, "rows_again")
    assert rows(back) == [(1, 20), (8, 15), (15, 10), (18, 20), (28, 15), (35, 10), (42, 5)]
    assert back.ends_on == day(60)


def test_a_plan_can_end_on_a_day():
    ended = amend.end_on(DOWN, day(16), "We talk.")
    assert rows(ended) == [(1, 20), (8, 15), (15, 10)]
    assert ended.ends_on == day(16)


ZERO = plan((1, 5), (8, 0), zero=True)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda: amend.hold(DOWN, day(0), 7), "amend.not_covered"),
        (lambda: amend.hold(DOWN, day(41), 7), "amend.not_covered"),
        (lambda: amend.hold(DOWN, day(2), 0), "amend.days"),
        (lambda: amend.hold(DOWN, day(2), 3651), "amend.days"),
        (lambda: amend.hold(ZERO, day(9), 7), "amend.already_holds"),
        (lambda: amend.lengthen(DOWN, 4, 7), "amend.no_row"),
        (lambda: amend.lengthen(DOWN, -1, 7), "amend.no_row"),
        (lambda: amend.go_back(DOWN, day(18), 2, "x"), "amend.not_earlier"),
        (lambda: amend.go_back(DOWN, day(18), -1, "x"), "amend.not_earlier"),
        (lambda: amend.go_back(DOWN, day(18), 0, " "), "row.plan_then_empty"),
        (lambda: amend.go_back_for(DOWN, day(18), 0, 0, "rows_again"), "amend.days"),
        (lambda: amend.hold_until_further_notice(DOWN, day(2), ""), "row.plan_then_empty"),
        (lambda: amend.end_on(DOWN, day(2), ""), "row.plan_then_empty"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_with_its_reason(change, key):
    with pytest.raises(TaperError) as caught:
        change()
    assert caught.value.key == key
    assert say_error(caught.value)


def test_rows_that_would_go_on_for_ever_are_refused():
    far = plan((1, 5), (62_000, 4), until=62_500)
    with refused("amend.too_far", last=2200):
        amend.hold(far, day(2), 3650)
    furthest = plan((1, 5), ((amend.LAST_DAY - FIRST).days + 1 - 7, 4))
    assert amend.hold(furthest, day(2), 7).steps[-1].starts == amend.LAST_DAY


def test_more_rows_than_a_plan_has_are_refused():
    many = plan(*((number, 9) for number in range(1, 800)))
    with pytest.raises(TaperError) as caught:
        amend.go_back_for(many, day(700), 3, 7, "rows_again")
    assert caught.value.key == "row.plan_too_many_rows"
    assert caught.value.values["most"] == MOST_ROWS < caught.value.values["n"]


# Every change, against the days themselves.

plans = st.builds(
    lambda gaps, last: plan(
        *((1 + sum(gaps[:n]), n + 1) for n in range(len(gaps))), until=sum(gaps) + last
    ),
    st.lists(st.integers(1, 20), min_size=1, max_size=6),
    st.integers(0, 20),
)


@given(plans, st.integers(1, 60), st.integers(1, 40))
def test_a_hold_puts_so_many_days_of_one_dose_between_before_and_after(old, number, days):
    if day(number) > old.ends_on:
        return
    end = (old.ends_on - FIRST).days + 1
    before = doses(old, 1, end)
    held = amend.hold(old, day(number), days)
    row = [*before[number - 1 :], None].index(
        next((d for d in before[number:] if d != before[number - 1]), None)
    )
    cut = number - 1 + row
    wanted = before[:cut] + [before[number - 1]] * days + before[cut:]
    assert doses(held, 1, end + days) == wanted
    assert held.ends_on == day(end + days)


@given(plans, st.integers(1, 60), st.integers(1, 40), st.integers(0, 5))
def test_the_present_row_that_follows_a_return_goes_on_as_it_was(old, number, days, place):
    if day(number) > old.ends_on or place >= amend.row_on(old, day(number)):
        return
    end = (old.ends_on - FIRST).days + 1
    before = doses(old, 1, end)
    back = amend.go_back_for(old, day(number), place, days, "present_row")
    earlier = [old.steps[place].ug_on(old.steps[place].starts) // 1000] * days
    assert doses(back, 1, end + days) == before[: number - 1] + earlier + before[number - 1 :]


@given(plans, st.integers(1, 60), st.integers(1, 40), st.integers(0, 5))
def test_rows_gone_through_again_are_the_days_of_before(old, number, days, place):
    if day(number) > old.ends_on or place >= amend.row_on(old, day(number)):
        return
    end = (old.ends_on - FIRST).days + 1
    before = doses(old, 1, end)
    back = amend.go_back_for(old, day(number), place, days, "rows_again")
    after_earlier = (old.steps[place + 1].starts - FIRST).days
    earlier = [old.steps[place].ug_on(old.steps[place].starts) // 1000] * days
    wanted = before[: number - 1] + earlier + before[after_earlier:]
    assert doses(back, 1, len(wanted)) == wanted
