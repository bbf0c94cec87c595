"""A calendar to subscribe to (RFC 5545): one entry for each thing to be reminded of.

UIDs stay the same for good; SEQUENCE grows when an entry changes; what no longer holds is
said to be cancelled, not left out, since a calendar keeps what it is not told about.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vDuration, vText

from taper.exports.ical_zone import rules
from taper.words import say

# Of all identifiers of entries; a new one would make every calendar show everything twice.
_NAMESPACE = UUID("6d0f6f5e-2d53-4f0c-9a0b-0a8c3f5b7e11")
_MAKER = "-//Taper tracker//Reminders//EN"
LOOK_AGAIN = timedelta(hours=6)
ZONE_YEARS = 10  # of a zone's rules that are written out


class _Title(vText):
    """A text as it was written: that of the library makes a line break of a backslash and an N."""

    def to_ical(self) -> bytes:
        r"""Escape as RFC 5545, 3.3.11 has it; a line ends in ``\n`` alone."""
        text = str(self).replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,")
        return r"\n".join(re.split("\r\n|\r|\n", text)).encode()


class Daily(NamedTuple):
    """Every day at one time, but for some days, and until a day where there is an end."""

    at: time
    without: tuple[date, ...] = ()
    last: date | None = None


class Entry(NamedTuple):
    """One entry: of a whole day, or *daily* from its day on."""

    name: str  # what it is, in a form that never changes: its UID is made of it
    title: str
    day: date
    sequence: int
    changed_at: datetime
    cancelled: bool = False
    daily: Daily | None = None


def calendar(entries: Sequence[Entry], zone: ZoneInfo, *, owner: int) -> bytes:
    """Write *entries* as a calendar; times are those of the clock on the wall in *zone*."""
    made = Calendar()
    made.add("prodid", _MAKER)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", say("calendar.name"))
    made.add("refresh-interval", vDuration(LOOK_AGAIN), {"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(LOOK_AGAIN))
    events = [_event(entry, zone, owner) for entry in entries]
    if any("RRULE" in event for event in events) and zone.key != "UTC":
        year = min(entry.day for entry in entries if entry.daily).year
        made.add_component(rules(zone, year - 1, year + ZONE_YEARS))
    for event in events:
        made.add_component(event)
    return bytes(made.to_ical())


def _event(entry: Entry, zone: ZoneInfo, owner: int) -> Event:
    made = Event()
    made.add("uid", str(uuid5(_NAMESPACE, f"{owner}/{entry.name}")))
    made.add("sequence", entry.sequence)
    made.add("dtstamp", entry.changed_at.astimezone(UTC).replace(microsecond=0))
    made.add("summary", _Title(entry.title))
    made.add("class", "PRIVATE")
    made.add("transp", "TRANSPARENT")  # it takes no time, and makes nobody look busy
    made.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.daily is None:
        made.add("dtstart", entry.day)
    else:
        _repeat(made, entry.day, entry.daily, zone)
    if not entry.cancelled:
        made.add_component(_alarm(entry))
    return made


def _repeat(made: Event, first: date, daily: Daily, zone: ZoneInfo) -> None:
    made.add("dtstart", datetime.combine(first, daily.at, zone))
    rule: dict[str, object] = {"freq": "daily"}
    if daily.last is not None:
        end = datetime.combine(daily.last, time(23, 59, 59), zone)
        rule["until"] = end.astimezone(UTC)
    made.add("rrule", rule)
    days = [day for day in daily.without if day >= first]
    if days:
        made.add("exdate", [datetime.combine(day, daily.at, zone) for day in days])


def _alarm(entry: Entry) -> Alarm:
    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", _Title(entry.title))
    made.add("trigger", timedelta(0) if entry.daily else timedelta(hours=8))  # 8 in the morning
    return made
