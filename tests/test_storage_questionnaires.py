"""What is asked for and answered comes back whole; an unopened answer is found by its reader."""

from taper.actions import answered, people
from taper.actions.patients import patient_page
from taper.storage import questionnaires as stored
from tests.asking import ALL_BUT_NINE, answer, ask
from tests.conftest import Cast
from tests.saving import TODAY, back


def test_an_assignment_comes_back_as_it_was_made(cast: Cast):
    made = [
        ask(cast),
        ask(cast, "gad7", first_day="2026-03-02", every_days="7"),
        ask(cast, "phq8", on_days="2026-03-09\n2026-03-23"),
        ask(cast, "own_question", question="Is it so?"),
    ]
    with cast.clinic.store.reading() as session:
        found = stored.assignments(session, cast.patient)
    assert sorted(found, key=lambda each: each.id) == sorted(made, key=lambda each: each.id)


def test_answers_come_back_in_the_order_of_days(cast: Cast):
    asked = ask(cast, "gad7")
    for days in (0, 9, 4):
        answer(cast, asked, {"gad_1": 1}, day=back(days))
    with cast.clinic.store.reading() as session:
        found = stored.responses(session, cast.patient)
    assert [each.day for each in found] == [back(9), back(4), TODAY]
    assert all(each.instrument_version.startswith("English") for each in found)


def test_the_list_says_in_words_alone_that_a_safety_answer_is_not_opened(cast: Cast):
    asked = ask(cast)

    def said() -> list[bool]:
        lines = patient_page(cast.clinic, cast.dr_bose).lines
        return [line.safety_answer_not_opened for line in lines]

    assert said() == [False]
    answer(cast, asked, {**ALL_BUT_NINE, "phq_9": 0})
    assert said() == [False]
    answer(cast, asked, {**ALL_BUT_NINE, "phq_9": 1}, expected=1)
    assert said() == [True]
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    assert said() == [False]
    people.give_consent(cast.clinic, cast.alex, cast.patient)
    answered.open_safety_answer(cast.clinic, cast.dr_bose, cast.patient, asked.id, TODAY)
    assert said() == [False]
