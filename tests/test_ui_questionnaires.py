"""Nothing chosen beforehand, no band, no comment; an answer is stored before help is shown."""

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from taper import ids
from taper.actions import assignments, people
from taper.facts.crisis import crisis
from taper.facts.questionnaires import instrument
from tests import asking
from tests.asking import ALL_BUT_NINE, READS, answer, ask, seen_by
from tests.conftest import Cast
from tests.pages import opened, served, text
from tests.saving import TODAY
from tests.test_ui_patients import facts


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def button(at: AppTest, label: str):
    return next(each for each in at.button if each.label == label)


def choose(at: AppTest, code: str, points: int) -> None:
    control = next(each for each in at.button_group if each.key and each.key.endswith(f"-{code}"))
    control.set_value(points)


def sheet(cast: Cast) -> AppTest:
    return button(opened(cast.alex, "questionnaires"), "Fill in").click().run()


def test_nothing_is_asked_for_until_a_prescriber_asks(cast: Cast):
    assert "No questionnaire is asked for." in text(opened(cast.alex, "questionnaires"))


def test_every_word_of_the_form_stands_on_the_page_and_nothing_is_chosen(cast: Cast):
    ask(cast)
    at = sheet(cast)
    found = instrument("phq9")
    assert found is not None
    labels = [each.label for each in at.button_group]
    for number, item in enumerate(found.items, start=1):
        assert f"{number}. {item.text}" in labels
    assert all(each.value in (None, []) for each in at.button_group)
    assert found.lead in text(at)
    assert found.notice in text(at)


def test_who_reads_stands_above_item_nine_and_below_it(cast: Cast):
    ask(cast)
    assert text(sheet(cast)).count(READS) == 2


def test_where_the_diary_is_not_shared_the_sheet_says_that_nobody_reads(cast: Cast):
    ask(cast)
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    page = text(sheet(cast))
    assert READS not in page
    assert "Nobody else can read this answer." in page


def test_a_half_finished_sheet_is_gone_on_with_where_it_was_left(cast: Cast):
    ask(cast, "gad7")
    at = sheet(cast)
    choose(at, "gad_3", 2)
    at = button(at, "Save").click().run()
    assert not at.exception
    assert "Some questions are still empty." in text(at)
    again = button(opened(cast.alex, "questionnaires"), "Go on with 2 March 2026").click().run()
    third = next(each for each in again.button_group if each.key.endswith("-gad_3"))
    assert third.value == 2


def test_points_stand_beside_the_most_there_can_be_with_no_band_and_no_comment(cast: Cast):
    asked = ask(cast, "phq8")
    answer(cast, asked, dict.fromkeys(ALL_BUT_NINE, 3))
    for actor in (cast.alex, cast.dr_bose):
        page = text(opened(actor, "questionnaires", patient=_address(cast)))
        assert "24 of 24 points" in page
        for word in ("mild", "moderate", "severe", "minimal", "risk", "depress"):
            assert word not in page.lower().replace("feeling down, depressed, or hopeless", "")


def test_a_missing_answer_gives_no_total(cast: Cast):
    asked = ask(cast, "gad7")
    answer(cast, asked, {"gad_1": 3}, finish=True)
    page = text(opened(cast.alex, "questionnaires"))
    assert "1 of 7 questions answered. There is no total." in page


def test_item_nine_above_zero_is_stored_and_then_help_is_shown(cast: Cast):
    ask(cast)
    at = sheet(cast)
    choose(at, "phq_9", 1)
    at = button(at, "Save").click().run()
    assert not at.exception
    assert seen_by(cast, cast.alex).answered[0].safety[0].points == 1
    assert at.title[0].value == "If you need help now"
    for line in crisis().lines_of("GB"):
        assert line.name in text(at)


def test_help_is_the_same_whatever_was_answered(cast: Cast):
    ask(cast)
    one = text(opened(cast.alex, "safety"))
    answer(cast, seen_by(cast, cast.alex).asked[0].assignment, {"phq_9": 3})
    assert text(opened(cast.alex, "safety")) == one


def test_a_zero_is_saved_like_any_answer_and_nothing_is_said_of_it(cast: Cast):
    ask(cast)
    at = sheet(cast)
    for code in [*ALL_BUT_NINE, "phq_9"]:
        choose(at, code, 0)
    at = button(at, "Save").click().run()
    assert [each.value for each in at.success] == [
        "Saved. The answers of 2 March 2026 are on file."
    ]
    assert "0 of 27 points" in text(at)
    assert "safety" not in text(at).lower()


def _address(cast: Cast) -> str:
    return ids.to_text(cast.patient)


def test_the_reader_opens_the_answer_and_the_patient_sees_who_and_when(cast: Cast):
    asked = ask(cast)
    answer(cast, asked, {**ALL_BUT_NINE, "phq_9": 2})
    assert "not yet opened by anyone" in text(opened(cast.alex, "questionnaires"))
    at = opened(cast.dr_bose, "questionnaires", patient=_address(cast))
    assert "10 of 27 points" not in text(at)
    assert "not opened" in text(at)
    at = button(at, "Open this answer").click().run()
    assert "10 of 27 points" in text(at)
    page = text(opened(cast.alex, "questionnaires"))
    assert "opened by Dr Bose on 2 March 2026, 09:00" in page


def test_when_it_was_opened_stands_in_the_readers_own_time(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    """The patient's is that of the diary; a prescriber's that of the browser."""
    asked = ask(cast)
    answer(cast, asked, {**ALL_BUT_NINE, "phq_9": 2})
    monkeypatch.setattr(type(st.context), "timezone", property(lambda _context: "Asia/Tokyo"))
    at = opened(cast.dr_bose, "questionnaires", patient=_address(cast))
    at = button(at, "Open this answer").click().run()
    assert "opened by Dr Bose on 2 March 2026, 18:00" in text(at)
    assert "opened by Dr Bose on 2 March 2026, 09:00" in text(opened(cast.alex, "questionnaires"))


def test_the_list_of_patients_says_it_in_words_beside_the_name(cast: Cast):
    asked = ask(cast)
    assert "safety" not in facts(opened(cast.dr_bose))[0]["Also"]
    answer(cast, asked, {"phq_9": 1})
    assert "safety answer, not opened" in facts(opened(cast.dr_bose))[0]["Also"]


def test_a_prescriber_asks_with_nothing_filled_in(cast: Cast):
    at = opened(cast.dr_bose, "questionnaires", patient=_address(cast))
    at.selectbox[0].set_value("phq9").run()
    assert [each.value for each in (*at.text_input, *at.text_area)] == [""] * 7
    at = button(at, "Ask for it").click().run()
    assert "Type who reads the answers, and how often." in text(at)
    next(each for each in at.text_area if each.key.endswith("reads")).set_value(READS)
    at = button(at, "Ask for it").click().run()
    assert "PHQ-9 is asked for." in text(at)
    assert seen_by(cast, cast.alex).asked[0].assignment.reads == READS


def test_words_of_a_prescriber_are_never_markdown(cast: Cast):
    asking.ask(cast, "own_question", question="**Is** it so? ![x](http://e.org/x)", reads="*Me*")
    at = sheet(cast)
    assert "**Is** it so? ![x](http://e.org/x)" in [each.value for each in at.text]
    assert "*Me*" in [each.value for each in at.text]


def test_what_was_taken_back_is_not_opened_again(cast: Cast):
    made = ask(cast)
    at = sheet(cast)
    assignments.end_assignment(cast.clinic, cast.dr_bose, cast.patient, made.id)
    at = at.run()
    assert "This questionnaire is not asked for." in text(at)
    assert not at.button_group


def test_today_is_the_day_of_a_new_sheet(cast: Cast):
    ask(cast, "gad7")
    at = sheet(cast)
    choose(at, "gad_1", 0)
    button(at, "Save and leave the rest empty").click().run()
    (one,) = seen_by(cast, cast.alex).answered
    assert (one.response.day, one.response.finished) == (TODAY, True)


def test_a_prescriber_asks_around_sessions_with_nothing_filled_in(cast: Cast):
    at = opened(cast.dr_bose, "questionnaires", patient=ids.to_text(cast.patient))
    next(each for each in at.selectbox if "instrument" in str(each.key)).set_value("gad7").run()

    def field(kind: str, name: str):
        return next(each for each in at.get(kind) if str(each.key).endswith(f"-{name}"))

    names = ("days_before", "days_after")
    assert [field("text_input", name).value for name in names] == ["", ""]
    assert field("checkbox", "on_each_session").value is False
    field("text_area", "sessions").set_value("9 March 2026")
    field("text_input", "days_before").set_value("1")
    field("checkbox", "on_each_session").set_value(True)
    button(at, "Ask for it").click().run()
    assert "8 March 2026, 9 March 2026" in text(at)
