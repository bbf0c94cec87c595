"""The calendar as others read it: names that stay, times on the wall, nothing too much."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from taper.exports.ical import Daily, Entry, calendar

MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ZONES = (
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "Etc/GMT+12",
    "Africa/Casablanca",
    "Europe/Dublin",
)
HALF_PAST_EIGHT = time(20, 30)
FIRST = datetime.combine(date(2026, 3, 2), HALF_PAST_EIGHT)  # on the wall: in no zone


def entry(**other: object) -> Entry:
    given = {"name": "check-in", "title": "Diary", "day": date(2026, 3, 2), "sequence": 3}
    return Entry(**{**given, "changed_at": MOMENT, **other})  # type: ignore[arg-type]


def read(*entries: Entry, zone: str = "Europe/London") -> Calendar:
    found = Calendar.from_ical(calendar(entries, ZoneInfo(zone), owner=7))
    assert isinstance(found, Calendar)
    return found


def only(found: Calendar) -> Event:
    (event,) = found.walk("VEVENT")
    assert isinstance(event, Event)
    return event


def test_a_whole_day_says_when_and_no_more():
    event = only(read(entry(name="change/5/2026-03-16", day=date(2026, 3, 16))))
    assert event.decoded("dtstart") == date(2026, 3, 16)
    assert (str(event["summary"]), int(event["sequence"])) == ("Diary", 3)
    assert (str(event["status"]), str(event["transp"])) == ("CONFIRMED", "TRANSPARENT")
    assert len(event.walk("VALARM")) == 1
    assert "DESCRIPTION" not in event
    assert "LOCATION" not in event


def test_the_same_entry_is_the_same_file_and_the_same_uid():
    one, other = (
        calendar([entry()], ZoneInfo("UTC"), owner=7),
        calendar([entry()], ZoneInfo("UTC"), owner=7),
    )
    assert one == other
    uids = {str(only(read(entry(sequence=number)))["uid"]) for number in range(3)}
    assert len(uids) == 1
    assert len({str(only(read(entry(name=name)))["uid"]) for name in ("a", "b")}) == 2


def test_an_entry_that_no_longer_holds_is_said_to_be_cancelled_and_rings_no_more():
    event = only(read(entry(cancelled=True)))
    assert str(event["status"]) == "CANCELLED"
    assert event.walk("VALARM") == []


def test_lines_are_those_of_the_standard():
    text = calendar([entry(title="ä" * 200)], ZoneInfo("UTC"), owner=7)
    lines = text.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert b"METHOD:PUBLISH" in lines


@pytest.mark.parametrize("zone", ZONES)
def test_the_time_on_the_wall_is_kept_over_every_change_of_the_clock(zone: str):
    """The written rules are read by themselves and compared with the zone's own."""
    made = read(entry(daily=Daily(at=HALF_PAST_EIGHT)), zone=zone)
    event = only(made)
    assert event["dtstart"].params["TZID"] == zone
    assert event.decoded("dtstart").replace(tzinfo=None) == FIRST
    (rules,) = made.walk("VTIMEZONE")
    written, real = rules.to_tz(lookup_tzid=False), ZoneInfo(zone)
    for day in range(5 * 366):
        wall = FIRST + timedelta(days=day)
        assert wall.replace(tzinfo=written).utcoffset() == wall.replace(tzinfo=real).utcoffset()


@pytest.mark.parametrize("zone", ZONES)
def test_the_written_rules_hold_at_each_hour_around_a_change_of_the_clock(zone: str):
    (rules,) = read(entry(daily=Daily(at=HALF_PAST_EIGHT)), zone=zone).walk("VTIMEZONE")
    written, real = rules.to_tz(lookup_tzid=False), ZoneInfo(zone)
    hours = (FIRST.replace(tzinfo=UTC) + timedelta(hours=at) for at in range(3 * 366 * 24))
    edges = [
        each
        for each in hours
        if each.astimezone(real).utcoffset()
        != (each + timedelta(hours=1)).astimezone(real).utcoffset()
    ]
    for edge in edges:
        for hour in range(-3, 4):
            wall = (edge + timedelta(hours=hour)).astimezone(real).replace(tzinfo=None, fold=0)
            passed = wall.replace(tzinfo=real).astimezone(UTC).astimezone(real)
            if passed.replace(tzinfo=None) == wall:  # a time that there is
                there = wall.replace(tzinfo=written).utcoffset()
                assert there in {
                    wall.replace(tzinfo=real, fold=fold).utcoffset() for fold in (0, 1)
                }


def test_days_that_are_left_out_are_named_by_their_time_on_the_wall():
    days = (date(2026, 2, 1), date(2026, 3, 28), date(2026, 3, 30))
    event = only(read(entry(daily=Daily(at=HALF_PAST_EIGHT, without=days))))
    left_out = [each.dt for each in event["exdate"].dts]
    assert [each.replace(tzinfo=None) for each in left_out] == [
        FIRST + timedelta(days=26),
        FIRST + timedelta(days=28),
    ]
    assert [each.utcoffset() for each in left_out] == [timedelta(0), timedelta(hours=1)]


def test_a_daily_entry_ends_after_its_last_day_where_the_patient_is():
    event = only(
        read(entry(daily=Daily(at=HALF_PAST_EIGHT, last=date(2026, 3, 5))), zone="Pacific/Apia")
    )
    (until,) = event["rrule"]["UNTIL"]
    assert until == datetime(2026, 3, 5, 10, 59, 59, tzinfo=UTC)


def test_a_clock_without_rules_needs_none():
    assert read(entry(daily=Daily(at=HALF_PAST_EIGHT)), zone="UTC").walk("VTIMEZONE") == []
