"""The list of patients: facts in name order, the way to each, nothing of how anybody feels."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from taper import ids
from taper.actions import diary, people, plans, requests
from taper.actions.diary import Said
from taper.actions.patients import ON_A_PAGE
from taper.people.request import Kind, RequestId
from tests.conftest import PASSWORD, Cast, sign_plan, typed_plan
from tests.pages import opened, served, text

ROWS = (("2026-02-16", "20"), ("2026-03-16", "17.5"), ("2026-04-13", "0"))
FACT = re.compile(r"<dt>(.*?)</dt><dd>(.*?)</dd>")


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def names(at: AppTest) -> list[str]:
    return [each.label for each in at.button if re.fullmatch(r"open-\d+", str(each.key))]


def facts(at: AppTest) -> list[dict[str, str]]:
    """What is said in each line of the list."""
    lists = "".join(each.value.replace("&nbsp;", " ") for each in at.html).split("<dl ")[1:]
    return [dict(FACT.findall(each)) for each in lists]


def listed(cast: Cast) -> list[dict[str, str]]:
    return facts(opened(cast.dr_bose, "patients"))


def test_a_patient_is_one_line_with_its_facts(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    diary.save_check_in(
        cast.clinic, cast.alex, cast.patient, date(2026, 3, 1), Said(mood=1), expected_revision=0
    )
    assert listed(cast) == [
        {
            "Medicine": "Exampline",
            "Step": "1 of 3",
            "Dose today": "20 mg",
            "Next change": "Mon 16 Mar 2026, to 17.5 mg",
            "Last check-in": "Sun 1 Mar 2026",
            "Days recorded of last 28": "1",
            "Also": "",
        }
    ]


def test_what_was_written_since_the_patient_was_opened_is_said(cast: Cast, morning):
    plans.signed_plans(cast.clinic, cast.dr_bose, cast.patient, page="plan")
    morning.shift(60)
    requests.ask(
        cast.clinic, cast.alex, cast.patient, RequestId(1), kind=Kind.TALK, course=None, words=""
    )
    assert listed(cast)[0]["Also"] == "new entries; 1 request open; no plan yet"
    opened(cast.dr_bose, "patient", patient=ids.to_text(cast.patient))
    assert listed(cast)[0]["Also"] == "1 request open; no plan yet"


def test_each_medicine_has_a_line(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    plans.open_course(cast.clinic, cast.dr_bose, cast.patient, medicine="Otherine", form="drops")
    assert {each["Medicine"]: each["Also"] for each in listed(cast)} == {
        "Exampline": "",
        "Otherine": "plan not signed yet",
    }


def test_what_columns_leave_empty_is_said_in_words(cast: Cast):
    people.invite_patient(cast.clinic, cast.dr_bose, name="Kim", zone="Asia/Tokyo")
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    found = listed(cast)
    assert [each["Also"] for each in found] == [
        "no plan yet; diary not shared",
        "no plan yet; invitation not used yet",
    ]
    assert [each["Days recorded of last 28"] for each in found] == ["", ""]


def test_a_diary_with_nothing_in_it_counts_no_days(cast: Cast):
    assert listed(cast)[0]["Days recorded of last 28"] == "0"


def test_a_plan_that_has_not_begun_is_said_in_words(cast: Cast):
    sign_plan(cast, typed_plan(("2026-03-09", "20"), ("2026-05-04", "0")))
    assert listed(cast)[0]["Also"] == "plan begins Mon 9 Mar 2026"


def test_a_patient_who_is_picked_by_name_opens_at_once(cast: Cast):
    at = opened(cast.dr_bose, "patients")
    assert at.selectbox(key="find-patient").value is None
    at.selectbox(key="find-patient").select_index(0).run()
    assert not at.exception
    assert at.query_params["patient"] in (ids.to_text(cast.patient), [ids.to_text(cast.patient)])
    assert at.title[0].value == "Overview"
    assert "Alex" in text(at)


def test_a_name_in_the_list_opens_that_patient(cast: Cast):
    at = opened(cast.dr_bose, "patients")
    at.button(key=f"open-{cast.patient}").click().run()
    assert not at.exception
    assert at.title[0].value == "Overview"


def test_people_of_one_name_are_told_apart(cast: Cast):
    people.invite_patient(cast.clinic, cast.dr_bose, name="Alex", zone="Asia/Tokyo")
    at = opened(cast.dr_bose, "patients")
    for found in (at.selectbox(key="find-patient").options, names(at)):
        assert len(set(found)) == 2
        assert all(each.startswith("Alex (") for each in found)


def test_a_name_that_looks_like_markup_is_shown_as_a_name(cast: Cast):
    people.invite_patient(cast.clinic, cast.dr_bose, name=":red[**Zed**]", zone="Asia/Tokyo")
    at = opened(cast.dr_bose, "patients")
    assert names(at) == ["∶red［∗∗Zed∗∗］", "Alex"]
    assert "Zed" not in "".join(each.value for each in at.markdown)


def test_a_medicine_that_looks_like_a_tag_is_written_out(cast: Cast):
    plans.open_course(cast.clinic, cast.dr_bose, cast.patient, medicine="<img src=x>", form="drops")
    assert listed(cast)[0]["Medicine"] == "&lt;img src=x&gt;"


def test_a_long_list_comes_in_parts_and_is_sorted_by_the_reader(cast: Cast):
    for number in range(ON_A_PAGE):
        people.invite_patient(cast.clinic, cast.dr_bose, name=f"P {number:02}", zone="UTC")
    sign_plan(cast, typed_plan(*ROWS))
    at = opened(cast.dr_bose, "patients")
    assert len(names(at)) == ON_A_PAGE
    assert "Part 1 of 2" in text(at)
    assert len(at.selectbox(key="find-patient").options) == ON_A_PAGE + 1
    at.button(key="patients-later-end").click().run()
    assert names(at) == [f"P {ON_A_PAGE - 1:02}"]
    at.selectbox(key="order-of-patients").select_index(1).run()
    assert "Part 1 of 2" in text(at)
    assert names(at)[0] == "Alex"


def test_an_empty_list_says_what_comes_first(cast: Cast):
    at = opened(cast.dr_stranger)
    assert at.title[0].value == "Patients"
    assert "Nobody is in your care yet." in text(at)
    at.button(key="go-invite").click().run()
    assert at.title[0].value == "Invite a patient"


def test_a_patient_has_no_list(cast: Cast):
    with pytest.raises(ValueError, match="patients"):
        opened(cast.alex, "patients")


def test_a_new_prescriber_lists_nobody_else_s_patients(cast: Cast):
    people.add_prescriber(cast.clinic, name="Dr New", sign_in_name="dr_new", password=PASSWORD)
    at = opened(cast.dr_stranger)
    assert names(at) == []
    assert "Alex" not in text(at)
