"""Lines of a method: each is cut and read in one way, or refused with its reason."""

from datetime import time
from fractions import Fraction

import pytest

from taper.plan.method_rows import (
    cross_rows,
    list_rows,
    percents,
    split_rows,
    strip_rows,
    timed_doses,
    times_in_order,
    week_rows,
)
from tests.refusals import refused

HOURS = [f"{hour:02}:00 1" for hour in range(13)]

WRONG = [
    (list_rows, "", "expand.nothing_typed", {}),
    (list_rows, "20", "expand.line_cells", {"wanted": 2, "n": 1}),
    (list_rows, "20; x", "row.days_unreadable", {}),
    (list_rows, "0; x", "row.days_unreadable", {}),
    (strip_rows, "20 20", "expand.strip_colon", {}),
    (strip_rows, "3: 20 20", "method.pouches_differ", {"n": 2, "pouches": 3}),
    (strip_rows, "1: 20: 10", "method.pouches_differ", {"n": 2, "pouches": 1}),
    (strip_rows, "x: 20", "row.count_unreadable", {"least": 1, "most": 10_000}),
    (strip_rows, "10001: 20", "row.count_unreadable", {"least": 1, "most": 10_000}),
    (week_rows, "20 20 20 7", "expand.line_cells", {"wanted": 8, "n": 4}),
    (split_rows, "08:00 10 + 20:00 5", "expand.split_semicolon", {}),
    (split_rows, "10; 7", "expand.two_times", {}),
    (split_rows, "08:00 10 + 20:00 5; 7; 8", "row.days_unreadable", {}),
    (cross_rows, "20 5", "expand.line_cells", {"wanted": 3, "n": 2}),
    (cross_rows, "20 5 7 1", "expand.line_cells", {"wanted": 3, "n": 4}),
    (timed_doses, "20", "expand.two_times", {}),
    (timed_doses, "08:00 10 + 20:00 5 | 08:00 10 + 20:00 5", "expand.two_times", {}),
    (timed_doses, " + ".join(HOURS), "expand.too_many_times", {}),
    (times_in_order, "", "expand.nothing_typed", {}),
    (times_in_order, "eight", "expand.time_unreadable", {}),
    (times_in_order, "24:00", "row.cycle_no_such_time", {}),
    (times_in_order, "08:60", "row.cycle_no_such_time", {}),
    (percents, "", "expand.nothing_typed", {}),
    (percents, " % ", "expand.nothing_typed", {}),
    (percents, "60 300", "row.curve_percent_unreadable", {}),
]


@pytest.mark.parametrize(("reader", "text", "key", "values"), WRONG)
def test_a_line_that_is_no_row_is_refused_with_its_reason(reader, text, key, values):
    with refused(key, **values):
        reader(text)


@pytest.mark.parametrize(
    "line",
    [
        "20 20 20 20 20 12,5 12,5 14",
        "20 20 20 20 20 12,5 12,5; 14",
        "20, 20, 20, 20, 20, 12.5, 12.5, 14 days",
        "20 mg; 20; 20; 20; 20; 12½; 12 ½; 14",
        "20 mg\t20\t20\t20\t20\t12.5\t12.5 mg\t14",
    ],
)
def test_a_line_is_cut_at_whatever_stands_between_its_numbers(line: str):
    (row,) = week_rows(line)
    assert row["sunday_mg"] == Fraction(25, 2)
    assert row["monday_mg"] == 20
    assert row["days"] == 14


def test_blank_lines_between_rows_are_passed_over():
    assert len(list_rows("20; 7\n\n10; 7\n")) == 2


def test_a_dose_with_two_readings_is_asked_back_with_both():
    both = {"small": "1 mg", "large": "1000 mg", "write_small": "1 mg"}
    with refused("row.dose_two_readings", **both):
        list_rows("1.000; 7")


def test_a_strip_may_have_one_pouch():
    assert strip_rows("1: 12,5") == [{"pouches": 1, "doses_mg": (Fraction(25, 2),)}]


def test_a_day_may_have_twelve_doses_and_no_more():
    found = timed_doses(" + ".join(HOURS[:12]))
    assert [each["at"] for each in found] == [time(hour) for hour in range(12)]
    assert {each["mg"] for each in found} == {1}


def test_every_time_of_the_day_is_read():
    assert times_in_order("00:00, 8.05; 23:59") == (time(0), time(8, 5), time(23, 59))


def test_percents_are_read_one_after_another():
    assert percents("60 % 57,5; 20%") == (60, Fraction(115, 2), 20)
