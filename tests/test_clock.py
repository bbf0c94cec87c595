"""The day is the calendar day where the patient is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest
import time_machine

from taper import clock
from taper.errors import TaperError


def test_now_is_in_utc_and_no_finer_than_storage():
    with time_machine.travel(datetime(2026, 3, 2, 9, 0, 0, 123_999, UTC), tick=False):
        assert clock.now() == datetime(2026, 3, 2, 9, 0, 0, 123_000, UTC)
        assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2026-03-02T23:59", "UTC", "2026-03-02"),
        ("2026-03-02T09:59", "Pacific/Kiritimati", "2026-03-02"),  # +14
        ("2026-03-02T10:00", "Pacific/Kiritimati", "2026-03-03"),
        ("2026-03-02T11:59", "Etc/GMT+12", "2026-03-01"),  # −12
        ("2026-03-02T11:59", "Etc/GMT-14", "2026-03-03"),
        ("2026-03-29T00:59", "Europe/London", "2026-03-29"),  # an hour before the clocks change
        ("2026-03-29T23:00", "Europe/London", "2026-03-30"),
        ("2026-10-25T23:30", "Europe/London", "2026-10-25"),  # and back: 25 hours
        ("2026-10-03T13:29", "Australia/Lord_Howe", "2026-10-03"),  # by half an hour
        ("2026-10-03T13:30", "Australia/Lord_Howe", "2026-10-04"),
        ("2026-10-04T12:59", "Australia/Lord_Howe", "2026-10-04"),
        ("2026-10-04T13:00", "Australia/Lord_Howe", "2026-10-05"),
        ("2024-02-28T23:30", "Asia/Kolkata", "2024-02-29"),
    ],
)
def test_the_day_is_the_one_on_the_wall_calendar(moment: str, zone: str, day: str):
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert clock.local_day(at, zone) == date.fromisoformat(day)
    with time_machine.travel(at, tick=False):
        assert clock.today(zone) == date.fromisoformat(day)


def test_every_zone_of_the_list_is_known():
    for name in available_timezones():
        assert clock.zone(name).key == name


NO_ZONES = ["", "Mars/Olympus", "Europe", "../etc/passwd", "/etc/passwd", "Europe/London\0"]
NO_ZONES += ["x" * 999, ".", "..", "europe/", "Ünï"]


@pytest.mark.parametrize("name", NO_ZONES)
def test_anything_else_is_refused_in_words(name: str):
    with pytest.raises(TaperError, match=r"zone\.unknown"):
        clock.zone(name)
