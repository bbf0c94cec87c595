"""From a request to dated, rounded rows: what each column says, and what is said beside them."""

import json
from datetime import date, time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.plan.dose import Dose
from taper.plan.occupancy import Curve, ListedCurve, pick, spread
from taper.plan.plan import Ending, Plan
from taper.plan.requests import LONGEST_REQUEST, read_request, request_schema
from taper.plan.steps import COLUMNS, WorkedOut, plan_steps, record, work_out
from taper.words import say_error, say_values
from tests import row_requests as bench
from tests.refusals import refused
from tests.row_requests import AS_WORKED_OUT, curve, multiple_of, worked_out

LINEAR = {
    "kind": "linear",
    "start_mg": 20,
    "start_days": 28,
    "step_mg": 5,
    "interval_days": 28,
    "end": {"kind": "at_dose", "last_mg": 0, "then": "holds"},
}
PERCENT = {
    "kind": "percent_of_current",
    "start_mg": 20,
    "start_days": 28,
    "percent": 10,
    "counted_on": "intended",
    "interval_days": 28,
    "end": {"kind": "after_steps", "steps": 3, "then": "zero"},
}
TABLETS = {
    "kind": "preparations",
    "preparations": [
        {
            "kind": "tablet",
            "strength_mg": 5,
            "scored": True,
            "modified_release": False,
            "cut": "halves",
        }
    ],
    "rounding": {"rule": "nearest", "ties": "down"},
}
REQUEST = {
    "medicine": "exampline",
    "form": "drops",
    "starts_on": "2026-12-01",
    "method": LINEAR,
    "delivery": AS_WORKED_OUT,
}


def say(working):
    return say_values(working.key, working.values)


def lines(found: WorkedOut):
    return [list(record(row, say(row.working)).values()) for row in found.rows]


def test_each_row_says_intended_deliverable_difference_cut_and_its_working():
    found = worked_out(PERCENT, delivery=TABLETS, curve=curve(100, 10))
    assert lines(found) == [
        [
            "1",
            "2026-12-01",
            "20",
            "20",
            "0",
            "",
            "",
            "66.6667",
            "20 mg, the starting dose as typed",
        ],
        [
            *["2", "2026-12-29", "18", "17.5", "-0.5", "2.5", "12.5", "63.6364"],
            "20 mg − 10 % = 18 mg",
        ],
        [
            *["3", "2027-01-26", "16.2", "15", "-1.2", "2.5", "14.2857", "60"],
            "18 mg − 10 % = 16.2 mg",
        ],
        [
            *["4", "2027-02-23", "14.58", "15", "0.42", "0", "0", "60"],
            "16.2 mg − 10 % = 14.58 mg",
        ],
        [
            *["5", "2027-03-23", "0", "0", "0", "15", "100", "0"],
            "0 mg, as picked for after the last dose",
        ],
    ]
    assert bench.keys(found) == [
        (2, "unreachable"),
        (3, "unreachable"),
        (4, "unreachable"),
        (4, "stall"),
        (None, "percent_never_zero"),
        (None, "range_unknown"),
        (None, "occupancy_is_a_model"),
    ]


def test_rows_without_a_start_of_their_own_are_cut_from_the_starting_dose():
    found = worked_out({**LINEAR, "start_days": 0})
    assert [(row.intended, row.cut) for row in found.rows][:2] == [(15, 5), (10, 5)]
    assert lines(found)[0][6] == "25"


def test_a_row_that_is_no_whole_microgram_has_no_deliverable_dose_unless_it_is_rounded():
    method = {**PERCENT, "percent": "33.333"}
    assert worked_out(method).rows[2].made is None
    assert lines(worked_out(method))[2][3:5] == ["", ""]
    assert worked_out(method, delivery=multiple_of("0.5")).rows[2].made == 9


def test_a_cut_from_nothing_has_no_percentage():
    rows = [{"dose_mg": dose, "days": 7} for dose in (0, 5, 5)]
    found = worked_out({"kind": "list", "rows": rows, "source": "own", "then": "holds"})
    assert [line[5:7] for line in lines(found)] == [["", ""], ["-5", ""], ["0", "0"]]


def test_rows_become_steps_of_a_plan_with_what_was_intended_and_its_working():
    found = worked_out(PERCENT, delivery=TABLETS)
    steps = plan_steps(found.rows, say)
    assert [step.ug_on(step.starts) for step in steps] == [20_000, 17_500, 15_000, 15_000, 0]
    assert steps[3].cycle[0][0].intended_mg == Fraction("14.58")
    assert steps[3].working == "16.2 mg − 10 % = 14.58 mg"
    Plan(
        medicine="exampline",
        form="tablets",
        steps=steps,
        ending=None,
        if_too_hard="",
        if_missed="",
        contact="",
    )


def test_a_pattern_becomes_one_step_with_a_cycle():
    found = worked_out(
        {"kind": "every_n_days", "dose_mg": 20, "every_n_days": 3, "days": 30, "then": "holds"}
    )
    (step,) = plan_steps(found.rows, say)
    assert [step.ug_on(date(2026, 12, day)) for day in (1, 2, 3, 4)] == [20_000, 0, 0, 20_000]


def test_split_doses_become_a_step_with_times():
    row = {"intakes": [{"at": "08:00", "mg": 10}, {"at": "20:00", "mg": 5}], "days": 7}
    found = worked_out({"kind": "split_list", "rows": [row], "then": "holds"})
    (step,) = plan_steps(found.rows, say)
    assert [(timed.at, timed.dose) for timed in step.cycle[0]] == [
        (time(8), Dose(ug=10_000)),
        (time(20), Dose(ug=5_000)),
    ]


def test_a_dose_that_nobody_can_measure_out_never_becomes_a_step():
    with pytest.raises(TaperError) as caught:
        plan_steps(worked_out({**PERCENT, "percent": "33.333"}).rows, say)
    assert "13.33 mg has no dose" in say_error(caught.value)


def test_eight_hundred_worked_out_rows_fit_a_signed_plan():
    cut = {"by": "percent", "percent": "2.123", "counted_on": "intended"}
    method = {"kind": "micro", "start_mg": "150.123", "start_days": 1, "cut": cut}
    end = {"kind": "after_steps", "steps": 799, "then": "holds"}
    found = worked_out({**method, "end": end}, delivery=multiple_of("0.001"))
    plan = Plan(
        medicine="exampline",
        form="drops",
        steps=plan_steps(found.rows, say),
        ending=Ending(holds_until=None, then="We talk."),
        if_too_hard="",
        if_missed="",
        contact="",
    )
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


def test_counts_and_split_doses_without_a_row_of_their_own_are_cut_from_their_start():
    beads = {
        "kind": "beads",
        "capsule_mg": 30,
        "beads_per_capsule": 300,
        "start_beads": 300,
        "start_days": 0,
        "step_beads": 100,
        "last_beads": 100,
        "interval_days": 7,
        "then": "holds",
    }
    split = {
        "kind": "split",
        "start": [{"at": "08:00", "mg": 5}, {"at": "20:00", "mg": 5}],
        "start_days": 0,
        "step_mg": 2,
        "reduce_in_order": ["08:00", "20:00"],
        "interval_days": 7,
        "last_mg": 6,
        "then": "holds",
    }
    assert [row.cut for row in worked_out(beads).rows] == [10, 10]
    assert [row.cut for row in worked_out(split).rows] == [2, 2]


def test_rounding_to_multiples_of_nothing_is_refused():
    with pytest.raises(TaperError, match=r"method\.unit_is_zero"):
        worked_out(LINEAR, delivery=multiple_of(0))


def test_too_many_rows_are_refused_where_the_last_of_them_is_the_zero_that_was_asked_for():
    end = {"kind": "after_steps", "steps": 799, "then": "zero"}
    with pytest.raises(TaperError, match=r"method\.too_many_rows"):
        worked_out({**LINEAR, "step_mg": "0.01", "interval_days": 1, "end": end})


# Curves.

LISTED = tuple(
    ListedCurve(
        medicine="exampline",
        forms=("tablet", "oral drops"),
        region=region,
        vmax_percent=vmax,
        k_mg="10",
        source="an invented study",
        how_checked="invented for a test",
        scanned_mg=("5", "40"),
    )
    for region, vmax in (("striatum", "80"), ("thalamus", "100"))
)


@pytest.mark.parametrize(
    ("medicine", "form", "region", "key", "there_are"),
    [
        ("otherline", "tablet", "striatum", "no_curve_for_medicine", {}),
        ("exampline xr", "tablet", "striatum", "no_curve_for_medicine", {}),
        (
            "exampline",
            "prolonged-release tablet",
            "striatum",
            "no_curve_for_form",
            {"forms": "tablet, oral drops"},
        ),
        (
            "exampline",
            "tablet",
            "caudate",
            "no_curve_for_region",
            {"regions": "striatum, thalamus"},
        ),
    ],
)
def test_no_curve_is_borrowed(medicine, form, region, key, there_are):
    with refused(f"method.{key}", **there_are):
        pick(LISTED, medicine=medicine, form=form, region=region)


@pytest.mark.parametrize("form", ["tablet", "Tablets", " oral  drops "])
def test_the_curve_that_was_named_is_picked(form):
    assert pick(LISTED, medicine="Exampline", form=form, region="Thalamus") == LISTED[1]


def test_doses_outside_the_range_that_was_scanned_are_marked():
    request = bench.request(
        {**LINEAR, "start_mg": 45, "step_mg": 20}, curve={"kind": "listed", "region": "striatum"}
    )
    found = work_out(request, LISTED[0])
    assert [(row.intended, row.occupancy_range) for row in found.rows] == [
        (45, "above"),
        (25, "inside"),
        (5, "inside"),
        (0, "inside"),
    ]
    assert (None, "extrapolated") in bench.keys(found)
    assert LISTED[0].range_of(Fraction(49, 10)) == "below"
    unknown = Curve(region="striatum", vmax_percent=80, k_mg=10, source="x", scanned_mg=None)
    assert [unknown.range_of(Fraction(mg)) for mg in (5, 0)] == ["unknown", "inside"]


def test_the_spread_across_regions_is_lowest_and_highest():
    assert spread(LISTED, Fraction(10)) == (40, 50)
    assert spread((), Fraction(10)) is None


# Requests.


def test_a_request_is_read_with_its_numbers_as_they_stand():
    text = json.dumps({**REQUEST, "method": {**LINEAR, "step_mg": 0.1}})
    assert read_request(text).method.step_mg == Fraction(1, 10)
    assert read_request(read_request(text).model_dump_json()) == read_request(text)


def without(path):
    request = json.loads(json.dumps(REQUEST))
    place = request
    *way, last = path
    for name in way:
        place = place[name]
    del place[last]
    return request


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (["medicine"], "medicine"),
        (["starts_on"], "starts_on"),
        (["delivery"], "delivery"),
        (["method", "start_days"], "method.linear.start_days"),
        (["method", "interval_days"], "method.linear.interval_days"),
        (["method", "end", "then"], "method.linear.end.at_dose.then"),
    ],
)
def test_a_request_without_a_number_names_the_one_that_is_missing(path, field):
    with pytest.raises(TaperError) as caught:
        read_request(json.dumps(without(path)))
    assert say_error(caught.value) == f"The request can't be used: {field}: Field required."


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"starts_on": 46357}, "starts_on"),
        ({"starts_on": "01.12.2026"}, "starts_on"),
        ({"starts_on": "2201-01-01"}, "starts_on"),
        ({"extra": 1}, "extra"),
        ({"method": {**LINEAR, "start_days": True}}, "method.linear.start_days"),
        ({"method": {**LINEAR, "interval_days": "28"}}, "method.linear.interval_days"),
        ({"method": {**LINEAR, "kind": "hyperbolic"}}, "method"),
        ({"curve": {"kind": "typed", "region": "x"}}, "curve.typed.vmax_percent"),
    ],
)
def test_a_request_with_something_else_names_it(change, field):
    with pytest.raises(TaperError) as caught:
        read_request(json.dumps({**REQUEST, **change}))
    assert caught.value.key == "method.request_field"
    assert caught.value.values["field"] == field
    assert say_error(caught.value)


def test_a_time_of_day_is_written_as_one():
    row = {"intakes": [{"at": 800, "mg": 10}, {"at": "20:00", "mg": 5}], "days": 7}
    method = {"kind": "split_list", "rows": [row], "then": "holds"}
    with pytest.raises(TaperError, match=r"method\.request_field"):
        read_request(json.dumps({**REQUEST, "method": method}))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "request_not_json"),
        ("{", "request_not_json"),
        ("[" * 100_000, "request_not_json"),
        ('{"a": NaN}', "request_not_json"),
        ("[]", "request_field"),
        ("null", "request_field"),
        (" " * (LONGEST_REQUEST + 1), "request_too_long"),
    ],
)
def test_what_is_no_request_is_refused(text, key):
    with pytest.raises(TaperError) as caught:
        read_request(text)
    assert caught.value.key == f"method.{key}"
    assert say_error(caught.value)


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_no_text_makes_reading_a_request_fail_in_another_way(text):
    with pytest.raises(TaperError):
        read_request(text)


def test_the_schema_names_every_method_and_gives_no_number():
    schema = request_schema()
    kinds = schema["properties"]["method"]["discriminator"]["mapping"]
    assert len(kinds) == 20
    text = json.dumps(schema)
    assert '"default": null' in text  # the curve and the tie rule, which are not numbers
    defaults = [part for part in text.split('"default": ')[1:] if not part.startswith("null")]
    assert defaults == []


def test_columns_are_in_the_order_of_the_issue():
    assert ",".join(COLUMNS) == (
        "step,starts_on,intended_mg,deliverable_mg,difference_mg,cut_mg,"
        "cut_percent_of_previous,occupancy_percent,working"
    )
