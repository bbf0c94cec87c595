"""What can be made from what the patient has: by hand, and against trying every combination."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from taper.errors import TaperError
from taper.plan.preparations import (
    MOST_WAYS,
    Made,
    MadeFrom,
    Preparations,
    Reach,
    Rounding,
    choose,
    ways,
)
from taper.words import say_error
from tests.row_requests import many

READ = TypeAdapter(Preparations)
NEAREST = Rounding(rule="nearest", ties="down")
DOWN, UP = Rounding(rule="down"), Rounding(rule="up")


def tablet(mg, cut="whole", *, scored=True, modified_release=False):
    named = {"scored": scored, "modified_release": modified_release, "cut": cut}
    return {"kind": "tablet", "strength_mg": mg, **named}


def capsule(mg):
    return {"kind": "capsule", "strength_mg": mg}


def liquid(mg, in_ml, smallest_ml):
    return {"kind": "liquid", "mg": mg, "in_ml": in_ml, "smallest_ml": smallest_ml}


def beads(mg, count):
    return {"kind": "beads", "capsule_mg": mg, "beads_per_capsule": count}


def have(*typed):
    return READ.validate_python(typed)


def made(mg, rounding, *typed):
    return MadeFrom(have(*typed), rounding)(Fraction(mg)).mg


def written(found):
    return [[(part.preparation.kind, part.amount) for part in way] for way in found]


def refusal(*typed, rounding=NEAREST, mg=1):
    with pytest.raises(TaperError) as caught:
        made(mg, rounding, *typed)
    assert say_error(caught.value)
    return caught.value.key.removeprefix("method.")


@pytest.mark.parametrize(
    ("mg", "rounding", "wanted"),
    [
        ("3.3", NEAREST, "2.5"),
        ("3.3", UP, 5),
        ("3.3", DOWN, "2.5"),
        ("3.75", NEAREST, "2.5"),
        ("3.75", Rounding(rule="nearest", ties="up"), 5),
        ("7.5", NEAREST, "7.5"),
        ("1", NEAREST, 0),
        ("0", UP, 0),
    ],
)
def test_a_dose_is_rounded_to_halves_of_a_tablet_by_the_rule_that_was_picked(mg, rounding, wanted):
    assert made(mg, rounding, tablet(5, "halves")) == Fraction(wanted)


def test_tablets_and_a_liquid_make_what_neither_makes_alone():
    assert made("3.3", NEAREST, tablet("2.5"), liquid(2, 1, "0.1")) == Fraction("3.3")
    assert made("3.3", NEAREST, liquid(2, 1, "0.1")) == Fraction("3.2")


def test_strengths_that_do_not_divide_one_another_leave_gaps():
    made_from = MadeFrom(have(capsule(30), capsule(20)), NEAREST)
    assert [made_from(Fraction(mg)).mg for mg in (0, 10, 11, 25, 29, 35, 70)] == [
        *[0, 0, 20, 20, 30, 30, 70],
    ]
    below, above = made_from.neighbours(Fraction(10))
    assert (below.mg, above.mg) == (0, 20)


def test_beads_are_counted_and_what_they_weigh_is_about():
    found = MadeFrom(have(beads(30, 250)), NEAREST)(Fraction(5))
    assert found == Made(mg=Fraction(126, 25), ug=5040, about=True)
    assert written(ways(have(beads(30, 250)), found.mg)) == [[("beads", 42)]]


def test_a_dose_that_needs_no_bead_is_not_about():
    made_from = MadeFrom(have(capsule(30), beads(30, 247)), NEAREST)
    assert not made_from(Fraction(30)).about
    assert made_from(Fraction(31)).about


def test_a_dilution_is_used_only_in_amounts_that_are_whole_micrograms():
    # 10 mg in 15 mL: 0.1 mL holds 66.67 mcg, 0.3 mL hold 200 mcg.
    assert made("0.25", NEAREST, liquid(10, 15, "0.1")) == Fraction("0.2")
    assert written(ways(have(liquid(10, 15, "0.1")), Fraction(1))) == [
        [("liquid", Fraction("1.5"))]
    ]


@pytest.mark.parametrize(
    "typed",
    [
        tablet(5, "halves", scored=False),
        tablet(5, "quarters", modified_release=True),
        tablet(5, "halves", scored=False, modified_release=True),
    ],
)
def test_a_tablet_that_is_not_scored_or_is_modified_release_is_never_cut(typed):
    assert refusal(typed) == "tablet_not_split"
    assert made(5, NEAREST, {**typed, "cut": "whole"}) == 5


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (tablet("0.001", "halves"), "preparation_too_fine"),
        (capsule("0.0005"), "preparation_too_fine"),
        (liquid(0, 1, 1), "liquid_empty"),
    ],
)
def test_what_cannot_be_kept_exactly_is_refused(typed, key):
    assert refusal(typed) == key


@pytest.mark.parametrize(
    "rounding", [{"rule": "nearest"}, {"rule": "down", "ties": "up"}, {"rule": "up", "ties": "up"}]
)
def test_ties_are_asked_where_there_are_any_and_nowhere_else(rounding):
    with pytest.raises(TaperError, match=r"method\.ties_asked"):
        Rounding(**rounding)


@pytest.mark.parametrize(
    "typed",
    [
        {"kind": "tablet", "strength_mg": 5},
        {"kind": "pill", "strength_mg": 5},
        {"kind": "capsule", "strength_mg": 0},
        {"kind": "capsule", "strength_mg": 5, "cut": "halves"},
        {"kind": "beads", "capsule_mg": 30, "beads_per_capsule": 0},
    ],
)
def test_a_preparation_says_everything_and_nothing_else(typed):
    with pytest.raises(ValidationError):
        have(typed)
    with pytest.raises(ValidationError):
        have()


def test_what_cannot_be_combined_in_bounded_time_is_refused():
    odd = [beads("999.999", prime) for prime in (9973, 9967, 9949)]
    assert refusal(*odd, mg=5000) == "too_many_combinations"


def test_a_dose_larger_than_can_be_kept_is_refused():
    assert refusal(capsule(6000), rounding=UP, mg=9000) == "dose_too_large"


def test_ways_are_listed_in_the_order_in_which_preparations_were_named():
    found = ways(have(tablet(10, "halves"), tablet(5), liquid(2, 1, "0.5")), Fraction(10))
    assert written(found)[:5] == [
        [("tablet", 1)],
        [("tablet", Fraction(1, 2)), ("tablet", 1)],
        [("tablet", Fraction(1, 2)), ("liquid", Fraction("2.5"))],
        [("tablet", 2)],
        [("tablet", 1), ("liquid", Fraction("2.5"))],
    ]
    other = ways(have(liquid(2, 1, "0.5"), tablet(5), tablet(10, "halves")), Fraction(10))
    assert written(other)[0] == [("liquid", 5)]


def test_there_is_one_way_to_make_nothing_and_none_to_make_what_cannot_be_made():
    assert ways(have(tablet(5)), Fraction(0)) == ((),)
    assert ways(have(tablet(5)), Fraction(3)) == ()


def test_no_more_ways_are_listed_than_can_be_read():
    many_ways = ways(have(liquid(1, 1, "0.01"), tablet(1, "quarters")), Fraction(100))
    assert len(many_ways) == MOST_WAYS


def everything(units, high):
    """All doses up to *high*, by adding any number of each unit to all that is there."""
    found = {0}
    for unit in units:
        found = {dose + n * unit for dose in found for n in range((high - dose) // unit + 1)}
    return sorted(found)


@many
@given(st.lists(st.integers(1, 40), min_size=1, max_size=3), st.fractions(0, 60, max_denominator=7))
def test_neighbours_agree_with_trying_every_combination(units, wanted):
    reach = Reach(tuple(map(Fraction, units)))
    found = everything(units, 110)
    assert reach.below(wanted) == max(dose for dose in found if dose <= wanted)
    assert reach.above(wanted) == min(dose for dose in found if dose >= wanted)
    assert reach.holds(wanted) == (wanted in found)


@many
@given(st.lists(st.integers(1, 30), min_size=1, max_size=3), st.integers(0, 60))
def test_ways_agree_with_trying_every_combination(units, wanted):
    typed = have(*(capsule(unit) for unit in units))
    counts = [range(wanted // unit, -1, -1) for unit in units]
    tried = [
        each
        for each in product(*counts)
        if sum(n * u for n, u in zip(each, units, strict=True)) == wanted
    ]
    found = ways(typed, Fraction(wanted))
    amounts = [[part.amount for part in way] for way in found]
    assert amounts == [[n for n in each if n] for each in tried[:MOST_WAYS]]


@many
@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=3),
    st.fractions(0, 60, max_denominator=9),
    st.sampled_from(["down", "up"]),
)
def test_nearest_is_nearer_than_every_other_dose(units, wanted, ties):
    rounding = Rounding(rule="nearest", ties=ties)
    found = made(wanted, rounding, *(capsule(unit) for unit in units))
    apart = {dose: abs(dose - wanted) for dose in everything(units, 110)}
    nearest = [dose for dose, gap in apart.items() if gap == min(apart.values())]
    assert found == (min(nearest) if ties == "down" else max(nearest))


@given(st.fractions(0, 100), st.fractions(0, 100), st.fractions(0, 1))
def test_down_and_up_are_never_on_the_other_side(one, two, share):
    below, above = sorted((one, two))
    wanted = below + (above - below) * share
    assert choose(below, above, wanted, DOWN) == below
    assert choose(below, above, wanted, UP) == above


@given(st.lists(st.integers(1, 40), min_size=1, max_size=3), st.lists(st.fractions(0, 60)))
def test_rounding_never_turns_a_fall_into_a_rise(units, doses):
    made_from = MadeFrom(have(*(capsule(unit) for unit in units)), NEAREST)
    rounded = [made_from(dose).mg for dose in sorted(doses)]
    assert rounded == sorted(rounded)
