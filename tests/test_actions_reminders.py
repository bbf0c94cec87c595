"""Reminders by the patient's own calendar: chosen, discreet, cancelled, closed, paused."""

from datetime import date, time, timedelta

import pytest
import time_machine
from icalendar import Calendar, Event

from taper.actions import assignments, catch_up, reminders
from taper.diary.reminders import Chosen
from taper.errors import Refused, TaperError
from taper.people.audit import Event as Trailed
from tests.asking import ask
from tests.conftest import MORNING, Cast, sign_plan, typed_plan
from tests.refusals import refused
from tests.saving import TODAY, back, events

ROWS = (("2026-02-01", "20"), ("2026-03-16", "15"), ("2026-04-13", "10"), ("2026-05-11", "0"))
ALL = Chosen(check_in_at=time(20, 30), dose_changes=True, questionnaires=True)


def choose(cast: Cast, chosen: Chosen = ALL) -> reminders.Reminders:
    return reminders.set_reminders(cast.clinic, cast.alex, cast.patient, chosen)


def entries(cast: Cast) -> list[Event]:
    made = reminders.calendar_file(cast.clinic, cast.alex, cast.patient)
    return [each for each in Calendar.from_ical(made).walk("VEVENT") if isinstance(each, Event)]


def daily(cast: Cast) -> Event:
    (found,) = (each for each in entries(cast) if "RRULE" in each)
    return found


def days(cast: Cast) -> dict[date, tuple[str, int]]:
    """Give the days of the dose changes and questionnaires, with status and sequence."""
    return {
        each.decoded("dtstart"): (str(each["status"]), int(each["sequence"]))
        for each in entries(cast)
        if "RRULE" not in each
    }


def secret_of(address: str) -> str:
    return address.rpartition("/")[2].removesuffix(".ics")


def test_nothing_is_reminded_of_until_the_patient_chooses(cast: Cast):
    found = reminders.reminders(cast.clinic, cast.alex, cast.patient)
    assert found.chosen.is_empty
    for make in (reminders.calendar_file, reminders.make_address):
        with refused("reminders.nothing_chosen"):
            make(cast.clinic, cast.alex, cast.patient)


def test_what_is_chosen_is_kept_and_the_same_again_changes_nothing(cast: Cast):
    first = choose(cast)
    assert (first.chosen, first.since, first.sequence) == (ALL, TODAY, 1)
    assert choose(cast) == first
    assert events(cast, Trailed.REMINDERS_SET) == [Trailed.REMINDERS_SET]


def test_the_daily_entry_is_at_the_patients_time_in_the_patients_zone(cast: Cast):
    choose(cast)
    starts = daily(cast)["dtstart"]
    assert starts.params["TZID"] == "Europe/London"
    assert starts.dt.replace(tzinfo=None).isoformat() == "2026-03-02T20:30:00"


def test_titles_name_nothing_until_that_is_switched_on(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    ask(cast, "gad7", on_days="2026-03-09")
    choose(cast)
    plain = " ".join(str(each["summary"]) for each in entries(cast))
    assert len(entries(cast)) == 5
    assert "Exampline" not in plain
    assert "GAD" not in plain
    choose(cast, ALL.model_copy(update={"names_shown": True}))
    named = " ".join(str(each["summary"]) for each in entries(cast))
    assert "Exampline" in named
    assert "GAD" in named
    assert " mg" not in named


def test_a_step_that_a_new_version_takes_back_is_cancelled_under_its_own_name(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    choose(cast)
    uids = {each.decoded("dtstart"): str(each["uid"]) for each in entries(cast)}
    before = days(cast)
    assert before[date(2026, 4, 13)] == ("CONFIRMED", 1)
    sign_plan(
        cast, typed_plan(("2026-02-01", "20"), ("2026-03-16", "15"), ("2026-05-11", "10")),
        reason="A hold.", in_force_from=date(2026, 3, 16),
    )  # fmt: skip
    after = days(cast)
    assert after[date(2026, 4, 13)] == ("CANCELLED", 2)
    assert after[date(2026, 3, 16)] == before[date(2026, 3, 16)]
    assert {each.decoded("dtstart"): str(each["uid"]) for each in entries(cast)} == uids


def test_what_was_never_asked_for_is_not_told_and_what_is_switched_off_is_cancelled(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    choose(cast, Chosen(check_in_at=time(7)))
    assert days(cast) == {}
    choose(cast)
    assert {status for status, _ in days(cast).values()} == {"CONFIRMED"}
    choose(cast, Chosen(questionnaires=True))
    assert set(days(cast).values()) == {("CANCELLED", 3)}
    assert str(daily(cast)["status"]) == "CANCELLED"


def test_a_pause_reaches_the_check_in_and_the_questionnaires_and_not_the_plan(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    ask(cast, "gad7", first_day="2026-03-09", every_days="7")
    choose(cast)
    first, last = date(2026, 3, 9), date(2026, 3, 20)
    catch_up.pause(cast.clinic, cast.alex, cast.patient, first, last)
    paused = [each.dt.date() for each in daily(cast)["exdate"].dts]
    assert paused == [first + timedelta(days=day) for day in range(12)]
    assert int(daily(cast)["sequence"]) == 2
    found = days(cast)
    assert found[date(2026, 3, 9)][0] == "CANCELLED"
    assert found[date(2026, 3, 23)][0] == "CONFIRMED"
    assert found[date(2026, 4, 13)][0] == "CONFIRMED"


def test_an_open_pause_ends_the_daily_entry_until_it_is_over(cast: Cast):
    choose(cast)
    catch_up.pause(cast.clinic, cast.alex, cast.patient, back(-5), None)
    (until,) = daily(cast)["rrule"]["UNTIL"]
    assert until.date() == back(-4)
    catch_up.end_pauses(cast.clinic, cast.alex, cast.patient)
    assert "UNTIL" not in daily(cast)["rrule"]
    assert int(daily(cast)["sequence"]) == 3


def test_a_pause_from_before_the_first_reminder_leaves_none(sqlite_cast: Cast):
    cast = sqlite_cast
    catch_up.pause(cast.clinic, cast.alex, cast.patient, back(5), None)
    choose(cast)
    assert str(daily(cast)["status"]) == "CANCELLED"


def test_a_questionnaire_that_is_taken_back_is_cancelled(cast: Cast):
    asked = ask(cast, "gad7", on_days="2026-03-09")
    choose(cast)
    assert days(cast) == {date(2026, 3, 9): ("CONFIRMED", 1)}
    assignments.end_assignment(cast.clinic, cast.dr_bose, cast.patient, asked.id)
    assert days(cast) == {date(2026, 3, 9): ("CANCELLED", 2)}


def test_the_address_opens_the_calendar_until_it_is_closed_or_another_is_made(cast: Cast):
    choose(cast)
    first = reminders.make_address(cast.clinic, cast.alex, cast.patient)
    assert first.startswith("http://localhost:8501/calendar/")
    assert len(secret_of(first)) >= 32
    same = reminders.calendar_file(cast.clinic, cast.alex, cast.patient)
    assert reminders.calendar_at(cast.clinic, secret_of(first)) == same
    second = reminders.make_address(cast.clinic, cast.alex, cast.patient)
    assert reminders.calendar_at(cast.clinic, secret_of(second)) == same
    reminders.close_address(cast.clinic, cast.alex, cast.patient)
    for address in (first, second):
        with pytest.raises(TaperError, match=r"reminders\.no_calendar"):
            reminders.calendar_at(cast.clinic, secret_of(address))
    kinds = (Trailed.CALENDAR_OPENED, Trailed.CALENDAR_CLOSED)
    assert events(cast, *kinds) == [*[Trailed.CALENDAR_OPENED] * 2, Trailed.CALENDAR_CLOSED]


@pytest.mark.parametrize("secret", ["", "x", "None", "\0", "%"])
def test_a_made_up_address_opens_nothing(sqlite_cast: Cast, secret: str):
    choose(sqlite_cast)
    with pytest.raises(TaperError, match=r"reminders\.no_calendar"):
        reminders.calendar_at(sqlite_cast.clinic, secret)


@pytest.mark.parametrize("who", ["dr_bose", "dr_stranger", "sam", "ada"])
def test_reminders_are_the_patients_alone(sqlite_cast: Cast, who: str):
    cast = sqlite_cast
    choose(cast)
    for call in (reminders.reminders, reminders.make_address, reminders.calendar_file):
        with pytest.raises(Refused):
            call(cast.clinic, cast.actor(who), cast.patient)


def test_names_alone_are_no_reminder(sqlite_cast: Cast):
    with pytest.raises(TaperError, match=r"reminders\.nothing_chosen"):
        choose(sqlite_cast, Chosen(names_shown=True))


def test_looking_again_later_changes_no_entry_that_stood(sqlite_cast: Cast):
    cast = sqlite_cast
    sign_plan(cast, typed_plan(*ROWS))
    ask(cast, "gad7", first_day="2026-03-09", every_days="7")
    choose(cast)
    before = {str(each["uid"]): each.to_ical() for each in entries(cast)}
    with time_machine.travel(MORNING + timedelta(days=20), tick=False):
        after = {str(each["uid"]): each.to_ical() for each in entries(cast)}
    assert all(after[uid] == body for uid, body in before.items())
