"""Guessing a password takes longer with every failure; nobody is shut out for good."""

from datetime import datetime, timedelta

from pydantic import BaseModel

FREE_TRIES = 5  # a person's own slips; from the fifth failure on, the next try has to wait
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)


class Failures(BaseModel, frozen=True):
    """How often in a row a sign-in failed, for one name or from one address."""

    times: int
    last_at: datetime

    def after(self, at: datetime) -> "Failures":
        """Count one more; what is a day old no longer counts."""
        forgotten = at - self.last_at >= FORGOTTEN_AFTER
        return Failures(times=1 if forgotten else self.times + 1, last_at=at)

    def wait_until(self) -> datetime:
        """Give when the next try may be made: 5 s after the fifth failure, then twice as long."""
        if self.times < FREE_TRIES:
            return self.last_at
        doubled: int = 2 ** min(self.times - FREE_TRIES, 10)  # 2**8 is beyond the longest wait
        return self.last_at + min(FIRST_WAIT * doubled, LONGEST_WAIT)
