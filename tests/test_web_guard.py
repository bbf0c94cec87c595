"""The guard: nobody comes further than a session of his own lets him."""

from collections.abc import Iterator
from datetime import timedelta

import anyio
import httpx
import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.websockets import WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg

from taper import ids
from taper.actions import clinic as clinics
from taper.actions import sessions
from taper.people.person import Actor
from taper.settings import Settings
from taper.web.guard import BARE_RERUN, MESSAGES
from taper.web.threads import Busy, Threads
from tests.conftest import PASSWORD, Cast
from tests.web_client import STREAM, Browser, StandIn, kind_of


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    """The cast, as the clinic that runs."""
    clinics.start(sqlite_cast.clinic)
    yield sqlite_cast
    clinics.stop()


@pytest.fixture
def stand_in() -> StandIn:
    return StandIn()


@pytest.fixture
def browser(cast: Cast, stand_in: StandIn) -> Browser:
    return Browser(cast.clinic.settings, stand_in)


@pytest.fixture
def alex(browser: Browser) -> Browser:
    """Alex's browser, signed in."""
    assert browser.sign_in("alex", PASSWORD).status_code == 303
    return browser


def session_of(cast: Cast, browser: Browser) -> Actor:
    token = browser.client.cookies["taper_session"]
    found = sessions.actor_by_token(cast.clinic, token)
    assert found is not None
    return found


# --- strangers

PAGES = ["/", "/today", "/compare", "/write-plan?patient=0000000000001", "/index.html", "/~/+/x"]
LOADED = [
    "/media/abc.png",
    "/_stcore/host-config",
    "/_stcore/upload_file/session/file",
    "/_stcore/health",
    "/_stcore/bidi-components/x/y.js",
    "/component/x/index.html",
    STREAM,
]
BESIDE = [
    "/crisis-of-alex",
    "/crisis/",
    "/sign-in/today",
    "/invitation/",
    "/invitation/a/b",
    "/invitation/..%2fmedia%2fabc",
    "/page.css/x",
    "/healthzz",
    "/staticky",
]
CLOSED = [
    "/_stcore/metrics",
    "/_stcore/agent",
    "/_stcore/agent/mcp",
    "/_stcore/agent/openapi.json",
    "/_stcore/script-health-check",
    "/auth/login",
    "/auth/logout",
    "/oauth2callback",
]
OPEN_TO_ALL = ["/crisis", "/healthz", "/page.css", "/favicon.png", "/static/js/x.js"]


@pytest.mark.parametrize("path", [*PAGES, *BESIDE, "/export/timeline.csv"])
def test_a_stranger_who_asks_for_a_page_is_sent_to_sign_in(browser: Browser, path: str):
    answer = browser.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


@pytest.mark.parametrize("path", LOADED)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
def test_a_stranger_gets_nothing_that_pages_load(browser: Browser, path: str, method: str):
    assert browser.client.request(method, path).status_code == 401


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_stranger_changes_nothing_anywhere(browser: Browser, path: str, method: str):
    assert browser.client.request(method, path).status_code == 401


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_doors_that_nobody_needs_are_closed_to_all(alex: Browser, path: str, method: str):
    assert alex.client.request(method, path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/account", "/crisis", "/healthz", "/_stcore/metrics"])
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "PROPFIND", "BREW"])
def test_no_method_beside_the_usual_ones_reaches_anything(
    browser: Browser, alex: Browser, path: str, method: str
):
    for each in (browser, alex):
        answer = each.client.request(method, path, headers={"x-said": "back"})
        assert answer.status_code == 405
        assert "back" not in answer.text


@pytest.mark.parametrize("path", OPEN_TO_ALL)
def test_what_holds_nothing_of_a_person_is_open_and_asks_no_session(browser: Browser, path: str):
    browser.cookie("nonsense")
    assert browser.get(path).status_code == 200


@pytest.mark.parametrize("path", [*PAGES, *LOADED[:-1]])
def test_somebody_signed_in_reaches_streamlit(alex: Browser, path: str):
    assert alex.get(path).status_code == 200


def test_an_address_longer_than_any_of_ours_is_refused(alex: Browser):
    assert alex.get("/?a=" + "b" * 2046).status_code == 200
    assert alex.get("/?a=" + "b" * 2047).status_code == 414
    assert alex.get("/?a=" + "b" * 2047).headers["x-content-type-options"] == "nosniff"


# --- who is asking

COOKIES = [
    "",
    "nonsense",
    "a" * 10_000,
    "../../etc/passwd",
    "' or 1=1 --",
    "%00",
    '"quoted"',
    "ünïcode".encode().decode("latin-1"),
]


@pytest.mark.parametrize("token", COOKIES)
def test_a_made_up_cookie_is_nobody(browser: Browser, token: str):
    answer = browser.client.get(
        "/", headers={b"cookie": f"taper_session={token}".encode("latin-1")}
    )
    assert answer.status_code == 303


def test_the_stored_hash_of_a_token_is_not_the_token(cast: Cast, alex: Browser):
    reference = session_of(cast, alex).session
    stolen = Browser(cast.clinic.settings)
    stolen.cookie(reference)
    assert stolen.get("/").status_code == 303


@pytest.mark.parametrize("name", ["X-Taper-Session", "x-taper-person", "X-TAPER-ANYTHING"])
def test_nobody_introduces_himself_by_a_header(cast: Cast, alex: Browser, name: str):
    reference = session_of(cast, alex).session
    assert alex.get("/", **{name: reference}).json()["seen"] == {}
    stranger = Browser(cast.clinic.settings)
    assert stranger.get("/", **{name: reference}).status_code == 303


def test_the_websocket_knows_people_by_the_guard_alone(cast: Cast, alex: Browser):
    spoofed = {"x-taper-session": "somebody", "x-taper-person": "else"}
    with alex.websocket(**spoofed) as websocket:
        assert websocket.receive_json() == {
            "x-taper-session": session_of(cast, alex).session,
            "x-taper-person": ids.to_text(cast.ids["alex"]),
        }


def test_a_session_ends_after_half_an_hour_without_its_prescriber(
    browser: Browser, morning: time_machine.Traveller
):
    browser.sign_in("dr_bose", PASSWORD)
    morning.shift(timedelta(minutes=29))
    assert browser.get("/").status_code == 200
    morning.shift(timedelta(minutes=29))
    assert browser.get("/").status_code == 200
    morning.shift(timedelta(minutes=31))
    assert browser.get("/").status_code == 303


def test_a_session_ends_after_its_longest_time_however_busy(
    alex: Browser, morning: time_machine.Traveller
):
    for _ in range(24):
        assert alex.get("/").status_code == 200
        morning.shift(timedelta(hours=1))
    morning.shift(timedelta(seconds=1))
    assert alex.get("/").status_code == 303


# --- the websocket


@pytest.mark.parametrize("path", [STREAM, "/other", "/_stcore/stream/", "/"])
def test_a_stranger_opens_no_websocket(browser: Browser, path: str):
    with pytest.raises(WebSocketDisconnect), browser.websocket(path):
        pass


@pytest.mark.parametrize("path", ["/other", "/today", "/_stcore/streams"])
def test_there_is_one_websocket(alex: Browser, path: str):
    with pytest.raises(WebSocketDisconnect), alex.websocket(path):
        pass


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://localhost:9", "null", "http://localhost.evil.example"]
)
def test_no_other_site_opens_the_websocket(alex: Browser, origin: str):
    with (
        pytest.raises(WebSocketDisconnect),
        alex.websocket(origin=origin),
    ):
        pass


@pytest.mark.parametrize("origin", ["http://localhost", "http://localhost:8501"])
def test_our_own_page_opens_the_websocket(alex: Browser, origin: str):
    with alex.websocket(origin=origin) as websocket:
        assert websocket.receive_json()


def message(kind: str) -> bytes:
    made = BackMsg()
    field = getattr(made, kind)
    if isinstance(field, bool):
        setattr(made, kind, True)
    else:
        field.SetInParent() if hasattr(field, "SetInParent") else setattr(made, kind, field)
    return made.SerializeToString()


KINDS = [field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields]


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_messages_of_the_list_come_through(alex: Browser, stand_in: StandIn, kind: str):
    assert kind_of(message(kind)) == kind
    with alex.websocket() as websocket:
        websocket.receive_json()
        websocket.send_bytes(message(kind))
        websocket.send_bytes(message("rerun_script"))
        websocket.receive_json()
    assert stand_in.messages[0] == message(kind if kind in MESSAGES else "rerun_script")


def test_clear_cache_is_not_in_the_list():
    assert "clear_cache" in KINDS
    assert set(KINDS) >= MESSAGES
    assert not {"clear_cache", "set_run_on_save", "load_git_info", "app_heartbeat"} & MESSAGES


def test_words_and_rubbish_on_the_websocket_are_dropped(alex: Browser, stand_in: StandIn):
    with alex.websocket() as websocket:
        websocket.receive_json()
        websocket.send_text("hello")
        websocket.send_bytes(b"\xff\xff\xff")
        websocket.send_bytes(b"")
        websocket.send_bytes(message("rerun_script"))
        assert websocket.receive_json() == {"kept": 1}
    assert stand_in.messages == [message("rerun_script")]


@given(rubbish=st.binary(max_size=60))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_a_message_of_the_list_or_nothing(rubbish: bytes):
    kind = kind_of(rubbish)
    assert kind is None or kind in KINDS


def test_the_bare_rerun_carries_no_value_no_fragment_and_no_page():
    bare = BackMsg.FromString(BARE_RERUN)
    assert bare.WhichOneof("type") == "rerun_script"
    assert bare.rerun_script.ByteSize() == 0
    assert bare == BackMsg(rerun_script=type(bare.rerun_script)())


def test_a_session_that_is_over_sends_bare_reruns_whatever_it_wanted(
    cast: Cast, alex: Browser, stand_in: StandIn
):
    wanted = BackMsg()
    wanted.rerun_script.fragment_id = "save"
    wanted.rerun_script.widget_states.widgets.add(id="button", trigger_value=True)
    with alex.websocket() as websocket:
        websocket.receive_json()
        websocket.send_bytes(wanted.SerializeToString())
        websocket.receive_json()
        sessions.sign_out(cast.clinic, session_of(cast, alex))
        for body in (wanted.SerializeToString(), message("stop_script")):
            websocket.send_bytes(body)
            websocket.receive_json()
    assert stand_in.messages == [wanted.SerializeToString(), BARE_RERUN, BARE_RERUN]


def test_a_websocket_stays_with_the_session_that_opened_it(
    cast: Cast, alex: Browser, stand_in: StandIn
):
    """Signing in as somebody else in the same browser gives the old tab nothing."""
    with alex.websocket() as websocket:
        websocket.receive_json()
        alex.sign_in("dr_bose", PASSWORD)
        websocket.send_bytes(message("rerun_script"))
        websocket.receive_json()
    assert stand_in.messages == [BARE_RERUN]
    assert session_of(cast, alex).person == cast.ids["dr_bose"]


def test_an_idle_session_is_over_on_the_websocket_too(
    browser: Browser, stand_in: StandIn, morning: time_machine.Traveller
):
    browser.sign_in("dr_bose", PASSWORD)
    with browser.websocket() as websocket:
        websocket.receive_json()
        morning.shift(timedelta(minutes=31))
        websocket.send_bytes(message("stop_script"))
        websocket.receive_json()
    assert stand_in.messages == [BARE_RERUN]


# --- the host that was asked for


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "localhost,evil"])
def test_another_host_is_refused(browser: Browser, host: str):
    answer = browser.client.get("/sign-in", headers={"host": host})
    assert answer.status_code == 400
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8501", "127.0.0.1:8501", "[::1]:8501", "diary.example.org"]
)
def test_the_hosts_of_the_settings_are_served(cast: Cast, host: str):
    settings = cast.clinic.settings.model_copy(update={"public_url": "https://diary.example.org"})
    assert Browser(settings).client.get("/crisis", headers={"host": host}).status_code == 200


def test_behind_tls_only_the_cookie_with_the_prefix_counts(cast: Cast, alex: Browser):
    token = alex.client.cookies["taper_session"]
    secure = Browser(Settings(public_url="https://localhost"))
    for name, status in (("taper_session", 303), ("__Host-taper_session", 200)):
        answer = secure.client.get("/", headers={"cookie": f"{name}={token}"})
        assert answer.status_code == status


# --- room


def test_too_many_who_wait_are_told_so_at_once():
    async def crowd() -> list[object]:
        threads = Threads(at_once=1, waiting=2)
        told: list[object] = []

        async def one() -> None:
            try:
                told.append(await threads.run(lambda: "served"))
            except Busy as busy:
                told.append(busy.key)

        async with anyio.create_task_group() as group:
            for _ in range(4):
                group.start_soon(one)
        return told

    told = anyio.run(crowd)
    assert sorted(map(str, told)) == ["served", "served", "served", "web_error.busy"]


def test_every_answer_of_the_guard_is_kept_by_no_browser(browser: Browser):
    answers: list[httpx.Response] = [browser.get(path) for path in (*PAGES, *LOADED, *CLOSED)]
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
