"""Modelled occupancy on the compare page: off until asked, never for whom it isn't shared with."""

from collections.abc import Iterator

import pytest

from taper import ids
from taper.plan.occupancy import Curve
from taper.plan.plan import CoursePlans
from taper.ui.occupancy_compared import line_of
from tests.conftest import Cast, sign_plan, typed_plan
from tests.pages import opened, served, text
from tests.record_cases import EXAMPLINE, day, signed, step
from tests.record_hostile import record

ROWS = (("2026-02-01", "20"), ("2026-02-21", "10"))
CURVE = Curve(
    region="striatum", vmax_percent="86.5", k_mg="4.2", source="A paper", scanned_mg=("10", "60")
)


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def page(cast: Cast, who, *, shares: bool, on: bool = False):
    typed = typed_plan(*ROWS).model_copy(update={"shared_curves": (CURVE,) if shares else ()})
    course = sign_plan(cast, typed).course.id
    query = {} if who.patient == cast.patient else {"patient": ids.to_text(cast.patient)}
    at = opened(who, "compare", **query)
    if on:
        at.toggle(key=f"occupancy-on-{course}").set_value(True).run()
        assert not at.exception
    return at, course


def test_a_patient_with_whom_nothing_is_shared_is_offered_nothing(cast: Cast):
    at, _ = page(cast, cast.alex, shares=False)
    assert not at.toggle
    assert "occupancy" not in text(at).lower()


def test_a_prescriber_reads_why_there_is_none_for_a_medicine_without_a_curve(cast: Cast):
    at, _ = page(cast, cast.dr_bose, shares=False, on=True)
    assert len(at.get("vega_lite_chart")) == 1
    assert ":material/error:" in text(at)


def test_what_is_shared_is_drawn_for_the_patient_once_it_is_switched_on(cast: Cast):
    at, course = page(cast, cast.alex, shares=True)
    assert len(at.get("vega_lite_chart")) == 1
    at.toggle(key=f"occupancy-on-{course}").set_value(True).run()
    assert len(at.get("vega_lite_chart")) == 2
    assert "Part of the brain: striatum." in text(at)
    assert "Source: A paper" in text(at)


def test_a_prescriber_picks_the_region_before_anything_is_drawn(cast: Cast):
    at, course = page(cast, cast.dr_bose, shares=True, on=True)
    assert len(at.get("vega_lite_chart")) == 1
    at.selectbox(key=f"occupancy-region-{course}").select("striatum").run()
    assert len(at.get("vega_lite_chart")) == 2


def test_the_line_has_a_row_for_each_dose_and_begins_anew_after_days_without_a_plan():
    first = signed(1, 0, [step(0, 20_000), step(10, 10_000)], holds_until=15)
    second = signed(2, 20, [step(20, 10_000), step(25, 5_000)])
    plans = CoursePlans(course=EXAMPLINE, versions=(first, second))
    shown = record(plans=[plans], today=30)
    ((_, table),) = shown.timelines(day(0), day(30))
    assert line_of(table) == ([(day(20), 10_000), (day(25), 5_000)], day(30))
    ((_, table),) = shown.timelines(day(0), day(12))
    assert line_of(table) == ([(day(0), 20_000), (day(10), 10_000)], day(12))
    assert line_of(table.head(0)) == ([], None)
