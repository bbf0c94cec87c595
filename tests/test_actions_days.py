"""Which days are open is decided by the calendar where the patient is, at every edge of it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taper.actions import diary, sessions
from taper.actions.diary import Said
from taper.actions.people import add_patient
from taper.diary.check_in import DAYS_BACK, CheckIn
from taper.errors import TaperError
from taper.ids import PatientId, PersonId, new_id
from taper.people.person import Actor, Patient
from tests.conftest import Cast, count, forgetful

# Each zone with moments, in UTC, around which its calendar does something worth a look.
EDGES: dict[str, list[str]] = {
    "Europe/London": ["2026-03-29T01:00", "2026-10-25T01:00", "2026-03-28T23:59"],
    "America/New_York": ["2026-03-08T07:00", "2026-11-01T06:00", "2026-11-01T04:00"],
    "America/St_Johns": ["2026-03-08T05:30", "2026-11-01T02:30"],
    "America/Santiago": ["2026-04-05T03:00", "2026-09-06T04:00"],  # a day without a midnight
    "Africa/Cairo": ["2026-04-23T22:00", "2026-10-29T21:00"],
    "Asia/Beirut": ["2026-03-28T22:00", "2026-10-24T21:00"],
    "Asia/Kathmandu": ["2026-01-01T00:00", "2025-12-31T18:15"],
    "Asia/Kolkata": ["2024-02-28T18:30", "2024-02-29T18:30"],
    "Australia/Lord_Howe": ["2026-04-04T15:00", "2026-10-03T15:30", "2026-10-03T13:30"],
    "Pacific/Kiritimati": ["2026-03-02T10:00", "2024-02-28T10:00", "2024-02-29T10:00"],
    "Etc/GMT+12": ["2026-03-02T12:00", "2024-02-29T12:00"],
    "Pacific/Apia": ["2011-12-30T10:00", "2011-12-31T10:00"],  # 30 December 2011 never was
    "Etc/GMT-14": ["2026-12-31T10:00", "2028-02-28T10:00"],
    "UTC": ["2026-12-31T23:59", "2028-02-29T00:00"],
}
SECOND = timedelta(seconds=1)


class Somewhere:
    """A patient in a zone, whose page is open whatever the time."""

    def __init__(self, cast: Cast, zone: str) -> None:
        self.cast, self.zone = cast, ZoneInfo(zone)
        self.patient = PatientId(new_id())
        self.long_ago = datetime(2000, 1, 1, tzinfo=UTC)
        with cast.clinic.store.writing() as session:
            new = Patient(id=self.patient, name="Kim", zone=zone)
            add_patient(session, new, cast.ids["dr_bose"], self.long_ago)

    def here(self) -> Actor:
        with self.cast.clinic.store.writing() as session:
            token = sessions.open_session(self.cast.clinic, session, PersonId(self.patient))
        found = sessions.actor_by_token(self.cast.clinic, token)
        assert found is not None
        return found

    def save(self, actor: Actor, day: date) -> CheckIn | str:
        """Save a day; the key of the refusal where it can't be recorded."""
        try:
            return diary.save_check_in(
                self.cast.clinic, actor, self.patient, day, Said(mood=5), expected_revision=0
            )
        except TaperError as refusal:
            return refusal.key


def check_every_day(there: Somewhere, at: datetime) -> None:
    """Hold the days around *at* against the calendar as zoneinfo knows it."""
    today = at.astimezone(there.zone).date()
    there.cast = Cast(forgetful(there.cast.clinic), there.cast.ids)  # it goes to and fro in time
    with time_machine.travel(at, tick=False):
        actor = there.here()
        for ahead in (1, 2, 400):
            assert there.save(actor, today + timedelta(days=ahead)) == "check_in.future"
        for back in (DAYS_BACK + 1, DAYS_BACK + 2, 4000):
            assert there.save(actor, today - timedelta(days=back)) == "check_in.too_far_back"
        for back in (0, 1, DAYS_BACK):
            made = there.save(actor, today - timedelta(days=back))
            assert isinstance(made, CheckIn)
            assert made.zone == there.zone.key
            assert made.recorded_at <= at


def test_there_are_more_than_twelve_zones():
    assert len(EDGES) >= 12


@pytest.mark.parametrize("zone", EDGES)
def test_around_every_edge_the_last_fifteen_days_of_the_calendar_are_open(
    sqlite_cast: Cast, zone: str
):
    for edge in EDGES[zone]:
        moment = datetime.fromisoformat(edge).replace(tzinfo=UTC)
        for at in (moment - SECOND, moment, moment + SECOND):
            check_every_day(Somewhere(sqlite_cast, zone), at)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Australia/Lord_Howe"])
def test_the_edges_of_the_world_on_both_engines(cast: Cast, zone: str):
    for edge in EDGES[zone]:
        check_every_day(
            Somewhere(cast, zone), datetime.fromisoformat(edge).replace(tzinfo=UTC) - SECOND
        )


def test_any_moment_in_any_zone(sqlite_cast: Cast):
    zones = st.sampled_from(sorted(EDGES))
    moments = st.datetimes(datetime(2001, 1, 1), datetime(2090, 1, 1))  # noqa: DTZ001 - UTC is set below

    @settings(
        max_examples=count(short=10, ci=200, full=2000),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(zones, moments)
    def check(zone: str, moment: datetime) -> None:
        check_every_day(Somewhere(sqlite_cast, zone), moment.replace(tzinfo=UTC))

    check()


def test_a_day_filled_in_later_is_late_and_stays_so(cast: Cast):
    there = Somewhere(cast, "Pacific/Kiritimati")
    with time_machine.travel(datetime(2026, 3, 2, 9, 59, 59, tzinfo=UTC), tick=False):
        actor = there.here()
        in_time, late = there.save(actor, date(2026, 3, 2)), there.save(actor, date(2026, 3, 1))
    assert isinstance(in_time, CheckIn)
    assert isinstance(late, CheckIn)
    assert (in_time.late, late.late) == (False, True)
    with time_machine.travel(datetime(2026, 3, 3, 9, 0, tzinfo=UTC), tick=False):  # the 3rd there
        actor = there.here()
        for day, was_late in ((date(2026, 3, 2), False), (date(2026, 3, 1), True)):
            again = diary.save_check_in(
                cast.clinic, actor, there.patient, day, Said(mood=1), expected_revision=1
            )
            assert (again.late, again.revision) == (was_late, 2)


def test_midnight_makes_yesterday_late_within_a_second(cast: Cast):
    there = Somewhere(cast, "Europe/London")
    before = datetime(2026, 7, 1, 22, 59, 59, tzinfo=UTC)  # 23:59:59 there
    with time_machine.travel(before, tick=False):
        assert there.save(there.here(), date(2026, 7, 2)) == "check_in.future"
    with time_machine.travel(before + SECOND, tick=False):
        actor = there.here()
        today, yesterday = (there.save(actor, date(2026, 7, day)) for day in (2, 1))
    assert isinstance(today, CheckIn)
    assert isinstance(yesterday, CheckIn)
    assert (today.late, yesterday.late) == (False, True)


def test_two_days_in_utc_are_one_day_where_the_patient_is(cast: Cast):
    """Morning and evening in Auckland lie on two days of UTC; they are one check-in."""
    there = Somewhere(cast, "Pacific/Auckland")
    day = date(2026, 7, 2)
    with time_machine.travel(datetime(2026, 7, 1, 20, 0, tzinfo=UTC), tick=False):
        first = there.save(there.here(), day)
    with time_machine.travel(datetime(2026, 7, 2, 8, 0, tzinfo=UTC), tick=False):
        second = there.save(there.here(), day)
    assert first == second
