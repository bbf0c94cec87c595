"""Requests on their pages: asked in the patient's words, answered by a change or in words."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from taper import ids
from taper.actions import people, requests
from taper.people.request import Kind, RequestId
from tests.conftest import PASSWORD, TEXTS, Cast, sign_plan, typed_plan
from tests.pages import SHELL, opened, served, text

ROWS = (("2026-02-16", "20"), ("2026-03-16", "17.5"), ("2026-04-13", "0"))


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    sign_plan(sqlite_cast, typed_plan(*ROWS))
    with served(sqlite_cast):
        yield sqlite_cast


@pytest.fixture
def no_plan(sqlite_cast: Cast) -> Iterator[Cast]:
    """Give the cast without any plan."""
    with served(sqlite_cast):
        yield sqlite_cast


def page(cast: Cast, who: str = "alex", name: str = "requests") -> AppTest:
    query = {} if who == "alex" else {"patient": ids.to_text(cast.patient)}
    return opened(cast.actor(who), name, **query)


def ask(cast: Cast, words: str = "Two more weeks, please.") -> None:
    requests.ask(
        cast.clinic, cast.alex, cast.patient, RequestId(5), kind=Kind.STAY, course=None, words=words
    )


def pressed(at: AppTest, label: str) -> AppTest:
    (button,) = (each for each in at.button if each.label == label)
    button.click().run()
    assert not at.exception, at.exception
    return at


def on_file(cast: Cast):
    return requests.requests_of(cast.clinic, cast.alex, cast.patient, page="requests")


def test_a_patient_asks_in_a_few_taps_and_sees_it_on_file(cast: Cast):
    at = page(cast)
    assert at.segmented_control[0].value is None
    at.segmented_control[0].set_value(Kind.STAY)
    at.text_area[0].set_value("Two more weeks, please.")
    pressed(at, "Keep the request")
    assert "Your request is on file. The plan that was signed stays in force." in text(at)
    assert "Two more weeks, please." in text(at)
    assert "Alex asked on 2 March 2026, 09:00." in text(at)
    assert at.text_area[0].value == ""
    assert len(on_file(cast)) == 1


def test_without_a_plan_nothing_is_said_to_stay_in_force(no_plan: Cast):
    ask(no_plan)
    at = page(no_plan)
    assert "No plan is signed yet." in text(at)
    assert "stays in force" not in text(at)


def test_nothing_is_asked_before_it_is_chosen(cast: Cast):
    at = pressed(page(cast), "Keep the request")
    assert "Choose what you ask for." in text(at)
    assert on_file(cast) == []


def test_the_page_promises_no_answer_and_no_time_but_the_prescribers_own_words(cast: Cast):
    shown = text(page(cast))
    assert "An answer may not come here." in shown
    assert "Nobody watches these entries live." in shown
    assert f"Dr Bose looks: {TEXTS['contact']}" in shown


def test_a_request_is_looked_at_where_the_diary_is_closed(cast: Cast):
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    assert f"Dr Bose looks: {TEXTS['contact']}" in text(page(cast))


def test_a_patient_takes_a_request_back(cast: Cast):
    ask(cast)
    at = pressed(page(cast), "Take it back")
    assert "Alex took it back on 2 March 2026, 09:00." in text(at)
    assert "No request is open." in text(at)


def test_a_prescriber_answers_in_words_and_the_patient_reads_them(cast: Cast):
    ask(cast)
    at = page(cast, "dr_bose")
    at.text_area[0].set_value("Yes. I will change the plan on Monday.")
    pressed(at, "Answer in words")
    assert "The request is closed." in text(at)
    shown = text(page(cast))
    assert "Dr Bose answered on 2 March 2026, 09:00." in shown
    assert "Yes. I will change the plan on Monday." in shown


def test_a_prescriber_answers_by_a_change_with_the_request_in_sight(cast: Cast):
    ask(cast)
    at = pressed(page(cast, "dr_bose"), "Answer by a change of the plan")
    at.switch_page(str(SHELL.parent / "views" / "change_plan.py")).run()
    assert at.title[0].value == "Change the plan"
    assert "This change answers a request." in text(at)
    assert "Two more weeks, please." in text(at)
    for name, value in (("kind", "hold"), ("from", "today")):
        (control,) = (e for e in at.segmented_control if e.key.endswith(f"-{name}"))
        control.set_value(value).run()
    (days,) = (e for e in at.text_input if e.key.endswith("-days"))
    days.set_value("14").run()
    at.text_area[0].set_value("Alex asked.")
    (password,) = (e for e in at.text_input if "-password-" in e.key)
    password.set_value(PASSWORD)
    pressed(at, "Sign the change")
    assert "Dr Bose answered on 2 March 2026, 09:00 by version 2 of the plan." in text(page(cast))


def test_the_plan_page_says_that_the_signed_plan_stays_in_force(cast: Cast):
    assert "You have a request open" not in text(page(cast, name="plan"))
    ask(cast)
    assert "The plan below was signed and stays in force." in text(page(cast, name="plan"))
    assert "A request about the plan is open." in text(page(cast, "dr_bose", "plan"))


def test_without_a_plan_the_page_speaks_of_none_that_stays(sqlite_cast: Cast):
    with served(sqlite_cast):
        at = page(sqlite_cast)
        assert "Asking changes nothing. No plan is signed yet." in text(at)
        at.segmented_control[0].set_value(Kind.TALK)
        shown = text(pressed(at, "Keep the request"))
    assert "Your request is on file. No plan is signed yet." in shown
    assert "in force" not in shown


def test_words_that_look_like_markup_are_shown_as_written(cast: Cast):
    ask(cast, "![x](http://example.org/x.png) :red[now]")
    at = page(cast, "dr_bose")
    assert "![x](http://example.org/x.png) :red[now]" in [each.value for each in at.text]
    assert "example.org" not in "".join(each.value for each in at.markdown)


def test_a_stranger_sees_nothing(cast: Cast):
    ask(cast)
    at = page(cast, "dr_stranger")
    assert "This is not open to you." in text(at)
    assert "Two more weeks" not in text(at)
