"""The patient's calendar, read by a reader that has nothing in common with its writer."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from taper.actions import catch_up, people, reminders
from taper.diary.reminders import Chosen
from taper.exports.ical import Daily, Entry, calendar
from tests.asking import ask
from tests.conftest import MORNING, Cast, sign_plan, typed_plan
from tests.ical_strict import Part, moment, strictly
from tests.test_exports_ical import HALF_PAST_EIGHT, ZONES

ALL = Chosen(check_in_at=time(20, 30), dose_changes=True, questionnaires=True, names_shown=True)
ROWS = (("2026-02-01", "20"), ("2026-03-16", "15"), ("2026-04-13", "10"), ("2026-05-11", "0"))
MOVED = (("2026-02-01", "20"), ("2026-03-23", "15"), ("2026-04-13", "10"), ("2026-05-11", "0"))


def read(cast: Cast) -> dict[str, Part]:
    """Read the calendar at its address by the names of its entries."""
    address = reminders.make_address(cast.clinic, cast.alex, cast.patient)
    body = reminders.calendar_at(cast.clinic, address.rpartition("/")[2].removesuffix(".ics"))
    assert body == reminders.calendar_file(cast.clinic, cast.alex, cast.patient)
    return {each.one("UID").value: each for each in strictly(body).of("VEVENT")}


def told(entry: Part) -> tuple[date, str, int]:
    """Give an entry's day, whether it holds, and how often it was changed."""
    return (
        moment(entry.one("DTSTART")),
        entry.one("STATUS").value,
        int(entry.one("SEQUENCE").value),
    )


def test_every_kind_of_entry_is_one_that_another_program_reads(sqlite_cast: Cast):
    cast = sqlite_cast
    sign_plan(cast, typed_plan(*ROWS))
    ask(cast, "gad7", on_days="2026-03-09")
    reminders.set_reminders(cast.clinic, cast.alex, cast.patient, ALL)
    catch_up.pause(cast.clinic, cast.alex, cast.patient, date(2026, 3, 28), date(2026, 3, 30))
    found = [told(each) for each in read(cast).values()]
    assert sorted(day for day, status, _ in found if status == "CONFIRMED" and day.day != 2) == [
        date(2026, 3, 9), date(2026, 3, 16), date(2026, 4, 13), date(2026, 5, 11),
    ]  # fmt: skip
    (daily,) = (each for each in read(cast).values() if each.all("RRULE"))
    assert moment(daily.one("DTSTART")) == datetime(2026, 3, 2, 20, 30)  # noqa: DTZ001
    assert daily.one("EXDATE").value == "20260328T203000,20260329T203000,20260330T203000"
    assert daily.one("DTSTART").parameters == {"TZID": "Europe/London"}


def test_a_moved_step_is_cancelled_on_its_old_day_and_stands_on_its_new_one(sqlite_cast: Cast):
    cast = sqlite_cast
    sign_plan(cast, typed_plan(*ROWS))
    reminders.set_reminders(cast.clinic, cast.alex, cast.patient, ALL)
    before = read(cast)
    sign_plan(cast, typed_plan(*MOVED), reason="Later.", in_force_from=date(2026, 3, 3))
    after = read(cast)
    assert before.keys() <= after.keys()
    days = {told(each)[0]: told(each)[1:] for each in after.values()}
    assert days[date(2026, 3, 16)] == ("CANCELLED", 2)
    assert days[date(2026, 3, 23)][0] == "CONFIRMED"
    assert not after[next(uid for uid in after if told(after[uid])[1] == "CANCELLED")].parts
    for uid, entry in before.items():  # what stands still is not told again
        if told(after[uid])[1] == "CONFIRMED":
            assert after[uid] == entry


def test_consent_withdrawn_leaves_the_patients_own_calendar_alone(sqlite_cast: Cast):
    cast = sqlite_cast
    sign_plan(cast, typed_plan(*ROWS))
    reminders.set_reminders(cast.clinic, cast.alex, cast.patient, ALL)
    before = read(cast)
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    assert read(cast) == before


@pytest.mark.parametrize("zone", [*ZONES, "UTC", "Pacific/Apia"])
@pytest.mark.parametrize("title", ["Diary", "Exa, mp; l\\ine: “ä” 🙂" * 20])
def test_in_every_zone_with_any_title_it_is_one_that_another_program_reads(zone: str, title: str):
    given = {"title": title, "day": date(2026, 3, 2), "sequence": 3, "changed_at": MORNING}
    days = tuple(date(2026, 3, 2) + timedelta(days=each) for each in range(40))
    entries = [
        Entry(name="a", **given, daily=Daily(HALF_PAST_EIGHT, days, last=date(2027, 1, 1))),
        Entry(name="b", **given),
        Entry(name="c", **given, cancelled=True),
    ]
    found = strictly(calendar(entries, ZoneInfo(zone), owner=7))
    assert [told(each)[1] for each in found.of("VEVENT")] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


@pytest.mark.parametrize(
    ("of", "to"),
    [
        (b"VERSION:2.0", b"VERSION:3.0"),
        (b"UID:", b"UUID:"),
        (b"\r\n", b"\n"),
        (b"SUMMARY:Diary", b"SUMMARY:Di;ary"),
        (b"SUMMARY:Diary", b"SUMMARY:" + b"a" * 75),
        (b"END:VEVENT\r\n", b""),
        (b"DTSTART;VALUE=DATE:20260302", b"DTSTART:20260302"),
        (b"STATUS:CONFIRMED", b"STATUS:PERHAPS"),
        (b"END:VCALENDAR", b"END:VCALENDAR\r\nX:1"),
        (b"ACTION:DISPLAY\r\n", b""),
    ],
)
def test_the_reader_refuses_what_is_no_calendar(of: bytes, to: bytes):
    entry = Entry(name="b", title="Diary", day=date(2026, 3, 2), sequence=0, changed_at=MORNING)
    body = calendar([entry], ZoneInfo("UTC"), owner=7)
    strictly(body)
    with pytest.raises(AssertionError):
        strictly(body.replace(of, to))
