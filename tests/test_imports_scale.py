"""Scales of other programs: exact, rounded once, by the rule that was stated."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.imports.scale import Scale, number, whole, written

ORACLE = {
    "half_even": ROUND_HALF_EVEN,
    "half_up": ROUND_HALF_UP,
    "down": ROUND_FLOOR,
    "up": ROUND_CEILING,
}


def _scale(lowest_highest: tuple, ours: tuple, rounding: str) -> Scale:
    return Scale.model_validate({"from": lowest_highest, "to": ours, "rounding": rounding})


def _key(do, *arguments) -> str:
    with pytest.raises(TaperError) as caught:
        do(*arguments)
    return caught.value.key


def test_1_to_7_becomes_0_to_10_by_hand():
    # (3.8 - 1) / 6 x 10 = 4.666…; (4 - 1) / 6 x 10 = 5; (5.2 - 1) / 6 x 10 = 7
    scale = _scale((1, 7), (0, 10), "half_up")
    assert [scale.read(cell, ".") for cell in ("1", "3.8", "4", "5.2", "7.0")] == [0, 5, 5, 7, 10]


def test_1_to_7_becomes_none_to_severe_by_hand():
    halves = ("1", "2", "3", "4", "5", "6", "7")
    by = {
        rule: [_scale((1, 7), (0, 3), rule).read(cell, ".") for cell in halves] for rule in ORACLE
    }
    assert by == {
        "half_up": [0, 1, 1, 2, 2, 3, 3],
        "half_even": [0, 0, 1, 2, 2, 2, 3],
        "down": [0, 0, 1, 1, 2, 2, 3],
        "up": [0, 1, 1, 2, 2, 3, 3],
    }


def test_the_table_of_the_document_holds():
    cells = [Fraction(5, 2), Fraction(7, 2), Fraction(12, 5), Fraction(13, 5)]
    by = {rule: [whole(cell, rule) for cell in cells] for rule in ORACLE}
    assert by["half_up"] == [3, 4, 2, 3]
    assert by["half_even"] == [2, 4, 2, 3]
    assert by["down"] == [2, 3, 2, 2]
    assert by["up"] == [3, 4, 3, 3]
    assert [_key(whole, cell, "refuse") for cell in cells] == ["import.not_whole"] * 4
    assert whole(Fraction(3), "refuse") == 3


def test_a_scale_can_be_turned_round():
    scale = _scale((7, 1), (0, 10), "refuse")
    assert (scale.read("7", "."), scale.read("4", "."), scale.read("1", ".")) == (0, 5, 10)


def test_an_answer_outside_the_scale_is_refused_and_not_cut_off():
    scale = _scale((1, 7), (0, 10), "half_up")
    for cell in ("0", "7.001", "-1", "70"):
        assert _key(scale.read, cell, ".") == "import.outside_scale"


def test_words_become_what_the_mapping_says_and_nothing_else():
    scale = Scale.model_validate({"values": {"no": 0, "yes": 2}})
    assert (scale.read(" yes ", "."), scale.read("no", ".")) == (2, 0)
    assert _key(scale.read, "Yes", ".") == "import.word_unknown"
    assert _key(scale.read, "1", ".") == "import.word_unknown"


@pytest.mark.parametrize(
    "stated",
    [
        {},
        {"from": [1, 7], "to": [0, 10]},
        {"from": [1, 7], "rounding": "half_up"},
        {"to": [0, 10], "rounding": "half_up"},
        {"values": {"a": 1}, "rounding": "up"},
        {"values": {"a": 1}, "from": [1, 7], "to": [0, 3], "rounding": "up"},
    ],
)
def test_a_scale_that_is_not_stated_in_full_is_refused(stated: dict):
    assert _key(Scale.model_validate, stated) == "import.scale_incomplete"


def test_a_scale_that_begins_and_ends_alike_is_refused():
    stated = {"from": [1, 1], "to": [0, 3], "rounding": "up"}
    assert _key(Scale.model_validate, stated) == "import.scale_flat"


@pytest.mark.parametrize(
    "cell", ["", "1.", ".5", "1e3", "١", "1 000", "1,5", "--1", "1.5.5", "nan", "0x1", "1_000", "½"]
)
def test_only_digits_a_minus_and_the_stated_mark_are_a_number(cell: str):
    assert _key(number, cell, ".") == "import.not_a_number"


def test_the_decimal_mark_is_the_one_stated():
    assert number(" 0,5 ", ",") == Fraction(1, 2)
    assert number("-12", ",") == -12
    assert _key(number, "0.5", ",") == "import.not_a_number"


@given(st.decimals(-1000, 1000, places=3))
def test_a_written_number_is_read_exactly(value: Decimal):
    assert number(f"{value:f}", ".") == Fraction(value)
    assert number(f"{value:f}".replace(".", ","), ",") == Fraction(value)


@given(st.fractions(0, 1440, max_denominator=5000), st.sampled_from(sorted(ORACLE)))
def test_rounding_agrees_with_decimal_arithmetic(value: Fraction, rule: str):
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    assert whole(value, rule) == int(exact.quantize(Decimal(1), rounding=ORACLE[rule]))


@given(
    st.integers(-10, 10),
    st.integers(1, 20),
    st.decimals(0, 1, places=3),
    st.sampled_from(sorted(ORACLE)),
)
def test_a_scale_agrees_with_an_independent_calculation(
    lowest: int, span: int, share: Decimal, rule: str
):
    answer = lowest + share * span
    expected = (share * 10).quantize(Decimal(1), rounding=ORACLE[rule])
    assert _scale((lowest, lowest + span), (0, 10), rule).read(f"{answer:f}", ".") == int(expected)


@given(st.decimals(1, 7, places=2), st.decimals(1, 7, places=2), st.sampled_from(sorted(ORACLE)))
def test_a_higher_answer_never_becomes_a_lower_one(first: Decimal, second: Decimal, rule: str):
    scale = _scale((1, 7), (0, 3), rule)
    low, high = sorted((first, second))
    assert 0 <= scale.read(f"{low:f}", ".") <= scale.read(f"{high:f}", ".") <= 3


def test_a_number_is_said_back_without_a_tail():
    assert [
        written(each) for each in (Fraction(7), Fraction(1, 2), Fraction(1, 3), Fraction(0))
    ] == [
        "7",
        "0.5",
        "0.333333",
        "0",
    ]
    assert written(Fraction(100)) == "100"
