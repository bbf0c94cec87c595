"""The present moment, and the calendar day it is for somebody."""

from datetime import UTC, date, datetime, timedelta
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


def local(moment: datetime, zone_name: str) -> datetime:
    """Give what calendar and clock on the wall show at *moment* in the zone called *zone_name*."""
    return moment.astimezone(zone(zone_name)).replace(tzinfo=None)


def local_day(moment: datetime, zone_name: str) -> date:
    """Give the calendar day that *moment* falls on in the zone called *zone_name*."""
    return local(moment, zone_name).date()


def today(zone_name: str) -> date:
    """Give today's calendar day in the zone called *zone_name*."""
    return local_day(now(), zone_name)


MOST_BEHIND = timedelta(minutes=5)


class NewestLine:
    """When the newest line of any trail was written, as far as this process knows.

    A clock that is set back would put days and lines where they don't belong.
    """

    def __init__(self, at: datetime | None = None) -> None:
        self._at = at

    def see(self, at: datetime | None) -> None:
        """Keep *at* where it is newer."""
        if at is not None and (self._at is None or at > self._at):
            self._at = at

    def is_ahead_of(self, at: datetime) -> bool:
        """Say whether *at* lies more than five minutes before the newest line."""
        return self._at is not None and at < self._at - MOST_BEHIND

    def check(self, at: datetime) -> None:
        """Refuse a clock that runs behind: TaperError("clock.behind")."""
        if self.is_ahead_of(at):
            raise TaperError("clock.behind", at=at)
