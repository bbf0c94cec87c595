"""The patient's own list: names as typed, and slugs that hold nothing of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.diary.symptoms import LONGEST_LABEL, Symptom, own_slug, read_label
from tests.refusals import refused

LISTED = [
    Symptom(slug="dizziness", label="Dizziness"),
    Symptom(slug="own_1", label="Fog", retired=True),
]


def test_a_slug_of_own_words_is_the_next_number():
    assert own_slug([]) == "own_1"
    assert own_slug(["dizziness", "own_1"]) == "own_2"
    assert own_slug(["own_2"]) == "own_1"


@given(st.sets(st.integers(1, 30)))
def test_a_slug_of_own_words_is_always_a_new_one(numbers: set[int]):
    taken = {f"own_{number}" for number in numbers}
    slug = own_slug(taken)
    assert slug not in taken
    assert Symptom(slug=slug, label="x").slug == slug


def test_a_name_is_one_line_as_typed():
    assert read_label("  Ringing\n in  the ears ", LISTED) == "Ringing in the ears"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "symptom.no_label"),
        (" \0 ", "symptom.no_label"),
        ("dizziness", "symptom.there_already"),
        ("FOG", "symptom.retired_already"),
    ],
)
def test_a_name_that_cannot_be_kept_is_refused(typed: str, key: str):
    with refused(key):
        read_label(typed, LISTED)


def test_a_name_may_be_as_long_as_its_line_and_no_longer():
    assert read_label("x" * LONGEST_LABEL) == "x" * LONGEST_LABEL
    with refused("symptom.label_long", characters=LONGEST_LABEL):
        read_label("x" * (LONGEST_LABEL + 1))
