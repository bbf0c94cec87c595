"""What stands in a box of a paper sheet: read in one way, or asked back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.diary.sheet_cells import read_of_ten, read_severity, read_tick
from taper.errors import TaperError
from tests.refusals import refused


def test_an_empty_box_is_no_answer_and_no_zero():
    assert (read_of_ten(" "), read_severity(""), read_tick("")) == (None, None, False)
    assert (read_of_ten("0"), read_severity("0")) == (0, 0)


def test_boxes_worked_by_hand():
    assert [read_of_ten(each) for each in ("10", " 7 ", "07")] == [10, 7, 7]
    assert read_severity("3") == 3
    assert all(read_tick(each) for each in ("x", "X", "✓", "yes"))


@pytest.mark.parametrize(
    "text", ["11", "-1", "3.5", "5,", "seven", "١", "0011", "007", "99999999999", "2/3"]
)
def test_what_is_no_answer_from_0_to_10_is_asked_back(text: str):
    with refused("paper.of_ten"):
        read_of_ten(text)


@pytest.mark.parametrize("text", ["4", "mild", "1 2", "0-3"])
def test_what_is_no_severity_is_asked_back(text: str):
    with refused("paper.severity"):
        read_severity(text)


@pytest.mark.parametrize("text", ["no", "-", "1", "bad"])
def test_what_is_no_tick_is_asked_back(text: str):
    with refused("paper.tick"):
        read_tick(text)


@given(st.text(max_size=8))
def test_any_text_is_an_answer_none_or_a_refusal(text: str):
    for read, most in ((read_of_ten, 10), (read_severity, 3)):
        try:
            found = read(text)
        except TaperError:
            continue
        assert found is None or 0 <= found <= most
