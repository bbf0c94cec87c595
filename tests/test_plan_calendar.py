"""Rows over clock changes in three zones, a leap day and a year's end: one row a day, none lost."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner

from taper import clock
from taper.cli.steps import steps
from taper.plan import amend
from taper.plan.in_force import on_day, stretches
from taper.plan.plan import SignedContent, canonical
from taper.plan.standing import read_rows, standing
from tests.amending import plan as rows_of
from tests.amending import signed
from tests.row_requests import linear, request

ONE_DAY, HALF_AN_HOUR = timedelta(days=1), timedelta(minutes=30)
# Both changes of a year: an hour in London and New York, half an hour on Lord Howe Island.
CHANGES = {
    "Europe/London": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
}
TURNS = [(zone, day) for zone, days in CHANGES.items() for day in days]


@pytest.fixture(params=CHANGES)
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """Let the machine itself live in a zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def days_of_command(first: date, rows: int, days: int) -> list[date]:
    """Give the days on which the rows of a linear taper start."""
    method = linear(rows, 1, {"kind": "at_dose", "last_mg": "0", "then": "holds"},
                    start_days=days, days=days)  # fmt: skip
    asked = request(method, starts_on=first.isoformat()).model_dump_json()
    found = CliRunner().invoke(steps, [], input=asked)
    assert found.exit_code == 0, found.stderr
    return [date.fromisoformat(line.split(",")[1]) for line in found.stdout.splitlines()[1:]]


@pytest.mark.parametrize("days", [1, 7, 28])
def test_rows_are_as_many_days_apart_whatever_the_clock_does(zone: str, days: int):
    first = min(CHANGES[zone]) - 10 * ONE_DAY
    found = days_of_command(first, 300 // days, days)
    assert found == [first + n * days * ONE_DAY for n in range(300 // days + 1)]
    assert found[-1] > max(CHANGES[zone]) or days > 7


@pytest.mark.parametrize(("zone_name", "turn"), TURNS)
def test_a_patients_day_has_one_row_at_every_half_hour_of_it(zone_name: str, turn: date):
    daily = rows_of(*((n, 40 - n) for n in range(1, 31)), first=turn - 15 * ONE_DAY)
    laid_out = stretches((signed(daily),))
    at = datetime(turn.year, turn.month, turn.day, tzinfo=UTC) - 3 * ONE_DAY
    seen: dict[date, set[int]] = {}
    for _ in range(6 * 48):
        day = clock.local_day(at, zone_name)
        now = on_day(laid_out, day)
        assert now is not None
        assert now.step.starts == day
        seen.setdefault(day, set()).add(now.row)
        at += HALF_AN_HOUR
    assert all(len(rows) == 1 for rows in seen.values())
    assert sorted(seen) == [min(seen) + n * ONE_DAY for n in range(len(seen))]


@pytest.mark.parametrize(("zone_name", "turn"), TURNS)
def test_a_hold_over_a_clock_change_moves_later_rows_by_whole_days(zone_name: str, turn: date):
    before = rows_of((1, 20), (15, 10), (29, 5), first=turn - 5 * ONE_DAY)
    noon = datetime(turn.year, turn.month, turn.day, 12, tzinfo=UTC) - ONE_DAY
    held = amend.hold(before, clock.local_day(noon, zone_name), 14)
    starts = [step.starts for step in before.steps]
    assert [step.starts for step in held.steps] == [starts[0], *(
        day + 14 * ONE_DAY for day in starts[1:]
    )]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "there"),
    [
        (date(2028, 2, 27), ["2028-02-27", "2028-02-28", "2028-02-29", "2028-03-01"]),
        (date(2027, 2, 27), ["2027-02-27", "2027-02-28", "2027-03-01", "2027-03-02"]),
        (date(2026, 12, 30), ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]),
        (date(2100, 2, 27), ["2100-02-27", "2100-02-28", "2100-03-01", "2100-03-02"]),
    ],
)
def test_days_are_those_of_the_calendar(first: date, there: list[str]):
    assert [day.isoformat() for day in days_of_command(first, 3, 1)] == there


def test_weekly_rows_over_a_leap_day_and_a_year_end_keep_their_weekday():
    found = days_of_command(date(2027, 12, 20), 12, 7)
    assert {day.weekday() for day in found} == {0}
    assert found[2] == date(2028, 1, 3)
    assert found[11] == date(2028, 3, 6)


@pytest.mark.parametrize("day", [date(2028, 2, 29), date(2028, 12, 31), date(2029, 1, 1)])
def test_the_list_of_patients_stands_on_the_same_row_on_such_days(day: date):
    daily = rows_of(*((n, 40 - n) for n in range(1, 31)), first=day - 10 * ONE_DAY)
    version = signed(daily)
    content = canonical(
        SignedContent(
            patient=version.patient,
            course=version.course,
            version=1,
            in_force_from=version.in_force_from,
            reason="",
            plan=daily,
        )
    )
    found = standing([read_rows(content)], day)
    assert (found.row, found.changes_on) == (11, day + ONE_DAY)
