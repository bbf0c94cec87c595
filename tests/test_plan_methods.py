"""Rows by an amount or a percentage: by hand, from public cases, and what is refused."""

from datetime import date
from fractions import Fraction

import pytest

from taper.errors import TaperError
from taper.words import say_error
from tests import row_requests as bench
from tests.row_requests import (
    above_dose,
    after_steps,
    at_dose,
    intended,
    linear,
    micro,
    multiple_of,
    of_original,
    percent,
    slide,
    two_phase,
    worked_out,
)


def refusal(method, **rest):
    with pytest.raises(TaperError) as caught:
        worked_out(method, **rest)
    assert say_error(caught.value)
    return caught.value.key.removeprefix("method.")


def numbers(*typed):
    return [Fraction(each) for each in typed]


# Public cases, background of which is kept outside the project; here are their figures alone.


def test_fifty_by_twelve_and_a_half_to_zero():
    found = worked_out(linear(50, "12.5", at_dose(0)))
    assert [row.intended for row in found.rows] == numbers(50, "37.5", 25, "12.5", 0)
    assert bench.said(found)[1] == "50 mg − 12.5 mg = 37.5 mg"
    assert [row.starts_on for row in found.rows][:2] == [date(2026, 12, 1), date(2026, 12, 29)]
    assert bench.keys(found) == []


def test_twenty_by_five_to_zero():
    assert intended(linear(20, 5, at_dose(0))) == numbers(20, 15, 10, 5, 0)


def test_forty_by_ten_a_week_and_from_twenty_to_zero():
    method = linear(40, 10, above_dose(20, then="zero"), start_days=7, days=7)
    found = worked_out(method)
    assert [row.intended for row in found.rows] == numbers(40, 30, 20, 0)
    assert found.rows[-1].starts_on == date(2026, 12, 22)
    assert bench.said(found)[-1] == "0 mg, as picked for after the last dose"


def test_halving_twenty_four_times():
    assert intended(percent(20, 50, after_steps(4))) == numbers(20, 10, 5, "2.5", "1.25")


def test_half_of_the_original_dose_at_each_step():
    found = worked_out(of_original(20, 20, 50, at_dose(0)))
    assert [row.intended for row in found.rows] == numbers(20, 10, 0)
    assert bench.said(found)[1] == "20 mg − 50 % of 20 mg = 10 mg"


def test_ten_percent_of_the_dose_before():
    found = worked_out(percent(20, 10, after_steps(12)))
    assert [round(float(row.intended), 4) for row in found.rows] == [
        20.0,
        18.0,
        16.2,
        14.58,
        13.122,
        11.8098,
        10.6288,
        9.5659,
        8.6093,
        7.7484,
        6.9736,
        6.2762,
        5.6486,
    ]
    assert bench.said(found)[3] == "16.2 mg − 10 % = 14.58 mg"
    assert bench.said(found)[4] == "14.58 mg − 10 % ≈ 13.12 mg"


def test_a_quarter_of_the_dose_before():
    found = intended(percent(20, 25, after_steps(8)))
    assert [round(float(dose), 4) for dose in found] == [
        20.0,
        15.0,
        11.25,
        8.4375,
        6.3281,
        4.7461,
        3.5596,
        2.6697,
        2.0023,
    ]


WEEKS = [
    *[9.75, 9.5, 9.25, 9.0, 9.0, 9.0],
    *[8.775, 8.55, 8.325, 8.1, 8.1, 8.1],
    *[7.8975, 7.695, 7.4925, 7.29, 7.29, 7.29],
]


def test_a_slide_of_four_small_steps_and_a_hold_of_two_weeks():
    found = worked_out(slide(10, "2.5", after_steps(12)))
    weeks = [date(2026, 12, 1).toordinal() + 7 * week for week in range(18)]
    assert [float(bench.dose_of_day(found, date.fromordinal(day))) for day in weeks] == WEEKS
    assert bench.said(found)[4] == "9 mg − 2.5 % of 9 mg, where the block began, = 8.775 mg"


def test_the_other_reading_of_a_slide_counts_on_the_step_before():
    found = worked_out(slide(10, 10, after_steps(3), of="previous", steps=2))
    assert [row.intended for row in found.rows] == numbers(9, "8.1", "7.29")
    assert bench.said(found)[1] == "9 mg − 10 % = 8.1 mg"
    assert [row.starts_on for row in found.rows] == [
        date(2026, 12, 1),
        date(2026, 12, 8),
        date(2026, 12, 29),
    ]


def test_two_phases_change_at_the_dose_that_was_typed():
    found = worked_out(two_phase(60, 50, 25, 20, after_steps(4)))
    assert [row.intended for row in found.rows] == numbers(60, 30, 15, "11.25", "8.4375")
    assert bench.said(found)[2] == "30 mg, above 20 mg: − 50 % = 15 mg"
    assert bench.said(found)[3] == "15 mg, not above 20 mg: − 25 % = 11.25 mg"


def test_two_phases_counted_on_what_can_be_made():
    method = two_phase(60, 50, 25, 20, after_steps(4), counted_on="deliverable")
    found = worked_out(method, delivery=multiple_of(4, rule="down"))
    assert [row.intended for row in found.rows] == numbers(60, 30, 14, 9, 6)
    assert [row.days for row in found.rows] == [14] * 5
    assert bench.said(found)[2] == "28 mg as made, above 20 mg: − 50 % = 14 mg"
    assert bench.said(found)[3] == "12 mg as made, not above 20 mg: − 25 % = 9 mg"


def test_a_slide_counted_on_what_can_be_made():
    method = slide(10, 10, after_steps(5), steps=2, counted_on="deliverable")
    found = worked_out(method, delivery=multiple_of(1, rule="down"))
    assert [row.intended for row in found.rows] == numbers(9, 8, "7.2", "6.2", "5.4")
    said = "7 mg as made − 10 % of 8 mg as made, where the block began, = 6.2 mg"
    assert bench.said(found)[3] == said


def test_a_slide_of_the_step_before_counted_on_what_can_be_made():
    method = slide(10, 10, after_steps(4), of="previous", steps=2, counted_on="deliverable")
    found = worked_out(method, delivery=multiple_of(1, rule="down"))
    assert [row.intended for row in found.rows] == numbers(9, "8.1", "7.2", "6.3")
    assert bench.said(found)[2] == "8 mg as made − 10 % = 7.2 mg"


def test_a_micro_taper_cuts_every_day_over_a_leap_day():
    method = micro(1, {"by": "mg", "step_mg": "0.25"}, at_dose(0))
    found = worked_out(method, starts_on="2028-02-27")
    assert [(row.starts_on.isoformat(), row.intended) for row in found.rows] == [
        ("2028-02-27", 1),
        ("2028-02-28", Fraction(3, 4)),
        ("2028-02-29", Fraction(1, 2)),
        ("2028-03-01", Fraction(1, 4)),
        ("2028-03-02", 0),
    ]


# The end rule.


def test_the_last_dose_cuts_the_last_step_short_and_says_so():
    found = worked_out(linear(20, 6, at_dose(5)))
    assert [row.intended for row in found.rows] == [20, 14, 8, 5]
    last = "8 mg to 5 mg, the last dose as typed; a whole cut goes below it"
    assert bench.said(found)[-1] == last
    assert bench.keys(found) == [(None, "ends_above_zero")]


def test_a_taper_can_stop_above_the_last_dose_and_go_to_zero():
    assert intended(linear(20, 6, above_dose(5, then="zero"))) == [20, 14, 8, 0]


def test_a_row_of_zero_is_not_added_twice():
    assert intended(linear(10, 5, at_dose(0, then="zero"))) == [10, 5, 0]


def test_a_percent_taper_says_that_it_never_reaches_zero():
    assert bench.keys(worked_out(percent(20, 10, at_dose(2, then="zero")))) == [
        (None, "percent_never_zero")
    ]


@pytest.mark.parametrize(
    "method",
    [
        percent(20, 10, at_dose(0)),
        percent(20, 10, above_dose(0, then="zero")),
        two_phase(20, 50, 25, 10, at_dose(0)),
        slide(20, 10, at_dose(0)),
        slide(20, 25, at_dose(0), of="previous"),
        micro(20, {"by": "percent", "percent": 1, "counted_on": "intended"}, at_dose(0)),
    ],
)
def test_a_percent_taper_to_zero_is_refused_with_its_reason(method):
    assert refusal(method) == "never_reaches_zero"


def test_blocks_that_add_up_to_the_whole_dose_reach_zero():
    assert intended(slide(20, 25, at_dose(0))) == [15, 10, 5, 0]


@pytest.mark.parametrize(
    ("method", "key"),
    [
        (linear(20, 5, at_dose(20)), "last_not_below_start"),
        (linear(20, 5, above_dose(25)), "last_not_below_start"),
        (linear(20, 5, after_steps(5)), "below_zero"),
        (linear(20, "0.001", at_dose(0)), "too_many_rows"),
        (linear(20, "0.02", after_steps(800)), "too_many_rows"),
        (percent(40, 10, at_dose(5), counted_on="deliverable"), "counted_on_needs_rounding"),
        (linear(200, "0.25", at_dose(1), days=3650), "too_far"),
    ],
)
def test_what_contradicts_itself_is_refused_with_its_reason(method, key):
    assert refusal(method) == key


def test_as_many_rows_as_a_plan_has_are_worked_out():
    assert len(intended(linear(20, "0.02", after_steps(799), days=1))) == 800


def test_cuts_that_are_rounded_back_are_named_and_never_end_in_silence():
    method = percent(40, 10, at_dose(5), counted_on="deliverable")
    with pytest.raises(TaperError) as caught:
        worked_out(method, delivery=multiple_of(20))
    assert caught.value.key == "method.standstill"
    assert caught.value.values == {"dose": "40"}


def test_a_number_that_was_not_given_is_never_filled_in():
    for name in linear(20, 5, at_dose(0)):
        method = {key: value for key, value in linear(20, 5, at_dose(0)).items() if key != name}
        with pytest.raises(ValueError, match=r"required|Unable to extract"):
            bench.request(method)
