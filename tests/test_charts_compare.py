"""The compare chart's specification: one time axis, steps, gaps, fixed scales, no judgement."""

import importlib
import json
import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

import pytest

from taper.charts.compare import ChartItems, chosen_days, compare_spec
from taper.charts.frames import compare_frames
from taper.diary.days import DiaryDays
from taper.diary.events import Kind
from taper.diary.symptoms import Symptom
from taper.record.beside import Beside, InstrumentShown
from taper.record.timeline import timeline
from tests.conftest import missing
from tests.record_cases import (
    EXAMPLINE,
    OTHERINE,
    SYMPTOMS,
    check_in,
    day,
    event,
    sheet,
    signed,
    step,
    took,
)

EVERYTHING = ChartItems(
    medicines=("Exampline",),
    symptoms=SYMPTOMS,
    symptoms_as="lines",
    of_ten=("sleep_quality", "usual_things"),
    instruments=(InstrumentShown("phq9", "PHQ-9", 27), InstrumentShown("gad7", "GAD-7", 21)),
    events=True,
)
BESIDE = Beside(
    sheets=(sheet(0, 12), sheet(3, 9, "gad7", 21)), events=(event(1, Kind.ILLNESS, "A cold"),)
)
ONE = ChartItems(medicines=("Exampline",), symptoms=SYMPTOMS)
TWO = ChartItems(medicines=("Exampline", "Otherine"), symptoms=SYMPTOMS)
NONE = ChartItems(medicines=(), symptoms=())


def every(spec: Any, name: str) -> Iterator[Any]:
    """Give every value called *name*, however deep."""
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key == name:
                yield value
            yield from every(value, name)
    elif isinstance(spec, list):
        for each in spec:
            yield from every(each, name)


def panel(spec: dict[str, Any], heading: str) -> dict[str, Any]:
    return next(each for each in spec["vconcat"] if each["title"]["text"].startswith(heading))


def layers(part: dict[str, Any]) -> list[dict[str, Any]]:
    """Give every mark of a panel, with what a pair of marks says once for both."""
    found: list[dict[str, Any]] = []
    for each in part["layer"]:
        shared = {name: value for name, value in each.items() if name != "layer"}
        found += [{**shared, **own} for own in each.get("layer", [{}])]
    return found


def marks(part: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each for each in layers(part) if each["mark"]["type"] == kind]


@pytest.fixture(params=["light", "dark"])
def spec(request: pytest.FixtureRequest) -> dict[str, Any]:
    return compare_spec(ONE, mode=request.param)


# --- what is drawn ----------------------------------------------------------------------------


def test_panels_stand_in_the_order_dose_mood_symptoms_sleep_days_overview():
    headings = [each["title"]["text"] for each in compare_spec(TWO, mode="light")["vconcat"]]
    assert headings == [
        "Exampline: planned and taken dose",
        "Otherine: planned and taken dose",
        "Mood",
        "Symptoms",
        "Sleep",
        "Days recorded",
        "Drag here to choose dates. Click once for all.",
    ]


def test_what_the_reader_chooses_has_its_panel_in_the_order_of_the_design():
    headings = [each["title"]["text"] for each in compare_spec(EVERYTHING, mode="light")["vconcat"]]
    assert headings[1:-1] == [
        "Mood",
        "Symptoms",
        "Sleep",
        "Quality of sleep",
        "Doing usual things",
        "PHQ-9: points of 27",
        "GAD-7: points of 21",
        "Events",
        "Days recorded",
    ]
    few = EVERYTHING.model_copy(update={"mood": False, "sleep": False, "of_ten": ()})
    left = [each["title"]["text"] for each in compare_spec(few, mode="light")["vconcat"]]
    assert left[1] == "Symptoms"
    assert not {"Mood", "Sleep"} & set(left)


def test_symptoms_as_lines_break_at_gaps_on_one_scale_from_none_to_severe():
    part = panel(compare_spec(EVERYTHING, mode="light"), "Symptoms")
    (line,) = marks(part, "line")
    assert line["mark"]["invalid"] == "break-paths-show-domains"
    assert line["encoding"]["y"]["scale"]["domain"] == [0, 92]  # two rows of 46 px
    assert "legend" not in json.dumps(part)


def test_points_are_drawn_on_the_whole_scale_of_their_questionnaire():
    part = panel(compare_spec(EVERYTHING, mode="light"), "PHQ-9")
    scales = [where["scale"]["domain"] for where in positions(part, "y")]
    assert scales == [[0, 27]] * len(scales)
    shapes = {each["mark"].get("shape") for each in marks(part, "point")}
    assert shapes == {"diamond"}


def test_every_tooltip_says_the_day_the_dose_and_both_clocks_of_each_medicine():
    (said,) = (each for each in compare_spec(TWO, mode="light")["transform"] if each["as"] == "tip")
    for medicine in ("Exampline", "Otherine"):
        for line in ("Planned", "Taken", "Since planned change", "Since taken change"):
            assert f'"{medicine}: {line}"' in said["calculate"]
    tooltips = {
        each["value"]["expr"] for each in every(compare_spec(TWO, mode="light"), "tooltip") if each
    }
    assert all("datum.tip" in each for each in tooltips)


def test_without_medicine_and_symptoms_their_panels_are_left_out():
    headings = [each["title"]["text"] for each in compare_spec(NONE, mode="light")["vconcat"]]
    assert headings[:2] == ["Mood", "Sleep"]


def test_the_planned_dose_is_a_step_line_that_breaks_at_gaps(spec: dict[str, Any]):
    (line,) = marks(panel(spec, "Exampline"), "line")
    assert line["mark"]["interpolate"] == "step-after"
    assert line["mark"]["invalid"] == "break-paths-show-domains"


def test_the_mean_of_mood_breaks_at_gaps_and_days_are_points(spec: dict[str, Any]):
    mood = panel(spec, "Mood")
    (line,) = marks(mood, "line")
    assert line["encoding"]["y"]["field"] == "mean"
    assert line["mark"]["invalid"] == "break-paths-show-domains"
    assert marks(mood, "circle")[0]["encoding"]["y"]["field"] == "mood"


def test_a_rule_at_every_planned_change_runs_through_every_panel(spec: dict[str, Any]):
    for part in spec["vconcat"][:-1]:
        rules = [each for each in marks(part, "rule") if each.get("data") == {"name": "changes"}]
        assert len(rules) == 1, part["title"]["text"]


def test_a_dose_panel_has_the_rules_of_its_own_medicine_alone():
    second = panel(compare_spec(TWO, mode="light"), "Otherine")
    rule = next(each for each in marks(second, "rule") if each.get("data") == {"name": "changes"})
    assert {"filter": "datum.medicine == 1"} in rule["transform"]


def test_severity_has_one_legend_in_words_and_four_shades_of_one_hue(spec: dict[str, Any]):
    (legend,) = every(spec["vconcat"], "legend")
    assert '["none", "mild", "moderate", "severe"]' in legend["labelExpr"]
    cells = marks(panel(spec, "Symptoms"), "rect")[-1]["encoding"]["fill"]["condition"]
    assert cells["scale"]["domain"] == [0, 1, 2, 3]
    assert len(set(cells["scale"]["range"])) == 4


def test_symptoms_stand_in_the_order_of_the_patients_own_list():
    many = tuple(Symptom(slug=f"z{20 - number}", label=str(number)) for number in range(12))
    chart = panel(compare_spec(ChartItems(medicines=(), symptoms=many), mode="light"), "Symptoms")
    cells = marks(chart, "rect")[-1]["encoding"]["y"]
    assert cells["scale"]["domain"] == [f"s{number}" for number in range(12)]


# --- the axes ---------------------------------------------------------------------------------


def positions(part: dict[str, Any], channel: str) -> Iterator[dict[str, Any]]:
    """Give a channel of each mark, with what its panel says of it for all."""
    shared = part.get("encoding", {}).get(channel, {})
    for layer in layers(part):
        if "field" in (where := layer["encoding"].get(channel, {})):
            yield {**shared, **where}


def test_x_is_one_temporal_axis_in_utc_that_the_brush_zooms(spec: dict[str, Any]):
    for part in spec["vconcat"][:-1]:
        for where in positions(part, "x"):
            assert where["type"] == "temporal"
            assert where["scale"] == {"type": "utc", "domain": {"param": "window"}}


def test_the_overview_holds_the_one_brush_and_is_not_zoomed_by_it(spec: dict[str, Any]):
    (brush,) = (each for each in spec["params"] if each["select"]["type"] == "interval")
    assert (brush["name"], brush["select"]["encodings"]) == ("window", ["x"])
    assert len(brush["views"]) == 1
    assert brush["views"][0] in {each.get("name") for each in spec["vconcat"][-1]["layer"]}
    assert all("domain" not in where["scale"] for where in positions(spec["vconcat"][-1], "x"))


def test_scales_of_mood_and_sleep_are_fixed_and_doses_start_at_zero(spec: dict[str, Any]):
    domains = {
        heading: [where["scale"].get("domain") for where in positions(panel(spec, heading), "y")]
        for heading in ("Mood", "Sleep")
    }
    assert domains == {"Mood": [[0, 10], [0, 10]], "Sleep": [[0, 14]]}
    assert all(
        where["scale"]["domainMin"] == 0 for where in positions(panel(spec, "Exampline"), "y")
    )


def test_every_y_axis_takes_the_same_room_and_names_its_unit(spec: dict[str, Any]):
    room = spec["config"]["axisY"]
    assert room["minExtent"] == room["maxExtent"]
    axes = [where["axis"] for where in every(spec["vconcat"], "y") if where.get("axis")]
    assert [axis["title"] for axis in axes] == ["mg a day", "0 to 10", None, "hours"]


def test_the_chart_is_made_to_fit_its_container(spec: dict[str, Any]):
    assert spec["autosize"] == {"type": "fit-x", "contains": "padding"}
    nested = [set(part) & {"hconcat", "vconcat", "concat", "facet"} for part in spec["vconcat"]]
    assert nested == [set()] * len(nested)
    assert not list(every(spec["vconcat"], "width"))


def test_a_line_of_a_heading_or_a_key_fits_a_phone(spec: dict[str, Any]):
    for part in spec["vconcat"]:
        lines = [part["title"]["text"], *part["title"].get("subtitle", [])]
        assert max(len(line) for line in lines) <= 50


# --- what it never does -----------------------------------------------------------------------


def test_nothing_is_smoothed_forecast_banded_or_judged(spec: dict[str, Any]):
    text = json.dumps(spec["vconcat"])
    for word in ("regression", "loess", "density", "errorband", "errorbar", "quantile", "stdev"):
        assert word not in text
    assert set(every(spec["vconcat"], "interpolate")) == {"step-after"}


def test_no_value_of_a_person_decides_a_colour_but_the_severity_of_the_legend(
    spec: dict[str, Any],
):
    colours = [
        layer["encoding"][channel]["condition"]
        for part in spec["vconcat"]
        for layer in layers(part)
        for channel in ("color", "fill", "stroke")
        if "condition" in layer["encoding"].get(channel, {})
    ]
    tests = {each["test"] for each in colours}
    # What was answered about the intake picks a cross or a diamond, and with it fill or outline.
    assert tests == {"isValid(datum.severity)", "datum.answer0 == 1"}
    assert not re.search(r"datum\.(mood|mean|s\d+|severity) ?[<>]", json.dumps(spec))


def test_no_number_is_compared_but_for_drawing(spec: dict[str, Any]):
    compared = set(re.findall(r"datum\.(\w+) ?[<>]", json.dumps(spec)))
    assert compared <= {"hours", "top"}  # sleep beyond the scale; room above the highest dose


# --- the data it names ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "items", [ONE, TWO, NONE, EVERYTHING], ids=["one", "two", "none", "everything"]
)
def test_every_frame_and_field_that_is_named_is_sent(items: ChartItems):
    courses = (EXAMPLINE, OTHERINE)[: len(items.medicines)] or (None,)
    plan = [signed(1, 0, [step(0, 10_000)], course=each) for each in courses if each]
    diary = DiaryDays.of([check_in(0, mood=5, taken=[took(10_000)])])
    shape = partial(timeline, versions=plan, diary=diary, symptoms=items.symptoms, beside=BESIDE)
    timelines = [shape(course=course, first=day(0), last=day(9)) for course in courses]
    frames = compare_frames(timelines, items.symptoms, day(5), beside=BESIDE, of_ten=items.of_ten)
    spec = compare_spec(items, mode="light")
    named = {each["name"] for each in every(spec, "data") if isinstance(each, dict)}
    assert named <= set(frames)
    sent = {column for frame in frames.values() for column in frame.column_names}
    made = {each for each in every(spec, "as") if isinstance(each, str)}
    made |= {name for each in every(spec, "as") if isinstance(each, list) for name in each}
    made |= {"slot", "severity"}  # what the fold makes
    used = set(re.findall(r"datum\.(\w+)", json.dumps(spec))) - {"value", "start"}
    used |= {each for each in every(spec["vconcat"], "field") if isinstance(each, str)}
    assert used - sent - made == set()


def test_a_specification_holds_nothing_about_a_person_but_the_names_of_medicines():
    one = json.dumps(compare_spec(ONE, mode="light"))
    other = json.dumps(
        compare_spec(
            ChartItems(
                medicines=("Something",),
                symptoms=(Symptom(slug="a", label="A word"), Symptom(slug="b", label="B")),
            ),
            mode="light",
        )
    )
    assert one.replace("Exampline", "Something") == other


def test_it_is_built_once_for_each_shape():
    first, second = compare_spec(ONE, mode="light"), compare_spec(ONE, mode="light")
    assert first["vconcat"][-1] is second["vconcat"][-1]


# --- the brush --------------------------------------------------------------------------------

DAY = 86_400_000


def ms(when: date) -> int:
    return (when - date(1970, 1, 1)).days * DAY


def test_a_brush_over_parts_of_days_chooses_those_days():
    edges = [ms(date(2026, 3, 29)) + 5, ms(date(2026, 4, 2)) + 1]
    assert chosen_days({"window": {"start": edges}}) == (date(2026, 3, 29), date(2026, 4, 2))


def test_a_brush_that_ends_at_midnight_leaves_the_next_day_out():
    edges = [ms(date(2026, 3, 29)), ms(date(2026, 4, 2))]
    assert chosen_days({"window": {"start": edges}}) == (date(2026, 3, 29), date(2026, 4, 1))
    assert chosen_days({"window": {"start": edges[::-1]}}) == (date(2026, 3, 29), date(2026, 4, 1))


@pytest.mark.parametrize(
    "selection",
    [
        {},
        {"window": {}},
        {"window": {"start": []}},
        {"window": {"start": [1]}},
        {"window": {"start": ["a", "b"]}},
        {"window": {"start": [5, 5]}},
        {"window": {"start": [0, 1e300]}},
        {"window": {"start": [float("nan"), 1]}},
    ],
)
def test_nothing_chosen_and_nonsense_choose_no_days(selection: dict[str, Any]):
    assert chosen_days(selection) is None


# --- as Vega-Lite understands it --------------------------------------------------------------


@pytest.mark.parametrize(
    "items", [ONE, TWO, NONE, EVERYTHING], ids=["one", "two", "none", "everything"]
)
def test_it_compiles_and_the_scales_that_expressions_name_are_there(items: ChartItems):
    vl_convert = compiler()
    # The version of Vega-Lite that the pinned Streamlit ships.
    vega = vl_convert.vegalite_to_vega(compare_spec(items, mode="light"), vl_version="6.4")
    scopes = [vega, *every_group(vega)]
    for scope in scopes:
        names = [each["name"] for each in scope.get("signals", [])]
        assert len(names) == len(set(names)), scope.get("name")
    scales = {each["name"] for scope in scopes for each in scope.get("scales", [])}
    used = set(re.findall(r"scale\('(\w+)'", json.dumps(compare_spec(items, mode="light"))))
    assert used <= scales
    has_cells = bool(items.symptoms) and items.symptoms_as == "cells"
    assert len(used) == len(items.medicines) + has_cells + len(items.instruments)


def compiler() -> Any:
    try:
        return importlib.import_module("vl_convert")
    except ModuleNotFoundError:
        return missing("vl-convert-python")


def every_group(scope: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for mark in scope.get("marks", []):
        if mark.get("type") == "group":
            yield mark
            yield from every_group(mark)
