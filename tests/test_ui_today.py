"""The patient's day: the signed dose, and a check-in that is saved once and never lost."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from streamlit.testing.v1 import AppTest

from taper.actions import diary, people, plans
from taper.diary.check_in import CheckIn, Source
from taper.words import say
from tests.conftest import Cast, sign_plan, typed_plan
from tests.pages import opened, served, text

TODAY = date(2026, 3, 2)
ROWS = (("2026-02-01", "20"), ("2026-02-21", "17.5"), ("2026-03-07", "15"), ("2026-05-04", "0"))


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def control(at: AppTest, name: str):
    return next(each for each in at.button_group if each.key and each.key.endswith(name))


def field(at: AppTest, name: str):
    kinds = (*at.text_input, *at.text_area)
    return next(each for each in kinds if each.key and each.key.endswith(name))


def save(at: AppTest) -> AppTest:
    button = next(each for each in at.button if each.key and each.key.endswith("save"))
    return button.click().run()


def on_file(cast: Cast, day: date = TODAY) -> CheckIn | None:
    return diary.day_on_file(cast.clinic, cast.alex, cast.patient, day).check_in


def test_the_dose_of_the_day_is_the_signed_one_with_its_clock_and_the_next_change(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    page = text(opened(cast.alex))
    assert "17.5 mg" in page
    assert "Day 9 since the last planned change, on 21 February 2026." in page
    assert "Next planned change: 7 March 2026, to 15 mg." in page


def test_a_draft_is_never_seen_by_the_patient(cast: Cast):
    doctor = cast.dr_bose
    course = plans.open_course(
        cast.clinic, doctor, cast.patient, medicine="Exampline", form="tablets"
    )
    plans.save_draft(
        cast.clinic, doctor, cast.patient, course, typed_plan(*ROWS), expected_revision=0
    )
    page = text(opened(cast.alex))
    assert "17.5" not in page
    assert "There is no signed plan yet." in page


def test_words_for_a_step_too_hard_come_a_week_before_the_first_change(cast: Cast):
    rows = (("2026-03-01", "20"), ("2026-03-10", "17.5"), ("2026-05-04", "0"))
    sign_plan(cast, typed_plan(*rows))
    assert "We can stay on this dose" not in text(opened(cast.alex))
    with time_machine.travel(datetime(2026, 3, 3, 9, tzinfo=UTC), tick=False):
        assert "We can stay on this dose" in text(opened(cast.alex))


def test_after_the_named_end_the_plan_ends_here_and_nothing_says_stop(cast: Cast):
    typed = typed_plan(("2026-02-01", "20"), ("2026-02-11", "10"))
    ends = typed.model_copy(update={"holds": "until", "holds_until": "2026-02-28"})
    sign_plan(cast, ends)
    page = text(opened(cast.alex))
    assert "The plan ends here." in page
    assert "We decide together." in page
    assert "stop" not in page.lower().replace("stopping", "")


def test_nothing_is_answered_before_the_patient_answers(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    at = opened(cast.alex)
    assert {str(each.value) for each in at.button_group} == {"None"}
    assert {each.value for each in (*at.text_input, *at.text_area)} == {""}
    assert {each.value for each in at.checkbox} == {False}


def test_one_answer_is_enough_and_the_others_stay_unanswered(cast: Cast):
    at = opened(cast.alex)
    control(at, "mood").select(6)
    save(at)
    saved = on_file(cast)
    assert saved is not None
    assert saved.answers.mood == 6
    assert not saved.answers.symptoms
    assert saved.answers.sleep_min is None
    assert "Mood: 6 of 10" in text(at)


def test_mood_zero_and_severity_none_are_answers(cast: Cast):
    at = opened(cast.alex)
    control(at, "mood").select(0)
    control(at, "symptom-dizziness").select(0)
    save(at)
    saved = on_file(cast)
    assert saved is not None
    assert saved.answers.mood == 0
    assert dict(saved.answers.symptoms) == {"dizziness": 0}
    assert "Mood: 0 of 10" in text(at)
    assert "Dizziness: none" in text(at)


def test_as_planned_keeps_the_signed_amount(cast: Cast):
    course = sign_plan(cast, typed_plan(*ROWS)).course
    at = opened(cast.alex)
    control(at, f"taken-{course.id}").select("as_planned")
    save(at)
    saved = on_file(cast)
    assert saved is not None
    assert [(each.taken, each.ug) for each in saved.answers.intakes] == [("as_planned", 17_500)]


def test_another_amount_is_read_like_a_dose(cast: Cast):
    course = sign_plan(cast, typed_plan(*ROWS)).course
    at = opened(cast.alex)
    control(at, f"taken-{course.id}").select("other")
    field(at, f"amount-{course.id}").set_value("12,5")
    save(at)
    saved = on_file(cast)
    assert saved is not None
    assert [(each.taken, each.ug) for each in saved.answers.intakes] == [("other", 12_500)]


@pytest.mark.parametrize("amount", ["", "1.000", "10 %", "half"])
def test_an_amount_that_is_not_clear_saves_nothing_and_stays_as_typed(cast: Cast, amount: str):
    course = sign_plan(cast, typed_plan(*ROWS)).course
    at = opened(cast.alex)
    control(at, "mood").select(3)
    control(at, f"taken-{course.id}").select("other")
    field(at, f"amount-{course.id}").set_value(amount)
    save(at)
    assert on_file(cast) is None
    assert at.error
    assert field(at, f"amount-{course.id}").value == amount
    assert control(at, "mood").value == 3


def test_an_empty_form_is_asked_back(cast: Cast):
    at = save(opened(cast.alex))
    assert "Any one answer is enough" in at.error[0].value
    assert on_file(cast) is None


def test_a_note_is_shown_as_written(cast: Cast):
    at = opened(cast.alex)
    field(at, "note").set_value("**bold** ![x](http://example.invalid/x.png) :red[hm]")
    save(at)
    assert "**bold** ![x](http://example.invalid/x.png) :red[hm]" in [
        each.value for each in at.text
    ]
    assert not any("example.invalid" in each.value for each in at.markdown)


def test_a_saved_day_can_be_changed_and_its_earlier_version_is_kept(cast: Cast):
    at = opened(cast.alex)
    control(at, "mood").select(6)
    save(at)
    next(each for each in at.button if each.key == f"change-{TODAY}").click().run()
    assert control(at, "mood").value == 6
    control(at, "mood").select(4)
    save(at)
    saved = on_file(cast)
    assert saved is not None
    assert (saved.answers.mood, saved.revision) == (4, 2)
    earlier = diary.revisions(cast.clinic, cast.alex, cast.patient, TODAY)
    assert [each["answers"]["mood"] for each in earlier] == [6]
    assert "Mood: 6 of 10" in text(at)


def test_a_day_entered_in_error_stays_on_file_and_can_be_filled_in_again(cast: Cast):
    at = opened(cast.alex)
    control(at, "mood").select(6)
    save(at)
    next(each for each in at.button if each.key == f"strike-out-{TODAY}-1").click().run()
    assert "entered in error" in text(at)
    saved = on_file(cast)
    assert saved is not None
    assert saved.struck_out
    next(each for each in at.button if each.key == f"change-{TODAY}").click().run()
    assert control(at, "mood").value is None
    control(at, "mood").select(2)
    save(at)
    saved = on_file(cast)
    assert saved is not None
    assert (saved.struck_out, saved.answers.mood, saved.revision) == (False, 2, 3)


def test_an_earlier_day_is_marked_late_and_the_days_offered_end_14_days_back(cast: Cast):
    at = opened(cast.alex)
    days = at.selectbox(key="day")
    assert len(days.options) == 15
    days.select(date(2026, 2, 20)).run()
    control(at, "mood").select(5)
    save(at)
    saved = on_file(cast, date(2026, 2, 20))
    assert saved is not None
    assert saved.late
    assert "marked late" in text(at)


def test_a_session_that_is_over_sees_the_way_to_sign_in_and_nothing_else(cast: Cast):
    from taper.actions import sessions

    sign_plan(cast, typed_plan(*ROWS))
    alex = cast.alex
    at = opened(alex)
    control(at, "mood").select(6)
    sessions.sign_out(cast.clinic, alex)
    save(at)
    assert on_file(cast) is None
    assert "17.5 mg" not in text(at)
    assert "signed out" in text(at)


def press(at: AppTest, key: str) -> AppTest:
    return next(each for each in at.button if each.key == key).click().run()


def test_one_tap_records_a_bad_day_and_it_can_be_filled_in(cast: Cast):
    at = press(opened(cast.alex), f"bad-day-{TODAY}")
    saved = on_file(cast)
    assert saved is not None
    assert (saved.answers.bad_day, saved.answers.mood, saved.revision) == (True, None, 1)
    assert "Bad day" in text(at)
    assert "Mood:" not in text(at)
    change = next(each for each in at.button if each.key == f"change-{TODAY}")
    assert change.label == "Fill in"
    change.click().run()
    control(at, "mood").select(1)
    save(at)
    saved = on_file(cast)
    assert saved is not None
    assert (saved.answers.bad_day, saved.answers.mood, saved.revision) == (True, 1, 2)


def test_everything_beside_the_core_lies_under_more_and_is_kept(cast: Cast):
    course = sign_plan(cast, typed_plan(*ROWS)).course
    at = opened(cast.alex)
    control(at, "quality").select(0)
    control(at, "usual").select(7)
    control(at, f"taken-{course.id}").select("as_planned")
    field(at, f"time-{course.id}").set_value("7:30 am")
    save(at)
    saved = on_file(cast)
    assert saved is not None
    assert (saved.answers.sleep_quality, saved.answers.usual_things) == (0, 7)
    assert str(saved.answers.intakes[0].at) == "07:30:00"
    page = text(at)
    assert "How well you slept: 0 of 10" in page
    assert "Usual things: 7 of 10" in page
    assert "as planned, 17.5 mg, at 07:30" in page


@pytest.mark.parametrize(("taken", "time"), [(None, "21:30"), ("not_taken", "21:30")])
def test_a_time_without_an_intake_is_asked_back(cast: Cast, taken: str | None, time: str):
    course = sign_plan(cast, typed_plan(*ROWS)).course
    at = opened(cast.alex)
    if taken:
        control(at, f"taken-{course.id}").select(taken)
    field(at, f"time-{course.id}").set_value(time)
    save(at)
    assert on_file(cast) is None
    assert "A time is written for Exampline" in at.error[0].value
    assert field(at, f"time-{course.id}").value == time


def test_a_dose_taken_later_today_is_asked_back_and_nothing_is_lost(cast: Cast):
    course = sign_plan(cast, typed_plan(*ROWS)).course
    at = opened(cast.alex)
    control(at, f"taken-{course.id}").select("as_planned")
    field(at, f"time-{course.id}").set_value("21:30")
    save(at)
    assert on_file(cast) is None
    assert "21:30 has not come yet." in at.error[0].value
    assert field(at, f"time-{course.id}").value == "21:30"


def test_a_note_can_be_kept_and_the_screen_says_that_nobody_was_told(cast: Cast):
    at = opened(cast.alex)
    field(at, "note").set_value("Only for me.")
    next(each for each in at.checkbox if each.key.endswith("note-private")).check()
    save(at)
    saved = on_file(cast)
    assert saved is not None
    assert saved.answers.note_is_private
    assert "Note, kept from your prescriber. Nobody was told of it:" in text(at)


def test_above_the_check_in_and_after_saving_stands_who_looks_in_their_own_words(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    words = "Dr Bose looks: Ring the practice. I look at the diary on Mondays."
    at = opened(cast.alex)
    assert "Nobody watches these entries live." in text(at)
    assert words in text(at)
    control(at, "mood").select(6)
    assert words in text(save(at))


def test_nobody_is_said_to_look_into_a_diary_that_is_closed(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    at = opened(cast.alex)
    assert "Nobody watches these entries live." in text(at)
    assert say("my_data.not_shared") in text(at)
    assert "Dr Bose looks" not in text(at)


def test_after_midnight_the_day_is_asked_and_nothing_is_chosen(cast: Cast):
    with time_machine.travel(datetime(2026, 3, 3, 1, 30, tzinfo=UTC), tick=False):
        at = opened(cast.alex)
        assert not [each for each in at.button if each.key and each.key.startswith("bad-day")]
        meant = control(at, "day-meant")
        assert meant.value is None
        meant.select(TODAY).run()
        control(at, "mood").select(4)
        save(at)
        saved = on_file(cast)
    assert saved is not None
    assert (saved.day, saved.late) == (TODAY, True)


def test_a_form_stays_on_the_page_when_another_day_is_chosen_until_it_is_saved(cast: Cast):
    """What is typed reaches nobody before Save: a form that is no longer drawn would lose it."""
    yesterday, folded = TODAY - timedelta(days=1), "Mon 2 Mar 2026: open, not saved yet"
    at = opened(cast.alex)
    at.selectbox(key="day").select(yesterday).run()
    assert folded in [each.label for each in at.expander]
    assert control(at, f"{TODAY}-0-mood").form_id != control(at, f"{yesterday}-0-mood").form_id
    for day, mood in ((yesterday, 8), (TODAY, 3)):
        control(at, f"{day}-0-mood").select(mood)
        next(each for each in at.button if each.key == f"check-in-{day}-0-save").click().run()
    saved = [on_file(cast, day) for day in (yesterday, TODAY)]
    assert [each.answers.mood for each in saved if each] == [8, 3]
    assert folded not in [each.label for each in at.expander]


def test_an_entry_of_somebody_else_is_marked_with_the_name(cast: Cast):
    diary.save_check_in(
        cast.clinic,
        cast.dr_bose,
        cast.patient,
        TODAY,
        diary.Said(mood=3),
        expected_revision=0,
        source=Source.PAPER,
    )
    assert "Entered by Dr Bose." in text(opened(cast.alex))


def test_leave_quickly_is_a_plain_link_to_a_neutral_page(cast: Cast):
    html = "".join(each.proto.body for each in opened(cast.alex).get("html"))
    assert (
        '<a href="https://www.wikipedia.org/" rel="noreferrer nofollow">Leave quickly</a>' in html
    )
