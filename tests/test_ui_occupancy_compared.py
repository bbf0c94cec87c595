"""Modelled occupancy on the compare page: off until asked, never for whom it isn't shared with."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from taper import ids
from taper.plan.occupancy import Curve
from taper.plan.typed_curve import FIELDS
from tests.conftest import Cast, sign_plan, typed_plan
from tests.pages import opened, served, text
from tests.saving import TODAY

ROWS = (("2026-02-01", "20"), ("2026-02-21", "5"))
CURVE = Curve(
    region="striatum", vmax_percent="80", k_mg="5", source="A paper", scanned_mg=("10", "60")
)
OTHER = CURVE.model_copy(update={"region": "*midbrain*", "k_mg": CURVE.k_mg * 3})


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def page(cast: Cast, who, *, shares: tuple[Curve, ...] = (), on: bool = False):
    typed = typed_plan(*ROWS).model_copy(update={"shared_curves": shares})
    course = sign_plan(cast, typed).course.id
    query = {} if who.patient == cast.patient else {"patient": ids.to_text(cast.patient)}
    at = opened(who, "compare", **query)
    if on:
        at.toggle(key=f"occupancy-on-{course}").set_value(True).run()
        assert not at.exception
    return at, course


def panels(at) -> list[str]:
    """Give the headings of the one chart of the page, from the top."""
    (chart,) = at.get("vega_lite_chart")
    return [each["title"]["text"] for each in json.loads(chart.proto.spec)["vconcat"]]


def test_a_patient_with_whom_nothing_is_shared_is_offered_nothing(cast: Cast):
    at, _ = page(cast, cast.alex)
    assert not at.toggle
    assert "occupancy" not in text(at).lower()


@pytest.mark.parametrize("name", ["alex", "dr_bose"])
def test_nothing_is_drawn_until_it_is_switched_on(cast: Cast, name: str):
    at, _ = page(cast, cast.actor(name), shares=(CURVE,))
    assert "occupancy" not in str(panels(at)) + text(at)


def test_a_prescriber_reads_why_there_is_none_for_a_medicine_without_a_curve(cast: Cast):
    at, course = page(cast, cast.dr_bose, on=True)
    at.button_group(key=f"occupancy-curve-{course}").set_value("listed").run()
    assert "occupancy" not in str(panels(at))
    assert ":material/error:" in text(at)


def test_a_prescriber_types_a_curve_as_on_the_bench(cast: Cast):
    at, course = page(cast, cast.dr_bose, on=True)
    at.button_group(key=f"occupancy-curve-{course}").set_value("typed").run()
    words = ("thalamus", "90", "2", "My own reading")
    for name, typed in zip(FIELDS, words, strict=True):
        assert "occupancy" not in str(panels(at))
        at.text_input(key=f"occupancy-{name}-{course}").input(typed).run()
    assert panels(at)[1] == "Exampline: modelled occupancy, thalamus"
    assert "Typed by the prescriber. Source: My own reading" in text(at)
    assert "it is not known which doses were scanned" in text(at)


def test_what_is_shared_is_a_panel_below_the_dose_once_the_patient_switches_it_on(cast: Cast):
    at, _ = page(cast, cast.alex, shares=(CURVE, OTHER), on=True)
    assert panels(at)[:3] == [
        "Exampline: planned and taken dose",
        "Exampline: modelled occupancy, striatum",
        "Mood",
    ]
    said = text(at)
    for sentence in (
        "It is a population model, not a prediction.",
        "Part of the brain: striatum.",
        "The band is the lowest to the highest of 2 regions",
        "Dashed: extrapolated, outside the doses that were scanned.",
        "Source: A paper",
        "the modelled occupancy of the planned doses is 40.0 % to 64.0 % (striatum)",
    ):
        assert sentence in said, sentence


def test_a_prescriber_picks_the_region_before_anything_is_drawn(cast: Cast):
    at, course = page(cast, cast.dr_bose, shares=(CURVE, OTHER), on=True)
    assert "occupancy" not in str(panels(at))
    at.selectbox(key=f"occupancy-region-{course}").select("striatum").run()
    assert panels(at)[1] == "Exampline: modelled occupancy, striatum"


def test_the_days_chosen_are_the_days_of_the_panel_and_of_its_table(cast: Cast):
    at, _ = page(cast, cast.alex, shares=(CURVE,), on=True)
    at.button_group(key="days-shown").select("from_to").run()
    at.date_input(key="first-day").set_value(TODAY - timedelta(days=3)).run()
    assert "is 40.0 % to 40.0 % (striatum)" in text(at)
    at.session_state["table-open"] = True
    at.run()
    table = at.dataframe[0].value
    assert set(table["Modelled occupancy"]) == {"40.0 % (striatum), extrapolated"}
