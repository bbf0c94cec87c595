"""The present moment, and the calendar day it is for somebody."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from taper.errors import TaperError


def now() -> datetime:
    """Give the present moment in UTC, to the millisecond that storage keeps."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def zone(name: str) -> ZoneInfo:
    """Give the IANA time zone called *name*; TaperError("zone.unknown") for anything else."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise TaperError("zone.unknown", zone=name) from error


def local_day(moment: datetime, zone_name: str) -> date:
    """Give the calendar day that *moment* falls on in the zone called *zone_name*."""
    return moment.astimezone(zone(zone_name)).date()


def today(zone_name: str) -> date:
    """Give today's calendar day in the zone called *zone_name*."""
    return local_day(now(), zone_name)
