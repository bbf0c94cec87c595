"""Tablets × strength + mL × concentration is the dose, in the very characters that are printed."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from taper.errors import TaperError
from taper.plan.guard import (
    MakeUp,
    PrintedPart,
    Rounded,
    adds_up,
    findings,
    make_ups,
    printable,
    tablets_text,
)
from taper.plan.preparations import MadeFrom, Part, Preparations, Rounding
from taper.words import say_error, say_values
from tests.row_requests import many

READ = TypeAdapter(Preparations)
HALVES = {"scored": True, "modified_release": False, "cut": "halves"}
HAVE = READ.validate_python(
    [
        {"kind": "tablet", "strength_mg": 5, **HALVES},
        {"kind": "liquid", "mg": 2, "in_ml": 1, "smallest_ml": "0.1"},
        {"kind": "beads", "capsule_mg": 30, "beads_per_capsule": 247},
    ]
)
TABLET, LIQUID, BEADS = HAVE


def test_a_make_up_that_adds_up_is_printed():
    make_up = printable(8300, [Part(TABLET, Fraction(3, 2)), Part(LIQUID, Fraction("0.4"))])
    assert make_up == MakeUp(
        dose_mg="8.3",
        parts=(
            PrintedPart(kind="tablet", amount="1½", mg="5"),
            PrintedPart(kind="liquid", amount="0.4", mg="2", per="1"),
        ),
        about=False,
    )


@pytest.mark.parametrize(
    ("ug", "parts"),
    [
        (8301, [Part(TABLET, Fraction(3, 2)), Part(LIQUID, Fraction("0.4"))]),
        (5000, []),
        (0, [Part(TABLET, Fraction(1))]),
        (1667, [Part(TABLET, Fraction(1, 3))]),
        (5000, [Part(BEADS, Fraction(42))]),
    ],
)
def test_a_make_up_that_does_not_add_up_is_never_printed(ug, parts):
    with pytest.raises(TaperError) as caught:
        printable(ug, parts)
    assert "not printed" in say_error(caught.value)


def test_the_ways_to_make_a_dose_are_printed_in_their_one_order():
    made = MadeFrom(HAVE[:2], Rounding(rule="nearest", ties="down"))(Fraction(5))
    assert [[part.amount for part in each.parts] for each in make_ups(HAVE[:2], made)] == [
        ["1"],
        ["2.5"],
    ]


def test_nothing_is_made_of_nothing():
    assert printable(0, []).parts == ()


def test_beads_add_up_to_half_a_microgram_and_say_about():
    make_up = printable(5101, [Part(BEADS, Fraction(42))])
    assert make_up.about
    assert make_up.parts == (PrintedPart(kind="beads", amount="42", mg="30", per="247"),)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Fraction(1), "1"),
        (Fraction(1, 2), "½"),
        (Fraction(9, 4), "2¼"),
        (Fraction(3, 4), "¾"),
        (Fraction(0), "0"),
    ],
)
def test_parts_of_tablets_are_written_as_they_are_cut(amount, text):
    assert tablets_text(amount) == text


preparations = st.one_of(
    st.builds(
        lambda mg, cut: {
            "kind": "tablet",
            "strength_mg": mg,
            "scored": True,
            "modified_release": False,
            "cut": cut,
        },
        st.sampled_from(["0.5", 1, "2.5", 5, 10, 20, "37.5", 75]),
        st.sampled_from(["whole", "halves", "quarters"]),
    ),
    st.builds(
        lambda mg: {"kind": "capsule", "strength_mg": mg}, st.sampled_from([3, "7.5", 10, 30])
    ),
    st.builds(
        lambda mg, ml, least: {"kind": "liquid", "mg": mg, "in_ml": ml, "smallest_ml": least},
        st.sampled_from([1, 2, 4, 20, 40]),
        st.sampled_from([1, 5, 15, "7.5"]),
        st.sampled_from(["0.01", "0.05", "0.1", "0.5"]),
    ),
    st.builds(
        lambda mg, count: {"kind": "beads", "capsule_mg": mg, "beads_per_capsule": count},
        st.sampled_from([30, 60, "37.5"]),
        st.integers(40, 400),
    ),
)
roundings = st.sampled_from(
    [
        Rounding(rule="nearest", ties="down"),
        Rounding(rule="nearest", ties="up"),
        Rounding(rule="down"),
        Rounding(rule="up"),
    ]
)


def make(made_from, dose):
    """Make *dose*; a case with too many combinations of beads is refused and is no case here."""
    try:
        return made_from(dose)
    except TaperError as error:
        assume(error.key != "method.too_many_combinations")
        raise


def whole_numbers(make_up):
    """Add up the printed characters in whole numbers over one denominator, and the dose too."""
    over = 10**9
    for part in make_up.parts:
        over *= int(Decimal(part.per) * 10)
    total = 0
    for part in make_up.parts:
        figures, sign = re.fullmatch(r"([0-9.]*)([¼½¾]?)", part.amount).groups()
        quarters = 4 * Decimal(figures or "0") + " ¼½¾".index(sign or " ")
        mg = quarters * Decimal(part.mg) * 10 * (over // int(Decimal(part.per) * 10)) / 4
        total += int(mg)
    return total, int(Decimal(make_up.dose_mg) * over), over


@many
@given(
    st.lists(preparations, min_size=1, max_size=3),
    roundings,
    st.lists(st.fractions(0, 160, max_denominator=999), min_size=1, max_size=4),
)
def test_no_sum_of_a_random_plan_is_printed_that_does_not_add_up(typed, rounding, doses):
    have = READ.validate_python(typed)
    made_from = MadeFrom(have, rounding)
    for dose in doses:
        made = make(made_from, dose)
        for make_up in make_ups(have, made):
            total, dose_over, over = whole_numbers(make_up)
            allowed = over // 2000 + 1 if make_up.about else 0
            assert abs(total - dose_over) <= allowed


@given(st.integers(1, 20_000), st.integers(1, 40), st.integers(-20_000, 20_000))
def test_a_dose_that_differs_by_a_microgram_or_more_does_not_add_up(ug, units, off):
    right = Part(LIQUID, Fraction(units, 10))
    exact = units * 200
    printed = PrintedPart(kind="liquid", amount=str(float(right.amount)), mg="2", per="1")
    wrong = exact + off
    if wrong >= 0:
        text = f"{Decimal(wrong) / 1000:f}"
        assert adds_up(MakeUp(dose_mg=text, parts=(printed,), about=False)) == (off == 0)
    assert ug


def named(*rows):
    found = findings(Rounded(n, Fraction(i), Fraction(m)) for n, (i, m) in enumerate(rows, 1))
    assert all(say_values(each.key, each.values) for each in found)
    return [(each.step, each.key.removeprefix("method.")) for each in found]


def test_what_rounding_did_is_named_at_its_row():
    assert named((20, 20), ("16.2", 15), ("14.58", 15), ("0.3", 0), (0, 0)) == [
        (2, "unreachable"),
        (3, "unreachable"),
        (3, "stall"),
        (4, "rounds_to_zero"),
        (5, "stall"),
    ]


def test_a_rise_that_nobody_asked_for_is_named_and_one_that_was_typed_is_not():
    assert named((10, 10), (9, 11)) == [(2, "unreachable"), (2, "rise")]
    assert named((10, 10), (10, 11)) == [(2, "unreachable"), (2, "rise")]
    assert named((10, 10), (12, 12)) == []


def test_the_same_dose_twice_as_intended_is_no_stall():
    assert named((10, 10), (10, 10)) == []
