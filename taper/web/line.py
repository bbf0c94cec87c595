"""The line between a page and the program, and the run of the page that goes on behind it.

Streamlit stops the run of a page whose websocket is lost, and takes what was not drawn by then for
gone: a form, with everything that was typed into it. So it hears of the loss once the run is over,
and a page that comes back waits for the run it left behind.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from starlette.types import Message, Receive, Send

# Reads in a message of Streamlit's: True where a run begins, False where it is over, else None.
RunState = Callable[[bytes], bool | None]

LONGEST_WAIT = 10.0  # seconds; browsers stop trying to connect after 15, and try anew
LONGEST_STATE = 4096  # bytes; what is longer than this draws something, and need not be read
_BETWEEN_RUNS = 0.1  # seconds between the end of a run and the next that was asked for meanwhile


@dataclass(eq=False)
class Line:
    """One websocket: what goes over it, whether it is lost, and whether a run is in progress."""

    run_state: RunState
    is_lost: bool = False
    is_idle: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.is_idle.set()

    def run_begins(self) -> None:
        """Note that a run was asked for or has begun."""
        self.is_idle.clear()

    async def until_idle(self) -> None:
        """Wait until no run is in progress, at most `LONGEST_WAIT` seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_WAIT):
                while not self.is_idle.is_set():
                    await self.is_idle.wait()
                    await asyncio.sleep(_BETWEEN_RUNS)

    def sending(self, send: Send) -> Send:
        """Give what Streamlit sends by: it notes the runs, and finds no fault in a lost line."""

        async def passed_on(message: Message) -> None:
            told = message.get("bytes") or b""
            state = self.run_state(told) if len(told) <= LONGEST_STATE else None
            if state is True:
                self.run_begins()
            elif state is False:
                self.is_idle.set()
            if not self.is_lost:
                try:
                    await send(message)
                except OSError:
                    self.is_lost = True

        return passed_on

    def receiving(self, receive: Receive) -> Receive:
        """Give what Streamlit hears by: of a loss it hears once the run is over."""

        async def heard() -> Message:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                self.is_lost = True
                await self.until_idle()
            return message

        return heard


class Lines:
    """The open lines of each sign-in session."""

    def __init__(self) -> None:
        self._of_session: dict[str, set[Line]] = {}

    async def until_idle(self, session: str) -> None:
        """Wait until no page of *session* is being drawn, at most `LONGEST_WAIT` seconds."""
        waiting = [line.until_idle() for line in self._of_session.get(session, ())]
        await asyncio.gather(*waiting)

    def opened(self, session: str, line: Line) -> None:
        """Keep a new line of *session*."""
        self._of_session.setdefault(session, set()).add(line)

    def closed(self, session: str, line: Line) -> None:
        """Forget a line."""
        of_session = self._of_session[session]
        of_session.discard(line)
        if not of_session:
            del self._of_session[session]
