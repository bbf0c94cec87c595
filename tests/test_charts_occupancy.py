"""Modelled occupancy over the dose line: one segment a row, capped, dashed outside the scans."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from taper.charts.occupancy import DASHES, overlay_frames, overlay_spec
from taper.plan.occupancy import Curve

CURVE = Curve(
    region="thalamus", vmax_percent="100", k_mg="10", source="by hand", scanned_mg=("5", "60")
)
OTHER = CURVE.model_copy(update={"region": "midbrain", "vmax_percent": Fraction(120)})
FIRST = date(1970, 1, 2)
ROWS = [(FIRST, 40_000), (date(1970, 1, 12), 2_500), (date(1970, 1, 22), 0)]


def segments(curve=CURVE, regions=(CURVE,), rows=ROWS):
    return overlay_frames(rows, date(1970, 1, 31), curve, regions)["segments"]


def test_each_row_is_one_segment_worked_by_hand():
    found = segments().to_dict("list")
    assert found["first"] == [1, 11, 21]
    assert found["last"] == [11, 21, 31]
    assert found["percent"] == [80.0, 20.0, 0.0]
    assert found["scanned"] == [True, False, True]  # 0 mg needs no scan
    assert found["said"][0] == "Modelled occupancy 80.0 % (thalamus)"


def test_the_band_is_the_lowest_to_the_highest_of_the_regions():
    found = segments(regions=(CURVE, OTHER)).to_dict("list")
    assert (found["low"][0], found["high"][0]) == (80.0, 96.0)


@given(st.integers(0, 10_000_000))
def test_nothing_is_drawn_above_a_hundred(ug):
    found = segments(OTHER, (CURVE, OTHER), [(FIRST, ug)])
    assert found[["percent", "low", "high"]].to_numpy().max() <= 100


def test_the_second_axis_is_fixed_named_and_on_the_other_side():
    for mode in ("light", "dark"):
        spec = overlay_spec(mode)
        band, line = spec["layer"][1]["layer"]
        assert line["encoding"]["y"]["scale"]["domain"] == [0, 100]
        assert line["encoding"]["y"]["axis"]["title"] == "serotonin transporter only, %"
        assert line["encoding"]["strokeDash"]["value"] == DASHES
        assert band["encoding"]["y2"]["field"] == "high"
        assert spec["resolve"] == {"scale": {"y": "independent"}}
        assert "datasets" not in spec


def test_no_rows_are_an_empty_frame():
    assert segments(rows=[]).empty
