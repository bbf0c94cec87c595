"""Takeouts that were looked at and wait for a yes: in memory, a few at a time, for some minutes."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from taper.actions.takeout import Looked, TakenIn

HELD_SECONDS = 600.0
AT_MOST = 2  # of 20 MB each at most


@dataclass
class Waiting:
    """A file, what was seen in it, and who came where somebody said yes."""

    number: str  # which file a yes is meant for: a second tab may show another one
    body: bytes
    looked: Looked
    until: float
    came: TakenIn | None = None

    def has_come(self, came: TakenIn) -> None:
        """Keep who came, for whoever presses twice; the file is no longer needed."""
        self.came, self.body = came, b""


class Held:
    """The files of this process, one for each session; the oldest goes where one too many comes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Count by *clock*, which gives seconds."""
        self._clock = clock
        self._files: dict[str, Waiting] = {}

    def keep(self, session: str, body: bytes, looked: Looked) -> Waiting:
        """Hold the file that *session* looked at, in place of an earlier one."""
        self.forget_old()
        self._files.pop(session, None)
        while len(self._files) >= AT_MOST:
            del self._files[next(iter(self._files))]
        until = self._clock() + HELD_SECONDS
        self._files[session] = Waiting(secrets.token_hex(8), body, looked, until)
        return self._files[session]

    def find(self, session: str, number: str) -> Waiting | None:
        """Give the file of this number that *session* looked at, where it is still held."""
        self.forget_old()
        found = self._files.get(session)
        return found if found is not None and found.number == number else None

    def forget_old(self) -> None:
        """Let go of what waited too long."""
        now = self._clock()
        self._files = {name: each for name, each in self._files.items() if each.until > now}
