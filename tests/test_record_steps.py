"""The step table against a case worked by hand and against a slow recount."""

from datetime import timedelta
from statistics import mean
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taper.diary.check_in import CheckIn
from taper.diary.days import DiaryDays
from taper.diary.intake import Taken
from taper.diary.symptoms import Severity
from taper.plan.in_force import on_day, stretches
from taper.plan.plan import PlanVersion
from taper.record.steps import steps
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


def table(
    versions: list[PlanVersion], check_ins: list[CheckIn], last: int, today: int, first: int = 0
) -> pd.DataFrame:
    whole = timeline(
        course=EXAMPLINE,
        versions=versions,
        diary=DiaryDays.of(check_ins),
        symptoms=SYMPTOMS,
        first=day(first),
        last=day(last),
    )
    return steps(whole, SYMPTOMS, day(today))


def test_three_steps_worked_by_hand():
    plan = [
        signed(1, 0, [step(0, 10_000), step(20, 7_500)]),
        signed(2, 25, [step(25, 7_500), step(30, 500)], holds_until=33),
    ]
    diary = [
        check_in(5, mood=1),  # more than 14 days before the second step
        check_in(6, mood=5, taken=[took(10_000)], symptoms={"nausea": Severity.SEVERE}),
        check_in(8, mood=8, taken=[took(0, Taken.NOT_TAKEN)]),
        check_in(22, mood=4, taken=[took(9_000, Taken.OTHER)], sleep_min=450),
        check_in(26, note="no mood"),
    ]
    found = table(plan, diary, last=40, today=31).to_dict("records")
    first, second, third = found
    assert (first["first"], first["last"]) == (pd.Timestamp(day(0)), pd.Timestamp(day(19)))
    assert (first["days"], first["recorded"], first["as_planned"], first["not_taken"]) == (
        20, 3, 1, 1,
    )  # fmt: skip
    assert (first["mood_mean"], first["mood_lowest"], first["mood_highest"]) == (14 / 3, 1, 8)
    assert (first["before_days"], first["before_recorded"], first["before_mood_days"]) == (0, 0, 0)
    # The amendment on day 25 keeps the dose: one step under two versions.
    assert (second["first_version"], second["last_version"]) == (1, 2)
    assert (second["days"], second["recorded"], second["other"]) == (10, 2, 1)
    assert (second["mood_mean"], second["mood_days"]) == (4, 1)
    assert (second["before_days"], second["before_mood_mean"]) == (14, 6.5)
    assert second["before_symptom_nausea_highest"] == 3
    assert (second["sleep_min_mean"], second["symptom_dizziness_days"]) == (450, 0)
    # The last one ends with its plan, and is two days old.
    assert (third["days"], third["days_so_far"], third["is_last"]) == (4, 2, False)
    assert (third["lowest_planned_ug"], third["highest_planned_ug"]) == (500, 500)
    assert pd.isna(third["mood_mean"])


def test_a_step_that_goes_on_is_the_last():
    found = table([signed(1, 0, [step(0, 10_000)])], [], last=9, today=4)
    assert (column(found, "is_last"), column(found, "days")) == ([True], [10])
    assert column(found, "days_so_far") == [5]


def test_doses_that_alternate_within_a_step_are_one_step_from_lowest_to_highest():
    found = table([signed(1, 0, [step(0, 10_000, 5_000)])], [], last=9, today=9)
    assert column(found, "lowest_planned_ug") == [5_000]
    assert column(found, "highest_planned_ug") == [10_000]


@pytest.mark.parametrize("versions", [[], [signed(1, 30, [step(30, 500)])]])
def test_without_a_plan_on_these_days_there_is_no_step(versions: list[PlanVersion]):
    found = table(versions, [check_in(0, mood=5)], last=9, today=9)
    assert len(found) == 0
    assert "mood_mean" in found


def recount(versions: list[PlanVersion], check_ins: list[CheckIn], today: int) -> list[dict]:
    """Walk the days one by one and collect what belongs to each step."""
    course = stretches(versions)
    on_file = {
        each.day: each for each in check_ins if not each.struck_out and not each.answers.is_empty
    }
    found: list[dict[str, Any]] = []
    for number in range(-15, 61):
        here, stretch = day(number), on_day(course, day(number))
        if stretch is None:
            continue
        before = on_day(course, here - timedelta(days=1)) if number > -15 else None
        if before is None or (stretch.is_change and stretch.first == here):
            found.append({"first": here, "days": []})
        found[-1]["days"].append(here)
    for each in found:
        window = [each["first"] - timedelta(days=back) for back in range(1, 15)]
        window = [one for one in window if one >= day(-15)]
        inside = [on_file[one] for one in each["days"] if one in on_file]
        earlier = [on_file[one] for one in window if one in on_file]
        each["days_so_far"] = sum(one <= day(today) for one in each["days"])
        each["recorded"], each["before_recorded"] = len(inside), len(earlier)
        each["before_days"] = len(window)
        for prefix, entries in (("", inside), ("before_", earlier)):
            moods = [one.answers.mood for one in entries if one.answers.mood is not None]
            each[f"{prefix}mood_days"] = len(moods)
            each[f"{prefix}mood_mean"] = mean(moods) if moods else None
            each[f"{prefix}mood_highest"] = max(moods) if moods else None
            sick = [one.answers.symptoms.get("nausea") for one in entries]
            sick = [one for one in sick if one is not None]
            each[f"{prefix}symptom_nausea_lowest"] = min(sick) if sick else None
            each[f"{prefix}symptom_nausea_days"] = len(sick)
        each["days"] = len(each["days"])
        each["first"] = each["first"].isoformat()
    return found


@settings(max_examples=count(short=40, ci=300, full=5_000), deadline=None)
@given(versions=plans(), check_ins=diaries(), today=st.integers(-20, 70))
def test_every_step_is_what_a_slow_recount_finds(
    versions: list[PlanVersion], check_ins: list[CheckIn], today: int
):
    found = table(versions, check_ins, last=60, today=today, first=-15)
    expected = recount(versions, check_ins, today)
    assert len(found) == len(expected)
    found["first"] = found["first"].dt.strftime("%Y-%m-%d")
    columns = {name: column(found, name) for name in found}
    for place, row in enumerate(expected):
        assert {name: columns[name][place] for name in row} == pytest.approx(row)
