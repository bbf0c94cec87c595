"""Values by days since a change, by both clocks, against a case by hand and a slow recount."""

from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from taper.diary.check_in import CheckIn
from taper.diary.days import DiaryDays
from taper.plan.plan import PlanVersion
from taper.record.alignment import Clock, aligned
from taper.record.timeline import timeline
from tests.conftest import count
from tests.record_cases import (
    EXAMPLINE,
    SYMPTOMS,
    check_in,
    column,
    day,
    diaries,
    plans,
    signed,
    step,
    took,
)


def shape(versions: list[PlanVersion], check_ins: list[CheckIn], last: int) -> pd.DataFrame:
    return timeline(
        course=EXAMPLINE,
        versions=versions,
        diary=DiaryDays.of(check_ins),
        symptoms=SYMPTOMS,
        first=day(0),
        last=day(last),
    )


def test_two_planned_changes_worked_by_hand():
    plan = signed(1, 0, [step(0, 10_000), step(2, 7_500), step(4, 500)])
    diary = [check_in(number, mood=number) for number in (1, 2, 4, 5)]
    found = aligned(shape([plan], diary, 5), SYMPTOMS, "planned", longest_days=3)
    wanted = ["change", "from_ug", "to_ug", "days_since", "later_changes", "mood"]
    assert list(zip(*(column(found, name) for name in wanted), strict=True)) == [
        (1, 10_000, 7_500, 0, 0, 2),
        (1, 10_000, 7_500, 1, 0, None),  # a day without a record keeps its row
        (1, 10_000, 7_500, 2, 1, 4),  # after the next change, and said to be
        (1, 10_000, 7_500, 3, 1, 5),
        (2, 7_500, 500, 0, 0, 4),
        (2, 7_500, 500, 1, 0, 5),
    ]
    assert column(found, "changed_on")[-1] == pd.Timestamp(day(4))


def test_by_the_dose_taken_a_day_without_a_record_ends_what_is_known():
    plan = signed(1, 0, [step(0, 10_000)])
    doses = {0: 10_000, 1: 5_000, 2: 5_000, 4: 5_000, 5: 4_000}
    diary = [check_in(number, taken=[took(ug)], mood=1) for number, ug in doses.items()]
    found = aligned(shape([plan], diary, 9), SYMPTOMS, "taken")
    wanted = ["change", "from_ug", "to_ug", "days_since", "later_changes"]
    assert list(zip(*(column(found, name) for name in wanted), strict=True)) == [
        (1, 10_000, 5_000, 0, 0),
        (1, 10_000, 5_000, 1, 0),
        (2, 5_000, 4_000, 0, 0),
    ]


def test_without_a_change_there_is_no_row():
    found = aligned(shape([signed(1, 0, [step(0, 500)])], [], 9), SYMPTOMS, "planned")
    assert len(found) == 0
    assert "symptom_nausea" in found


def test_rows_end_eight_weeks_after_the_change():
    plan = signed(1, 0, [step(0, 10_000), step(1, 500)])
    assert aligned(shape([plan], [], 99), SYMPTOMS, "planned")["days_since"].tolist() == list(
        range(57)
    )


def recount(table: pd.DataFrame, clock: Clock) -> list[tuple[Any, ...]]:
    doses = column(table, f"{clock}_ug")
    since = column(table, f"days_since_{clock}_change")
    flags = (
        table["planned_change"].tolist() if clock == "planned" else [each == 0 for each in since]
    )
    changes = [place for place, is_so in enumerate(flags) if is_so and place]
    found = []
    for number, start in enumerate(changes, start=1):
        for place in range(start, min(start + 57, len(table))):
            if clock == "taken" and doses[place] is None:
                break
            later = sum(start < other <= place for other in changes)
            found.append((number, place - start, later, column(table, "mood")[place]))
    return found


@settings(max_examples=count(short=40, ci=300, full=5_000), deadline=None)
@given(versions=plans(), check_ins=diaries(), clock=st.sampled_from(["planned", "taken"]))
def test_every_row_is_what_a_slow_recount_finds(
    versions: list[PlanVersion], check_ins: list[CheckIn], clock: Clock
):
    table = shape(versions, check_ins, 60)
    found = aligned(table, SYMPTOMS, clock)
    wanted = ["change", "days_since", "later_changes", "mood"]
    assert list(zip(*(column(found, name) for name in wanted), strict=True)) == recount(
        table, clock
    )


@settings(max_examples=count(short=30, ci=300, full=5_000), deadline=None)
@given(versions=plans(), check_ins=diaries(), clock=st.sampled_from(["planned", "taken"]))
def test_while_a_change_is_the_last_one_the_days_are_those_of_its_clock(
    versions: list[PlanVersion], check_ins: list[CheckIn], clock: Clock
):
    table = shape(versions, check_ins, 60)
    on_day = dict(
        zip(column(table, "date"), column(table, f"days_since_{clock}_change"), strict=True)
    )
    found = aligned(table, SYMPTOMS, clock)
    last = found[(found["later_changes"] == 0)].to_dict("records")
    covered = [each for each in last if on_day[each["date"]] is not None]
    assert all(on_day[each["date"]] == each["days_since"] for each in covered)
    assert clock == "planned" or len(covered) == len(last)


def test_a_window_leaves_days_out_and_counts_its_changes_from_one():
    plan = signed(1, 0, [step(0, 10_000), step(2, 7_500), step(4, 500)])
    table = shape([plan], [check_in(4, mood=4)], 6)
    found = aligned(table, SYMPTOMS, "planned", longest_days=2, window=(day(4), day(5)))
    wanted = ["change", "days_since", "mood"]
    assert list(zip(*(column(found, name) for name in wanted), strict=True)) == [
        (1, 2, 4),
        (2, 0, 4),
        (2, 1, None),
    ]
    nothing = aligned(table, SYMPTOMS, "planned", window=(day(90), day(99)))
    assert (len(nothing), list(nothing)) == (0, list(found))
