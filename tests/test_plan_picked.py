"""Ways picked for many rows by one mechanical rule: every one adds up as it is printed."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from taper.exports.pharmacy import parts_text
from taper.plan.picked import FIRST, fill, picked_of, with_one, with_picked
from taper.plan.rounded import round_rows, supply_of
from taper.plan.typed import TypedPlan, TypedRow, read_plan, read_rows
from taper.plan.typed_preparations import TypedPreparation, TypedSupply
from tests.conftest import TEXTS
from tests.row_requests import many
from tests.test_exports_pharmacy import mg_of
from tests.test_plan_rounded import EVERY

HALVES = TypedPreparation(kind="tablet", strength="5", tablet="scored", cut="halves")
DROPS = TypedPreparation(kind="liquid", strength="2", in_ml="1", smallest_ml="0.25")
RULES = [("nearest", "down"), ("nearest", "up"), ("down", ""), ("up", "")]


def draft(doses, *have, rule="nearest", ties="down"):
    """Give a draft of one row a day that ends at 0 mg."""
    rows = [
        TypedRow(starts=f"2027-{1 + day // 28:02}-{1 + day % 28:02}", dose=dose)
        for day, dose in enumerate([*doses, "0"])
    ]
    supply = TypedSupply(made_from="preparations", rule=rule, ties=ties, preparations=tuple(have))
    return TypedPlan(rows=tuple(rows), supply=supply, **TEXTS)


def filled(typed, rule):
    return fill(typed, read_rows(typed.rows), supply_of(typed), rule)


def made(typed):
    read = read_plan(typed, medicine="Exampline", form="mixed")
    assert read.plan is not None, read.problems
    return [timed for step in read.plan.steps for day in step.cycle for timed in day]


def test_the_first_way_is_the_one_with_most_of_the_first_preparation():
    found = filled(draft(["17.5", "3", "4.3"], HALVES, DROPS), FIRST)
    texts = [parts_text(timed.make_up) for timed in made(found.typed)]
    assert texts == [
        "3½ × 5 mg tablet",
        "½ × 5 mg tablet + 0.25 mL of 2 mg in 1 mL",
        "",
        "",
    ]
    # 4.3 mg can't be made; 0 mg needs nothing.
    assert (found.picked, found.without) == (2, 1)


def test_one_preparation_alone_is_picked_where_it_reaches():
    found = filled(draft(["17.5", "3", "10"], HALVES, DROPS), 1)
    assert [parts_text(timed.make_up) for timed in made(found.typed)] == [
        "8.75 mL of 2 mg in 1 mL",
        "1.5 mL of 2 mg in 1 mL",
        "5 mL of 2 mg in 1 mL",
        "",
    ]
    assert (found.picked, found.without) == (3, 0)


def test_what_is_picked_stays_and_a_second_rule_takes_the_rest():
    tablets = filled(draft(["10", "3"], HALVES, DROPS), 0).typed
    both = filled(tablets, 1)
    assert (both.picked, both.without) == (1, 0)
    assert [parts_text(timed.make_up) for timed in made(both.typed)][:2] == [
        "2 × 5 mg tablet",
        "1.5 mL of 2 mg in 1 mL",
    ]


def test_days_of_a_pattern_and_times_of_a_day_are_picked_each():
    found = filled(draft(["08:00 5 + 20:00 2.5 | 08:00 3", "10 | 0"], HALVES, DROPS), FIRST)
    assert (found.picked, found.without) == (4, 0)
    first = read_rows(found.typed.rows)[0]
    assert [len(day) for day in picked_of(first, found.typed)] == [2, 1]


@many
@given(
    st.lists(st.sampled_from(EVERY), min_size=1, max_size=3, unique=True),
    st.lists(st.integers(1, 60_000), min_size=1, max_size=6),
    st.sampled_from(RULES),
    st.data(),
)
def test_every_dose_of_a_random_plan_adds_up_as_it_is_printed(named, amounts, rule, data):
    typed, _ = round_rows(
        draft([f"{ug} mcg" for ug in amounts], *named, rule=rule[0], ties=rule[1])
    )
    found = filled(typed, data.draw(st.integers(FIRST, len(named) - 1)))
    for timed in made(found.typed):
        if timed.made_of:
            printed = sum(map(mg_of, parts_text(timed.make_up).split(" + ")))
            off = abs(printed - timed.dose.mg)
            assert off <= (Fraction(1, 2000) if timed.make_up.about else 0)
    assert sum(bool(timed.made_of) for timed in made(found.typed)) == found.picked


def test_what_is_picked_for_one_row_takes_the_place_of_what_was_and_touches_no_other():
    typed = filled(draft(["17.5", "3"], HALVES, DROPS), FIRST).typed
    first, second, _ = read_rows(typed.rows)
    parts = picked_of(second, typed)[0][0]
    changed = with_picked(typed, first, with_one(picked_of(first, typed), (0, 0), parts))
    assert picked_of(first, changed) == ((parts,),)
    assert picked_of(second, changed) == picked_of(second, typed)
    assert with_picked(changed, first, picked_of(first, typed)).made != changed.made
