"""Ways to come in: as a browser without scripts, as Streamlit's own page, as a started server."""

import asyncio
import os
import random
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from websockets.asyncio.client import ClientConnection, connect

from taper.actions.clinic import running
from taper.settings import Settings
from taper.web.routes import exception_handlers, middleware, routes
from tests.signing_in import next_code, person_of

with warnings.catch_warnings():
    # Starlette would have its client stand on httpx2; the one of httpx does the same here.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient, WebSocketTestSession

ROOT = Path(__file__).resolve().parent.parent
HERE = "http://localhost"
STREAM = "/_stcore/stream"


# --- the routes and the guard, with a stand-in for Streamlit that tells what reached it


class StandIn:
    """In Streamlit's place: answers any address, and keeps what came through the guard."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers that the guard let through."""
        request = Request(scope, receive)
        if request.url.path == "/breaks":
            raise ZeroDivisionError("the password is hunter2")
        seen = {name: value for name, value in request.headers.items() if "taper" in name}
        answer: Response = JSONResponse({"path": request.url.path, "seen": seen})
        await answer(scope, receive, send)

    async def websocket(self, websocket: WebSocket) -> None:
        """Say who is there, then keep every message."""
        await websocket.accept()
        seen = {name: value for name, value in websocket.headers.items() if "taper" in name}
        await websocket.send_json(seen)
        try:
            while True:
                self.messages.append(await websocket.receive_bytes())
                await websocket.send_json({"kept": len(self.messages)})
        except WebSocketDisconnect:
            return


def kind_of(message: bytes) -> str | None:
    """Read the kind of a message as app.py does."""
    from app import message_kind

    return message_kind(message)


def state_of(message: bytes) -> bool | None:
    """Read whether a run begins or is over as app.py does."""
    from app import run_state

    return run_state(message)


def web_app(settings: Settings, stand_in: StandIn | None = None) -> Starlette:
    """Put our routes and the guard in front of a stand-in."""
    behind = stand_in or StandIn()
    return Starlette(
        routes=[
            *routes(),
            WebSocketRoute(STREAM, behind.websocket),
            WebSocketRoute("/other", behind.websocket),
            Mount("/", behind.http),
        ],
        middleware=middleware(settings, message_kind=kind_of, run_state=state_of),
        exception_handlers=exception_handlers(),
    )


class Browser:
    """A browser: it keeps cookies, says where a form comes from, and follows nothing by itself."""

    def __init__(
        self, settings: Settings, stand_in: StandIn | None = None, *, base: str = HERE
    ) -> None:
        self.client = TestClient(
            web_app(settings, stand_in),
            base_url=base,
            follow_redirects=False,
            raise_server_exceptions=False,
        )
        self.base = base

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Open an address."""
        return self.client.get(path, headers=headers)

    def post(self, path: str, /, **form: str) -> httpx.Response:
        """Send a form of our own page."""
        return self.client.post(path, data=form, headers={"sec-fetch-site": "same-origin"})

    def sign_in(self, name: str, password: str) -> httpx.Response:
        """Fill in the sign-in page, and type a code where one is asked for."""
        answer = self.post("/sign-in", name=name, password=password)
        if answer.headers.get("location") != "/sign-in/code":
            return answer
        code = next_code(running(), person_of(running(), name))
        return self.post("/sign-in/code", code=code)

    def websocket(self, path: str = STREAM, **headers: str) -> WebSocketTestSession:
        """Open a websocket."""
        return self.client.websocket_connect(f"ws://localhost{path}", headers=headers)

    def cookie(self, token: str, name: str = "taper_session") -> None:
        """Take a cookie from elsewhere."""
        self.client.cookies.set(name, token, domain="localhost.local", path="/")


# --- reading a page


@dataclass
class Seen(HTMLParser):
    """A page as it was read: tags in order, with their attributes and words."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    words: str = ""
    open_tags: list[str] = field(default_factory=list)

    _EMPTY = frozenset({"meta", "link", "input", "rect", "path", "br", "img"})

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> says {names} twice"
        self.tags.append((tag, dict(attrs)))
        if tag not in self._EMPTY:
            self.open_tags.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open_tags.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.words += f" {data}"

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Give the attributes of every *tag*."""
        return [attributes for name, attributes in self.tags if name == tag]

    def says(self, sentence: str) -> bool:
        """Say whether the page holds *sentence*, whatever the line breaks."""
        return " ".join(sentence.split()) in " ".join(self.words.split())


def read(answer: httpx.Response | str) -> Seen:
    """Read a page; AssertionError where it isn't well formed."""
    seen = Seen()
    seen.feed(answer if isinstance(answer, str) else answer.text)
    seen.close()
    assert seen.open_tags == []
    return seen


# --- a started server, and Streamlit's websocket


def free_port() -> int:
    """Find a port that nobody listens on.

    Below those that systems lend to connections on their way out: one of them was lent again
    before a server could take it.
    """
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


@contextmanager
def started(launcher: Path, folder: Path, **variables: str) -> Iterator[str]:
    """Start the program in *folder* by Streamlit's own command; give its address once ready."""
    port = free_port()
    address = f"http://localhost:{port}"
    told = folder / "told.txt"
    with told.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(launcher), f"--server.port={port}"],
            cwd=folder,
            env={**os.environ, "TAPER_PUBLIC_URL": address, **variables},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(address, process, told)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for(address: str, process: subprocess.Popen[bytes], told: Path) -> None:
    give_up = time.perf_counter() + 90
    while time.perf_counter() < give_up:
        assert process.poll() is None, told.read_text()
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(told.read_text())


class StreamlitPage:
    """One tab: speaks Streamlit's websocket protocol as its page in the browser does."""

    def __init__(self, address: str, cookies: str = "") -> None:
        self.address = address
        self.cookies = cookies
        self.session = ""  # Streamlit's own id of this tab
        self.shown: list[str] = []  # every text of the last run
        self.widgets: dict[str, tuple[str, Any]] = {}  # kind and element, by label
        self._socket: ClientConnection | None = None

    async def open(
        self, *, resume: str = "", from_site: str = "", **headers: str
    ) -> "StreamlitPage":
        """Open the websocket; *resume* presents the id of an earlier tab."""
        self._socket = await connect(
            self.address.replace("http", "ws", 1) + STREAM,
            subprotocols=["streamlit", "token", *([resume] if resume else [])],  # type: ignore[list-item]
            origin=from_site or self.address,  # type: ignore[arg-type]
            additional_headers={"Cookie": self.cookies, **headers},
            max_size=None,
            proxy=None,
        )
        return self

    async def send(self, message: BackMsg | bytes) -> None:
        """Send one message."""
        assert self._socket is not None
        body = message if isinstance(message, bytes) else message.SerializeToString()
        await self._socket.send(body)

    async def run(self, states: WidgetStates | None = None, *, page: str = "") -> list[str]:
        """Ask for a run with what the fields hold; give the texts it showed."""
        message = BackMsg()
        message.rerun_script.query_string = ""
        message.rerun_script.page_name = page
        if states is not None:
            message.rerun_script.widget_states.CopyFrom(states)
        await self.send(message)
        return await self.shown_after()

    def fields(self, *, pressed: str = "", **typed: str) -> WidgetStates:
        """Give what every field holds, as a browser tells it: nothing, but for *typed*."""
        states = WidgetStates()
        for label, (kind, shown) in self.widgets.items():
            if kind in {"text_input", "text_area"}:
                states.widgets.add(id=shown.id, string_value=typed.get(label, ""))
            elif kind == "button_group":
                states.widgets.add(id=shown.id).string_array_value.SetInParent()
            elif kind == "checkbox":
                states.widgets.add(id=shown.id, bool_value=False)
            elif kind == "button" and label == pressed:
                states.widgets.add(id=shown.id, trigger_value=True)
        return states

    async def shown_after(self, seconds: float = 30) -> list[str]:
        """Read until the run is over; TimeoutError where none begins."""
        assert self._socket is not None
        self.shown = []
        async with asyncio.timeout(seconds):
            while True:
                message = ForwardMsg.FromString(await self._socket.recv())  # type: ignore[arg-type]
                kind = message.WhichOneof("type")
                if kind == "new_session":
                    self.session = message.new_session.initialize.session_id
                elif kind == "delta":
                    self._take(message.delta.new_element)
                elif kind == "script_finished":
                    return self.shown

    def _take(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind is None:
            return
        shown = getattr(element, kind)
        self.shown += [getattr(shown, name) for name in ("body", "label") if hasattr(shown, name)]
        if getattr(shown, "id", ""):
            self.widgets[getattr(shown, "label", "") or shown.id] = (kind, shown)

    async def close(self) -> None:
        """Close the websocket, as a lost connection does."""
        if self._socket is not None:
            await self._socket.close()
