"""Occupancy curves: every entry has its source, and how it was checked."""

import tomllib
from fractions import Fraction
from pathlib import Path

import pytest
import time_machine
from pydantic import ValidationError

import taper.facts.occupancy as facts
from taper.facts.medicines import medicine_names

TEXT = Path(facts.__file__).with_name("occupancy.toml").read_text("utf-8")
ENTRY = tomllib.loads(TEXT)["curve"][0]


def test_every_curve_names_its_source_and_what_it_was_not_compared_with():
    # The clock of the tests stands still; this one reads the real calendar.
    today = time_machine.escape_hatch.datetime.date.today()
    for entry in facts.curves_on_file():
        assert any("doi:" in source for source in entry.sources)
        assert "Not compared with the figures of the review" in entry.how_checked
        assert entry.checked_on <= today


@pytest.mark.parametrize("name", ["sources", "how_checked", "forms_why", "checked_on", "forms"])
def test_an_entry_without_its_source_or_check_is_refused(name):
    with pytest.raises(ValidationError):
        facts.CurveOnFile.model_validate({key: ENTRY[key] for key in ENTRY if key != name})


@pytest.mark.parametrize(
    "change",
    [
        {"sources": []},
        {"sources": ["n/a"]},
        {"how_checked": "n/a"},
        {"how_checked": ""},
        {"forms_why": "none"},
        {"forms": []},
        {"scanned_mg": ["60", "5"]},
        {"vmax_percent": "0"},
        {"k_mg": "-1"},
        {"note": "x"},
    ],
)
def test_an_entry_with_nothing_for_something_is_refused(change):
    with pytest.raises(ValidationError):
        facts.CurveOnFile.model_validate(ENTRY | change)


def test_each_medicine_is_one_of_the_names_and_each_curve_stands_once():
    keys = [(entry.medicine, entry.region) for entry in facts.curves_on_file()]
    assert len(set(keys)) == len(keys) == 15
    assert {medicine for medicine, _ in keys} <= set(medicine_names().names)


def test_forms_that_release_slowly_and_at_once_are_never_on_one_curve():
    for entry in facts.curves_on_file():
        slow = {"release" in form or "resistant" in form for form in entry.forms}
        assert len(slow) == 1, entry.medicine


def test_venlafaxine_that_is_released_at_once_has_no_curve():
    (curve,) = [each for each in facts.curves() if each.medicine == "venlafaxine"]
    assert curve.fits("Venlafaxine", "prolonged-release capsules")
    assert not curve.fits("venlafaxine", "tablet")
    assert not curve.fits("venlafaxine xr", "prolonged-release capsule")


def test_the_curves_give_the_occupancies_that_their_checks_quote():
    quoted = {
        ("duloxetine", "thalamus"): [(5, 40.3), (20, 69.1), (40, 78.5), (60, 82.2)],
        ("citalopram", "striatum"): [(20, 75.2)],
        ("paroxetine", "striatum"): [(20, 75.9)],
        ("vortioxetine", "raphe nuclei"): [(5, 52.8), (20, 82.9)],
    }
    for entry, curve in zip(facts.curves_on_file(), facts.curves(), strict=True):
        for dose, percent in quoted.get((entry.medicine, entry.region), []):
            assert abs(float(curve.occupancy(Fraction(dose))) - percent) <= 0.051
            assert f"{percent:g}" in entry.how_checked


def test_only_a_range_that_was_read_is_on_file():
    ranges = {entry.medicine for entry in facts.curves_on_file() if entry.scanned_mg}
    assert ranges == {"duloxetine"}
