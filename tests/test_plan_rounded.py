"""Rows against what doses are made from: rounded by one rule, each with ways that add up."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.plan.draft import typed_plan, typed_supply, with_worked
from taper.plan.guard import PrintedPart, adds_up, read_amount
from taper.plan.occupancy import Curve, ListedCurve
from taper.plan.plan_file import plan_file, read_plan_file
from taper.plan.rounded import maker_of, off_by, round_rows, supply_of, ways_of
from taper.plan.typed import MadeRow, TypedPlan, TypedRow, read_plan, read_rows
from taper.plan.typed_preparations import (
    TypedPreparation,
    TypedSupply,
    can_be_taken,
    read_supply,
)
from taper.words import say_error

TABLET = TypedPreparation(kind="tablet", strength="5", tablet="scored", cut="halves")
WHOLE = TypedPreparation(kind="tablet", strength="20", tablet="unscored")
SLOW = TypedPreparation(kind="tablet", strength="37,5", tablet="modified_release", cut="halves")
LIQUID = TypedPreparation(kind="liquid", strength="2", in_ml="1", smallest_ml="0.25")
BEADS = TypedPreparation(kind="beads", strength="30", beads="250")
CAPSULE = TypedPreparation(kind="capsule", strength="10")
STRIP = TypedPreparation(kind="compounded", strength="0,3")
EVERY = (TABLET, WHOLE, SLOW, LIQUID, BEADS, CAPSULE, STRIP)


def supply(*preparations, rule="nearest", ties="down"):
    return TypedSupply(made_from="preparations", rule=rule, ties=ties, preparations=preparations)


def draft(*rows, of=None, **rest):
    typed = tuple(TypedRow(starts=starts, dose=dose) for starts, dose in rows)
    return TypedPlan(rows=typed, supply=of or supply(TABLET, LIQUID), **rest)


def doses(typed):
    return [row.dose for row in typed.rows]


def plan_of(typed):
    ended = typed.model_copy(
        update={
            "holds": "further_notice",
            "then": "We talk.",
            "if_missed_empty": True,
            "if_too_hard_empty": True,
            "contact_empty": True,
        }
    )
    found = read_plan(ended, medicine="Exampline", form="tablets")
    assert found.plan is not None, found.problems
    return found.plan


ROWS = (("2026-12-01", "17.3"), ("2026-12-29", "5 | 0.3"), ("2027-01-05", "08:00 3.1 + 20:00 0"))


def test_each_intake_is_rounded_by_itself_and_what_was_intended_is_kept():
    found, changed = round_rows(draft(*ROWS))
    assert (doses(found), changed) == (["17.5", "5 | 0.5", "08:00 3 + 20:00 0"], 3)
    assert found.worked[0].intended == (("173/10",),)
    again, changed = round_rows(found)
    assert (again.rows, changed) == (found.rows, 0)


def test_another_rule_starts_from_what_was_intended():
    found, _ = round_rows(draft(*ROWS))
    down = found.model_copy(update={"supply": supply(TABLET, LIQUID, rule="down", ties="")})
    assert doses(round_rows(down)[0]) == ["17", "5 | 0", "08:00 3 + 20:00 0"]


def test_multiples_of_one_amount_round_too_and_have_no_make_up():
    unit = TypedSupply(made_from="multiple_of", unit="2.5", rule="up")
    found, changed = round_rows(draft(*ROWS[:1], of=unit))
    assert (doses(found), changed) == (["17.5"], 1)


def test_rows_that_are_not_understood_stay_as_typed():
    found, changed = round_rows(draft(("soon", "17.3"), ("2026-12-29", "10 %")))
    assert (doses(found), changed) == (["17.3", "10 %"], 0)


@pytest.mark.parametrize("of", [TypedSupply(), supply(rule="down"), supply(TABLET, ties="")])
def test_nothing_is_rounded_until_the_supply_is_complete(of):
    assert supply_of(draft(*ROWS, of=of)) is None
    with pytest.raises(TaperError, match=r"expand\.made_from_incomplete"):
        round_rows(draft(*ROWS, of=of))


def ways(typed, row=0):
    found = supply_of(typed)
    read = read_rows(typed.rows)[row]
    intended = tuple(tuple(timed.dose.mg for timed in day) for day in read.cycle)
    return ways_of(read, found, intended)


def test_ways_stand_for_each_intake_above_nothing_with_its_day():
    (first, second) = ways(draft(("2026-12-01", "5 | 2.5 | 0")))
    assert [(each.row, each.day, each.place) for each in (first, second)] == [
        (1, 1, (0, 0)),
        (1, 2, (1, 0)),
    ]
    assert first.make_ups[0].parts == (PrintedPart(kind="tablet", amount="1", mg="5"),)
    assert off_by(first) == 0


def test_a_dose_that_cannot_be_made_has_no_way_and_two_neighbours():
    (found,) = ways(draft(("2026-12-01", "17.3")))
    assert (found.make_ups, found.below, found.above) == ((), 17, Fraction("17.5"))


def test_a_count_of_beads_is_found_from_the_micrograms_it_was_rounded_to():
    # 7 beads of 30 mg / 250 are 0.84 mg; 1 bead of 20 mg / 300 is 0.0667 mg.
    odd = TypedPreparation(kind="beads", strength="20", beads="300")
    (found,) = ways(draft(("2026-12-01", "67 mcg"), of=supply(odd)))
    assert found.make_ups[0].parts[0].amount == "1"
    assert found.make_ups[0].about


@given(
    st.lists(st.sampled_from(EVERY), min_size=1, max_size=3, unique=True),
    st.lists(st.integers(0, 60_000), min_size=1, max_size=4),
    st.sampled_from([("nearest", "down"), ("nearest", "up"), ("down", ""), ("up", "")]),
)
def test_every_way_of_every_rounded_row_adds_up_and_can_be_taken(named, amounts, rule):
    of = supply(*named, rule=rule[0], ties=rule[1])
    rows = [(f"2026-12-{day:02}", f"{ug} mcg") for day, ug in enumerate(amounts, start=1)]
    found, _ = round_rows(draft(*rows, of=of))
    have = read_supply(of).preparations
    for row in read_rows(found.rows):
        for each in ways_of(row, supply_of(found), ((row.cycle[0][0].dose.mg,),)):
            assert each.make_ups
            assert all(
                adds_up(way) and way.dose_mg == each.make_ups[0].dose_mg for way in each.make_ups
            )
            assert all(can_be_taken(have, part) for way in each.make_ups for part in way.parts)
            total = sum(
                read_amount(part.amount) * Fraction(part.mg) / Fraction(part.per)
                for part in each.make_ups[0].parts
            )
            assert abs(total - each.timed.dose.mg) <= Fraction(1, 2000)


def picked(typed):
    """Pick the first way of each dose."""
    made = []
    for place, row in enumerate(read_rows(typed.rows)):
        found = {each.place: each.make_ups[0].parts for each in ways(typed, place)}
        made_of = tuple(
            tuple(found.get((day, at), ()) for at in range(len(intakes)))
            for day, intakes in enumerate(row.cycle)
        )
        made.append(MadeRow(starts=row.starts, dose=row.typed.dose, made_of=made_of))
    return typed.model_copy(update={"made": tuple(made)})


@given(st.lists(st.sampled_from(EVERY), min_size=1, max_size=3, unique=True))
def test_what_was_picked_is_read_back_from_a_draft_and_from_a_file(named):
    of = supply(*named)
    rounded, _ = round_rows(draft(("2026-12-01", "17.3"), ("2026-12-29", "40 | 20"), of=of))
    plan = plan_of(picked(rounded))
    assert read_plan(typed_plan(plan), medicine="Exampline", form="tablets").plan == plan
    read = read_plan_file(plan_file(plan))
    assert read_plan(read.typed, medicine=read.medicine, form=read.form).plan == plan


def test_what_was_picked_counts_only_while_dose_and_preparation_stand():
    rounded, _ = round_rows(draft(("2026-12-01", "17.5")))
    whole = picked(rounded)
    assert plan_of(whole).steps[0].cycle[0][0].made_of
    moved = (TypedRow(starts="2026-12-02", dose="17.5"),)
    assert not plan_of(whole.model_copy(update={"rows": moved})).steps[0].cycle[0][0].made_of
    uncut = supply(TABLET.model_copy(update={"cut": "whole"}), LIQUID)
    assert not plan_of(whole.model_copy(update={"supply": uncut})).steps[0].cycle[0][0].made_of


def test_a_make_up_that_was_tampered_with_is_dropped():
    wrong = MadeRow(
        starts="2026-12-01",
        dose="17.5",
        made_of=(((PrintedPart(kind="tablet", amount="3", mg="5"),),),),
    )
    assert not plan_of(draft(("2026-12-01", "17.5"), made=(wrong,))).steps[0].cycle[0][0].made_of


MISSING = [
    (supply(), [("preparations", None)]),
    (supply(TypedPreparation()), [("kind", 0)]),
    (supply(TypedPreparation(kind="tablet", strength="5")), [("tablet", 0)]),
    (supply(TypedPreparation(kind="tablet", strength="5", tablet="scored")), [("cut", 0)]),
    (supply(TABLET, TypedPreparation(kind="capsule", strength="0")), [("strength", 1)]),
    (supply(TypedPreparation(kind="beads", strength="5", beads="0")), [("beads", 0)]),
    (supply(LIQUID.model_copy(update={"in_ml": "1.125"})), [("in_ml", 0)]),
    (supply(TABLET, rule="", ties=""), [("rule", None)]),
    (supply(TABLET, ties=""), [("ties", None)]),
    (TypedSupply(made_from="multiple_of", rule="down"), [("unit", None)]),
]


@pytest.mark.parametrize(("typed", "named"), MISSING)
def test_what_is_missing_is_named_at_its_field_and_blocks(typed, named):
    found = read_supply(typed).missing
    assert [(each.field, each.place) for each in found] == named
    assert all(say_error(each.error) for each in found)
    assert read_plan(draft(*ROWS, of=typed), medicine="x", form="y").plan is None


def test_a_tablet_that_is_not_scored_is_never_cut():
    found = read_supply(supply(SLOW, WHOLE)).preparations
    assert [each.cut for each in found] == ["whole", "whole"]
    half = PrintedPart(kind="tablet", amount="½", mg="20")
    assert not can_be_taken(found, half)


@given(st.lists(st.sampled_from(EVERY), min_size=1, max_size=4, unique=True))
def test_a_supply_is_written_back_as_it_is_read(named):
    found = supply_of(draft(of=supply(*named)))
    assert supply_of(draft(of=typed_supply(found))) == found


def test_multiples_are_written_back_as_they_are_read():
    found = supply_of(draft(of=TypedSupply(made_from="multiple_of", unit="1125 mcg", rule="up")))
    assert supply_of(draft(of=typed_supply(found))) == found
    assert maker_of(found)(Fraction(1)).ug == 1125


def test_rows_are_put_in_place_of_those_there_or_below_them():
    plan = plan_of(draft(("2026-12-01", "17.5")))
    above = draft(("2026-11-01", "20"))
    assert doses(with_worked(above, plan.steps, below=False)) == ["17.5"]
    assert doses(with_worked(above, plan.steps, below=True)) == ["20", "17.5"]


def test_an_answer_is_never_endless():
    with pytest.raises(TaperError, match=r"row\.text_not_text"):
        TypedPreparation(kind="capsule", strength="9" * 201)


def test_a_curve_of_the_list_is_kept_in_signed_content_without_its_list():
    listed = ListedCurve(
        region="striatum", vmax_percent="84", k_mg="2.3", source="by hand", scanned_mg=None,
        medicine="exampline", forms=("drops",), how_checked="worked by hand",
    )  # fmt: skip
    kept = draft(("2026-12-01", "17.5"), shared_curves=(listed.alone,))
    plan = plan_of(kept)
    assert type(plan.shared_curves[0]) is Curve
    assert read_plan(typed_plan(plan), medicine="Exampline", form="tablets").plan == plan
