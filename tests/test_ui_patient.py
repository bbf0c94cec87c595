"""The prescriber's first page about a patient: one look, one click to everything else."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from taper import ids
from taper.actions import people, requests
from taper.people.request import Kind, RequestId
from tests.conftest import Cast, sign_plan, typed_plan
from tests.pages import SHELL, opened, served, text

ROWS = (("2026-02-16", "20"), ("2026-02-23", "17.5"), ("2026-04-13", "0"))


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def page(cast: Cast, who: str = "dr_bose", name: str = "patient") -> AppTest:
    return opened(cast.actor(who), name, patient=ids.to_text(cast.patient))


def links(at: AppTest) -> list[str]:
    return [each.proto.label for each in at.get("page_link")]


def test_one_look_says_where_the_plan_stands_and_who_has_access(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    shown = text(page(cast))
    for words in (
        "Alex",
        "Today: 17.5 mg. Step 2 of 3.",
        "Day 7 since the last planned change, on 23 February 2026.",
        "Next planned change: Mon 13 Apr 2026, to 0 mg.",
        "0 of the last 28 days are recorded.",
        "Looks after this patient: Dr Bose.",
        "The patient shares the diary since 2 March 2026.",
    ):
        assert words in shown


@pytest.mark.parametrize(
    "name",
    ["patient", "compare", "plan", "change_plan", "write_plan", "requests", "events",
     "questionnaires", "enter_days"],
)  # fmt: skip
def test_every_page_about_a_patient_has_the_name_and_the_strip(cast: Cast, name: str):
    sign_plan(cast, typed_plan(*ROWS))
    at = page(cast, name=name)
    assert at.text[0].value == "Alex"
    for wanted in ("Overview", "Compare", "Plan", "Change the plan", "Requests", "Enter days"):
        assert wanted in links(at)


def test_a_prescribers_first_line_is_short_until_a_patient_is_opened(cast: Cast):
    assert links(opened(cast.dr_bose, "patients")) == ["Patients", "Invite a patient"]


def test_a_patient_has_no_strip_and_the_rest_behind_more(cast: Cast):
    shown = links(opened(cast.alex, "plan"))
    assert shown[:3] == ["Today", "Compare", "Plan"]
    assert {"Catch up", "Requests", "My data"} <= set(shown)
    assert "Overview" not in shown


def test_a_hold_begins_here_with_its_kind_picked(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    at = page(cast)
    (hold,) = (each for each in at.button if each.label == "Hold")
    hold.click().run()
    at.switch_page(str(SHELL.parent / "views" / "change_plan.py")).run()
    assert [each.value for each in at.segmented_control] == ["hold", None]


def test_an_open_request_stands_here_with_its_answers(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    requests.ask(
        cast.clinic,
        cast.alex,
        cast.patient,
        RequestId(1),
        kind=Kind.TALK,
        course=None,
        words="Can we talk?",
    )
    at = page(cast)
    assert "Can we talk?" in text(at)
    assert "Answer by a change of the plan" in [each.label for each in at.button]


def note(at: AppTest, words: str) -> AppTest:
    (field,) = (each for each in at.text_area if each.label == "New note")
    field.set_value(words)
    at.button(key="note-keep").click().run()
    assert not at.exception, at.exception
    return at


def test_a_note_for_the_appointment_is_kept_and_closed(cast: Cast):
    at = note(page(cast), "Ask about sleep. :red[x]")
    assert "The note is kept." in text(at)
    assert "Ask about sleep. :red[x]" in [each.value for each in at.text]
    (done,) = (each for each in at.button if each.label == "Done")
    done.click().run()
    assert [each.label for each in at.expander if "done" in each.label] == ["1 note that is done"]


def test_the_patient_never_reads_a_note_but_sees_that_one_was_written(cast: Cast):
    note(page(cast), "Ask about sleep.")
    for name in ("today", "plan", "requests", "compare", "my_data"):
        assert "Ask about sleep." not in text(opened(cast.alex, name))
    assert "wrote a note for the appointment." in text(opened(cast.alex, "my_data"))


def test_a_diary_that_is_not_shared_offers_no_file(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    at = page(cast)
    assert "The patient does not share the diary." in text(at)
    assert not [each for each in at.get("link_button") if "CSV" in each.proto.label]


def test_without_a_plan_the_page_leads_to_the_editor(cast: Cast):
    at = page(cast)
    at.button(key="go-write").click().run()
    assert at.title[0].value == "Write a plan"


def test_a_stranger_sees_nothing(cast: Cast):
    at = page(cast, "dr_stranger")
    assert "This is not open to you." in text(at)
    assert "Alex" not in text(at)
    assert "Overview" not in links(at)
