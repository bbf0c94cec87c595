"""How much this process does: counts and times, without an address, a name or an id in them."""

import time
from collections import Counter
from collections.abc import Iterator

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_THIS_MACHINE = {"127.0.0.1", "::1"}
_HERE_BY_NAME = {"127.0.0.1", "localhost", "[::1]"}
_OF_A_PROXY = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


class Numbers:
    """Counts since the start. They are added to on the event loop alone."""

    def __init__(self) -> None:
        self.began = time.time()
        self.answers: Counter[str] = Counter()  # by the hundred of the status: "2xx"
        self.seconds = 0.0  # spent on answers, altogether
        self.tabs_open = 0
        self.messages = 0

    def text(self, *, ready: int) -> str:
        """Give them all, a line each."""
        return "".join(f"{line}\n" for line in self._lines(ready))

    def _lines(self, ready: int) -> Iterator[str]:
        yield "# TYPE taper_ready gauge"
        yield f"taper_ready {ready}"
        yield "# TYPE taper_start_time_seconds gauge"
        yield f"taper_start_time_seconds {self.began:.0f}"
        yield "# TYPE taper_answers_total counter"
        for status, times in sorted(self.answers.items()):
            yield f'taper_answers_total{{status="{status}"}} {times}'
        yield "# TYPE taper_answer_seconds_total counter"
        yield f"taper_answer_seconds_total {self.seconds:.3f}"
        yield "# TYPE taper_open_tabs gauge"
        yield f"taper_open_tabs {self.tabs_open}"
        yield "# TYPE taper_tab_messages_total counter"
        yield f"taper_tab_messages_total {self.messages}"


NUMBERS = Numbers()


class Counted:
    """Middleware that counts what goes by."""

    def __init__(self, app: ASGIApp, numbers: Numbers = NUMBERS) -> None:
        self.app = app
        self._numbers = numbers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._tab(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._numbers.answers[f"{message['status'] // 100}xx"] += 1
            await send(message)

        try:
            await self.app(scope, receive, counted)
        finally:
            self._numbers.seconds += time.perf_counter() - began

    async def _tab(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def counted() -> Message:
            message = await receive()
            self._numbers.messages += message["type"] == "websocket.receive"
            return message

        self._numbers.tabs_open += 1
        try:
            await self.app(scope, counted, send)
        finally:
            self._numbers.tabs_open -= 1


def is_asked_here(request: Request) -> bool:
    """Say whether somebody on this machine asks, and not a proxy for somebody else."""
    host = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
    asks_itself = request.client is not None and request.client.host in _THIS_MACHINE
    passed_on = any(name in request.headers for name in _OF_A_PROXY)
    return asks_itself and host in _HERE_BY_NAME and not passed_on
