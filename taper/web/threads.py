"""Work that waits (the database, a password hash) goes to threads, a few at a time."""

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

import anyio
import anyio.to_thread

from taper.errors import TaperError

Answer = TypeVar("Answer")
Given = TypeVarTuple("Given")


class Busy(TaperError):
    """Too many people wait already; nothing was changed."""


class Threads:
    """At most *at_once* calls run; at most *waiting* wait; the next one is refused."""

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self._limiter = anyio.CapacityLimiter(at_once)
        self._room = at_once + waiting

    async def run(self, call: Callable[[*Given], Answer], *given: *Given) -> Answer:
        """Run ``call(*given)`` in a thread; `Busy` rather than a queue without end."""
        if not self._room:
            raise Busy("web_error.busy")
        self._room -= 1
        try:
            return await anyio.to_thread.run_sync(call, *given, limiter=self._limiter)
        finally:
            self._room += 1


# One-row reads take well under a millisecond; each websocket waits for its own before the next.
LOOK_UPS = Threads(at_once=4, waiting=2000)
# A password hash takes 64 MiB and a good part of a second; the sign-in action runs two at a time.
PASSWORDS = Threads(at_once=2, waiting=20)
# A two-year export is built in memory.
EXPORTS = Threads(at_once=2, waiting=20)
