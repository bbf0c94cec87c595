"""A percentage and a number of days are read in one way, or refused."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.plan.reading_numbers import (
    MOST_DAYS,
    read_count,
    read_curve_percent,
    read_days,
    read_ml,
    read_none_or_days,
    read_percent,
)
from taper.words import say_error


def refusal(read, text):
    with pytest.raises(TaperError) as caught:
        read(text)
    assert say_error(caught.value)
    return caught.value.key.removeprefix("row.")


@pytest.mark.parametrize(
    ("typed", "percent"),
    [
        ("10", 10),
        ("10 %", 10),
        ("2,5%", "2.5"),
        ("2.125", "2.125"),
        ("１０％", 10),
        (".5", "0.5"),
        ("100", 100),
    ],
)
def test_a_percentage_is_read_with_or_without_its_sign(typed, percent):
    assert read_percent(typed) == Fraction(percent)


@pytest.mark.parametrize("typed", ["0", "100.1", "010", "-5", "5-10", "ten", "%", "1e1", "1 000"])
def test_what_is_no_percentage_is_refused(typed):
    assert refusal(read_percent, typed) == "percent_unreadable"


def test_three_decimals_of_a_percentage_are_no_thousands_since_none_is_above_a_hundred():
    assert read_percent("1,000") == 1


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("28", 28),
        ("28 days", 28),
        ("1 day", 1),
        ("4 weeks", 28),
        ("1 week", 7),
        (" 3\u00a0weeks", 21),
    ],
)
def test_days_are_read_and_weeks_are_seven_of_them(typed, days):
    assert read_days(typed) == days


@pytest.mark.parametrize("typed", ["0", "028", "1.5", "1 month", "3651", "9999 weeks", "-7", "a"])
def test_what_is_no_number_of_days_is_refused(typed):
    assert refusal(read_days, typed) == "days_unreadable"


def test_what_is_empty_says_so():
    assert refusal(read_percent, " ") == "percent_empty"
    assert refusal(read_days, "") == "days_empty"


@given(st.integers(1, MOST_DAYS))
def test_every_number_of_days_is_read_back(days):
    assert read_days(f"{days} days") == days


@given(st.integers(1, 100_000))
def test_every_percentage_is_read_back(thousandths):
    text = f"{thousandths / 1000:.3f}".rstrip("0").rstrip(".")
    assert read_percent(text) == Fraction(thousandths, 1000)


@given(st.text() | st.text(alphabet="0123456789.,% days"))
def test_no_text_makes_reading_fail_in_another_way(text):
    for read in (read_percent, read_days):
        try:
            assert read(text) > 0
        except TaperError as error:
            say_error(error)


@pytest.mark.parametrize(
    ("text", "ml"), [("0.1", "0.1"), ("2,5 mL", "2.5"), ("0.125", "0.125"), ("1 millilitre", "1")]
)
def test_an_amount_in_ml_is_read(text, ml):
    assert read_ml(text) == Fraction(ml)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "row.ml_unreadable"),
        ("0", "row.ml_unreadable"),
        ("-1", "row.ml_unreadable"),
        ("1.125", "row.ml_two_readings"),
        ("2 mg", "row.ml_unreadable"),
    ],
)
def test_what_is_no_amount_in_ml_is_refused_with_its_reason(text, key):
    with pytest.raises(TaperError) as caught:
        read_ml(text)
    assert caught.value.key == key
    assert say_error(caught.value)


def test_no_days_are_0_and_counts_have_ends():
    assert (read_none_or_days("0"), read_none_or_days("2 weeks")) == (0, 14)
    assert read_count(" 42 ", least=1, most=42) == 42
    for text in ("43", "0", "1.5", "007"):
        with pytest.raises(TaperError, match=r"row\.count_unreadable"):
            read_count(text, least=1, most=42)


def test_the_top_of_a_curve_may_lie_above_a_hundred():
    assert read_curve_percent("106,43 %") == Fraction("106.43")
    assert (read_curve_percent("0.5"), read_curve_percent("200")) == (Fraction(1, 2), 200)
    for text in ("0", "200.5", "top"):
        with pytest.raises(TaperError, match=r"row\.curve_percent_unreadable"):
            read_curve_percent(text)
