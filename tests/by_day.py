"""A time zone where it is day now, for started programs, whose clock can't be stopped."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

NOW = datetime.now(UTC)
# Where it is day: after midnight the check-in asks which day is meant.
ZONE = next(
    zone
    for zone in ("Europe/London", "Asia/Karachi", "Asia/Tokyo")
    if 5 <= NOW.astimezone(ZoneInfo(zone)).hour < 22
)
TODAY = NOW.astimezone(ZoneInfo(ZONE)).date()  # the machine's own clock; the server's goes on
