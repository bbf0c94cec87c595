"""Several days filled in on one page; and days that a prescriber types for a patient."""

from collections.abc import Iterator
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from taper import ids
from taper.actions import diary, people
from taper.diary.check_in import CheckIn, Source
from tests.conftest import Cast, sign_plan, typed_plan
from tests.pages import opened, served, text
from tests.saving import TODAY, back

ROWS = (("2026-02-01", "20"), ("2026-05-04", "0"))


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def mood(at: AppTest, day: date, revision: int = 0):
    return next(each for each in at.button_group if each.key == f"check-in-{day}-{revision}-mood")


def days_asked(at: AppTest) -> list[str]:
    ends = [each.key for each in at.button_group if each.key and each.key.endswith("-mood")]
    return [key.split("check-in-")[1][:10] for key in ends]


def press(at: AppTest, key: str) -> AppTest:
    return next(each for each in at.button if each.key == key).click().run()


def on_file(cast: Cast, day: date) -> CheckIn | None:
    return diary.day_on_file(cast.clinic, cast.alex, cast.patient, day).check_in


def keep(cast: Cast, day: date, **said: object) -> CheckIn:
    made = diary.Said(**said)
    return diary.save_check_in(cast.clinic, cast.alex, cast.patient, day, made, expected_revision=0)


def enter(cast: Cast) -> AppTest:
    return opened(cast.dr_bose, "enter_days", patient=ids.to_text(cast.patient))


def test_missing_days_come_first_then_bad_days_then_what_is_on_file(cast: Cast):
    keep(cast, back(1), mood=6)
    diary.record_bad_day(cast.clinic, cast.alex, cast.patient, back(2))
    at = opened(cast.alex, "catch_up")
    missing = [TODAY, *(back(days) for days in range(3, 15))]
    assert days_asked(at) == [day.isoformat() for day in (*missing, back(2))]
    assert "recorded, mood 6" in text(at)
    assert "bad day, no details; late" in text(at)


def test_several_days_are_saved_together_and_the_others_stay_open(cast: Cast):
    course = sign_plan(cast, typed_plan(*ROWS)).course
    at = opened(cast.alex, "catch_up")
    for days in (1, 2, 3):
        mood(at, back(days)).select(days)
    key = f"check-in-{back(2)}-0-taken-{course.id}"
    next(each for each in at.button_group if each.key == key).select("as_planned")
    press(at, "days-save")
    assert "Saved 3 days: Sun 1 Mar 2026, Sat 28 Feb 2026, Fri 27 Feb 2026." in at.success[0].value
    found = [on_file(cast, back(days)) for days in (1, 2, 3)]
    assert [(each.answers.mood, each.late) for each in found if each] == [
        (1, True),
        (2, True),
        (3, True),
    ]
    assert found[1] is not None
    assert found[1].answers.intakes[0].ug == 20_000
    assert on_file(cast, back(4)) is None


def test_a_day_that_is_refused_is_named_and_the_others_are_saved(cast: Cast):
    at = opened(cast.alex, "catch_up")
    mood(at, back(1)).select(5)
    mood(at, back(2)).select(7)
    sleep = next(each for each in at.text_input if each.key == f"check-in-{back(2)}-0-sleep")
    sleep.set_value("a lot")
    press(at, "days-save")
    assert "Saved: Sun 1 Mar 2026. Not saved: 28 February 2026: Write the hours" in (
        at.error[0].value
    )
    assert on_file(cast, back(1)) is not None
    assert on_file(cast, back(2)) is None
    assert mood(at, back(2)).value == 7


def test_nothing_said_saves_nothing_and_a_bad_day_stays_as_it_is(cast: Cast):
    diary.record_bad_day(cast.clinic, cast.alex, cast.patient, back(2))
    at = press(opened(cast.alex, "catch_up"), "days-save")
    assert "Nothing is answered yet." in at.error[0].value
    mood(at, back(2), 1).select(3)
    press(at, "days-save")
    made = on_file(cast, back(2))
    assert made is not None
    assert (made.revision, made.answers.bad_day, made.answers.mood) == (2, True, 3)


def test_a_pause_lists_no_day_as_missing(cast: Cast):
    from taper.actions import catch_up

    catch_up.pause(cast.clinic, cast.alex, cast.patient, back(14), None)
    at = opened(cast.alex, "catch_up")
    assert days_asked(at) == []
    assert "Your diary is paused. You can write whenever you like." in text(at)
    assert "Your diary is paused." in text(opened(cast.alex))
    press(at, "pause-end")
    assert days_asked(at) == [TODAY.isoformat()]


def test_a_pause_is_chosen_with_a_first_day(cast: Cast):
    at = press(opened(cast.alex, "catch_up"), "pause-do")
    assert "Choose the day on which the pause begins." in at.error[0].value
    at.date_input(key="pause-first").set_value(back(-1))
    press(at, "pause-do")
    assert "A pause begins on 3 March 2026." in text(at)


def test_a_prescriber_says_how_days_came_in_before_any_is_typed(cast: Cast):
    keep(cast, back(1), mood=6)
    at = enter(cast)
    assert days_asked(at) == []
    choose_source(at, Source.ON_BEHALF)
    assert "The patient told me" in text(at)
    assert back(1).isoformat() not in days_asked(at)
    mood(at, back(2)).select(4)
    press(at, "choose-again")
    assert "not saved yet" in at.error[0].value
    assert mood(at, back(2)).value == 4
    press(at, "days-save")
    made = on_file(cast, back(2))
    assert made is not None
    assert (made.source, made.recorded_by) == (Source.ON_BEHALF, cast.ids["dr_bose"])
    assert "entered by Dr Bose" in text(at)
    press(at, "choose-again")
    assert days_asked(at) == []
    choose_source(at, Source.PAPER)
    assert at.text_input(key="paper-first").value == ""


def choose_source(at: AppTest, source: Source) -> None:
    next(each for each in at.button_group if each.key == "source").select(source).run()


def type_week(at: AppTest, first: str) -> None:
    at.text_input(key="paper-first").set_value(first).run()


@pytest.mark.parametrize("who", ["alex", "dr_bose"])
def test_a_paper_sheet_is_typed_in_a_week_at_a_time(cast: Cast, who: str):
    at = enter(cast) if who == "dr_bose" else opened(cast.alex, "paper_sheet")
    if who == "dr_bose":
        choose_source(at, Source.PAPER)
    assert days_asked(at) == []
    type_week(at, "26 Jan 2026")
    assert days_asked(at) == [f"2026-01-{day}" for day in range(26, 32)] + ["2026-02-01"]
    mood(at, date(2026, 1, 27)).select(3)
    press(at, "days-save")
    assert "Saved: Tue 27 Jan 2026." in at.success[0].value
    made = on_file(cast, date(2026, 1, 27))
    assert made is not None
    assert (made.source, made.recorded_by) == (Source.PAPER, cast.ids[who])
    assert "from a paper sheet" in text(at)
    press(at, "paper-next")
    assert days_asked(at)[0] == "2026-02-02"
    assert not at.success
    press(at, "paper-another")
    assert days_asked(at) == []
    type_week(at, "2 March 2026")
    assert days_asked(at) == ["2026-03-02"]
    assert "paper-next" not in [each.key for each in at.button]


@pytest.mark.parametrize("way", ["paper-another", "paper-turn", "paper-next"])
def test_a_week_is_not_left_while_a_day_of_it_is_open_for_changing(cast: Cast, way: str):
    day = date(2026, 1, 27)
    said = diary.Said(mood=3)
    diary.save_check_in(
        cast.clinic, cast.alex, cast.patient, day, said, expected_revision=0, source=Source.PAPER
    )
    at = opened(cast.alex, "paper_sheet")
    type_week(at, "26 Jan 2026")
    press(at, f"correct-{day}")
    press(at, way)
    assert "not saved yet" in at.error[0].value
    assert mood(at, day, 1).value == 3
    press(at, "keep")
    press(at, way)
    assert not at.error


def test_the_next_week_waits_until_what_is_typed_is_saved_or_emptied(cast: Cast):
    at = opened(cast.alex, "paper_sheet")
    type_week(at, "26 Jan 2026")
    tuesday = date(2026, 1, 27)
    mood(at, tuesday).select(3)
    for way in ("paper-next", "paper-another", "paper-turn"):
        press(at, way)
        assert "not saved yet" in at.error[0].value
        assert mood(at, tuesday).value == 3
    mood(at, tuesday).unselect(3)
    sleep = f"check-in-{tuesday}-0-sleep"
    at.text_input(key=sleep).set_value("long")  # what can't be read is typed as well
    press(at, "paper-next")
    assert "not saved yet" in at.error[0].value
    at.text_input(key=sleep).set_value("")
    press(at, "paper-next")
    assert days_asked(at)[0] == "2026-02-02"
    assert not at.error


def test_a_week_that_is_no_week_or_has_not_come_is_refused_in_words(cast: Cast):
    at = opened(cast.alex, "paper_sheet")
    for typed, why in (("yesterday", "day"), ("3/4/2026", "day"), ("9 March 2026", "has not come")):
        type_week(at, typed)
        assert why in at.error[0].value
        assert days_asked(at) == []


def test_a_prescriber_puts_a_day_right_that_was_typed_for_the_patient(cast: Cast):
    said = diary.Said(mood=2)
    diary.save_check_in(
        cast.clinic, cast.dr_bose, cast.patient, back(3), said, expected_revision=0,
        source=Source.ON_BEHALF,
    )  # fmt: skip
    keep(cast, back(1), mood=6)
    at = enter(cast)
    choose_source(at, Source.ON_BEHALF)
    assert [each.key for each in at.button if str(each.key).startswith("correct-")] == [
        f"correct-{back(3)}"
    ]
    press(at, f"correct-{back(3)}")
    assert mood(at, back(3), 1).value == 2
    mood(at, back(3), 1).select(7)
    press(at, f"check-in-{back(3)}-1-save")
    made = on_file(cast, back(3))
    assert made is not None
    assert (made.revision, made.answers.mood, made.source) == (2, 7, Source.ON_BEHALF)
    assert made.recorded_by == cast.ids["dr_bose"]
    press(at, f"strike-out-{back(3)}-2")
    struck = on_file(cast, back(3))
    assert struck is not None
    assert struck.struck_out
    assert back(3).isoformat() in days_asked(at)


def test_a_diary_that_is_not_shared_is_not_open_to_be_entered(cast: Cast):
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    at = enter(cast)
    assert days_asked(at) == []
    assert "The diary is not shared." in text(at)
    assert "keep-consent" not in [each.key for each in at.button]


def test_a_patient_without_an_account_agrees_on_paper(cast: Cast):
    kim = people.invite_patient(cast.clinic, cast.dr_bose, name="Kim", zone="UTC").patient
    at = opened(cast.dr_bose, "enter_days", patient=ids.to_text(kim))
    assert "Kim has no account here." in text(at)
    press(at, "keep-consent")
    assert at.error
    at.text_input(key="signed-on").set_value("1 March 2026")
    press(at, "keep-consent")
    choose_source(at, Source.ON_BEHALF)
    assert len(days_asked(at)) == 15
    press(at, "end-consent-do")
    assert days_asked(at) == []


def test_what_was_typed_for_a_day_stays_when_another_page_saves_that_day(cast: Cast):
    at = opened(cast.alex, "catch_up")
    mood(at, back(1)).select(5)
    mood(at, back(2)).select(7)
    keep(cast, back(2), mood=3)
    press(at, "days-save")
    assert "Saved: Sun 1 Mar 2026. Not saved: 28 February 2026" in at.error[0].value
    assert "Mood: 3 of 10" in text(at)
    assert "was saved on another page" in text(at)
    assert mood(at, back(2)).value == 7
    press(at, "days-save")
    made = on_file(cast, back(2))
    assert made is not None
    assert (made.answers.mood, made.revision) == (7, 2)
    assert back(2).isoformat() not in days_asked(at)


def test_what_another_page_saved_of_a_day_can_be_kept(cast: Cast):
    at = opened(cast.alex, "catch_up")
    mood(at, back(2)).select(7)
    mood(at, back(3)).select(4)
    keep(cast, back(2), mood=3)
    press(at, "days-save")
    press(at, f"check-in-{back(2)}-0-keep")
    made = on_file(cast, back(2))
    assert made is not None
    assert (made.answers.mood, made.revision) == (3, 1)
    assert back(2).isoformat() not in days_asked(at)
    assert "recorded, mood 3" in text(at)


def test_the_dose_of_each_day_stands_where_it_is_asked_about(cast: Cast):
    """Today's page shows the dose of today alone; the day before a change had another one."""
    sign_plan(cast, typed_plan(("2026-02-02", "20"), ("2026-03-02", "17.5"), ("2026-05-04", "0")))
    at = opened(cast.alex, "catch_up")
    said = [each.value for each in at.caption]
    assert said.count("Planned that day: 17.5 mg") == 1
    assert said.count("Planned that day: 20 mg") == len(days_asked(at)) - 1
    at = opened(cast.alex)
    assert not [each for each in at.caption if "Planned that day" in each.value]
    at.selectbox(key="day").select(back(1)).run()
    assert "Planned that day: 20 mg" in [each.value for each in at.caption]
