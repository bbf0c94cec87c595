"""The language that Streamlit's own page says it is in: it says English to everybody.

A screen reader speaks a page with the sounds of the language in `<html lang>`. Everything within
the page is ours and in the reader's language, so the one attribute is written anew on its way out.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from taper.words import language

_SAID = b'<html lang="en"'
# Asked for without these, a page comes whole and as it is written.
_OF_PARTS = {b"accept-encoding", b"range", b"if-range", b"if-none-match", b"if-modified-since"}
_OF_OTHERS = ("etag", "last-modified")  # true of the page as Streamlit has it on file


class PageLanguage:
    """Middleware behind the guard: put the reader's language on a page that says English."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_page(scope) or language.in_use() is language.first():
            await self.app(scope, receive, send)
            return
        headers = [each for each in scope["headers"] if each[0] not in _OF_PARTS]
        await self.app({**scope, "headers": headers}, receive, _Rewritten(send))


def _is_page(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and "text/html" in Headers(scope=scope).get("accept", "")
    )


class _Rewritten:
    """A way to send: pages are kept back until they are whole; all else goes on as it comes."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _holds_a_page(message):
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_whole(self._start)

    async def _send_whole(self, start: Message) -> None:
        ours = f'<html lang="{language.in_use().code}"'.encode()
        body = self._body.replace(_SAID, ours, 1)
        headers = MutableHeaders(scope=start)
        if body != self._body:
            for name in _OF_OTHERS:
                del headers[name]
        headers["content-length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def _holds_a_page(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    plain = "content-encoding" not in headers
    return start["status"] == 200 and plain and headers.get("content-type", "")[:9] == "text/html"
