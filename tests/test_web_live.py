"""Attacks on a started server: the real Streamlit behind the real guard."""

import asyncio
import base64
import hashlib
import re
import shutil
import sqlite3
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from websockets.exceptions import InvalidStatus

from taper.words import say
from tests.by_day import ZONE
from tests.conftest import PASSWORD, Cast
from tests.signing_in import next_code_in
from tests.web_client import ROOT, StreamlitPage, started

pytestmark = pytest.mark.live

NOTE = "a note that nobody else may read"


@dataclass
class Server:
    """A started server and its database file."""

    address: str
    database: Path
    tabs: list[StreamlitPage] = field(default_factory=list)

    @contextmanager
    def somebody(self, name: str = "") -> Iterator[httpx.Client]:
        """Give a browser, signed in where a name is given."""
        with httpx.Client(base_url=self.address) as client:
            if name:
                form = {"name": name, "password": PASSWORD}
                site = {"sec-fetch-site": "same-origin"}
                answer = client.post("/sign-in", data=form, headers=site)
                if answer.headers["location"] == "/sign-in/code":
                    form = {"code": next_code_in(f"sqlite:///{self.database}", name)}
                    answer = client.post("/sign-in/code", data=form, headers=site)
                assert answer.status_code == 303, answer.text
                assert answer.headers["location"] == "/"
            yield client

    def tab(self, browser: httpx.Client | httpx.Cookies) -> StreamlitPage:
        """Give a tab of that browser."""
        jar = browser.cookies if isinstance(browser, httpx.Client) else browser
        cookies = "; ".join(f"{name}={value}" for name, value in jar.items())
        self.tabs.append(StreamlitPage(self.address, cookies))
        return self.tabs[-1]

    def play(self, scene: Callable[[], Coroutine[None, None, None]]) -> None:
        """Play a scene, then close its tabs however it went."""

        async def whole() -> None:
            try:
                await scene()
            finally:
                while self.tabs:
                    await self.tabs.pop().close()

        asyncio.run(whole())

    def days_on_file(self) -> int:
        """Count what was saved."""
        with closing(sqlite3.connect(self.database)) as database:
            found: int = database.execute("select count(*) from check_in").fetchone()[0]
            return found


@pytest.fixture(scope="module")
def server(sqlite_template: Cast, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A started server with the cast."""
    folder = tmp_path_factory.mktemp("live")
    source = Path(str(sqlite_template.clinic.store.url.database))
    for ending in ("", ".key"):
        shutil.copy(f"{source}{ending}", folder / f"cast.sqlite3{ending}")
    with closing(sqlite3.connect(folder / "cast.sqlite3")) as database, database:
        database.execute("update patient set zone = ?", [ZONE])
    url = f"sqlite:///{folder / 'cast.sqlite3'}"
    with started(ROOT / "app.py", folder, TAPER_DATABASE=url) as address:
        yield Server(address, folder / "cast.sqlite3")


def is_alexs_day(shown: list[str]) -> bool:
    """Say whether a patient's pages were shown: nobody else has this one."""
    return say("shell.my_data") in shown


def is_the_gate(shown: list[str]) -> bool:
    return say("shell.signed_out_title") in shown and not is_alexs_day(shown)


def saving(page: StreamlitPage) -> WidgetStates:
    """Type a note and press Save, as the browser tells it."""
    return page.fields(pressed=say("today.save"), **{say("today.note"): NOTE})


# --- strangers


def test_alex_sees_his_day(server: Server):
    async def scene() -> None:
        with server.somebody("alex") as client:
            page = await server.tab(client).open()
            assert is_alexs_day(await page.run())

    server.play(scene)


@pytest.mark.parametrize("cookies", [{}, {"taper_session": "nonsense"}], ids=str)
def test_a_stranger_opens_no_websocket_whoever_he_says_he_is(
    server: Server, cookies: dict[str, str]
):
    async def scene() -> None:
        with server.somebody("alex") as client:
            alex = await server.tab(client).open()
            await alex.run()
            spoofed = {"x-taper-session": client.cookies["taper_session"], "x-taper-person": "1"}
            nobody = httpx.Cookies(cookies)
            for resume in ("", alex.session):
                with pytest.raises(InvalidStatus, match="403"):
                    await server.tab(nobody).open(resume=resume, **spoofed)
            await alex.close()

    server.play(scene)


def test_a_page_of_another_site_opens_no_websocket_with_alexs_cookie(server: Server):
    async def scene() -> None:
        with server.somebody("alex") as client, pytest.raises(InvalidStatus, match="403"):
            await server.tab(client).open(from_site="http://evil.example")

    server.play(scene)


STRANGE = [
    ("GET", "/_stcore/metrics", 404),
    ("GET", "/_stcore/agent/openapi.json", 404),
    ("POST", "/_stcore/agent/interact", 404),
    ("POST", "/_stcore/agent/mcp", 404),
    ("GET", "/_stcore/script-health-check", 404),
    ("GET", "/_stcore/host-config", 401),
    ("GET", "/_stcore/health", 401),
    ("GET", "/media/0123456789abcdef.png", 401),
    ("PUT", "/_stcore/upload_file/session/file", 401),
    ("DELETE", "/_stcore/upload_file/session/file", 401),
    ("GET", "/component/x/index.html", 401),
    ("GET", "/", 303),
    ("GET", "/today", 303),
    ("GET", "/app/static/../../web/guard.py", 400),
    ("GET", "/static/../index.html", 400),
]


@pytest.mark.parametrize(("method", "path", "status"), STRANGE)
def test_a_stranger_is_told_no_by_the_running_server(
    server: Server, method: str, path: str, status: int
):
    # The plainest client there is: the others tidy a path before they send it.
    with closing(HTTPConnection(httpx.URL(server.address).netloc.decode())) as connection:
        connection.request(method, path)
        answer = connection.getresponse()
    assert answer.status == status
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json"])
def test_even_somebody_signed_in_gets_no_numbers_and_no_remote_control(server: Server, path: str):
    with server.somebody("dr_bose") as client:
        assert client.get(path).status_code == 404
        assert client.get("/_stcore/host-config").status_code == 200


# --- somebody else's tab


@pytest.mark.parametrize("alex_is_there", [True, False], ids=["still open", "connection lost"])
def test_the_id_of_alexs_tab_is_of_no_use_to_somebody_else(server: Server, alex_is_there: bool):
    async def scene() -> None:
        with server.somebody("alex") as one, server.somebody("dr_stranger") as other:
            alex = await server.tab(one).open()
            await alex.run()
            if not alex_is_there:
                await alex.close()
            thief = await server.tab(other).open(resume=alex.session)
            shown = await thief.run()
            assert thief.session != alex.session
            assert not is_alexs_day(shown)
            if alex_is_there:
                assert is_alexs_day(await alex.run())
                await alex.close()

    server.play(scene)


def test_the_id_of_alexs_tab_is_of_no_use_to_alexs_next_session(server: Server):
    async def scene() -> None:
        with server.somebody("alex") as one, server.somebody("alex") as again:
            first = await server.tab(one).open()
            await first.run()
            await first.close()
            second = await server.tab(again).open(resume=first.session)
            await second.run()
            assert second.session != first.session

    server.play(scene)


def test_a_lost_connection_comes_back_to_the_same_tab(server: Server):
    async def scene() -> None:
        with server.somebody("alex") as client:
            page = await server.tab(client).open()
            await page.run()
            await page.close()
            back = await server.tab(client).open(resume=page.session)
            assert is_alexs_day(await back.run())
            assert back.session == page.session

    server.play(scene)


# --- a session that is over


def sign_out(client: httpx.Client) -> None:
    answer = client.post("/sign-out", headers={"sec-fetch-site": "same-origin"})
    assert answer.headers["location"] == "/sign-in?signed-out"


def test_after_signing_out_in_another_tab_save_saves_nothing_and_shows_the_gate(server: Server):
    async def scene() -> None:
        before = server.days_on_file()
        with server.somebody("alex") as client:
            page = await server.tab(client).open()
            await page.run()
            wanted = saving(page)
            sign_out(client)
            shown = await page.run(wanted)
            assert is_the_gate(shown)
            assert NOTE not in str(shown)
            assert is_the_gate(await page.run(wanted))
        assert server.days_on_file() == before

    server.play(scene)


def test_after_signing_out_no_fragment_runs_either(server: Server):
    async def scene() -> None:
        before = server.days_on_file()
        with server.somebody("alex") as client:
            page = await server.tab(client).open()
            await page.run()
            message = BackMsg()
            message.rerun_script.fragment_id = "anything"
            message.rerun_script.widget_states.CopyFrom(saving(page))
            sign_out(client)
            await page.send(message)
            assert is_the_gate(await page.shown_after())
        assert server.days_on_file() == before

    server.play(scene)


def test_the_cookie_of_a_session_that_is_over_opens_nothing(server: Server):
    async def scene() -> None:
        with server.somebody("alex") as client:
            page = server.tab(client)
            sign_out(client)
            with pytest.raises(InvalidStatus, match="403"):
                await page.open()

    server.play(scene)


def test_the_same_save_is_saved_while_alex_is_signed_in(server: Server):
    """The other half of the tests above: it is the session that makes the difference."""

    async def scene() -> None:
        before = server.days_on_file()
        with server.somebody("alex") as client:
            page = await server.tab(client).open()
            await page.run()
            await page.run(saving(page))
        assert server.days_on_file() == before + 1

    server.play(scene)


@pytest.mark.parametrize("kind", ["clear_cache", "load_git_info", "set_run_on_save"])
def test_a_message_that_no_page_sends_is_dropped_and_the_tab_lives_on(server: Server, kind: str):
    async def scene() -> None:
        with server.somebody("alex") as client:
            page = await server.tab(client).open()
            await page.run()
            message = BackMsg()
            setattr(message, kind, True)
            await page.send(message)
            await page.send(b"\xff\xff")
            with pytest.raises(TimeoutError):
                await page.shown_after(seconds=0.5)
            assert is_alexs_day(await page.run())

    server.play(scene)


# --- what the browser is told


def test_the_policy_names_the_one_script_that_is_on_the_page(server: Server):
    with server.somebody("alex") as client:
        answer = client.get("/")
    inline = re.findall(r"<script(?![^>]*src=)[^>]*>(.*?)</script>", answer.text, re.DOTALL)
    digests = [
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in inline
    ]
    policy = answer.headers["content-security-policy"]
    assert len(digests) == 1
    assert f"script-src 'self' 'sha256-{digests[0]}';" in policy
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy.replace("style-src 'self' 'unsafe-inline'", "")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_what_holds_nothing_of_a_person_may_be_kept_by_browsers(server: Server):
    with server.somebody() as client:
        font = client.get("/app/static/atkinson-hyperlegible-next-latin-wght-normal.woff2")
        icon = client.get("/favicon.png")
    assert font.status_code == icon.status_code == 200
    assert "no-store" not in font.headers.get("cache-control", "")
    assert icon.headers["content-type"] == "image/svg+xml"


def test_the_streamlit_cookie_travels_with_no_other_sites_request(server: Server):
    with server.somebody("alex") as client:
        given = client.get("/_stcore/health").headers.get_list("set-cookie")
    assert given
    assert all("samesite=strict" in cookie.lower() for cookie in given)


def test_the_log_holds_no_address_and_nothing_typed(server: Server):
    with server.somebody("alex") as client:
        client.get("/invitation/a-code-nobody-may-log")
        client.get("/export/timeline.csv?patient=0000000000001&from=2026-01-01")
    told = (server.database.parent / "told.txt").read_text()
    for secret in ("a-code-nobody-may-log", "0000000000001", NOTE, PASSWORD, "alex"):
        assert secret not in told
