"""Changing a plan on its page: asked, read back old and new, signed once, nothing filled in."""

from collections.abc import Iterator
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from taper import ids
from taper.actions import plans
from taper.words import say
from tests.conftest import PASSWORD, Cast, sign_plan, typed_plan
from tests.pages import opened, served, text

ROWS = (("2026-02-16", "20"), ("2026-03-16", "17.5"), ("2026-04-13", "0"))


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def page(cast: Cast, who: str = "dr_bose") -> AppTest:
    return opened(cast.actor(who), "change_plan", patient=ids.to_text(cast.patient))


def field(found, name: str):
    """The one field whose key ends with *name*."""
    (one,) = (each for each in found if each.key and each.key.endswith(f"-{name}"))
    return one


def choose(at: AppTest, name: str, value: str) -> None:
    field(at.segmented_control, name).set_value(value).run()
    assert not at.exception, at.exception


def fill(at: AppTest, name: str, value: str) -> None:
    fields = at.text_area if name in {"then", "reason"} else at.text_input
    field(fields, name).set_value(value).run()
    assert not at.exception, at.exception


def sign(at: AppTest, password: str = PASSWORD) -> None:
    field(at.text_area, "reason").set_value("Alex asked to stay.")
    (secret,) = (each for each in at.text_input if each.key and "-password-" in each.key)
    secret.set_value(password)
    field(at.button, "sign").click().run()
    assert not at.exception, at.exception


def on_file(cast: Cast) -> list[list[str]]:
    found = plans.signed_plans(cast.clinic, cast.dr_bose, cast.patient, page="plan")
    return [[step.starts.isoformat() for step in each.plan.steps] for each in found[0].versions]


def held(cast: Cast) -> AppTest:
    sign_plan(cast, typed_plan(*ROWS))
    at = page(cast)
    choose(at, "kind", "hold")
    choose(at, "from", "today")
    fill(at, "days", "14")
    return at


def diff(at: AppTest) -> str:
    return "".join(each.value for each in at.html if "Rows of the plan before" in each.value)


def test_a_hold_is_read_back_as_old_and_new_rows_and_signed(cast: Cast):
    at = held(cast)
    shown = diff(at)
    for words in (
        "Mon 16 Mar 2026",
        "Mon 30 Mar 2026",
        "Mon 13 Apr 2026",
        "Mon 27 Apr 2026",
        "14 days later",
        "17.5 mg",
    ):
        assert words in shown
    assert "This will be version 2, in force from 2 March 2026." in text(at)
    sign(at)
    assert "Version 2 of the plan is signed." in text(at)
    assert on_file(cast)[1] == ["2026-02-16", "2026-03-30", "2026-04-27"]


def test_nothing_is_filled_in_or_chosen_beforehand(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    at = page(cast)
    assert field(at.segmented_control, "kind").value is None
    assert not at.text_input
    for kind in ("hold", "hold_on", "lengthen", "go_back", "end"):
        choose(at, "kind", kind)
        if kind == "hold":
            assert field(at.segmented_control, "from").value is None
            choose(at, "from", "today")
        assert [each.value for each in at.text_input] == [""] * len(at.text_input)
        assert [each.value for each in at.selectbox] == [None] * len(at.selectbox)
        assert [each.value for each in at.text_area] == [""] * len(at.text_area)
        assert not diff(at)


def test_a_wrong_password_signs_nothing_and_keeps_the_reason(cast: Cast):
    at = held(cast)
    sign(at, "seven noisy herons")
    assert say("plan.signature_refused") in text(at)
    assert field(at.text_area, "reason").value == "Alex asked to stay."
    assert len(on_file(cast)) == 1
    sign(at)
    assert len(on_file(cast)) == 2


def test_what_is_typed_after_reading_back_is_not_signed_unread(cast: Cast):
    at = held(cast)
    field(at.text_input, "days").set_value("28")
    sign(at)
    assert "Read it again, then sign." in text(at)
    assert len(on_file(cast)) == 1
    assert "28 days later" in diff(at)
    sign(at)
    assert on_file(cast)[1][1] == "2026-04-13"


def test_a_second_window_is_told_that_the_first_one_signed(cast: Cast):
    first, second = held(cast), page(cast)
    choose(second, "kind", "hold")
    choose(second, "from", "today")
    fill(second, "days", "14")
    sign(first)
    field(second.text_area, "reason").set_value("The same again.")
    sign(second)
    assert "Nothing was signed now." in text(second)
    assert len(on_file(cast)) == 2


def test_a_day_that_is_over_is_refused_at_once_in_words(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    at = page(cast)
    choose(at, "kind", "hold")
    choose(at, "from", "another_day")
    fill(at, "from-day", "1 March 2026")
    assert "can't be in force from a day that is over" in text(at)
    fill(at, "from-day", "20 March 2026")
    fill(at, "days", "fourteen")
    assert "Write a number of days from 1 to 3650." in text(at)


@pytest.mark.parametrize(
    ("kind", "answers", "wanted"),
    [
        ("hold_on", [("then", "We talk.")], ["2026-02-16"]),
        ("lengthen", [("row", 2), ("days", "7")], ["2026-02-16", "2026-03-16", "2026-04-20"]),
        ("end", [("last-day", "2026-03-20"), ("then", "We talk.")], ["2026-02-16", "2026-03-16"]),
    ],
)
def test_every_kind_of_change_is_signed(cast: Cast, kind, answers, wanted):
    sign_plan(cast, typed_plan(*ROWS))
    at = page(cast)
    choose(at, "kind", kind)
    choose(at, "from", "today")
    for name, value in answers:
        if name == "row":
            field(at.selectbox, "row").set_value(value).run()
        else:
            fill(at, name, value)
    sign(at)
    assert on_file(cast)[1] == wanted


def test_an_earlier_dose_is_gone_back_to_for_some_days(cast: Cast):
    sign_plan(cast, typed_plan(("2026-02-02", "20"), ("2026-02-16", "17.5"), ("2026-04-13", "0")))
    at = page(cast)
    choose(at, "kind", "go_back")
    choose(at, "from", "today")
    field(at.selectbox, "row").set_value(1).run()
    choose(at, "how-long", "some_days")
    fill(at, "days", "10")
    choose(at, "and-then", "present_row")
    assert "Row 1: 20 mg" in str(field(at.selectbox, "row").options)
    sign(at)
    assert on_file(cast)[1] == [
        "2026-02-02",
        "2026-02-16",
        "2026-03-02",
        "2026-03-12",
        "2026-04-23",
    ]


def test_without_a_signed_plan_the_page_leads_to_the_editor(cast: Cast):
    at = page(cast)
    assert "No plan is signed yet" in text(at)
    at.button(key="write").click().run()
    assert at.title[0].value == "Write a plan"


def test_the_rows_are_rewritten_in_the_editor(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    at = page(cast)
    choose(at, "kind", "rewrite")
    at.button(key="to-editor").click().run()
    assert at.title[0].value == "Write a plan"


def test_a_stranger_sees_nothing_of_the_plan(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    at = page(cast, "dr_stranger")
    assert "This is not open to you." in text(at)
    assert "Exampline" not in text(at) + "".join(each.value for each in at.html)


def test_a_patient_has_no_such_page(cast: Cast):
    with pytest.raises(ValueError, match="change_plan"):
        opened(cast.alex, "change_plan")


def test_the_day_before_the_change_keeps_its_version(cast: Cast):
    at = held(cast)
    sign(at)
    found = plans.signed_plans(cast.clinic, cast.dr_bose, cast.patient, page="plan")[0].versions
    assert [each.in_force_from for each in found] == [date(2026, 2, 16), date(2026, 3, 2)]
