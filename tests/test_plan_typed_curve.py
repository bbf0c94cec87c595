"""A curve that a prescriber types: read, refused field by field, and written back."""

from fractions import Fraction

import pytest

from taper.plan.typed_curve import (
    FIELDS,
    LONGEST_NAME,
    LONGEST_SOURCE,
    read_typed_curve,
    typed_fields,
)
from tests.refusals import refused

TYPED = dict(zip(FIELDS, ("striatum", "84,5", "2.3", "made up for this test"), strict=True))


def test_a_typed_curve_worked_by_hand():
    found = read_typed_curve(TYPED)
    assert found.missing == ()
    assert found.curve is not None
    assert found.curve.region == "striatum"
    assert found.curve.vmax_percent == Fraction(169, 2)
    assert found.curve.k_mg == Fraction(23, 10)
    assert found.curve.scanned_mg is None
    assert found.curve.typed


def test_what_was_read_is_written_back_as_it_is_read():
    curve = read_typed_curve(TYPED).curve
    assert curve is not None
    assert read_typed_curve(typed_fields(curve)).curve == curve


@pytest.mark.parametrize(
    ("field", "text", "key"),
    [
        ("typed_region", " ", "expand.nothing_typed"),
        ("typed_region", "x" * 121, "expand.too_long"),
        ("vmax_percent", "most", "row.curve_percent_unreadable"),
        ("k_mg", "0", "supply.zero"),
        ("k_mg", "1,000", "row.dose_two_readings"),
        ("curve_source", "x" * 501, "expand.too_long"),
    ],
)
def test_a_field_that_can_t_be_used_is_named_and_there_is_no_curve(field, text, key):
    found = read_typed_curve(TYPED | {field: text})
    assert found.curve is None
    assert [(name, error.key) for name, error in found.missing] == [(field, key)]


@pytest.mark.parametrize(
    ("field", "most"), [("typed_region", LONGEST_NAME), ("curve_source", LONGEST_SOURCE)]
)
def test_words_may_be_as_long_as_their_line_and_no_longer(field, most):
    assert read_typed_curve(TYPED | {field: "x" * most}).curve is not None
    ((_, error),) = read_typed_curve(TYPED | {field: "x" * (most + 1)}).missing
    with refused("expand.too_long", most=most):
        raise error


def test_every_field_that_is_missing_is_named():
    assert [name for name, _ in read_typed_curve({}).missing] == list(FIELDS)
