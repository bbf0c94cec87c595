"""Rows by modelled occupancy: by hand, from public cases, and against a search by halving."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.plan.occupancy import Curve
from taper.words import say_error
from tests import row_requests as bench
from tests.row_requests import above_dose, after_steps, at_dose, curve, intended, many, worked_out

STRIATUM = curve("83.98", "2.33")
ROUND = curve(100, 10)  # 50 % at 10 mg: easy by hand


def start(mg, days=28):
    return {"start_mg": mg, "start_days": days}


def parts(mg, count, last=0, then="holds"):
    named = {"parts": count, "interval_days": 28, "last_mg": last, "then": then}
    return {"kind": "occupancy_parts", **start(mg), **named}


def points(mg, drop, counted, end):
    named = {"points": drop, "counted": counted, "interval_days": 28, "end": end}
    return {"kind": "occupancy_points", **start(mg), **named}


def fraction(mg, percent, end):
    named = {"percent_of_start": percent, "interval_days": 28, "end": end}
    return {"kind": "occupancy_fraction", **start(mg), **named}


def targets(mg, *percents, then="holds"):
    named = {"targets_percent": percents, "interval_days": 28, "then": then}
    return {"kind": "occupancy_targets", **start(mg), **named}


def refusal(method, **rest):
    with pytest.raises(TaperError) as caught:
        worked_out(method, **rest)
    return say_error(caught.value)


def test_five_equal_parts_worked_by_hand():
    # 10 mg is 50 %, and 40, 30, 20, 10 % are 20/3, 30/7, 5/2 and 10/9 mg.
    found = worked_out(parts(10, 5), curve=ROUND)
    wanted = [10, Fraction(20, 3), Fraction(30, 7), Fraction(5, 2), Fraction(10, 9), 0]
    assert [row.intended for row in found.rows] == wanted
    assert bench.said(found)[3] == "10 mg × 20 % / (100 % − 20 %) = 2.5 mg (striatum)"
    assert [row.occupancy_percent for row in found.rows] == [50, 40, 30, 20, 10, 0]


def test_ten_points_at_multiples_from_citalopram_twenty():
    found = worked_out(points(20, 10, "at_multiples", above_dose("0.1")), curve=STRIATUM)
    assert [
        (round(float(row.intended), 2), round(float(row.occupancy_percent), 2))
        for row in found.rows
    ] == [
        (20, 75.22),
        (11.67, 70),
        (5.83, 60),
        (3.43, 50),
        (2.12, 40),
        (1.29, 30),
        (0.73, 20),
        (0.31, 10),
    ]


def test_ten_points_from_the_start_are_other_doses():
    found = worked_out(points(10, 20, "from_start", at_dose(0)), curve=ROUND)
    assert [row.occupancy_percent for row in found.rows] == [50, 30, 10, 0]
    assert [row.intended for row in found.rows] == [10, Fraction(30, 7), Fraction(10, 9), 0]


def test_a_tenth_of_the_starting_occupancy_is_ten_equal_parts():
    by_fraction = intended(fraction(20, 10, at_dose(0)), curve=STRIATUM)
    assert by_fraction == intended(parts(20, 10), curve=STRIATUM)
    # The first step from 20 mg that the design names.
    assert round(float(by_fraction[1]), 1) == 9.7


def test_an_occupancy_function_gives_the_published_pairs():
    model = Curve(
        region="thalamus", vmax_percent="100", k_mg="7.9", source="a test", scanned_mg=None
    )
    pairs = [(60, 88.4), (40, 83.5), (30, 79.2), (20, 71.7), (10, 55.9), (5, 38.8)]
    pairs += [(Fraction(5, 2), 24.0), (0, 0.0)]
    for dose, percent in pairs:
        assert round(float(model.occupancy(Fraction(dose))), 1) == percent


@pytest.mark.parametrize("target", [70, "69.32", 100])
def test_a_target_at_or_above_the_top_of_the_curve_is_refused(target):
    sentence = refusal(targets(20, target), curve=curve("69.32", "1.22", region="putamen"))
    assert "stays below 69.32 %" in sentence
    assert "putamen" in sentence


def test_targets_give_their_doses_in_the_order_typed():
    assert intended(targets(10, 40, 20, then="zero"), curve=ROUND) == [
        10,
        Fraction(20, 3),
        Fraction(5, 2),
        0,
    ]


def test_a_method_by_occupancy_needs_a_curve():
    assert "needs a curve" in refusal(parts(20, 5))


@pytest.mark.parametrize("last", [20, 30])
def test_the_last_dose_lies_below_the_start(last):
    assert "below the starting dose" in refusal(parts(20, 5, last=last), curve=ROUND)


def test_more_cuts_than_there_is_occupancy_are_refused():
    method = points(10, 20, "from_start", after_steps(3))
    assert "goes below 0 mg" in refusal(method, curve=ROUND)


def test_a_curve_above_a_hundred_percent_is_capped_where_it_is_shown_and_says_so():
    found = worked_out(targets(2000, 105), curve=curve("106.43", "11.57"))
    assert found.rows[1].occupancy_percent == 105
    assert (None, "occupancy_capped") in bench.keys(found)
    assert bench.shown(found.rows[1])["occupancy_percent"] == "100"


def halving(model, percent, high):
    """Find the dose of *percent* by looking at the curve alone."""
    low = 0.0
    for _ in range(200):
        middle = (low + high) / 2
        if float(model["vmax_percent"]) * middle / (float(model["k_mg"]) + middle) < percent:
            low = middle
        else:
            high = middle
    return low


models = st.builds(
    curve,
    st.integers(500, 1200).map(lambda tenths: bench.text(Fraction(tenths, 10))),
    st.integers(10, 3000).map(lambda hundredths: bench.text(Fraction(hundredths, 100))),
)


def agrees(found, wanted):
    return all(
        float(one) == pytest.approx(other, rel=1e-6, abs=1e-9)
        for one, other in zip(found, wanted, strict=True)
    )


@many
@given(models, st.integers(1, 200), st.integers(1, 40), st.integers(0, 199))
def test_equal_parts_agree_with_a_search_by_halving(model, mg, count, last):
    assume(last < mg)
    found = intended(parts(mg, count, last=last), curve=model)
    vmax, k = float(model["vmax_percent"]), float(model["k_mg"])
    top, bottom = vmax * mg / (k + mg), vmax * last / (k + last)
    levels = [top + (bottom - top) * part / count for part in range(1, count + 1)]
    assert agrees(found, [mg, *(halving(model, level, mg) for level in levels)])
    assert found[-1] == last


@many
@given(models, st.integers(1, 200), st.integers(5, 400), st.booleans())
def test_points_agree_with_a_search_by_halving(model, mg, tenths, multiples):
    drop = tenths / 10
    counted = "at_multiples" if multiples else "from_start"
    found = intended(points(mg, bench.text(Fraction(tenths, 10)), counted, at_dose(0)), curve=model)
    exact = Curve.model_validate({**model, "scanned_mg": None}).occupancy(Fraction(mg))
    levels, level = [], exact
    while level > 0:
        step = Fraction(tenths, 10)
        level = (-(-level // step) - 1) * step if multiples else level - step
        levels.append(max(float(level), 0.0))
    assert drop > 0
    assert agrees(found, [mg, *(halving(model, each, mg) for each in levels)])


@many
@given(models, st.integers(1, 200), st.integers(20, 1000))
def test_fractions_of_the_start_agree_with_a_search_by_halving(model, mg, tenths):
    found = intended(fraction(mg, bench.text(Fraction(tenths, 10)), at_dose(0)), curve=model)
    vmax, k = float(model["vmax_percent"]), float(model["k_mg"])
    top = vmax * mg / (k + mg)
    count = -(-1000 // tenths)
    levels = [max(top * (1 - tenths * part / 1000), 0.0) for part in range(1, count + 1)]
    assert agrees(found, [mg, *(halving(model, level, mg) for level in levels)])


@many
@given(models, st.integers(1, 200), st.integers(2, 60))
def test_drops_are_equal_and_each_cut_is_smaller_than_the_last(model, mg, count):
    found = worked_out(parts(mg, count), curve=model)
    drops = {one.occupancy_percent - two.occupancy_percent for one, two in pairwise(found.rows)}
    assert len(drops) == 1
    cuts = [one.intended - two.intended for one, two in pairwise(found.rows)]
    assert all(later < earlier for earlier, later in pairwise(cuts))


@given(models, st.fractions(0, 200, max_denominator=1000))
def test_dose_and_occupancy_are_each_others_inverse_exactly(model, mg):
    exact = Curve.model_validate({**model, "scanned_mg": None})
    assert exact.dose_at(exact.occupancy(mg)) == mg


@given(models, st.integers(1, 1000), st.integers(1, 100))
def test_occupancy_of_a_row_is_that_of_the_dose_as_made(model, mg, unit):
    delivery = bench.multiple_of(unit, "down")
    found = worked_out(parts(mg, 3), delivery=delivery, curve=model)
    exact = Curve.model_validate({**model, "scanned_mg": None})
    for row in found.rows:
        assert row.made == row.intended // unit * unit
        assert row.occupancy_percent == exact.occupancy(row.made)
