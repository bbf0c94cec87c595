"""The chart of days since a change: rows on one scale, its data, its sentences, its table."""

import json
import re
from typing import Any

import pandas as pd
import pytest

from taper.charts.since_change import Kind, since_change_spec
from taper.charts.since_change_data import (
    change_names,
    since_change_alt_text,
    since_change_frames,
    since_change_table,
)
from taper.diary.days import DiaryDays
from taper.diary.symptoms import Severity
from taper.record.alignment import aligned
from taper.record.timeline import timeline
from tests.conftest import missing
from tests.record_cases import EXAMPLINE, SYMPTOMS, check_in, day, signed, step

KINDS: tuple[Kind, ...] = ("mood", "severity", "sleep")
PLAN = [signed(1, 0, [step(0, 10_000), step(2, 7_500), step(5, 500)])]
DIARY = [
    check_in(2, mood=4, sleep_min=480, symptoms={"nausea": Severity.SEVERE}),
    check_in(4, mood=7),
    check_in(6, mood=0),
]


@pytest.fixture
def table() -> pd.DataFrame:
    whole = timeline(
        course=EXAMPLINE,
        versions=PLAN,
        diary=DiaryDays.of(DIARY),
        symptoms=SYMPTOMS,
        first=day(0),
        last=day(7),
    )
    return aligned(whole, SYMPTOMS, "planned")


def spec_of(kind: Kind, *, overlaid: bool = False, changes: int = 2) -> dict[str, Any]:
    return since_change_spec(
        kind, "Mood", changes, clock="planned", mode="light", overlaid=overlaid
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("overlaid", [False, True])
def test_the_axes_are_the_same_for_every_change_and_name_the_days(kind: Kind, overlaid: bool):
    spec = spec_of(kind, overlaid=overlaid)
    for layer in spec["layer"]:
        x = layer["encoding"]["x"]
        if "field" in x:
            assert x["scale"]["domain"] == [-1, 57]
            assert x["axis"]["title"] == "days since the change"
            assert x["axis"]["values"] == [0, 7, 14, 21, 28, 35, 42, 49, 56]


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_lies_between_the_ends_of_its_row(kind: Kind):
    text = json.dumps(spec_of(kind))
    highest = {"mood": 10, "severity": 3, "sleep": 840}[kind]
    assert f"datum.lane * 68 + 60 - 40 * min(1, datum.value / {highest})" in text


def test_the_heading_names_the_item_and_the_clock():
    planned = spec_of("mood")["title"]["text"]
    taken = since_change_spec("mood", "Mood", 2, clock="taken", mode="dark")["title"]["text"]
    assert planned == "Mood: days since the planned change"
    assert taken == "Mood: days since the change in the dose taken"


def test_rows_grow_with_the_changes_and_the_overlaid_chart_does_not():
    assert spec_of("mood", changes=9)["height"] == 9 * 68
    assert spec_of("mood", changes=9, overlaid=True)["height"] == 200


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_smoothed_and_no_value_decides_a_colour(kind: Kind):
    spec = spec_of(kind)
    text = json.dumps(spec["layer"])
    assert not re.search("regression|loess|errorband|density|interpolate", text)
    assert '"break-paths-show-domains"' in text
    assert not any(
        "condition" in layer["encoding"].get(channel, {})
        for layer in spec["layer"]
        for channel in ("color", "fill", "stroke")
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("overlaid", [False, True])
def test_it_compiles(kind: Kind, overlaid: bool):
    try:
        import vl_convert
    except ModuleNotFoundError:
        missing("vl-convert-python")
    vega = vl_convert.vegalite_to_vega(spec_of(kind, overlaid=overlaid), vl_version="6.4")
    names = {each["name"] for each in vega["data"]}
    assert {"values", "lanes"} <= names


def test_the_frames_worked_by_hand(table: pd.DataFrame):
    frames = since_change_frames(table, "mood", chosen=2)
    values = frames["values"].to_pydict()
    assert list(zip(values["lane"], values["days_since"], values["value"], values["after"],
                    strict=True)) == [
        (0, 0, 4, False), (0, 1, None, False), (0, 2, 7, False),
        (0, 3, None, True), (0, 4, 0, True), (0, 5, None, True),
        (1, 0, None, False), (1, 1, 0, False), (1, 2, None, False),
    ]  # fmt: skip
    assert values["chosen"] == [False] * 6 + [True] * 3
    assert frames["followed"].to_pydict() == {"lane": [0], "days_since": [3]}
    assert frames["lanes"]["name"].to_pylist() == change_names(table)


def test_a_change_is_named_by_its_doses_and_its_day(table: pd.DataFrame):
    assert change_names(table) == ["10 to 7.5 mg, 4 March 2026", "7.5 to 0.5 mg, 7 March 2026"]


def test_the_sentences_hold_every_change(table: pd.DataFrame):
    assert since_change_alt_text(table, "Mood", "planned") == (
        "Mood: days since the planned change. There are 2 changes of dose, each with the days "
        "that followed it, up to 56 days. 10 to 7.5 mg, 4 March 2026. 7.5 to 0.5 mg, 7 March 2026."
    )


def test_the_table_has_the_mean_of_each_week_until_the_next_change(table: pd.DataFrame):
    found = since_change_table(table, "mood")
    assert list(found)[:3] == ["Change of dose", "Days 0 to 6", "Days 7 to 13"]
    assert found["Days 0 to 6"].tolist() == ["5.5 (2 of 3)", "0.0 (1 of 3)"]
    assert found["Days 7 to 13"].tolist() == ["", ""]
    assert since_change_table(table, "sleep_min")["Days 0 to 6"].tolist() == ["8.0 (1 of 3)", ""]


def test_without_a_change_there_is_a_sentence_and_no_row(table: pd.DataFrame):
    none = table.iloc[:0]
    assert since_change_alt_text(none, "Mood", "planned") == "No change of dose on these days"
    assert len(since_change_table(none, "mood")) == 0
    assert since_change_frames(none, "mood")["values"].num_rows == 0
    assert spec_of("mood", changes=0)["height"] == 68
