"""A number is kept exactly as it was typed, or refused."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from taper.plan.amount import (
    CurvePercent,
    DoseMg,
    Percent,
    StepMg,
    decimal_text,
    exact,
    fraction_text,
    shown_exactly,
)

DOSE, STEP, PERCENT = (TypeAdapter(each) for each in (DoseMg, StepMg, Percent))


@pytest.mark.parametrize(
    "typed", ["12.5", 12.5, Decimal("12.5"), Fraction(25, 2), "12.50", Decimal("1.25e1")]
)
def test_one_number_is_one_fraction_however_it_comes(typed):
    assert DOSE.validate_python(typed) == Fraction(25, 2)


def test_the_text_of_a_float_counts_and_not_its_binary_value():
    assert DOSE.validate_json("0.1") == Fraction(1, 10)


@pytest.mark.parametrize(
    "typed",
    [
        *["", "1,5", "1e3", "-1", "+1", " 1", ".5", "5.", "1/2", "½", "٥", "1_000", "nan"],
        *[True, None, [], -1, 1e300, 1e-300, float("nan"), float("inf"), 10**12],
        *[Decimal("1e999999"), Decimal("NaN")],
    ],
)
def test_anything_else_is_refused(typed):
    with pytest.raises(ValidationError):
        DOSE.validate_python(typed)


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        (DOSE, ["0", "0.001", "10000"], ["0.0001", "10000.001"]),
        (STEP, ["0.000001", "10000"], ["0", "0.0000001", "10001"]),
        (PERCENT, ["0.001", "33.4", "100"], ["0", "0.0001", "100.1"]),
        (TypeAdapter(CurvePercent), ["106.43", "200"], ["0", "200.1"]),
    ],
)
def test_each_kind_of_number_has_its_bounds(kind, right, wrong):
    for typed in right:
        assert kind.validate_python(typed) == Fraction(typed)
    for typed in wrong:
        with pytest.raises(ValidationError):
            kind.validate_python(typed)


@given(st.integers(0, 10_000_000))
def test_a_dose_is_read_back_from_its_json(ug):
    dose = Fraction(ug, 1000)
    assert DOSE.validate_json(DOSE.dump_json(dose)) == dose
    assert exact(decimal_text(dose)) == dose


@given(st.fractions(-(10**6), 10**6), st.integers(0, 9))
def test_a_decimal_is_nearer_than_any_other_of_so_many_places(number, places):
    text = decimal_text(number, places)
    assert abs(Fraction(text) - number) <= Fraction(1, 2 * 10**places)
    assert len(text.partition(".")[2]) <= places
    assert "E" not in text
    assert text != "-0"


def test_a_fraction_is_written_exactly():
    assert fraction_text(Fraction(1, 3)) == "1/3"
    assert fraction_text(Fraction(5)) == "5/1"


def test_four_figures_show_some_numbers_whole_and_others_not():
    assert shown_exactly(Fraction("14.58"))
    assert not shown_exactly(Fraction("13.122"))
    assert not shown_exactly(Fraction(1, 3))
