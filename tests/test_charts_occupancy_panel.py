"""The panel of modelled occupancy: a piece for each dose, on the one axis, capped and dashed."""

from fractions import Fraction

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from taper.charts.compare import ChartItems, compare_spec
from taper.charts.compare_text import compare_alt_text, compare_table
from taper.charts.frames import compare_frames
from taper.charts.occupancy import DASHES
from taper.charts.occupancy_panel import CurvesShown, drawn_percent, occupancy_text
from taper.charts.svg import svg
from taper.diary.days import DiaryDays
from taper.plan.occupancy import Curve
from taper.record.timeline import timeline
from tests.record_cases import EXAMPLINE, OTHERINE, day, signed, step

CURVE = Curve(
    region="thalamus", vmax_percent="100", k_mg="10", source="by hand", scanned_mg=("5", "60")
)
OTHER = CURVE.model_copy(update={"region": "midbrain", "vmax_percent": Fraction(120)})
SHOWN = CurvesShown(medicine=0, curves=(CURVE, OTHER))
ITEMS = ChartItems(medicines=("Exampline",), symptoms=(), occupancy=(SHOWN,))


def table(versions=None, first=0, last=39, course=EXAMPLINE):
    rows = [step(0, 40_000), step(10, 2_500), step(20, 0)]
    plan = [signed(1, 0, rows, course=course)] if versions is None else versions
    return timeline(
        course=course,
        versions=plan,
        diary=DiaryDays.of([]),
        symptoms=(),
        first=day(first),
        last=day(last),
    )


def pieces(found=None, shown=SHOWN) -> dict:
    frames = compare_frames([table() if found is None else found], (), day(50), occupancy=[shown])
    frame: pa.Table = frames["occupancy0"]
    return frame.to_pydict()


def panel(items: ChartItems = ITEMS, place: int = 1) -> dict:
    return compare_spec(items, mode="light")["vconcat"][place]


def test_each_dose_is_one_piece_worked_by_hand():
    found = pieces()
    start = (day(0) - day(0).replace(year=1970, month=1, day=1)).days
    assert [each - start for each in found["day"]] == [0, 10, 20]
    assert [each - start for each in found["last"]] == [9, 19, 39]
    # 40 / (10 + 40) and 2.5 / (10 + 2.5), of 100 and of 120
    assert found["percent"] == [80.0, 20.0, 0.0]
    assert found["low"] == [80.0, 20.0, 0.0]
    assert found["high"] == [96.0, 24.0, 0.0]
    assert found["scanned"] == [True, False, True]  # 0 mg needs no scan
    assert found["says"] == [
        "80.0 % (thalamus), 80.0 % to 96.0 % across regions",
        "20.0 % (thalamus), 20.0 % to 24.0 % across regions, extrapolated",
        "0.0 % (thalamus), 0.0 % to 0.0 % across regions",
    ]


def test_days_without_a_plan_have_no_piece_and_a_dose_goes_on_after_them():
    versions = [
        signed(1, 0, [step(0, 40_000)], holds_until=4),
        signed(2, 10, [step(10, 40_000), step(15, 2_500)]),
    ]
    found = pieces(table(versions, last=19))
    lengths = [last - first + 1 for first, last in zip(found["day"], found["last"], strict=True)]
    assert lengths == [5, 5, 5]
    assert pieces(table([]))["day"] == []


def test_the_days_chosen_are_the_days_of_the_pieces():
    found = pieces(table(first=12, last=21))
    assert [last - first + 1 for first, last in zip(found["day"], found["last"], strict=True)] == [
        8,
        2,
    ]


@given(st.integers(0, 10_000_000))
def test_nothing_is_drawn_or_written_above_a_hundred(ug: int):
    found = pieces(table([signed(1, 0, [step(0, ug)])]), CurvesShown(medicine=0, curves=(OTHER,)))
    assert max(*found["percent"], *found["low"], *found["high"]) <= 100
    assert float(drawn_percent(OTHER, ug)) <= 100
    assert f"{found['percent'][0]:.1f} % (midbrain)" in occupancy_text((OTHER,), ug)


def test_where_nobody_looked_is_said_and_where_it_is_not_known_too():
    unknown = CURVE.model_copy(update={"scanned_mg": None, "typed": True})
    assert occupancy_text((CURVE,), 70_000) == "87.5 % (thalamus), extrapolated"
    assert occupancy_text((unknown,), 30_000) == "75.0 % (thalamus), not known whether scanned"


def test_the_panel_stands_below_the_doses_and_says_what_it_is():
    title = panel()["title"]
    assert title["text"] == "Exampline: modelled occupancy, thalamus"
    assert title["subtitle"][0] == "It is a population model, not a prediction."
    assert max(map(len, title["subtitle"])) <= 50
    assert title["limit"] == {"expr": "width + 50"}  # a longer heading would narrow the chart
    without = compare_spec(ITEMS.model_copy(update={"occupancy": ()}), mode="light")
    assert "occupancy" not in str(without)


def test_it_has_the_axis_of_the_stack_a_fixed_scale_and_dashes_where_nobody_looked():
    part = panel()
    assert part["encoding"]["x"]["scale"] == {"type": "utc", "domain": {"param": "window"}}
    drawn = [each for each in part["layer"] if each.get("data") == {"name": "occupancy0"}]
    band, line = drawn
    assert band["mark"]["type"] == "rect"
    assert line["encoding"]["y"]["scale"]["domain"] == [0, 100]
    assert line["encoding"]["strokeDash"]["value"] == DASHES
    assert line["encoding"]["strokeDash"]["condition"]["test"] == "datum.scanned"


def test_of_several_medicines_each_has_its_own_below_all_doses():
    items = ChartItems(
        medicines=("Exampline", "Otherine"),
        symptoms=(),
        occupancy=(SHOWN, CurvesShown(medicine=1, curves=(OTHER,))),
    )
    headings = [each["title"]["text"] for each in compare_spec(items, mode="dark")["vconcat"]]
    assert headings[:5] == [
        "Exampline: planned and taken dose",
        "Otherine: planned and taken dose",
        "Exampline: modelled occupancy, thalamus",
        "Otherine: modelled occupancy, midbrain",
        "Mood",
    ]
    tables = [table(), table(course=OTHERINE)]
    frames = compare_frames(tables, (), day(50), occupancy=items.occupancy)
    drawn = svg(compare_spec(items, mode="dark"), frames, width=600)
    assert "modelled occupancy, midbrain" in drawn


def test_it_is_told_in_words_and_stands_in_the_table():
    said = compare_alt_text([table()], ITEMS, day(50))
    assert "the modelled occupancy of the planned doses is 0.0 % to 80.0 % (thalamus)." in said
    assert "It is a population model, not a prediction." in said
    cells = compare_table([table()], ITEMS)["Modelled occupancy"]
    assert cells[0].startswith("80.0 % (thalamus)")
    assert "Modelled occupancy" not in compare_table([table()], ChartItems(
        medicines=("Exampline",), symptoms=()
    ))  # fmt: skip
