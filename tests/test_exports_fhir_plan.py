"""Signed plans as FHIR: patterns, times of day, and which version holds when."""

from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.exports.fhir_parts import clean, milligrams
from taper.exports.fhir_plan import plan_entries
from taper.plan.dose import LARGEST_UG, Dose, mg_text
from taper.plan.plan import CoursePlans, PlanVersion, Step, TimedDose
from tests.record_cases import EXAMPLINE, day, signed, step

Json = dict[str, Any]


def of_kind(versions: list[PlanVersion], kind: str, today: int = 0) -> list[Json]:
    plans = [CoursePlans(course=EXAMPLINE, versions=tuple(versions))]
    found = [each["resource"] for each in plan_entries(plans, "urn:uuid:x", day(today))]
    return [each for each in found if each["resourceType"] == kind]


def rows(*steps: Step) -> list[Json]:
    (request,) = of_kind([signed(1, 0, list(steps))], "MedicationRequest")
    instructions: list[Json] = request["dosageInstruction"]
    return instructions


def test_each_day_of_a_pattern_begins_on_its_own_day_and_comes_round():
    first, second = rows(step(0, 10_000, 5_000))
    assert (first["sequence"], second["sequence"]) == (1, 1)
    starts = [each["timing"]["repeat"]["boundsPeriod"]["start"] for each in (first, second)]
    assert starts == ["2026-03-02", "2026-03-03"]
    assert [each["timing"]["repeat"]["period"] for each in (first, second)] == [2, 2]
    assert [each["doseAndRate"][0]["doseQuantity"]["value"] for each in (first, second)] == [10, 5]


def test_a_day_of_a_pattern_that_never_comes_is_no_instruction():
    found = rows(step(0, 10_000, 5_000), step(1, 0))
    assert [each["sequence"] for each in found] == [1, 2]


def test_intakes_alike_are_one_instruction_with_their_times():
    alike = [TimedDose(at=time(hour), dose=Dose(ug=2_500)) for hour in (21, 8)]
    other = TimedDose(at=time(13), dose=Dose(ug=5_000))
    first, second = rows(Step(starts=day(0), cycle=((*alike, other),)))
    assert first["timing"]["repeat"]["frequency"] == 2
    assert first["timing"]["repeat"]["timeOfDay"] == ["08:00:00", "21:00:00"]
    assert second["timing"]["repeat"]["timeOfDay"] == ["13:00:00"]


def test_what_was_intended_stands_beside_the_dose_exactly():
    worked = TimedDose(dose=Dose(ug=3_300), intended="10/3")
    (only,) = rows(Step(starts=day(0), cycle=((worked,),)))
    assert only["extension"][0]["valueString"] == "10/3"
    assert only["doseAndRate"][0]["doseQuantity"]["value"] == 3.3


@pytest.mark.parametrize(
    ("today", "statuses", "cares"),
    [
        (5, ["active", "active"], ["active", "active"]),
        (10, ["stopped", "active"], ["revoked", "active"]),
    ],
)
def test_a_version_is_stopped_from_the_day_another_holds(
    today: int, statuses: list[str], cares: list[str]
):
    both = [signed(1, 0, [step(0, 20_000)]), signed(2, 10, [step(10, 15_000)])]
    requests = of_kind(both, "MedicationRequest", today)
    plans = of_kind(both, "CarePlan", today)
    assert [each["status"] for each in requests] == statuses
    assert [each["status"] for each in plans] == cares
    assert plans[0]["period"] == {"start": "2026-03-02", "end": "2026-03-11"}
    assert plans[1]["period"] == {"start": "2026-03-12"}
    assert "replaces" in plans[1]
    assert "priorPrescription" in requests[1]


def test_past_its_named_end_a_plan_is_completed():
    ended = [signed(1, 0, [step(0, 20_000)], holds_until=6)]
    assert of_kind(ended, "MedicationRequest", 6)[0]["status"] == "active"
    assert of_kind(ended, "MedicationRequest", 7)[0]["status"] == "completed"


def test_a_version_replaced_before_its_first_day_has_no_days():
    both = [signed(1, 10, [step(10, 20_000)]), signed(2, 5, [step(5, 15_000)])]
    first, second = of_kind(both, "CarePlan", 5)
    assert "period" not in first
    assert second["period"] == {"start": "2026-03-07"}


@given(st.integers(0, LARGEST_UG))
def test_a_dose_in_mg_has_the_digits_that_are_printed(ug: int):
    assert str(milligrams(ug)["value"]) == mg_text(ug)


@given(st.text())
def test_a_cleaned_text_is_read_or_not_there(text: str):
    assert clean(text) == "" or clean(text).strip()
    assert "\0" not in clean(text)
