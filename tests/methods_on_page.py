"""Rows worked out on the page: every method with its fields as a prescriber types them.

The figures are those of public cases and of cases worked by hand; expected rows are the text of
their doses as they stand in the editor.
"""

from typing import NamedTuple

STARTS = {"starts_on": "1 December 2026"}
FROM_20 = {"start_mg": "20", "start_days": "28", "interval_days": "4 weeks"}


class Case(NamedTuple):
    """One method: what is typed and picked in the order of the fields, and what comes of it."""

    kind: str
    typed: dict[str, str]
    doses: tuple[str, ...]
    unit: str = "0.001"  # mg that doses are multiples of; "" where nothing is rounded
    medicine: str = "exampline"
    form: str = "drops"


def end(kind, number, then="holds"):
    """Answer the end rule."""
    field = "end_steps" if kind == "after_steps" else "last_mg"
    return {"end": kind, field: number, "then": then}


def linear(start, step, weeks, **rule):
    """Answer the fields of a linear taper."""
    days = str(7 * weeks)
    first = {"start_mg": start, "start_days": days}
    return {**first, "step_mg": step, "interval_days": days, **end(**rule)}


def percent(start, cut, steps):
    """Answer the fields of a percent taper that goes on."""
    return {
        **FROM_20,
        "start_mg": start,
        "percent": cut,
        "counted_on": "intended",
        **end("after_steps", str(steps)),
    }


TEN_PERCENT = ("20", "18", "16.2", "14.58", "13122 mcg", "11.81", "10629 mcg")
LISTED = {"curve": "listed", "region": "striatum"}
TYPED = {
    "curve": "typed",
    "typed_region": "striatum",
    "vmax_percent": "100",
    "k_mg": "10",
    "curve_source": "worked by hand",
}

CASES = {
    "fifty by twelve and a half": Case(
        "linear",
        linear("50", "12,5", 4, kind="at_dose", number="0"),
        ("50", "37.5", "25", "12.5", "0"),
        unit="",
    ),
    "twenty by five": Case(
        "linear",
        linear("20", "5", 2, kind="at_dose", number="0"),
        ("20", "15", "10", "5", "0"),
        unit="",
    ),
    "forty by ten a week, then zero": Case(
        "linear",
        linear("40", "10", 1, kind="above_dose", number="20", then="zero"),
        ("40", "30", "20", "0"),
        unit="",
    ),
    "half of the original": Case(
        "percent_of_original",
        {**FROM_20, "original_mg": "20", "percent": "50", **end("at_dose", "0")},
        ("20", "10", "0"),
        unit="",
    ),
    "halving": Case(
        "percent_of_current", percent("20", "50", 4), ("20", "10", "5", "2.5", "1.25"), unit=""
    ),
    "ten percent": Case("percent_of_current", percent("20", "10", 6), TEN_PERCENT),
    "a quarter": Case(
        "percent_of_current", percent("20", "25", 3), ("20", "15", "11.25", "8437 mcg")
    ),
    "two phases": Case(
        "two_phase_percent",
        {
            **FROM_20,
            "first_percent": "50",
            "switch_mg": "10",
            "second_percent": "10",
            "counted_on": "deliverable",
            **end("after_steps", "3", "zero"),
        },
        ("20", "10", "9", "8.1", "0"),
    ),
    "ten points at multiples": Case(
        "occupancy_points",
        {
            **LISTED,
            **FROM_20,
            "points": "10",
            "counted": "at_multiples",
            **end("above_dose", "0.3"),
        },
        ("20", "11.67", "5.83", "3.43", "2.12", "1.29", "0.73", "0.31"),
        unit="0.01",
        medicine="citalopram",
        form="oral drops",
    ),
    "equal parts of a typed curve": Case(
        "occupancy_parts",
        {**TYPED, **FROM_20, "start_mg": "40", "parts": "4", "last_mg": "0", "then": "holds"},
        # 80 % at 40 mg; 60 % is 15 mg, 40 % is 6.667 mg, 20 % is 2.5 mg.
        ("40", "15", "6667 mcg", "2.5", "0"),
    ),
    "a quarter of the start of a typed curve": Case(
        "occupancy_fraction",
        {**TYPED, **FROM_20, "start_mg": "40", "percent_of_start": "25", **end("at_dose", "0")},
        ("40", "15", "6667 mcg", "2.5", "0"),
    ),
    "occupancies that are listed": Case(
        "occupancy_targets",
        {**TYPED, **FROM_20, "start_mg": "40", "targets_percent": "60 50 20", "then": "zero"},
        ("40", "15", "10", "2.5", "0"),
    ),
    "an occupancy function": Case(
        "occupancy_targets",
        {
            **TYPED,
            "k_mg": "7.9",
            **FROM_20,
            "start_mg": "60",
            "targets_percent": "83.5 71.7 55.9 24",
            "then": "holds",
        },
        ("60", "40", "20", "10", "2.5"),
        unit="0.1",
    ),
    "a literal list": Case(
        "list",
        {"rows_list": "75 28\n37,5; 4 weeks\n18.75 mg 28 days", "source": "My own", "then": "zero"},
        ("75", "37.5", "18.75", "0"),
        unit="",
    ),
    "a little every day in mg": Case(
        "micro",
        {"start_mg": "1", "start_days": "1", "by": "mg", "step_mg": "0.25", **end("at_dose", "0")},
        ("1", "0.75", "0.5", "0.25", "0"),
        unit="",
    ),
    "a little every day in percent": Case(
        "micro",
        {
            "start_mg": "10",
            "start_days": "1",
            "by": "percent",
            "percent": "10",
            "counted_on": "intended",
            **end("after_steps", "2"),
        },
        ("10", "9", "8.1"),
    ),
    "small steps and a hold": Case(
        "slide",
        {
            "start_mg": "10",
            "start_days": "0",
            "percent": "2.5",
            "of": "block_start",
            "counted_on": "intended",
            "steps": "4",
            "step_days": "7",
            "hold_days": "14",
            **end("after_steps", "6"),
        },
        ("9.75", "9.5", "9.25", "9", "8775 mcg", "8.55"),
    ),
    "strips": Case(
        "strips",
        {"rows_strips": "4: 20 20 15 15\n2: 15 10", "then": "zero"},
        ("20", "15", "10", "0"),
        unit="",
    ),
    "beads": Case(
        "beads",
        {
            "capsule_mg": "30",
            "beads_per_capsule": "250",
            "start_beads": "42",
            "start_days": "7",
            "step_beads": "21",
            "last_beads": "0",
            "interval_days": "7",
            "then": "holds",
        },
        ("5.04", "2.52", "0"),
        unit="",
    ),
    "every other day": Case(
        "every_n_days",
        {"dose_mg": "20", "every_n_days": "2", "days": "28", "then": "zero"},
        ("20 | 0", "0"),
        unit="",
    ),
    "weekdays": Case(
        "weekdays",
        {"rows_week": "20 20 20 20 20 10 10 28", "then": "holds"},
        # 1 December 2026 is a Tuesday.
        ("20 | 20 | 20 | 20 | 10 | 10 | 20",),
        unit="",
    ),
    "split": Case(
        "split",
        {
            "split_start": "08:00 10 + 20:00 5",
            "start_days": "7",
            "step_mg": "5",
            "reduce_in_order": "20:00 08:00",
            "interval_days": "7",
            "last_mg": "5",
            "then": "holds",
        },
        ("08:00 10 + 20:00 5", "08:00 10 + 20:00 0", "08:00 5 + 20:00 0"),
        unit="",
    ),
    "a list of split doses": Case(
        "split_list",
        {"rows_split": "08:00 10 + 20:00 5; 14\n08:00 5 + 20:00 5; 14 days", "then": "holds"},
        ("08:00 10 + 20:00 5", "08:00 5 + 20:00 5"),
        unit="",
    ),
    "cross-taper": Case(
        "cross_taper",
        {
            "second_medicine": "Otherine",
            "second_form": "tablets",
            "rows_cross": "20 0 14\n10 5 14\n0 10 14",
            "first_then": "holds",
            "second_then": "holds",
        },
        ("20", "10", "0"),
        unit="",
    ),
    "a hold": Case(
        "hold",
        {"dose_mg": "7.5", "hold_for": "further_notice", "then": "holds"},
        ("7.5",),
        unit="",
    ),
    "back to an earlier dose": Case(
        "return_to",
        {"present_mg": "5", "earlier_mg": "7.5", "days": "28", "then": "holds"},
        ("7.5",),
        unit="",
    ),
}
