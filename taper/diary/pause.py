"""A time without a diary, chosen by the patient: its days are not counted as missing."""

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel

from taper.errors import TaperError


class Pause(BaseModel, frozen=True):
    """From *first* to *last*, both included; without *last* until the patient ends it.

    One that was called off before it began ends on the day before its first.
    """

    number: int
    first: date
    last: date | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether *day* lies in the pause."""
        return self.first <= day and (self.last is None or day <= self.last)


def pause_on(pauses: Iterable[Pause], day: date) -> Pause | None:
    """Give the pause that *day* lies in."""
    return next((pause for pause in pauses if pause.holds_on(day)), None)


def check_pause(first: date, last: date | None, today: date) -> None:
    """Refuse a pause that is over before today, or ends before it begins."""
    if last is not None and last < first:
        raise TaperError("pause.ends_early", first=first, last=last)
    if last is not None and last < today:
        raise TaperError("pause.over", last=last)
