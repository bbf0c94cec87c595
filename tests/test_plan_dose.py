"""A dose is whole micrograms and is written one way."""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from taper.plan.dose import LARGEST_UG, Dose, intended_text, mg_text


@pytest.mark.parametrize(
    ("ug", "text"),
    [
        (0, "0"),
        (1, "0.001"),
        (500, "0.5"),
        (1000, "1"),
        (10_000, "10"),
        (37_500, "37.5"),
        (100_010, "100.01"),
        (LARGEST_UG, "10000"),
    ],
)
def test_mg_have_a_leading_zero_and_no_trailing_zero(ug, text):
    assert mg_text(ug) == text
    assert str(Dose(ug=ug)) == f"{text} mg"


@pytest.mark.parametrize("ug", [-1, LARGEST_UG + 1, 0.5, 1.0, "1", True, None])
def test_a_dose_is_a_whole_number_of_micrograms_and_nothing_else(ug):
    with pytest.raises(ValidationError):
        Dose(ug=ug)


@given(st.integers(0, LARGEST_UG))
def test_the_text_says_exactly_the_dose(ug):
    text = mg_text(ug)
    assert Fraction(text) == Dose(ug=ug).mg
    assert not text.startswith(".")
    assert "." not in text or text[-1] not in "0."


@pytest.mark.parametrize(
    ("mg", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(1, 3), "0.3333"),
        (Fraction("14.58"), "14.58"),
        (Fraction("13.122"), "13.12"),
        (Fraction("9.99996"), "10"),
        (Fraction("0.99996"), "1"),
        (Fraction("0.00012345"), "0.0001234"),
        (Fraction(20), "20"),
        (Fraction(9999), "9999"),
        (Fraction("-12.5"), "-12.5"),
    ],
)
def test_an_intended_dose_has_four_significant_figures(mg, text):
    assert intended_text(mg) == text


@given(st.fractions(0, 10_000, max_denominator=10**9))
def test_four_figures_are_those_that_decimal_rounds_to(mg):
    exact = Decimal(mg.numerator) / Decimal(mg.denominator)
    rounded = Context(prec=4, rounding=ROUND_HALF_EVEN).plus(exact)
    assert Decimal(intended_text(mg)) == rounded
    assert "E" not in intended_text(mg)
