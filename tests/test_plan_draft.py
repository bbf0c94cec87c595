"""A plan becomes a draft, and a file, that give the same plan back."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.plan.dose import Dose
from taper.plan.draft import typed_plan
from taper.plan.plan import Ending, Plan, Step, TimedDose
from taper.plan.plan_file import plan_file, read_plan_file
from taper.plan.steps import plan_steps
from taper.plan.typed import read_plan
from taper.words import say_error, say_values
from tests import row_requests as bench
from tests.test_plan_cycle import cycles

DAY = date(2026, 12, 1)
words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), max_size=20)
endings = st.builds(
    Ending,
    holds_until=st.none() | st.dates(date(2100, 1, 1), date(2190, 1, 1)),
    then=words.filter(bool),
)


def with_working(cycle):
    return tuple(
        tuple(timed.model_copy(update={"intended": "1/3"}) for timed in day) for day in cycle
    )


@st.composite
def plans(draw):
    steps, starts = [], DAY
    for cycle in draw(st.lists(cycles, min_size=1, max_size=5)):
        working = draw(words)
        steps.append(
            Step(
                starts=starts,
                cycle=with_working(cycle) if working else cycle,
                working=working,
                words=draw(words),
            )
        )
        starts += timedelta(days=draw(st.integers(1, 60)))
    texts = {name: draw(words) for name in ("if_too_hard", "if_missed", "contact")}
    ending = draw(endings)
    return Plan(medicine="Exampline", form="drops", steps=tuple(steps), ending=ending, **texts)


@given(plans())
def test_a_plan_put_into_a_draft_is_read_back_as_the_same_plan(plan):
    assert read_plan(typed_plan(plan), medicine="Exampline", form="drops").plan == plan


@given(plans())
def test_a_plan_written_to_a_file_is_read_back_as_the_same_plan(plan):
    read = read_plan_file(plan_file(plan))
    assert (read.medicine, read.form) == ("Exampline", "drops")
    assert read_plan(read.typed, medicine=read.medicine, form=read.form).plan == plan


def test_a_plan_to_zero_has_no_ending_in_its_draft():
    steps = (Step(starts=DAY, cycle=((TimedDose(dose=Dose(ug=0)),),)),)
    plan = Plan(
        medicine="Exampline",
        form="drops",
        steps=steps,
        ending=None,
        if_too_hard="",
        if_missed="",
        contact="",
    )
    assert typed_plan(plan).holds == ""
    assert json.loads(plan_file(plan))["ending"] is None
    assert read_plan(read_plan_file(plan_file(plan)).typed, medicine="Exampline", form="drops").plan


def test_worked_out_rows_go_into_a_draft_with_their_working():
    method = bench.percent(20, 10, bench.after_steps(5, then="zero"))
    found = bench.worked_out(method, delivery=bench.multiple_of("0.001"))
    steps = plan_steps(found.rows, lambda each: say_values(each.key, each.values))
    plan = Plan(
        medicine="Exampline",
        form="drops",
        steps=steps,
        ending=None,
        if_too_hard="",
        if_missed="",
        contact="",
    )
    typed = typed_plan(plan)
    assert typed.rows[4].dose == "13122 mcg"  # 13.122 would have two readings
    assert read_plan(typed, medicine="Exampline", form="drops").plan == plan


FILE = plan_file(
    Plan(
        medicine="Exampline",
        form="drops",
        steps=(
            Step(starts=DAY, cycle=((TimedDose(dose=Dose(ug=12_500)),),)),
            Step(starts=DAY + timedelta(days=7), cycle=((TimedDose(dose=Dose(ug=0)),),)),
        ),
        ending=None,
        if_too_hard="Ring me.",
        if_missed="",
        contact="",
    )
)


def test_a_file_is_small_and_says_mg_in_words_of_its_own():
    found = json.loads(FILE)
    assert found["taper_plan"] == 2
    assert found["rows"][0] == {
        "starts": "2026-12-01",
        "days": [[{"at": None, "mg": "12.5", "intended": None, "made_of": []}]],
        "working": "",
        "words": "",
    }
    assert "ug" not in FILE


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "not_json"),
        ("[" * 100_000, "not_json"),
        ("[]", "no_plan"),
        ("{}", "no_plan"),
        (FILE.replace('"taper_plan": 2', '"taper_plan": 3'), "newer"),
        (FILE.replace('"12.5"', '"12,5"'), "field"),
        (FILE.replace('"12.5"', '"0.0001"'), "field"),
        (FILE.replace('"Ring me."', "5"), "field"),
        (FILE.replace('"medicine"', '"patient"'), "field"),
        (FILE.replace("2026-12-08", "2026-11-08"), "contradicts"),
        (" " * 4_000_001, "too_long"),
    ],
)
def test_what_is_no_plan_file_is_refused_with_its_reason(text, key):
    with pytest.raises(TaperError) as caught:
        read_plan_file(text)
    assert caught.value.key == f"plan_file.{key}"
    assert say_error(caught.value)


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_no_text_makes_reading_a_file_fail_in_another_way(text):
    with pytest.raises(TaperError):
        read_plan_file(text)
