"""Rows from a method on the page: everything asked, nothing filled in, rows as the command."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from taper.actions import plans
from taper.actions import steps as stepping
from taper.plan.method_form import METHODS, asked, read_form
from taper.plan.steps import plan_steps
from taper.plan.typed_preparations import TypedSupply
from taper.ui.expander import say_working
from tests.conftest import PASSWORD, Cast
from tests.editor import (
    draft,
    editor,
    keyed,
    open_course,
    password,
    paste_rows,
    press,
    signed,
    tables,
    write_texts,
)
from tests.methods_on_page import CASES, STARTS, Case
from tests.pages import served, text


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def course(cast: Cast, case: Case) -> AppTest:
    plans.open_course(
        cast.clinic, cast.dr_bose, cast.patient, medicine=case.medicine, form=case.form
    )
    return editor(cast)


def rounded(at: AppTest, unit: str) -> AppTest:
    """Say how doses are made."""
    if not unit:
        keyed(at, "-supply-made_from").set_value("as_worked_out").run()
        return at
    keyed(at, "-supply-made_from").set_value("multiple_of").run()
    keyed(at, "-supply-unit").set_value(unit)
    keyed(at, "-supply-rule").set_value("nearest").run()
    keyed(at, "-supply-ties").set_value("down").run()
    return at


def field(at: AppTest, name: str):
    """Give the field of the method called *name*."""
    kinds = (at.text_input, at.text_area, at.button_group, at.selectbox)
    every = [each for kind in kinds for each in kind]
    found = [
        each
        for each in every
        if each.key.startswith("expand-") and each.key.endswith(f"-field_{name}")
    ]
    assert len(found) == 1, (name, [each.key for each in every])
    return found[0]


def fill(at: AppTest, kind: str, typed: dict[str, str]) -> AppTest:
    field(at, "method").set_value(kind).run()
    for name, value in (STARTS | typed).items():
        field(at, name).set_value(value)
        if name in {"end", "by", "curve", "hold_for"}:
            at.run()
    return at


def work_out(at: AppTest, way: str = "put") -> AppTest:
    return press(at, f"field_work-out-{way}")


def doses(at: AppTest) -> list[str]:
    return [each for each in at.data_editor[0].value["dose"].tolist() if each]


@pytest.mark.parametrize("name", CASES)
def test_a_method_puts_its_rows_into_the_editor(cast: Cast, name: str):
    case = CASES[name]
    at = work_out(fill(rounded(course(cast, case), case.unit), case.kind, case.typed))
    assert tuple(doses(at)) == case.doses
    assert "stand" in text(at)


def test_every_method_has_a_case():
    assert {case.kind for case in CASES.values()} == set(METHODS)


@pytest.mark.parametrize("name", CASES)
def test_the_page_gives_the_rows_of_the_command(cast: Cast, name: str):
    case = CASES[name]
    supply = TypedSupply(made_from="as_worked_out")
    if case.unit:
        supply = TypedSupply(made_from="multiple_of", unit=case.unit, rule="nearest", ties="down")
    read = read_form(
        case.kind, STARTS | case.typed, medicine=case.medicine, form=case.form, supply=supply
    )
    assert read.missing == ()
    assert read.request is not None
    found = stepping.work_out_steps(cast.clinic.settings, read.request)
    first, _ = stepping.by_medicine(found)
    assert len(plan_steps(first, say_working)) == len(case.doses)


@pytest.mark.parametrize("kind", METHODS)
def test_every_field_is_empty_and_every_missing_one_is_named(cast: Cast, kind: str):
    at = open_course(cast)
    assert field(at, "method").value is None
    field(at, "method").set_value(kind).run()
    for each in asked(kind, {}):
        assert not field(at, each.name).value, each.name
    at = work_out(at)
    page = text(at)
    named = len(asked(kind, {})) + 1  # and how doses are made
    assert f"{named} things are missing. Each is named at its field." in page
    assert page.count("To correct:") == named
    assert doses(at) == []


def test_the_working_stands_beside_each_row_with_intended_deliverable_and_cut(cast: Cast):
    case = CASES["ten percent"]
    at = rounded(open_course(cast), "0.5")
    at = work_out(fill(at, case.kind, case.typed))
    assert doses(at) == ["20", "18", "16", "14.5", "13", "12", "10.5"]
    page = tables(at)
    assert "Working: 16.2 mg − 10 % = 14.58 mg" in page
    assert "Intended 14.58 mg can&#x27;t be made. Rounded, it is 0.08 mg less (0.5 %)." in page
    assert "1.5 mg less than the row before (9.4 %)." in page
    assert "Percentages of the dose before never reach 0 mg by themselves." in text(at)


def test_a_row_that_is_changed_loses_its_working_and_keeps_the_new_dose(cast: Cast):
    case = CASES["halving"]
    at = work_out(fill(rounded(open_course(cast), ""), case.kind, case.typed))
    at.session_state[at.data_editor[0].key] = {
        "edited_rows": {1: {"dose": "11"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    page = tables(at.run())
    assert "Working: 20 mg − 50 % = 10 mg" not in page
    assert "Working: 10 mg − 50 % = 5 mg" in page
    assert ">11 mg<" in page


def test_a_pattern_is_kept_day_by_day_and_signed(cast: Cast):
    case = CASES["weekdays"]
    at = write_texts(open_course(cast))
    at = work_out(fill(rounded(at, ""), case.kind, case.typed))
    keyed(at, "-holds").set_value("further_notice").run()
    keyed(at, "-then").set_value("We talk.")
    at = press(at, "read-back-button")
    password(at).set_value(PASSWORD)
    at = press(at, "-sign")
    (version,) = signed(cast)
    assert [day[0].dose.ug for day in version.plan.steps[0].cycle] == [
        *[20_000] * 4,
        *[10_000] * 2,
        20_000,
    ]
    assert version.plan.steps[0].working.startswith("Mon 20 mg, Tue 20 mg")


def test_a_cross_taper_is_two_drafts(cast: Cast):
    case = CASES["cross-taper"]
    at = open_course(cast)
    at = work_out(fill(rounded(at, ""), case.kind, case.typed))
    assert doses(at) == ["20", "10", "0"]
    assert "The rows of Otherine stand in a draft of their own." in text(at)
    courses = plans.signed_plans(cast.clinic, cast.dr_bose, cast.patient, page="plan")
    other = next(each.course for each in courses if each.course.medicine == "Otherine")
    kept = plans.draft(cast.clinic, cast.dr_bose, cast.patient, other.id).typed
    assert [row.dose for row in kept.rows] == ["0", "5", "10"]
    at = work_out(at, "replace")
    assert "A draft of Otherine, tablets, is being written." in text(at)


def test_one_row_of_each_of_two_medicines_is_kept_apart(cast: Cast):
    typed = CASES["cross-taper"].typed | {"rows_cross": "20 5 14"}
    at = work_out(fill(rounded(open_course(cast), ""), "cross_taper", typed))
    assert doses(at) == ["20"]


def test_rows_before_an_expansion_are_brought_back(cast: Cast):
    at = paste_rows(open_course(cast), "2026-03-09\t20\n2026-04-06\t10")
    case = CASES["halving"]
    at = work_out(fill(rounded(at, ""), case.kind, case.typed), "replace")
    assert doses(at) == list(case.doses)
    at = press(at, "take-back")
    assert doses(at) == ["20", "10"]


def test_rows_are_worked_out_below_those_that_are_there(cast: Cast):
    at = paste_rows(open_course(cast), "2026-03-09\t40")
    case = CASES["halving"]
    at = work_out(fill(rounded(at, ""), case.kind, case.typed), "below")
    assert doses(at) == ["40", *case.doses]


REFUSED = {
    "a last dose above the start": (
        "twenty by five",
        {"last_mg": "30"},
        "The last dose must be below the starting dose.",
    ),
    "percent to zero": (
        "ten percent",
        {"end": "at_dose", "last_mg": "0"},
        "Percentages of the dose before never reach 0 mg.",
    ),
    "a dose with two readings": ("twenty by five", {"start_mg": "1.000"}, "This could mean 1 mg"),
    "a target above the curve": (
        "occupancies that are listed",
        {"targets_percent": "60 100"},
        "No dose reaches 100 % in this model.",
    ),
    "a line that is no row": (
        "a literal list",
        {"rows_list": "20 28\n10"},
        "Line 2: This line needs 2 numbers",
    ),
    "pouches that are not listed": (
        "strips",
        {"rows_strips": "3: 20 20"},
        "Line 1: The strip has 3 pouches, and 2 doses are listed.",
    ),
    "an earlier dose below": (
        "back to an earlier dose",
        {"earlier_mg": "2.5"},
        "The earlier dose must be above the present one.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_stands_at_its_field_and_changes_no_row(cast: Cast, name: str):
    case_name, change, sentence = REFUSED[name]
    case = CASES[case_name]
    typed = {key: value for key, value in case.typed.items() if key != "end_steps"} | change
    at = work_out(fill(rounded(open_course(cast), case.unit), case.kind, typed))
    assert f"To correct: {sentence}" in text(at)
    assert doses(at) == []


def test_a_dose_that_cannot_be_measured_is_refused_where_nothing_is_rounded(cast: Cast):
    case = CASES["ten percent"]
    at = work_out(fill(rounded(open_course(cast), ""), case.kind, case.typed))
    assert "has no dose that can be measured out" in text(at)


def test_no_curve_is_borrowed_for_a_medicine_that_has_none(cast: Cast):
    at = open_course(cast)
    field(at, "method").set_value("occupancy_parts").run()
    assert "There is no curve on file for this medicine. None is borrowed from another." in text(at)
    field(at, "curve").set_value("listed").run()
    assert field(at, "region").options == []


def test_a_curve_says_its_source_and_how_it_was_checked(cast: Cast):
    at = course(cast, CASES["ten points at multiples"])
    field(at, "method").set_value("occupancy_points").run()
    field(at, "curve").set_value("listed").run()
    assert field(at, "region").value is None
    field(at, "region").set_value("striatum").run()
    page = text(at)
    assert "Source: Sørensen A et al." in page
    assert "How it was checked: Both constants compared" in page


def test_venlafaxine_tablets_borrow_no_curve_of_the_slow_form(cast: Cast):
    plans.open_course(
        cast.clinic, cast.dr_bose, cast.patient, medicine="venlafaxine", form="tablet"
    )
    at = editor(cast)
    field(at, "method").set_value("occupancy_parts").run()
    assert "The curves on file for this medicine are for other forms" in text(at)


def test_the_operator_can_switch_it_off(cast: Cast):
    cast.clinic.settings.step_expander = "off"
    at = open_course(cast)
    assert not [each for each in at.selectbox if each.key.startswith("expand-")]
    at = paste_rows(at, "2026-03-09\t0")
    assert doses(at) == ["0"]


def test_a_worked_out_draft_is_saved_with_its_working(cast: Cast):
    case = CASES["halving"]
    at = work_out(fill(rounded(open_course(cast), ""), case.kind, case.typed))
    press(at, "save-draft")
    kept = draft(cast)
    assert [each.working for each in kept.worked][1] == "20 mg − 50 % = 10 mg"
    assert "Working: 20 mg − 50 % = 10 mg" in tables(editor(cast))
