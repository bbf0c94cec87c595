"""Patterns and split doses are typed in a row, and read back day for day."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.plan.cycle import MOST_DAYS, cycle_text, read_cycle
from taper.plan.dose import Dose
from taper.plan.paste import paste
from taper.plan.plan import TimedDose
from taper.plan.typed import TypedPlan, TypedRow, WorkedRow, read_plan, read_rows
from taper.words import say_error
from tests.refusals import refused


def seen(text):
    return [[(timed.at, timed.dose.ug) for timed in day] for day in read_cycle(text)]


def refusal(text):
    with pytest.raises(TaperError) as caught:
        read_cycle(text)
    assert say_error(caught.value)
    return caught.value.key.removeprefix("row.")


def test_one_dose_is_a_cycle_of_one_day_and_one_intake():
    assert seen("0,5") == [[(None, 500)]]


def test_a_pattern_has_as_many_days_as_four_weeks_and_no_more():
    assert len(read_cycle(" | ".join(["1"] * MOST_DAYS))) == MOST_DAYS == 28
    with refused("row.cycle_too_long", most=MOST_DAYS):
        read_cycle(" | ".join(["1"] * (MOST_DAYS + 1)))


def test_the_intakes_of_a_day_together_are_no_larger_than_a_dose():
    with refused("row.dose_too_large", largest="10000"):
        read_cycle("08:00 9000 + 20:00 1000.001")


def test_there_is_no_hour_after_the_last():
    assert seen("23:59 1 + 0:00 2") == [[(time(23, 59), 1000), (time(0), 2000)]]
    for typed in ("24:00 1 + 8:00 2", "8:60 1 + 9:00 2"):
        with refused("row.cycle_no_such_time"):
            read_cycle(typed)


def test_days_have_a_bar_between_them_and_intakes_a_plus():
    assert seen("20 | 0") == [[(None, 20_000)], [(None, 0)]]
    assert seen("08:00 10 + 20:00 7,5 mg") == [[(time(8), 10_000), (time(20), 7500)]]
    assert seen("8:00 ½+20.30 500 mcg|8:00 1 + 20.30 0") == [
        [(time(8), 500), (time(20, 30), 500)],
        [(time(8), 1000), (time(20, 30), 0)],
    ]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("10 + 5", "cycle_times"),
        ("08:00 10 + 5", "cycle_times"),
        ("08:00 10 + 08:00 5", "cycle_times"),
        ("25:00 10", "cycle_no_such_time"),
        ("08:60 10 + 20:00 5", "cycle_no_such_time"),
        ("20 |", "dose_empty"),
        ("| 20", "dose_empty"),
        ("20 | 1.000", "dose_two_readings"),
        ("08:00 10 % + 20:00 5", "dose_percent"),
        ("08:00 9000 + 20:00 9000", "dose_too_large"),
        ("|".join(["1"] * 29), "cycle_too_long"),
        ("20 / 0", "dose_slash"),
        ("20, 0", "dose_separators"),
    ],
)
def test_what_has_no_one_reading_is_refused_with_its_reason(text, key):
    assert refusal(text) == key


intakes = st.dictionaries(
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.integers(0, 1_000_000),
    min_size=1,
    max_size=4,
).map(lambda day: tuple(TimedDose(at=at, dose=Dose(ug=ug)) for at, ug in day.items()))
untimed = st.integers(0, 10_000_000).map(lambda ug: (TimedDose(dose=Dose(ug=ug)),))
cycles = st.lists(intakes | untimed, min_size=1, max_size=7).map(tuple)


@given(cycles)
def test_every_cycle_is_read_back_from_its_own_text(cycle):
    assert read_cycle(cycle_text(cycle)) == cycle


@given(st.text() | st.text(alphabet="0123456789:.,|+ ½mg"))
def test_no_text_makes_reading_a_cycle_fail_in_another_way(text):
    try:
        assert read_cycle(text)
    except TaperError as error:
        say_error(error)


def row(starts, dose):
    return TypedRow(starts=starts, dose=dose)


def test_a_pattern_in_a_row_is_understood_and_has_no_single_dose():
    (read,) = read_rows([row("2026-12-01", "20 | 0")])
    assert read.problems == ()
    assert read.dose is None
    assert read.dose_of_day is None
    assert read.understood == "20 | 0"
    (split,) = read_rows([row("2026-12-01", "08:00 10 + 20:00 5")])
    assert split.dose is None
    assert split.dose_of_day == Dose(ug=15_000)
    (one,) = read_rows([row("2026-12-01", "½")])
    assert (one.dose, one.understood) == (Dose(ug=500), "0.5 mg")
    (none,) = read_rows([row("2026-12-01", "?")])
    assert (none.dose, none.understood) == (None, "")


def test_patterns_are_compared_with_their_like_and_days_by_their_sum():
    found = read_rows(
        [
            row("2026-12-01", "20 | 0"),
            row("2026-12-08", "20.0|0"),
            row("2026-12-15", "08:00 10 + 20:00 5"),
            row("2026-12-22", "16"),
        ]
    )
    keys = [[each.key for each in read.problems] for read in found]
    assert keys == [[], ["row.dose_same"], [], ["row.dose_above"]]
    assert found[3].problems[0].values == {"by": "1"}


def test_a_pattern_survives_pasting():
    (typed,) = paste("2026-12-01;08:00 10 + 20:00 7,5;with food")
    assert (typed.dose, typed.words) == ("08:00 10 + 20:00 7,5", "with food")
    assert [each.dose for each in paste("2026-12-01,20 | 0\n2026-12-08,10 | 0")] == [
        "20 | 0",
        "10 | 0",
    ]


def plan_of(*rows, worked=()):
    empty = {"if_too_hard_empty": True, "if_missed_empty": True, "contact_empty": True}
    typed = TypedPlan(rows=rows, worked=worked, **empty)
    return read_plan(typed, medicine="Exampline", form="drops").plan


def test_a_pattern_of_nothing_is_an_end_at_zero():
    assert plan_of(row("2026-12-01", "20 | 0"), row("2026-12-08", "0 | 0")) is not None


WORKED = WorkedRow(
    starts=date(2026, 12, 1), dose="14.5", intended=(("729/50",),), working="16.2 mg − 10 %"
)


def test_what_was_worked_out_is_kept_while_its_row_stands_as_it_was():
    plan = plan_of(row("1 Dec 2026", "14,5"), row("2026-12-08", "0"), worked=(WORKED,))
    step = plan.steps[0]
    assert step.cycle[0][0].intended == "729/50"
    assert step.working == "16.2 mg − 10 %"
    assert plan.steps[1].working == ""


@pytest.mark.parametrize(
    "changed", [("2026-12-02", "14.5"), ("2026-12-01", "14"), ("2026-12-01", "14.5 | 0")]
)
def test_an_edited_row_is_the_prescribers_own_and_no_longer_worked_out(changed):
    plan = plan_of(row(*changed), row("2026-12-08", "0"), worked=(WORKED,))
    assert plan.steps[0].working == ""
    assert plan.steps[0].cycle[0][0].intended is None
