"""Bad days, several days at once, days typed for a patient, and the pause."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from taper.actions import catch_up, diary, people
from taper.actions.catch_up import DayLine, Grid, SaidOfDay
from taper.actions.diary import Said
from taper.diary.check_in import Source
from taper.errors import ChangedElsewhere, Refused, TaperError
from taper.people.audit import Event
from tests.conftest import MORNING, Cast
from tests.saving import TODAY, back, chains_hold, events, on_file, save, strike_out

SAVES = (Event.CHECK_IN_SAVED, Event.CHECK_IN_REVISED)


def bad_day(cast: Cast, day: date = TODAY):
    return diary.record_bad_day(cast.clinic, cast.alex, cast.patient, day)


def grid(cast: Cast, who: str = "alex") -> Grid:
    return catch_up.grid(cast.clinic, cast.actor(who), cast.patient)


def line(cast: Cast, day: date) -> DayLine:
    return next(each for each in grid(cast).days if each.day == day)


def on_behalf(cast: Cast, day: date, *, expected: int = 0, source: Source = Source.PAPER):
    return diary.save_check_in(
        cast.clinic,
        cast.dr_bose,
        cast.patient,
        day,
        Said(mood=3, note="Told at the visit.", note_is_private=True),
        expected_revision=expected,
        source=source,
    )


def test_a_bad_day_is_on_file_with_its_time_and_without_a_number(cast: Cast):
    made = [bad_day(cast) for _ in range(5)][-1]
    assert on_file(cast) == made
    assert (made.answers.bad_day, made.answers.has_details) == (True, False)
    assert (made.recorded_at, made.revision) == (MORNING, 1)
    assert events(cast, *SAVES) == [Event.CHECK_IN_SAVED]


def test_a_bad_day_is_filled_in_later_as_a_revision(cast: Cast):
    bad_day(cast)
    made = save(cast, TODAY, Said(mood=2, bad_day=True), expected=1)
    assert (made.revision, made.answers.mood, made.answers.bad_day) == (2, 2, True)
    (before,) = diary.revisions(cast.clinic, cast.alex, cast.patient, TODAY)
    assert (before["answers"]["bad_day"], before["answers"]["mood"]) == (True, None)


def test_a_bad_day_takes_nothing_from_what_is_on_file(cast: Cast):
    save(cast)
    made = bad_day(cast)
    assert (made.answers.mood, made.answers.note, made.revision) == (5, "Slept badly.", 2)
    strike_out(cast, expected=2)
    again = bad_day(cast)
    assert (again.struck_out, again.answers.mood, again.revision) == (False, None, 4)


def test_a_bad_day_has_the_limits_of_every_other_day(cast: Cast):
    assert bad_day(cast, back(14)).late
    for day in (back(15), back(-1)):
        with pytest.raises(TaperError):
            bad_day(cast, day)
    with pytest.raises(Refused):
        diary.record_bad_day(cast.clinic, cast.dr_bose, cast.patient, TODAY)


def test_the_grid_says_what_is_missing_and_what_lacks_details(cast: Cast):
    save(cast, back(1))
    bad_day(cast, back(2))
    save(cast, back(3))
    strike_out(cast, back(3), expected=1)
    missing = [each.day for each in grid(cast).days if each.is_missing]
    assert missing == [TODAY, *(back(days) for days in range(3, 15))]
    assert [each.day for each in grid(cast).days if each.lacks_details] == [back(2)]


def test_each_day_of_several_is_saved_by_itself_and_a_refused_one_is_named(cast: Cast):
    save(cast, back(2), Said(mood=9))
    days = [
        SaidOfDay(day=back(1), said=Said(mood=1), expected_revision=0),
        SaidOfDay(day=back(2), said=Said(mood=2), expected_revision=0),
        SaidOfDay(day=back(3), said=Said(mood=3), expected_revision=0),
        SaidOfDay(day=back(15), said=Said(mood=4), expected_revision=0),
    ]
    done = catch_up.save_days(cast.clinic, cast.alex, cast.patient, days)
    assert [(each.day, each.answers.mood, each.late) for each in done.saved] == [
        (back(1), 1, True),
        (back(3), 3, True),
    ]
    assert [(day, refusal.key) for day, refusal in done.refused] == [
        (back(2), "check_in.changed_elsewhere"),
        (back(15), "check_in.too_far_back"),
    ]
    assert isinstance(done.refused[0][1], ChangedElsewhere)
    assert events(cast, *SAVES) == [Event.CHECK_IN_SAVED] * 3
    assert chains_hold(cast)


def test_what_a_prescriber_types_is_marked_with_the_name_and_the_source(cast: Cast):
    made = on_behalf(cast, back(1))
    assert (made.source, made.recorded_by) == (Source.PAPER, cast.ids["dr_bose"])
    assert not made.answers.note_is_private
    shown = diary.day_on_file(cast.clinic, cast.alex, cast.patient, back(1))
    assert shown.entered_by == "Dr Bose"
    assert line(cast, back(1)).entered_by == "Dr Bose"
    save(cast, back(1), Said(mood=4), expected=1)
    assert line(cast, back(1)).entered_by == ""


def test_a_day_that_the_patient_recorded_is_the_patients_own(cast: Cast):
    save(cast, back(1))
    with pytest.raises(TaperError, match=r"check_in\.patients_own"):
        on_behalf(cast, back(1), expected=1)
    with pytest.raises(TaperError, match=r"check_in\.patients_own"):
        diary.strike_out(
            cast.clinic,
            cast.dr_bose,
            cast.patient,
            back(1),
            expected_revision=1,
            source=Source.ON_BEHALF,
        )


def test_a_prescriber_corrects_and_strikes_out_what_was_typed_for_the_patient(cast: Cast):
    on_behalf(cast, back(1))
    struck = diary.strike_out(
        cast.clinic,
        cast.dr_bose,
        cast.patient,
        back(1),
        expected_revision=1,
        source=Source.ON_BEHALF,
    )
    assert struck.struck_out
    assert on_behalf(cast, back(1), expected=2).revision == 3


def test_without_consent_nobody_types_for_the_patient(cast: Cast):
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    with pytest.raises(Refused):
        on_behalf(cast, TODAY)
    with pytest.raises(Refused):
        grid(cast, "dr_bose")
    assert on_file(cast) is None


@pytest.mark.parametrize("who", ["dr_stranger", "sam", "ada", "alex"])
def test_only_a_prescriber_of_the_patient_types_for_the_patient(sqlite_cast: Cast, who: str):
    cast = sqlite_cast
    with pytest.raises(Refused):
        diary.save_check_in(
            cast.clinic,
            cast.actor(who),
            cast.patient,
            TODAY,
            Said(mood=3),
            expected_revision=0,
            source=Source.ON_BEHALF,
        )


def test_a_file_does_not_come_in_this_way(sqlite_cast: Cast):
    with pytest.raises(ValueError, match="file"):
        on_behalf(sqlite_cast, TODAY, source=Source.IMPORT)


def test_a_paused_day_is_not_missing_and_can_be_recorded(cast: Cast):
    made = catch_up.pause(cast.clinic, cast.alex, cast.patient, back(2), back(-3))
    assert catch_up.pause(cast.clinic, cast.alex, cast.patient, back(2), back(-3)) == made
    assert catch_up.pause_today(cast.clinic, cast.alex, cast.patient) == made
    assert grid(cast).pause == made
    assert not any(line(cast, back(days)).is_missing for days in range(3))
    assert line(cast, back(3)).is_missing
    assert save(cast).revision == 1
    assert events(cast, Event.DIARY_PAUSED) == [Event.DIARY_PAUSED]


def test_a_pause_that_is_ended_holds_no_longer_and_its_days_stay_paused(cast: Cast):
    catch_up.pause(cast.clinic, cast.alex, cast.patient, TODAY, None)
    with time_machine.travel(datetime(2026, 3, 5, 9, tzinfo=UTC), tick=False):
        for _ in range(2):
            catch_up.end_pauses(cast.clinic, cast.alex, cast.patient)
        assert grid(cast).pause is None
        assert line(cast, date(2026, 3, 5)).is_missing
        assert not line(cast, date(2026, 3, 4)).is_missing
    assert events(cast, Event.DIARY_PAUSE_ENDED) == [Event.DIARY_PAUSE_ENDED]


def test_a_pause_that_never_began_leaves_no_paused_day(cast: Cast):
    catch_up.pause(cast.clinic, cast.alex, cast.patient, back(-5), None)
    assert grid(cast).pause is not None
    assert catch_up.pause_today(cast.clinic, cast.alex, cast.patient) is None
    catch_up.end_pauses(cast.clinic, cast.alex, cast.patient)
    assert grid(cast).pause is None


@pytest.mark.parametrize("who", ["dr_bose", "dr_stranger", "sam", "ada"])
def test_only_the_patient_pauses_the_diary(sqlite_cast: Cast, who: str):
    cast = sqlite_cast
    with pytest.raises(Refused):
        catch_up.pause(cast.clinic, cast.actor(who), cast.patient, TODAY, None)
    with pytest.raises(Refused):
        catch_up.end_pauses(cast.clinic, cast.actor(who), cast.patient)
