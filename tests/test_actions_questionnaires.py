"""Asked for by a prescriber alone; kept once with every revision; a safety answer stored first."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from taper.actions import answered, assignments, people, questionnaires
from taper.actions.assignments import TypedAssignment
from taper.errors import ChangedElsewhere, Refused, TaperError
from taper.people.audit import Event
from taper.storage import people as stored_people
from tests.asking import ALL_BUT_NINE, READS, answer, ask, seen_by
from tests.conftest import Cast
from tests.saving import TODAY, back, chains_hold, events


def test_nothing_is_asked_for_by_itself(cast: Cast):
    seen = seen_by(cast, cast.alex)
    assert (seen.asked, seen.answered) == ((), ())


def test_what_a_prescriber_types_is_what_is_asked_for(cast: Cast):
    made = ask(cast, "gad7", first_day="2 March 2026", every_days="14")
    assert (made.first_day, made.every_days, made.on_days) == (TODAY, 14, ())
    dates = ask(cast, "phq8", on_days="9 March 2026\n2026-03-23; 1 April 2026")
    assert dates.on_days == (date(2026, 3, 9), date(2026, 3, 23), date(2026, 4, 1))
    seen = seen_by(cast, cast.alex)
    assert {(each.instrument.id, each.now) for each in seen.asked} == {
        ("gad7", TODAY),
        ("phq8", None),
    }


def test_it_is_asked_for_before_during_and_after_a_course_of_sessions(cast: Cast):
    made = ask(
        cast,
        "gad7",
        sessions="9 March 2026\n16 March 2026",
        days_before="1",
        on_each_session=True,
        days_after="7, 28",
    )
    assert [day.isoformat() for day in made.on_days] == [
        "2026-03-08",
        "2026-03-09",
        "2026-03-16",
        "2026-03-23",
        "2026-04-13",
    ]
    assert not made.is_asked_now(TODAY, ())


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"every_days": "14"}, "first_day_missing"),
        ({"first_day": "2 March 2026"}, "every_unreadable"),
        ({"first_day": "2 March 2026", "every_days": "0"}, "every_unreadable"),
        ({"first_day": "2 March 2026", "every_days": "1.5"}, "every_unreadable"),
        ({"first_day": "2 March 2026", "every_days": "99999999999"}, "every_unreadable"),
        ({"first_day": "2 March 2026", "every_days": "7", "on_days": "9 March 2026"}, "two_rhyth"),
        ({"on_days": "9 March 2026", "sessions": "9 March 2026", "days_after": "1"}, "two_rhythms"),
        ({"days_before": "7"}, "sessions_missing"),
        ({"on_each_session": True}, "sessions_missing"),
        ({"sessions": "9 March 2026"}, "sessions_when"),
        ({"sessions": "9 March 2026", "days_after": "1.5"}, "every_unreadable"),
        ({"sessions": "9 March 2026", "days_before": "a week"}, "every_unreadable"),
        ({"instrument": "phq10"}, "unknown"),
        ({"reads": " "}, "reads_missing"),
        ({"reads": "x" * 501}, "words_too_long"),
        ({"instrument": "own_question"}, "question_missing"),
        ({"reader": 7}, "reader_missing"),
    ],
)
def test_what_is_missing_or_unclear_is_asked_back(cast: Cast, typed: dict[str, str], why: str):
    with pytest.raises(TaperError, match=rf"questionnaire\.{why}"):
        ask(cast, **typed)
    assert seen_by(cast, cast.dr_bose).asked == ()


def test_a_day_with_two_readings_is_refused(cast: Cast):
    with pytest.raises(TaperError, match=r"row\.date"):
        ask(cast, "gad7", on_days="3/4/2026")


def test_asking_for_item_nine_names_who_reads_and_how_often(cast: Cast):
    made = ask(cast)
    assert (made.reads, made.reader) == (READS, cast.ids["dr_bose"])
    own = ask(cast, "own_question", question="Is there anything you want us to know tonight?")
    assert own.reads == READS
    assert ask(cast, "gad7").reads == ""


def test_with_two_prescribers_the_reader_is_chosen(cast: Cast):
    with cast.clinic.store.writing() as session:
        at = datetime(2026, 3, 1, tzinfo=UTC)
        stored_people.add_care(session, cast.ids["dr_stranger"], cast.patient, at)
    with pytest.raises(TaperError, match=r"questionnaire\.reader_missing"):
        ask(cast)
    made = ask(cast, reader=cast.ids["dr_stranger"])
    names = dict(assignments.readers(cast.clinic, cast.dr_bose, cast.patient))
    assert names[made.reader] == "Dr Stranger"


def test_asked_twice_it_stands_once_and_another_rhythm_is_refused(cast: Cast):
    one = ask(cast, "gad7", first_day="2026-03-02", every_days="7")
    assert ask(cast, "gad7", first_day="2026-03-02", every_days="7") == one
    with pytest.raises(TaperError, match=r"questionnaire\.assigned_already"):
        ask(cast, "gad7", first_day="2026-03-02", every_days="14")
    assert events(cast, Event.QUESTIONNAIRE_ASSIGNED) == [Event.QUESTIONNAIRE_ASSIGNED]


def test_an_unassigned_questionnaire_cannot_be_opened_or_saved(cast: Cast):
    made = ask(cast)
    assignments.end_assignment(cast.clinic, cast.dr_bose, cast.patient, made.id)
    assignments.end_assignment(cast.clinic, cast.dr_bose, cast.patient, made.id)
    assert events(cast, Event.QUESTIONNAIRE_ENDED) == [Event.QUESTIONNAIRE_ENDED]
    with pytest.raises(TaperError, match=r"questionnaire\.not_assigned"):
        questionnaires.sheet(cast.clinic, cast.alex, cast.patient, made.id, TODAY)
    with pytest.raises(TaperError, match=r"questionnaire\.not_assigned"):
        answer(cast, made, ALL_BUT_NINE)


def test_answers_are_kept_once_however_often_they_are_sent(cast: Cast):
    made = ask(cast, "gad7")
    whole = {f"gad_{n}": 1 for n in range(1, 8)}
    first = answer(cast, made, whole)
    assert answer(cast, made, whole) == first
    (one,) = seen_by(cast, cast.alex).answered
    assert (one.total, one.response.finished, one.response.revision) == (7, True, 1)
    assert events(cast, Event.QUESTIONNAIRE_SAVED) == [Event.QUESTIONNAIRE_SAVED]


def test_a_half_finished_one_resumes_and_has_no_total(cast: Cast):
    made = ask(cast, "gad7", first_day="2026-03-02", every_days="14")
    saved = answer(cast, made, {"gad_1": 2, "gad_2": 0})
    assert not saved.response.finished
    seen = seen_by(cast, cast.alex)
    assert (seen.answered[0].total, seen.asked[0].begun, seen.asked[0].now) == (
        None, (TODAY,), TODAY,
    )  # fmt: skip
    with time_machine.travel(datetime(2026, 3, 4, 9, tzinfo=UTC), tick=False):
        found = questionnaires.sheet(cast.clinic, cast.alex, cast.patient, made.id, TODAY)
        assert found.response is not None
        assert found.response.answers == {"gad_1": 2, "gad_2": 0}
        whole = {f"gad_{n}": 0 for n in range(1, 8)}
        assert answer(cast, made, whole, expected=1).response.finished
    seen = seen_by(cast, cast.alex)
    assert (seen.answered[0].total, seen.asked[0].begun, seen.asked[0].now) == (0, (), None)


def test_one_finished_with_gaps_has_no_total(cast: Cast):
    made = ask(cast, "phq8")
    saved = answer(cast, made, {"phq_1": 3}, finish=True)
    assert saved.response.finished
    assert seen_by(cast, cast.alex).answered[0].total is None


def test_every_earlier_revision_is_kept(cast: Cast):
    made = ask(cast, "gad7")
    answer(cast, made, {"gad_1": 2})
    answer(cast, made, {"gad_1": 1}, expected=1)
    questionnaires.strike_out(
        cast.clinic, cast.alex, cast.patient, made.id, TODAY, expected_revision=2
    )
    from taper.storage import questionnaires as stored

    with cast.clinic.store.reading() as session:
        kept = stored.revisions(session, cast.patient, made.id, TODAY)
    assert [(body["revision"], body["answers"]) for body in kept] == [
        (1, {"gad_1": 2}),
        (2, {"gad_1": 1}),
    ]
    assert seen_by(cast, cast.alex).answered[0].response.struck_out
    assert chains_hold(cast)


def test_a_page_that_is_behind_overwrites_nothing(cast: Cast):
    made = ask(cast, "gad7")
    answer(cast, made, {"gad_1": 2})
    with pytest.raises(ChangedElsewhere):
        answer(cast, made, {"gad_1": 3})
    assert seen_by(cast, cast.alex).answered[0].response.answers == {"gad_1": 2}


@pytest.mark.parametrize(
    ("answers", "why"),
    [({"gad_1": 4}, "answer_unknown"), ({"phq_1": 1}, "answer_unknown"), ({}, "nothing_answered")],
)
def test_an_answer_that_is_not_on_the_form_is_refused(
    cast: Cast, answers: dict[str, int], why: str
):
    made = ask(cast, "gad7")
    with pytest.raises(TaperError, match=rf"questionnaire\.{why}"):
        answer(cast, made, answers)


def test_a_day_ahead_or_long_past_is_refused(cast: Cast):
    made = ask(cast, "gad7")
    for day in (TODAY + timedelta(days=1), back(15)):
        with pytest.raises(TaperError, match=r"check_in\."):
            answer(cast, made, {"gad_1": 1}, day=day)


@pytest.mark.parametrize("points", [1, 2, 3])
def test_item_nine_above_zero_is_on_file_before_help_is_shown(cast: Cast, points: int):
    made = ask(cast)
    saved = answer(cast, made, {**ALL_BUT_NINE, "phq_9": points})
    assert saved.leads_to_help
    (one,) = seen_by(cast, cast.alex).answered
    assert (one.total, one.safety[0].points, one.safety[0].opened_at) == (8 + points, points, None)
    assert one.response.day == TODAY


def test_a_yes_to_the_clinics_own_question_leads_to_help_and_a_no_does_not(cast: Cast):
    made = ask(cast, "own_question", question="Do you have such thoughts today?")
    assert not answer(cast, made, {"own_question": 0}).leads_to_help
    assert seen_by(cast, cast.alex).answered[0].safety == ()
    assert answer(cast, made, {"own_question": 1}, expected=1).leads_to_help
    (one,) = seen_by(cast, cast.alex).answered
    assert (one.total, len(one.safety)) == (None, 1)


def test_half_finished_with_item_nine_leads_to_help_all_the_same(cast: Cast):
    saved = answer(cast, ask(cast), {"phq_9": 1})
    assert saved.leads_to_help
    assert not saved.response.finished


def test_sent_again_it_leads_to_help_again_and_stands_once(cast: Cast):
    made = ask(cast)
    for _ in range(3):
        assert answer(cast, made, {"phq_9": 2}).leads_to_help
    assert len(seen_by(cast, cast.alex).answered[0].safety) == 1


def test_until_its_reader_opens_it_the_answers_are_left_out_for_everybody_else(cast: Cast):
    made = ask(cast)
    answer(cast, made, {**ALL_BUT_NINE, "phq_9": 1})
    (before,) = seen_by(cast, cast.dr_bose).answered
    assert (before.closed, before.may_open, before.response.answers, before.total) == (
        True, True, {}, None,
    )  # fmt: skip
    answered.open_safety_answer(cast.clinic, cast.dr_bose, cast.patient, made.id, TODAY)
    (after,) = seen_by(cast, cast.dr_bose).answered
    assert (after.closed, after.total) == (False, 9)
    (own,) = seen_by(cast, cast.alex).answered
    assert own.safety[0].opened_by == cast.ids["dr_bose"]
    assert seen_by(cast, cast.alex).names[cast.ids["dr_bose"]] == "Dr Bose"
    answered.open_safety_answer(cast.clinic, cast.dr_bose, cast.patient, made.id, TODAY)
    assert events(cast, Event.SAFETY_ANSWER_OPENED) == [Event.SAFETY_ANSWER_OPENED]
    assert chains_hold(cast)


def test_only_the_named_reader_opens_it_while_that_persons_care_lasts(cast: Cast):
    at = datetime(2026, 3, 1, tzinfo=UTC)
    with cast.clinic.store.writing() as session:
        stored_people.add_care(session, cast.ids["dr_stranger"], cast.patient, at)
    made = ask(cast, reader=cast.ids["dr_bose"])
    answer(cast, made, {"phq_9": 1})
    (seen,) = seen_by(cast, cast.dr_stranger).answered
    assert (seen.closed, seen.may_open) == (True, False)
    with pytest.raises(TaperError, match=r"questionnaire\.other_reader"):
        answered.open_safety_answer(cast.clinic, cast.dr_stranger, cast.patient, made.id, TODAY)


def test_another_answer_above_zero_is_closed_again_until_it_is_opened(cast: Cast):
    made = ask(cast)
    answer(cast, made, {"phq_9": 1})
    answered.open_safety_answer(cast.clinic, cast.dr_bose, cast.patient, made.id, TODAY)
    answer(cast, made, {"phq_9": 1, "phq_1": 0}, expected=1)
    assert not seen_by(cast, cast.dr_bose).answered[0].closed
    answer(cast, made, {"phq_9": 3, "phq_1": 0}, expected=2)
    assert seen_by(cast, cast.dr_bose).answered[0].closed


def test_an_answer_struck_out_or_taken_back_stays_in_the_record(cast: Cast):
    made = ask(cast)
    answer(cast, made, {"phq_9": 1})
    answer(cast, made, {"phq_9": 0}, expected=1)
    questionnaires.strike_out(
        cast.clinic, cast.alex, cast.patient, made.id, TODAY, expected_revision=2
    )
    (seen,) = seen_by(cast, cast.dr_bose).answered
    assert (seen.closed, len(seen.safety), seen.response.struck_out) == (True, 1, True)


def test_without_consent_nobody_else_sees_answers_and_the_sheet_says_so(cast: Cast):
    made = ask(cast)
    answer(cast, made, {"phq_9": 1})
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    assert seen_by(cast, cast.dr_bose).answered == ()
    assert not seen_by(cast, cast.alex).shares_diary
    found = questionnaires.sheet(cast.clinic, cast.alex, cast.patient, made.id, TODAY)
    assert not found.shares_diary
    with pytest.raises(Refused):
        answered.open_safety_answer(cast.clinic, cast.dr_bose, cast.patient, made.id, TODAY)


@pytest.mark.parametrize("name", ["dr_stranger", "sam", "ada"])
def test_a_stranger_reads_asks_answers_and_opens_nothing(cast: Cast, name: str):
    made = ask(cast)
    answer(cast, made, {"phq_9": 1})
    stranger, typed = cast.actor(name), TypedAssignment(instrument="gad7")
    for act in (
        lambda: seen_by(cast, stranger),
        lambda: assignments.assign(cast.clinic, stranger, cast.patient, typed),
        lambda: assignments.readers(cast.clinic, stranger, cast.patient),
        lambda: assignments.end_assignment(cast.clinic, stranger, cast.patient, made.id),
        lambda: questionnaires.sheet(cast.clinic, stranger, cast.patient, made.id, TODAY),
        lambda: questionnaires.save_answers(
            cast.clinic, stranger, cast.patient, made.id, TODAY, {"phq_9": 0}, expected_revision=1
        ),
        lambda: questionnaires.strike_out(
            cast.clinic, stranger, cast.patient, made.id, TODAY, expected_revision=1
        ),
        lambda: answered.open_safety_answer(cast.clinic, stranger, cast.patient, made.id, TODAY),
    ):
        with pytest.raises(Refused):
            act()


def test_a_patient_assigns_nothing_and_opens_nothing(cast: Cast):
    made = ask(cast)
    with pytest.raises(Refused):
        assignments.assign(cast.clinic, cast.alex, cast.patient, TypedAssignment(instrument="gad7"))
    with pytest.raises(Refused):
        answered.open_safety_answer(cast.clinic, cast.alex, cast.patient, made.id, TODAY)
