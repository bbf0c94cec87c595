"""The list of patients: facts in name order, the way to each, nothing of how anybody feels."""

from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest

from taper import ids
from taper.actions import diary, people, plans
from taper.actions.diary import Said
from tests.conftest import PASSWORD, Cast, sign_plan, typed_plan
from tests.pages import opened, served, text

ROWS = (("2026-02-16", "20"), ("2026-03-16", "17.5"), ("2026-04-13", "0"))


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def listed(cast: Cast) -> pd.DataFrame:
    return opened(cast.dr_bose, "patients").dataframe[0].value


def test_a_patient_is_one_row_with_its_facts(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    diary.save_check_in(
        cast.clinic, cast.alex, cast.patient, date(2026, 3, 1), Said(mood=1), expected_revision=0
    )
    row = listed(cast).iloc[0]
    assert row["name"] == "Alex"
    assert row["medicine"] == "Exampline"
    assert (row["step"], row["steps"]) == (1, 3)
    assert (row["dose"], row["next_dose"]) == (20, 17.5)
    assert row["next_change"] == pd.Timestamp("2026-03-16")
    assert row["last"] == pd.Timestamp("2026-03-01")
    assert row["days"] == 1
    assert row["more"] == ""


def test_the_list_says_nothing_of_what_the_diary_says(cast: Cast):
    diary.save_check_in(
        cast.clinic, cast.alex, cast.patient, date(2026, 3, 1), Said(mood=1), expected_revision=0
    )
    assert set(listed(cast)) == {
        "name",
        "open",
        "medicine",
        "step",
        "steps",
        "dose",
        "next_change",
        "next_dose",
        "last",
        "days",
        "more",
    }


def test_each_medicine_has_a_row(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    plans.open_course(cast.clinic, cast.dr_bose, cast.patient, medicine="Otherine", form="drops")
    rows = listed(cast)
    said = dict(zip(rows["medicine"], rows["more"], strict=True))
    assert said == {"Exampline": "", "Otherine": "plan not signed yet"}


def test_what_columns_leave_empty_is_said_in_words(cast: Cast):
    people.invite_patient(cast.clinic, cast.dr_bose, name="Kim", zone="Asia/Tokyo")
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    rows = listed(cast)
    assert rows["more"].tolist() == [
        "no plan yet; diary not shared",
        "no plan yet; invitation not used yet",
    ]
    assert rows["days"].isna().all()


def test_a_diary_with_nothing_in_it_counts_no_days(cast: Cast):
    assert listed(cast)["days"].tolist() == [0]


def test_a_plan_that_has_not_begun_or_is_over_is_said_in_words(cast: Cast):
    sign_plan(cast, typed_plan(("2026-03-09", "20"), ("2026-05-04", "0")))
    assert listed(cast)["more"].tolist() == ["plan begins Mon 9 Mar 2026"]


def test_a_patient_is_found_by_name_and_opened_by_keyboard(cast: Cast):
    at = opened(cast.dr_bose, "patients")
    assert at.selectbox(key="find-patient").value is None
    assert at.button(key="open-plan").disabled
    at.selectbox(key="find-patient").select_index(0).run()
    at.button(key="open-plan").click().run()
    assert not at.exception
    assert at.query_params["patient"] in (ids.to_text(cast.patient), [ids.to_text(cast.patient)])
    assert at.title[0].value == "Plan"
    assert "Alex" in text(at)


def test_people_of_one_name_are_told_apart(cast: Cast):
    people.invite_patient(cast.clinic, cast.dr_bose, name="Alex", zone="Asia/Tokyo")
    options = opened(cast.dr_bose, "patients").selectbox(key="find-patient").options
    assert len(set(options)) == 2
    assert all(option.startswith("Alex (") for option in options)


def test_a_name_that_looks_like_markup_is_shown_as_a_name(cast: Cast):
    people.invite_patient(cast.clinic, cast.dr_bose, name=":red[**Zed**]", zone="Asia/Tokyo")
    at = opened(cast.dr_bose, "patients")
    assert at.dataframe[0].value["name"].tolist() == [":red[**Zed**]", "Alex"]
    assert "Zed" not in "".join(each.value for each in at.markdown)


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
    assert "Alex" not in text(opened(cast.dr_stranger))
