"""The page of the patient's own list."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from taper.actions import symptoms
from taper.actions.diary import Said
from taper.diary.tags import Tag
from tests.conftest import Cast, sign_plan, typed_plan
from tests.pages import opened, served, text
from tests.saving import back, save


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def press(at: AppTest, key: str) -> AppTest:
    return next(each for each in at.button if each.key == key).click().run()


def labels(at: AppTest) -> set[str]:
    return {each.label for each in at.button_group}


def listed(cast: Cast) -> dict[str, str]:
    found = symptoms.my_symptoms(cast.clinic, cast.alex, cast.patient).listed
    return {each.symptom.slug: each.symptom.label for each in found if not each.symptom.retired}


def test_one_tap_puts_a_symptom_of_the_list_on_the_form(cast: Cast):
    at = opened(cast.alex, "my_symptoms")
    button = next(each for each in at.button if each.key and each.key.startswith("add-"))
    button.click().run()
    assert button.label in listed(cast).values()
    assert button.label in labels(opened(cast.alex))


def test_own_words_stand_on_the_form_as_they_were_typed(cast: Cast):
    at = opened(cast.alex, "my_symptoms")
    at.text_input(key="add-own").set_value("Ringing **ears**")
    press(at, "add-own-do")
    assert listed(cast)["own_1"] == "Ringing **ears**"
    assert at.text_input(key="add-own").value == ""
    assert "Ringing **ears**" in [each.value for each in at.text]


def test_sent_twice_own_words_stand_on_the_form_once_and_nothing_is_refused(cast: Cast):
    at = opened(cast.alex, "my_symptoms")
    for _ in range(2):
        at.text_input(key="add-own").set_value("Cold hands")
        press(at, "add-own-do")
        assert not at.error
    assert list(listed(cast).values()).count("Cold hands") == 1


def test_a_name_that_is_there_is_refused_and_stays_as_typed(cast: Cast):
    at = opened(cast.alex, "my_symptoms")
    at.text_input(key="add-own").set_value("dizziness")
    press(at, "add-own-do")
    assert "There is a symptom of that name" in at.error[0].value
    assert at.text_input(key="add-own").value == "dizziness"


def test_a_new_name_shows_the_old_one_with_its_end(cast: Cast):
    at = opened(cast.alex, "my_symptoms")
    at.text_input(key="rename-dizziness").set_value("Spinning")
    press(at, "rename-dizziness-do")
    assert listed(cast)["dizziness"] == "Spinning"
    assert "Called “Dizziness” until 2 March 2026, 09:00." in text(at)


def test_off_the_form_and_back_in_its_place(cast: Cast):
    at = press(opened(cast.alex, "my_symptoms"), "retire-dizziness")
    assert "Dizziness" not in labels(opened(cast.alex))
    press(at, "back-dizziness")
    assert next(iter(listed(cast))) == "dizziness"


def test_a_tag_is_shown_as_said_with_its_day_and_nothing_is_chosen_before(cast: Cast):
    at = opened(cast.alex, "my_symptoms")
    tags = [each for each in at.button_group if each.key and each.key.startswith("tag-")]
    assert {each.value for each in tags} == {None}
    tags[0].select(Tag.HAD_BEFORE).run()
    assert "“I had it before”, said on 2 March 2026, 09:00." in text(at)
    again = next(each for each in at.button_group if each.key == "tag-dizziness-1")
    assert again.value == Tag.HAD_BEFORE


def test_beside_the_question_stands_what_was_answered_in_the_week_before_the_first_step(
    cast: Cast,
):
    sign_plan(cast, typed_plan(("2026-02-28", "20"), ("2026-04-01", "0")))
    for days, severity in ((2, 3), (3, 2), (5, 2), (9, 2), (10, 1)):  # 28 Feb … 20 Feb
        save(cast, back(days), Said(symptoms={"dizziness": severity}))
    page = text(opened(cast.alex, "my_symptoms"))
    assert (
        "In the week before the first step on 28 February 2026, your answers were:"
        " Moderate on 3 days." in page
    )
    assert "Mild on" not in page


def test_what_was_recorded_before_the_first_step_is_said_as_a_fact(cast: Cast):
    assert "There is no signed plan yet." in text(opened(cast.alex, "my_symptoms"))
