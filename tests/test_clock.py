"""The day is the calendar day where the patient is."""

import os
import shutil
import subprocess
import sys
import time
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import available_timezones

import pytest
import time_machine
import tzdata

from taper import clock
from taper.errors import TaperError
from tests.conftest import count

TABLES = Path(tzdata.__file__).parent / "zoneinfo"  # the tables that are in use


def test_the_tables_of_the_package_win_over_those_of_the_machine(tmp_path: Path):
    """A machine whose table of London is another place's: the diary's days don't follow it."""
    (tmp_path / "Europe").mkdir()
    shutil.copy(TABLES / "Pacific" / "Kiritimati", tmp_path / "Europe" / "London")
    asked = "from taper import clock; print(clock.zone('Europe/London').utcoffset(clock.now()))"
    told = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "PYTHONTZPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() in {"0:00:00", "1:00:00"}


def test_no_table_of_the_machine_is_looked_at():
    assert zoneinfo.TZPATH == ()
    havana = clock.zone("America/Havana")
    with (TABLES / "America" / "Havana").open("rb") as table:
        packaged = zoneinfo.ZoneInfo.from_file(table)
    days = [
        datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(hours=hour) for hour in range(365 * 24)
    ]
    assert [each.replace(tzinfo=havana).utcoffset() for each in days] == [
        each.replace(tzinfo=packaged).utcoffset() for each in days
    ]


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


# --- every edge of daylight saving, against the C library's own reading of the same tables

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2032, 1, 1, tzinfo=UTC)


def edges(name: str) -> list[datetime]:
    """Give the moments from 2024 to 2031 at which a zone's clocks are changed."""
    zone, found, at, step = clock.zone(name), [], FIRST, timedelta(days=7)
    while at < LAST:
        early, late = at, at + step
        if early.astimezone(zone).utcoffset() != late.astimezone(zone).utcoffset():
            while late - early > timedelta(seconds=1):
                middle = early + (late - early) // 2
                same = early.astimezone(zone).utcoffset() == middle.astimezone(zone).utcoffset()
                early, late = (middle, late) if same else (early, middle)
            found.append(late.replace(microsecond=0))
        at += step
    return found


@pytest.fixture
def c_library() -> Iterator[Callable[[datetime, str], date]]:
    """Give the C library's calendar: the same tables of zones, read by another program."""
    with pytest.MonkeyPatch.context() as patch:

        def local_day(moment: datetime, name: str) -> date:
            patch.setenv("TZ", f":{TABLES / name}")
            time.tzset()
            return date(*time.localtime(moment.timestamp())[:3])

        yield local_day
    time.tzset()


def test_the_day_is_right_at_every_edge_of_every_zone(c_library: Callable[[datetime, str], date]):
    names = sorted(name for name in available_timezones() if (TABLES / name).is_file())
    few = names[:: count(short=12, ci=6, full=1)]
    seen = 0
    for name in [*few, "Europe/London", "America/New_York", "Australia/Lord_Howe"]:
        for edge in edges(name):
            zone = clock.zone(name)
            midnight = datetime.combine(clock.local_day(edge, name), datetime.min.time(), zone)
            hours = [edge + timedelta(hours=each) for each in range(-26, 27)]
            around = [edge, edge - timedelta(seconds=1), midnight.astimezone(UTC)]
            for moment in [*hours, *around, around[2] - timedelta(seconds=1)]:
                seen += 1
                assert clock.local_day(moment, name) == c_library(moment, name), (name, moment)
    assert seen > 1000
