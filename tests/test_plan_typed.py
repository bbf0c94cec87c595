"""A draft is kept as typed; what was understood of it stands beside, with what doesn't fit."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.plan.dose import Dose
from taper.plan.plan import Ending
from taper.plan.reading import dose_text
from taper.plan.typed import (
    LONGEST_TYPED,
    LONGEST_WORDS,
    MOST_ROWS,
    TypedPlan,
    TypedRow,
    read_plan,
    read_rows,
)
from taper.words import say

DECLARED_EMPTY = {"if_too_hard_empty": True, "if_missed_empty": True, "contact_empty": True}
ZERO = (TypedRow(starts="2026-12-01", dose="5"), TypedRow(starts="2026-12-08", dose="0"))


def rows(*pairs):
    return tuple(TypedRow(starts=starts, dose=dose) for starts, dose in pairs)


def keys(read):
    return [[problem.key.removeprefix("row.") for problem in row.problems] for row in read]


def read(**typed):
    return read_plan(TypedPlan(**{**DECLARED_EMPTY, **typed}), medicine="Exampline", form="drops")


def plan_keys(**typed):
    found = read(**typed)
    assert (found.plan is None) == found.blocks
    return [(each.field, each.key.removeprefix("row.")) for each in found.problems]


def test_each_row_is_understood_beside_what_was_typed():
    typed = rows(("1 Dec 2026", "½"), ("8 Dec 2026", "0,25"))
    found = read_rows(typed)
    assert [(row.starts, row.dose) for row in found] == [
        (date(2026, 12, 1), Dose(ug=500)),
        (date(2026, 12, 8), Dose(ug=250)),
    ]
    assert tuple(row.typed for row in found) == typed
    assert keys(found) == [[], []]


def test_blank_rows_are_passed_over_and_keep_their_number():
    found = read_rows(rows(("", ""), ("2026-12-01", "1"), (" ", "\t"), ("2026-12-08", "0")))
    assert [row.number for row in found] == [2, 4]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("", "5"), ["date_empty"]),
        (("2026-12-01", ""), ["dose_empty"]),
        (("03/04/2026", "1.000"), ["date_two_readings", "dose_two_readings"]),
        (("2026-12-01,0,5", ""), ["columns_unclear"]),
    ],
)
def test_what_cannot_be_read_blocks_at_its_own_row(row, expected):
    found = read_rows(rows(row, ("2027-01-01", "0")))
    assert keys(found)[0] == expected
    assert all(problem.blocks for problem in found[0].problems)


def test_words_alone_are_a_row_without_date_and_dose():
    found = read_rows((TypedRow(starts="", dose="", words="with food"),))
    assert keys(found) == [["date_empty", "dose_empty"]]


def test_dates_out_of_order_and_twice_block():
    found = read_rows(
        rows(("2026-12-08", "5"), ("2026-12-01", "4"), ("2026-12-15", "3"), ("2026-12-08", "2"))
    )
    assert keys(found) == [[], ["date_out_of_order"], [], ["date_twice"]]
    assert found[3].problems[0].values == {"row": 1}
    assert all(problem.blocks for row in found for problem in row.problems)


def test_a_rise_a_repeat_and_a_long_wait_are_facts_that_stop_nobody():
    found = read_rows(
        rows(("2026-12-01", "5"), ("2026-12-08", "7.5"), ("2026-12-15", "7,5"), ("2027-12-16", "0"))
    )
    assert keys(found) == [[], ["dose_above"], ["dose_same"], ["year_apart"]]
    assert found[1].problems[0].values == {"by": "2.5"}
    assert not any(problem.blocks for row in found for problem in row.problems)
    assert read(rows=tuple(row.typed for row in found)).plan is not None


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ("2026-12-01", "2027-12-01", False),
        ("2026-12-01", "2027-12-02", True),
        ("2028-02-29", "2029-03-01", False),
        ("2028-02-29", "2029-03-02", True),
        ("2027-12-31", "2028-12-31", False),
    ],
)
def test_more_than_a_year_is_counted_on_the_calendar(first, second, apart):
    assert keys(read_rows(rows((first, "5"), (second, "0")))) == [[], ["year_apart"] * apart]


def test_nothing_is_compared_with_a_row_that_was_not_understood():
    found = read_rows(rows(("2026-12-01", "5"), ("soon", "?"), ("2026-12-15", "7")))
    assert keys(found)[2] == []


def test_a_plan_that_ends_at_zero_needs_no_ending():
    plan = read(rows=ZERO).plan
    assert plan is not None
    assert plan.ending is None
    assert [step.ug_on(step.starts) for step in plan.steps] == [5000, 0]


def test_an_empty_draft_names_what_is_missing():
    found = read_plan(TypedPlan(), medicine="Exampline", form="drops")
    assert [(each.field, each.key) for each in found.problems] == [
        ("rows", "row.plan_no_rows"),
        ("holds", "row.plan_end_not_named"),
        ("then", "row.plan_then_empty"),
        ("if_too_hard", "row.plan_text_missing"),
        ("if_missed", "row.plan_text_missing"),
        ("contact", "row.plan_text_missing"),
    ]
    assert found.plan is None


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ({}, [("holds", "plan_end_not_named"), ("then", "plan_then_empty")]),
        ({"holds": "further_notice"}, [("then", "plan_then_empty")]),
        ({"holds": "until", "then": "x"}, [("holds_until", "date_empty")]),
        (
            {"holds": "until", "holds_until": "03/04/2027", "then": "x"},
            [("holds_until", "date_two_readings")],
        ),
        (
            {"holds": "until", "holds_until": "2026-11-30", "then": "x"},
            [("holds_until", "plan_end_before_last_row")],
        ),
        (
            {"holds": "further_notice", "then": "x" * (LONGEST_WORDS + 1)},
            [("then", "plan_text_too_long")],
        ),
    ],
)
def test_the_end_of_a_plan_above_zero_is_always_asked(end, expected):
    assert plan_keys(rows=rows(("2026-12-01", "5")), **end) == expected


@pytest.mark.parametrize(
    ("end", "ending"),
    [
        ({"holds": "further_notice"}, Ending(holds_until=None, then="We talk.")),
        (
            {"holds": "until", "holds_until": "1 Dec 2026"},
            Ending(holds_until=date(2026, 12, 1), then="We talk."),
        ),
    ],
)
def test_the_end_is_kept_as_it_was_named(end, ending):
    plan = read(rows=rows(("2026-12-01", "5")), then=" We talk.\n", **end).plan
    assert plan is not None
    assert plan.ending == ending


def test_an_end_begun_for_a_plan_to_zero_is_not_dropped_in_silence():
    assert plan_keys(rows=ZERO, then="We talk.") == [("holds", "plan_end_not_named")]
    plan = read(rows=ZERO, then="We talk.", holds="further_notice").plan
    assert plan is not None
    assert plan.ending == Ending(holds_until=None, then="We talk.")


@pytest.mark.parametrize("name", ["if_too_hard", "if_missed", "contact"])
def test_a_text_is_typed_or_declared_empty_and_never_both(name):
    assert plan_keys(rows=ZERO, **{f"{name}_empty": False}) == [(name, "plan_text_missing")]
    assert plan_keys(rows=ZERO, **{name: "x"}) == [(name, "plan_text_both")]
    plan = read(rows=ZERO, **{name: " Call me. ", f"{name}_empty": False}).plan
    assert plan is not None
    assert getattr(plan, name) == "Call me."


def test_texts_longer_than_a_plan_keeps_are_named():
    long = "x" * (LONGEST_WORDS + 1)
    assert plan_keys(rows=ZERO, contact=long, contact_empty=False) == [
        ("contact", "plan_text_too_long")
    ]
    worded = (ZERO[0].model_copy(update={"words": long}), ZERO[1])
    assert keys(read_rows(worded)) == [["words_too_long"], []]
    assert read(rows=worded).plan is None


def test_more_rows_than_a_plan_has_are_refused():
    day = date(2026, 1, 1)
    many = [(str(day + timedelta(n)), str(2000 - n)) for n in range(MOST_ROWS + 1)]
    assert plan_keys(rows=rows(*many), holds="further_notice", then="x") == [
        ("rows", "plan_too_many_rows")
    ]
    assert read(rows=rows(*many[1:]), holds="further_notice", then="x").plan is not None


@pytest.mark.parametrize(
    ("text", "key"),
    [("a\0b", "row.text_not_text"), ("x" * (LONGEST_TYPED + 1), "row.text_too_long")],
)
def test_a_draft_refuses_what_it_cannot_keep(text, key):
    with pytest.raises(TaperError, match=key):
        TypedRow(starts="", dose="", words=text)
    with pytest.raises(TaperError, match=key):
        TypedPlan(contact=text)


typed_text = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
typed_rows = st.builds(TypedRow, starts=typed_text, dose=typed_text, words=typed_text)
typed_plans = st.builds(
    TypedPlan,
    rows=st.lists(typed_rows, max_size=5).map(tuple),
    holds=st.sampled_from(["", "until", "further_notice"]),
    holds_until=typed_text,
    then=typed_text,
    if_too_hard=typed_text,
    if_missed=typed_text,
    contact=typed_text,
    contact_empty=st.booleans(),
)


@given(typed_plans)
def test_a_draft_comes_back_from_json_as_it_was_typed(typed):
    assert TypedPlan.model_validate_json(typed.model_dump_json()) == typed


@given(typed_plans)
def test_every_problem_of_any_draft_has_its_sentence(typed):
    found = read_plan(typed, medicine="Exampline", form="drops")
    problems = [*found.problems, *(each for row in found.rows for each in row.problems)]
    assert all(say(problem.key, **problem.values) for problem in problems)
    assert (found.plan is None) == any(problem.blocks for problem in problems)


@given(
    st.lists(
        st.tuples(st.dates(date(1950, 1, 1), date(2199, 1, 1)), st.integers(0, 10_000_000)),
        min_size=1,
        max_size=30,
        unique_by=lambda row: row[0],
    )
)
def test_a_plan_says_on_every_day_what_was_typed_for_it(pairs):
    pairs = sorted(pairs)
    typed = rows(*((str(day), dose_text(Dose(ug=ug))) for day, ug in pairs))
    plan = read(rows=typed, holds="further_notice", then="We talk.").plan
    assert plan is not None
    assert [(step.starts, step.ug_on(step.starts)) for step in plan.steps] == pairs
