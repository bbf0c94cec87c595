"""The guard in front of everything: who is asking, and what a stranger may have.

Streamlit knows people by the headers this guard sets, and by nothing else. Callbacks and fragments
run without the page's own gate, so every single websocket message is looked at.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from taper.actions.clinic import running
from taper.actions.sessions import actor_by_session, actor_by_token
from taper.ids import to_text
from taper.people.person import Actor
from taper.settings import Settings
from taper.web import cookie
from taper.web.language import speak_to
from taper.web.line import Line, Lines, RunState
from taper.web.threads import LOOK_UPS, Busy
from taper.web.uploads import Uploads
from taper.words import say, say_error

# Below: a place that ends in a slash stands for all that lies in it, another one for itself alone.

# Holds nothing of a person, and works while the database doesn't: no look at the session at all.
UNGUARDED = (
    "/static/",
    "/app/static/",
    "/page.css",
    "/favicon.png",
    "/manifest.json",
    "/crisis",
    "/healthz",
    "/livez",
    "/metrics",  # answers this machine alone
)
# Pages for people who are not signed in (yet).
OPEN = (
    "/sign-in",
    "/sign-in/code",
    "/sign-in/single-sign-on",
    "/sign-in/single-sign-on/back",
    "/second-factor",  # for whoever can't go on without one; its handlers look at who asks
    "/sign-out",
    "/set-up",
    "/forgotten",
    "/demo/enter",
)
_BY_SECRET = re.compile(  # the address itself is the key
    r"/(?:(?:invitation|calendar|entry|support|shared)/[^/]+|shared/[^/]+/visit\.pdf)"
)
# Streamlit's own doors that nobody here needs: numbers about use, remote control, its own sign-in.
CLOSED_TO_ALL = (
    "/_stcore/metrics",
    "/_stcore/agent",
    "/_stcore/agent/",
    "/_stcore/script-health-check",
    "/auth/",
    "/oauth2callback",
)
# What a page loads by itself: a stranger is told no, rather than sent to a page.
LOADED_BY_PAGES = ("/_stcore/", "/media/", "/component/")
WEBSOCKET = "/_stcore/stream"

# Everything else is dropped: any client could clear everybody's caches with clear_cache, and
# app_heartbeat would keep a session alive in front of which nobody sits.
MESSAGES = frozenset(
    {"rerun_script", "stop_script", "file_urls_request", "backend_operation_request"}
)

# A rerun without widget values, fragment or page: field 11 of the message, empty. A test holds it.
BARE_RERUN = b"\x5a\x00"

# TRACE would say a request back, with its cookie; what else there is, nothing here needs.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
LONGEST_QUERY = 2048  # bytes; ours are an id and two dates
_PRIVATE = b"x-taper-"
_SIGN_IN_FIRST = 4401  # websocket close code; before accepting, the server answers 403


class Guard:
    """Middleware: cookie → session row → headers; default deny.

    *message_kind* reads which kind of message the browser sent, None for anything unreadable;
    *run_state* reads in what Streamlit sends whether a run begins or is over.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: Settings,
        message_kind: Callable[[bytes], str | None],
        run_state: RunState,
    ) -> None:
        self.app = app
        self._settings = settings
        self._message_kind = message_kind
        self._run_state = run_state
        self._lines = Lines()
        self._uploads = Uploads()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(_stripped(scope), receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(_stripped(scope), receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if scope["method"] not in METHODS:
            await PlainTextResponse(say("web_error.not_found"), 405)(scope, receive, send)
        elif len(scope["query_string"]) > LONGEST_QUERY:
            await PlainTextResponse(say("web_error.too_large"), 414)(scope, receive, send)
        elif under(path, CLOSED_TO_ALL):
            await PlainTextResponse(say("web_error.not_found"), 404)(scope, receive, send)
        elif under(path, UNGUARDED):
            await self.app(scope, receive, send)
        else:
            try:
                actor = await self._actor(scope)
            except Busy as busy:
                await PlainTextResponse(say_error(busy), 503)(scope, receive, send)
                return
            scope["state"] = {**scope.get("state", {}), "actor": actor}
            speak_to(actor)
            if actor is None and not (under(path, OPEN) or _BY_SECRET.fullmatch(path)):
                await self._turn_away(scope, receive, send)
            elif actor is not None and not self._uploads.allow(actor.person, scope):
                await PlainTextResponse(say("web_error.uploads"), 429)(scope, receive, send)
            else:
                await self.app(scope, receive, send)

    async def _turn_away(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] in {"GET", "HEAD"} and not under(scope["path"], LOADED_BY_PAGES):
            await RedirectResponse("/sign-in", 303)(scope, receive, send)
        else:
            await PlainTextResponse(say("web_error.sign_in_first"), 401)(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        actor = await self._actor(scope)
        if actor is None or scope["path"] != WEBSOCKET or not self._from_here(scope):
            await receive()
            await send({"type": "websocket.close", "code": _SIGN_IN_FIRST})
            return
        if is_back(scope):
            await self._lines.until_idle(actor.session)
        line = Line(self._run_state)
        self._lines.opened(actor.session, line)
        watched = self._watched(line, line.receiving(receive), actor.session)
        try:
            await self.app(_introduced(scope, actor), watched, line.sending(send))
        finally:
            self._lines.closed(actor.session, line)

    def _watched(self, line: Line, receive: Receive, session: str) -> Receive:
        """Look at each message of the websocket that *session* opened before Streamlit sees it."""

        async def next_message() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                kind = self._message_kind(message.get("bytes") or b"")
                if kind not in MESSAGES:
                    continue
                is_signed_in = await LOOK_UPS.run(actor_by_session, running(), session) is not None
                if kind == "rerun_script" or not is_signed_in:
                    line.run_begins()
                if is_signed_in:
                    return message
                # Closing the socket would leave the last page on screen. A rerun that carries no
                # values and no fragment runs the page's gate, and nothing else.
                return {"type": "websocket.receive", "bytes": BARE_RERUN}

        return next_message

    async def _actor(self, scope: Scope) -> Actor | None:
        token = cookie.token(scope, self._settings)
        return await LOOK_UPS.run(actor_by_token, running(), token) if token else None

    def _from_here(self, scope: Scope) -> bool:
        """Say whether a page of ours opened the websocket.

        Streamlit would answer this too, but by way of a request to another host that tells it its
        own address. Programs send no Origin; browsers always do.
        """
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        here = {headers.get("host"), urlsplit(self._settings.public_url).netloc}
        return origin is None or urlsplit(origin).netloc in here


def under(path: str, places: tuple[str, ...]) -> bool:
    """Say whether *path* is one of *places* or lies in one."""
    return any(path == place or (place[-1] == "/" and path.startswith(place)) for place in places)


def is_back(scope: Scope) -> bool:
    """Say whether a page comes back: it names, third, the session it had with Streamlit."""
    named = Headers(scope=scope).get("sec-websocket-protocol", "")
    return len(named.split(",")) == 3


def _stripped(scope: Scope) -> Scope:
    """Drop the headers that only the guard may set, so that nobody introduces himself."""
    kept = [(name, value) for name, value in scope["headers"] if not name.startswith(_PRIVATE)]
    return {**scope, "headers": kept}


def _introduced(scope: Scope, actor: Actor) -> Scope:
    """Add the headers by which Streamlit knows the actor (server.trustedUserHeaders)."""
    known_by = [
        (b"x-taper-session", actor.session.encode("ascii")),
        (b"x-taper-person", to_text(actor.person).encode("ascii")),
    ]
    return {**scope, "headers": [*scope["headers"], *known_by]}
