"""An identifier in an address is read back as it was, or refused."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.ids import from_text, new_id, to_text


def test_an_identifier_worked_by_hand():
    assert to_text(1) == "0000000000001"
    assert to_text(32) == "0000000000010"
    assert to_text(2**63 - 1) == "7zzzzzzzzzzzz"
    assert from_text("000000000000z") == 31


@given(st.integers(0, 2**63 - 1))
def test_what_is_written_is_read_back(identifier: int):
    assert from_text(to_text(identifier)) == identifier


@given(st.text(max_size=16))
def test_any_text_is_an_identifier_written_our_way_or_refused(text: str):
    try:
        identifier = from_text(text)
    except TaperError:
        return
    assert to_text(identifier) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "00000000000001",
        "8000000000000",  # 2^63: no column holds it
        "zzzzzzzzzzzzz",
        "000000000000I",
        "000000000000Z",
        "00000000-0001",
        " 000000000001",
        "０00000000001",
    ],
)
def test_anything_else_is_refused(text: str):
    with pytest.raises(TaperError, match=r"id\.unreadable"):
        from_text(text)


def test_a_very_long_address_is_refused_at_once():
    began = time.perf_counter()
    with pytest.raises(TaperError):
        from_text("7" * 1_000_000)
    assert time.perf_counter() - began < 1


def test_identifiers_are_positive_and_fit_their_column():
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(0 < each < 2**63 for each in made)
