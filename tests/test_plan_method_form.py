"""A request from typed fields: the same as `taper steps` reads, and every gap named."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.plan.method_form import METHODS, asked, read_form, stands_at
from taper.plan.methods_typed import MOST_ROWS, CrossTaper
from taper.plan.requests import StepsRequest
from taper.plan.typed_preparations import TypedPreparation, TypedSupply
from taper.words import say_error
from tests import row_requests as bench
from tests.methods_on_page import CASES, STARTS
from tests.refusals import refused

AS_WRITTEN = TypedSupply(made_from="as_worked_out")


def read(kind, answers, supply=AS_WRITTEN):
    return read_form(kind, STARTS | answers, medicine="exampline", form="drops", supply=supply)


def missing(kind, answers, supply=AS_WRITTEN):
    return [(each.field, each.error.key) for each in read(kind, answers, supply).missing]


def test_what_is_typed_is_the_request_of_the_command():
    typed = CASES["twenty by five"].typed
    wanted = bench.request(
        bench.linear(20, 5, bench.at_dose(0), start_days=14, days=14), starts_on="2026-12-01"
    )
    assert read("linear", typed).request == wanted


@pytest.mark.parametrize("name", CASES)
def test_a_request_from_the_page_is_written_as_json_and_read_back_as_the_same(name):
    found = read(CASES[name].kind, CASES[name].typed).request
    assert found is not None
    text = re.sub(r'"(\d\d:\d\d):00"', r'"\1"', found.model_dump_json())
    assert StepsRequest.model_validate_json(text) == found


@given(
    st.sampled_from(sorted(METHODS)),
    st.dictionaries(
        st.sampled_from(sorted({each.name for fields in METHODS.values() for each in fields})),
        st.text(max_size=12),
    ),
)
def test_no_text_makes_a_form_fail_in_another_way(kind, answers):
    found = read(kind, answers)
    assert (found.request is None) == bool(found.missing)
    assert all(say_error(each.error) for each in found.missing)


@pytest.mark.parametrize("kind", METHODS)
def test_nothing_typed_is_no_request_and_every_field_is_named(kind):
    found = read_form(kind, {}, medicine="x", form="y", supply=TypedSupply())
    assert [each.field for each in found.missing] == [
        *(each.name for each in asked(kind, {})),
        "made_from",
    ]


def test_a_pick_brings_its_own_fields_into_sight():
    names = [each.name for each in asked("linear", {"end": "after_steps"})]
    assert names[-3:] == ["end", "end_steps", "then"]
    assert "last_mg" in [each.name for each in asked("linear", {"end": "at_dose"})]
    assert "k_mg" in [each.name for each in asked("occupancy_parts", {"curve": "typed"})]


def test_how_doses_are_made_is_asked_and_must_be_complete():
    typed = CASES["twenty by five"].typed
    assert missing("linear", typed, TypedSupply()) == [("made_from", "expand.made_from_missing")]
    half = TypedSupply(made_from="multiple_of", unit="0.5")
    assert missing("linear", typed, half) == [("made_from", "expand.made_from_incomplete")]
    liquid = TypedPreparation(kind="liquid", strength="2", in_ml="1", smallest_ml="0,1")
    whole = TypedSupply(made_from="preparations", rule="down", preparations=(liquid,))
    found = read("linear", typed, whole).request
    assert found is not None
    assert found.delivery.kind == "preparations"


def test_what_is_named_for_one_medicine_is_not_used_for_two():
    supply = TypedSupply(
        made_from="preparations",
        rule="down",
        preparations=(TypedPreparation(kind="capsule", strength="5"),),
    )
    typed = CASES["cross-taper"].typed
    assert missing("cross_taper", typed, supply) == [("made_from", "expand.cross_preparations")]
    found = read("cross_taper", typed).request
    assert found is not None
    assert isinstance(found.method, CrossTaper)


def test_more_rows_than_a_plan_holds_are_refused_at_their_field():
    lines = "\n".join(["20 28"] * 801)
    typed = {"rows_list": lines, "source": "mine", "then": "zero"}
    (found,) = read("list", typed).missing
    assert found.field == "rows_list"
    with refused("expand.not_usable", most=MOST_ROWS):
        raise found.error


def test_a_refusal_about_several_fields_stands_at_one_in_sight_or_at_none():
    typed = CASES["twenty by five"].typed
    error = TaperError("method.last_not_below_start")
    assert stands_at("linear", typed, error).field == "last_mg"
    assert stands_at("beads", {}, error).field == "last_beads"
    assert stands_at("hold", {}, TaperError("method.too_many_rows", most=800)).field == ""


def test_a_contradiction_between_fields_is_named_at_one_of_them():
    typed = CASES["a hold"].typed | {"then": "zero"}
    assert missing("hold", typed) == [("then", "method.hold_has_no_end")]
    order = CASES["split"].typed | {"reduce_in_order": "20:00"}
    assert missing("split", order) == [("reduce_in_order", "method.order_names_times")]


def test_words_are_neither_empty_nor_endless():
    typed = CASES["a literal list"].typed
    assert missing("list", typed | {"source": " "}) == [("source", "expand.nothing_typed")]
    assert missing("list", typed | {"source": "x" * 501}) == [("source", "expand.too_long")]


def test_a_start_of_nothing_is_no_start():
    typed = CASES["twenty by five"].typed | {"start_mg": "0"}
    assert missing("linear", typed) == [("start_mg", "supply.zero")]


def test_a_contradiction_that_the_request_itself_refuses_stands_at_its_field():
    twice = CASES["split"].typed | {"reduce_in_order": "20:00 20:00"}
    assert missing("split", twice) == [("reduce_in_order", "method.order_names_times")]


def test_a_curve_of_the_list_is_named_by_its_region():
    found = read("occupancy_points", CASES["ten points at multiples"].typed).request
    assert found is not None
    assert found.curve is not None
    assert (found.curve.kind, found.curve.region) == ("listed", "striatum")


def test_a_line_that_cannot_be_read_is_named_by_its_number():
    typed = CASES["a literal list"].typed | {"rows_list": "20; 28\n10; soon"}
    (found,) = read("list", typed).missing
    assert (found.field, found.place, found.error.key) == ("rows_list", 2, "row.days_unreadable")


def test_multiples_are_asked_of_the_request():
    of = TypedSupply(made_from="multiple_of", unit="0.5", rule="nearest", ties="up")
    found = read("linear", CASES["twenty by five"].typed, of).request
    assert found is not None
    assert (
        found.delivery
        == bench.request(CASE_LINEAR, delivery=bench.multiple_of("0.5", ties="up")).delivery
    )


CASE_LINEAR = bench.linear(20, 5, bench.at_dose(0))
