"""What is ordered is what is taken, counted from the same printed characters."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from taper.plan.dose import Dose
from taper.plan.guard import printable
from taper.plan.plan import Ending, Plan, Step, TimedDose
from taper.plan.preparations import MadeFrom, Preparations, Rounding, ways
from taper.plan.quantities import (
    MOST_DAYS,
    DayOfStep,
    Item,
    covered_until,
    days_of,
    needs,
    runs_out,
    supplied,
)
from tests.refusals import refused

HAVE = TypeAdapter(Preparations).validate_python(
    [
        {
            "kind": "tablet",
            "strength_mg": 5,
            "scored": True,
            "modified_release": False,
            "cut": "quarters",
        },
        {"kind": "liquid", "mg": 2, "in_ml": 1, "smallest_ml": "0.1"},
    ]
)
BEADS = TypeAdapter(Preparations).validate_python(
    [{"kind": "beads", "capsule_mg": 30, "beads_per_capsule": 250}]
)
TABLET, LIQUID = Item("tablet", "5", "1"), Item("liquid", "2", "1")
START = date(2026, 12, 1)


def made(mg, have=HAVE):
    """One day of one intake, by the first way that is listed."""
    found = MadeFrom(have, Rounding(rule="nearest", ties="down"))(Fraction(mg))
    return DayOfStep((printable(found.ug, ways(have, found.mg)[0]),))


def counted(days, leftovers="kept"):
    return [(need.item, need.taken, need.whole) for need in needs(days, leftovers)]


def test_a_week_of_a_tablet_and_a_half_and_a_liquid():
    week = list(days_of((made("7.7"),), 7))
    assert counted(week) == [
        (TABLET, Fraction("10.5"), 11),
        (LIQUID, Fraction("0.7"), None),
    ]
    assert counted(week, "thrown_away")[0] == (TABLET, Fraction("10.5"), 14)


def test_a_pattern_goes_round():
    assert counted(days_of((made(5), made(0)), 7)) == [(TABLET, 4, 4)]


def test_beads_are_counted_in_capsules():
    days = list(days_of((made(5, BEADS),), 10))
    assert counted(days) == [(Item("beads", "30", "250"), 420, 2)]
    assert counted(days, "thrown_away")[0][2] == 10


def test_nothing_needs_nothing():
    assert counted(days_of((made(5),), 0)) == []
    assert counted(days_of((made(0),), 9)) == []


@pytest.mark.parametrize("days", [-1, MOST_DAYS + 1])
def test_a_number_of_days_has_bounds(days):
    with refused("quantity.days", most=MOST_DAYS):
        days_of((made(5),), days)


def test_ten_years_are_counted():
    assert sum(1 for _ in days_of((made(5),), MOST_DAYS)) == MOST_DAYS == 3650


def test_a_supply_lasts_to_the_last_day_it_covers_whole():
    days = list(days_of((made("7.5"),), 30))
    assert covered_until({TABLET: Fraction(28)}, START, days, "kept") == date(2026, 12, 18)
    assert covered_until({TABLET: Fraction(28)}, START, days, "thrown_away") == date(2026, 12, 14)
    assert covered_until({}, START, days, "kept") is None
    assert covered_until({TABLET: Fraction(1000)}, START, days, "kept") == date(2026, 12, 30)


@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=20), st.sampled_from(["kept", "thrown_away"])
)
def test_what_is_needed_covers_every_day_and_one_piece_less_does_not(quarters, leftovers):
    """Doses in quarters of a tablet."""
    days = [made(Fraction(5 * each, 4)) for each in quarters]
    found = needs(days, leftovers)
    supply = {need.item: Fraction(need.whole) for need in found}
    last = START + timedelta(days=len(days) - 1)
    assert covered_until(supply, START, days, leftovers) == last
    if any(quarters):
        supply[TABLET] -= 1
        assert covered_until(supply, START, days, leftovers) != last


@given(st.lists(st.integers(0, 400), min_size=1, max_size=15))
def test_all_that_is_needed_holds_all_that_is_taken(tenths):
    days = [made(Fraction(each, 10)) for each in tenths]
    mg = sum(
        need.taken * Fraction(need.item.mg) / Fraction(need.item.per)
        for need in needs(days, "kept")
    )
    assert mg == sum(Fraction(day.make_ups[0].dose_mg) for day in days)


def plan_of(*steps, until=None):
    """A plan whose rows are (day, cycle of doses in mg or None for one without a make-up)."""
    rows = tuple(Step(starts=starts, cycle=tuple(map(_day, cycle))) for starts, *cycle in steps)
    texts = {"if_too_hard": "", "if_missed": "", "contact": ""}
    ending = Ending(holds_until=until, then="We talk.")
    return Plan(medicine="Exampline", form="tablets", steps=rows, ending=ending, **texts)


def _day(mg):
    if isinstance(mg, str):  # no make-up was picked
        return (TimedDose(dose=Dose(ug=int(mg) * 1000)),)
    (make_up,) = made(mg).make_ups
    return (TimedDose(dose=Dose(ug=int(Fraction(mg) * 1000)), made_of=make_up.parts),)


LATER = START + timedelta(days=7)


def test_rows_are_cut_to_the_days_that_are_asked_for():
    plan = plan_of((START, 10), (LATER, 5), until=LATER + timedelta(days=6))
    found = supplied(plan, START + timedelta(days=5), LATER + timedelta(days=30))
    assert [(each.starts, each.days) for each in found] == [
        (START + timedelta(days=5), 2),
        (LATER, 7),
    ]
    assert supplied(plan, date(2026, 1, 1), date(2026, 2, 1)) == ()
    with refused("quantity.days", most=MOST_DAYS):
        supplied(plan, LATER, START)


def test_a_pattern_goes_on_from_its_own_day():
    plan = plan_of((START, 10, 0, 5))
    (found,) = supplied(plan, START + timedelta(days=1), START + timedelta(days=3))
    assert [day.make_ups[0].dose_mg for day in found.cycle] == ["0", "5", "10"]


def test_whole_tablets_go_further_into_the_next_row():
    # 7 days of 7.5 mg are 10½ tablets of 5 mg: 11 whole ones, and half a one is left.
    plan = plan_of((START, Fraction("7.5")), (LATER, Fraction("2.5")))
    steps = supplied(plan, START, LATER - timedelta(days=1))
    later = supplied(plan, LATER, LATER + timedelta(days=9))
    assert runs_out(steps, later, "kept") == LATER
    assert runs_out(steps, (), "kept") == LATER - timedelta(days=1)


def test_halves_that_are_thrown_away_go_no_further():
    # 3 days of 7.5 mg open 6 tablets of 5 mg; kept, 4½ are 5 whole ones, and half a one is left.
    plan = plan_of((START, Fraction("7.5")), (START + timedelta(days=3), Fraction("2.5")))
    steps = supplied(plan, START, START + timedelta(days=2))
    later = supplied(plan, START + timedelta(days=3), START + timedelta(days=9))
    assert runs_out(steps, later, "thrown_away") == START + timedelta(days=2)
    assert runs_out(steps, later, "kept") == START + timedelta(days=3)


def test_a_liquid_is_counted_as_it_is_measured():
    plan = plan_of((START, Fraction("0.8")))
    steps = supplied(plan, START, START + timedelta(days=9))
    assert runs_out(steps, steps, "kept") == START + timedelta(days=9)


def test_a_row_without_a_make_up_is_named_and_nothing_is_said_of_how_far_it_goes():
    plan = plan_of((START, 10), (LATER, "5"))
    steps = supplied(plan, START, LATER + timedelta(days=6))
    assert [each.is_without for each in steps] == [False, True]
    assert runs_out(steps, (), "kept") is None
    assert runs_out((), (), "kept") is None
    assert runs_out(steps[:1], steps[1:], "kept") == LATER - timedelta(days=1)


@given(
    st.lists(st.sampled_from([Fraction("2.5"), 5, Fraction("7.7"), 0]), min_size=1, max_size=4),
    st.integers(1, 40),
    st.integers(0, 20),
)
def test_what_is_supplied_is_what_the_plan_says_of_each_day(doses, days, late):
    plan = plan_of(*((START + timedelta(days=9 * n), mg) for n, mg in enumerate(doses)))
    first = START + timedelta(days=late)
    steps = supplied(plan, first, first + timedelta(days=days - 1))
    every = [day for step in steps for day in days_of(step.cycle, step.days)]
    assert len(every) == days
    for place, day in enumerate(every):
        on = first + timedelta(days=place)
        step = [each for each in plan.steps if each.starts <= on][-1]
        assert Fraction(day.make_ups[0].dose_mg) * 1000 == step.ug_on(on)
