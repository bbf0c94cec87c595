"""The rules of a time zone as a calendar carries them: every change of its clock, written out.

`icalendar.Timezone.from_tzinfo` leaves out some changes of clocks that follow no yearly rule
(Morocco's in 2027), so the changes are looked for here.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_STEP = timedelta(days=1)
_FINEST = timedelta(seconds=1)


class _Offset(NamedTuple):
    utc: timedelta
    is_summer: bool
    name: str


def rules(zone: ZoneInfo, first_year: int, last_year: int) -> Timezone:
    """Write the rules of *zone* from *first_year* to the end of *last_year*."""
    begins = datetime(first_year, 1, 1, tzinfo=UTC)
    ends = datetime(last_year + 1, 1, 1, tzinfo=UTC)
    at_first = _offset(zone, begins)
    # What holds at the beginning is written as a change of its own, from itself.
    onsets = defaultdict(list, {(at_first.utc, at_first): [_wall(begins, at_first.utc)]})
    for moment, before, after in _changes(zone, begins, ends):
        onsets[before.utc, after].append(_wall(moment, before.utc))
    made = Timezone()
    made.add("tzid", zone.key)
    for (offset_from, after), walls in onsets.items():
        made.add_component(_observance(offset_from, after, walls))
    return made


def _offset(zone: ZoneInfo, moment: datetime) -> _Offset:
    local = moment.astimezone(zone)
    utc, name = local.utcoffset(), local.tzname()
    return _Offset(utc or timedelta(0), bool(local.dst()), name or "")


def _wall(moment: datetime, offset: timedelta) -> datetime:
    return (moment + offset).replace(tzinfo=None)


def _changes(
    zone: ZoneInfo, begins: datetime, ends: datetime
) -> Iterator[tuple[datetime, _Offset, _Offset]]:
    """Give each moment at which the clock changes, with what held before and what holds then."""
    moment, before = begins, _offset(zone, begins)
    while moment < ends:
        after = _offset(zone, moment + _STEP)
        if after != before:
            yield _moment_of_change(zone, moment, before), before, after
        moment, before = moment + _STEP, after


def _moment_of_change(zone: ZoneInfo, low: datetime, before: _Offset) -> datetime:
    high = low + _STEP
    while high - low > _FINEST:
        middle = low + (high - low) // 2
        if _offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def _observance(
    offset_from: timedelta, after: _Offset, walls: list[datetime]
) -> TimezoneStandard | TimezoneDaylight:
    made = TimezoneDaylight() if after.is_summer else TimezoneStandard()
    made.add("dtstart", walls[0])
    if walls[1:]:
        made.add("rdate", walls[1:])
    made.add("tzoffsetfrom", offset_from)
    made.add("tzoffsetto", after.utc)
    made.add("tzname", after.name)
    return made
