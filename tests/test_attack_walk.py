"""Every address, as every kind of stranger: no unexpected yes, and no unexpected no."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from starlette.websockets import WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg

from taper import ids
from taper.actions import clinic as clinics
from taper.actions import people, sessions
from taper.people.audit import Event
from taper.web.guard import BARE_RERUN
from taper.web.routes import _ADDRESSES
from tests.conftest import PASSWORD, Cast, sign_plan, typed_plan
from tests.saving import Said, events, save
from tests.web_client import Browser, StandIn

NOTE = "a note that nobody else may read"
METHODS = ("GET", "POST", "PUT", "DELETE", "OPTIONS")

# Streamlit's own addresses, and ones that nobody has.
OF_STREAMLIT = (
    "/",
    "/plan",
    "/patients",
    "/nothing/here",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/allowed-message-origins",
    "/_stcore/upload_file/session/file",
    "/_stcore/stream",
    "/media/0123456789abcdef.png",
    "/component/x/index.html",
    "/_stcore/metrics",
    "/_stcore/agent",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/mcp",
    "/_stcore/script-health-check",
    "/auth/login",
    "/oauth2callback",
)
CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check", "/auth/", "/oauth2")
LOADED = ("/_stcore/", "/media/", "/component/")

# Told by hand: what somebody without a session is shown at an address that is open. A new address
# that isn't told here has to turn strangers away.
SHOWN = {
    "/healthz": {200},
    "/livez": {200},
    "/page.css": {200},
    "/favicon.png": {200},
    "/crisis": {200},
    "/sign-in": {200, 303},  # 303: whoever typed a password goes on to the second step
    "/sign-in/code": {200, 303},
    "/sign-in/single-sign-on": {400},  # off, unless the operator sets a provider
    "/sign-in/single-sign-on/back": {400},
    "/second-factor": {303},
    "/sign-out": {200},
    "/set-up": {303},
    "/forgotten": {200},
}
TAKEN = {  # a form with nothing that fits in it
    "/sign-in": {401},
    "/sign-in/code": {303, 401},
    "/second-factor": {303, 400},
    "/sign-out": {303},
    "/set-up": {303},
    "/forgotten": {400},
    "/demo/enter": {400, 404},
}
BY_SECRET = ("/invitation/", "/calendar/", "/entry/", "/support/", "/shared/")
OF_THE_PATIENT = "/export/"


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    """The cast, as the clinic that runs; Alex has a plan and a day with a note, Kim nothing."""
    clinics.start(sqlite_cast.clinic)
    sign_plan(sqlite_cast, typed_plan(("2026-03-01", "20"), ("2026-05-04", "0")))
    save(sqlite_cast, said=Said(mood=5, note=NOTE))
    kim = people.invite_patient(sqlite_cast.clinic, sqlite_cast.dr_stranger, name="Kim", zone="UTC")
    people.accept_invitation(
        sqlite_cast.clinic, code=kim.code, sign_in_name="kim", password=PASSWORD,
        agreed=True, country=None,
    )  # fmt: skip
    yield sqlite_cast
    clinics.stop()


def with_token(cast: Cast, stand_in: StandIn, token: str) -> Browser:
    browser = Browser(cast.clinic.settings, stand_in)
    if token:
        browser.cookie(token)
    return browser


def token_of(cast: Cast, name: str) -> str:
    """Begin a session, as signing in does in the end."""
    person = next(
        identifier
        for identifier, each in _named(cast).items()
        if each.casefold().replace(" ", "_") == name
    )
    with cast.clinic.store.writing() as session:
        return sessions.open_session(cast.clinic, session, person)


def _named(cast: Cast) -> dict:
    from taper.storage import colleagues

    with cast.clinic.store.reading() as session:
        return {each.id: each.name for each in colleagues.everybody(session)}


def signed_out(cast: Cast) -> str:
    token = token_of(cast, "alex")
    actor = sessions.actor_by_token(cast.clinic, token)
    assert actor is not None
    sessions.sign_out(cast.clinic, actor)
    return token


# Nobody of these has a session that opens anything.
WITHOUT: dict[str, Callable[[Cast], str]] = {
    "nobody": lambda _cast: "",
    "a made-up cookie": lambda _cast: "AAAAAAAAAAAAAAAAAAAAAA",
    "the hash of a session for a cookie": lambda cast: cast.alex.session,
    "a session that was ended": signed_out,
    "half way through signing in": lambda cast: sessions.sign_in(cast.clinic, "dr_bose", PASSWORD),
    "a cookie of hostile text": lambda _cast: "' OR 1=1 --",
}
# These do, and have nothing to do with Alex.
STRANGERS = ("kim", "dr_stranger", "ada")


def addresses(cast: Cast) -> list[str]:
    """Give every address there is, about Alex where one can be named."""
    ours = dict.fromkeys(path for path, _, _ in _ADDRESSES)
    named = f"?patient={ids.to_text(cast.patient)}"
    filled = [
        path.replace("{code}", "aaaaa-aaaaa").replace("{secret}", "A" * 22)
        + (named if path.startswith(OF_THE_PATIENT) else "")
        for path in ours
    ]
    return [*filled, *OF_STREAMLIT]


def ask(browser: Browser, method: str, address: str, token: str = ""):
    """Ask once, with the cookie that the stranger came with, whatever was answered before."""
    if token:
        browser.client.cookies.clear()
        browser.cookie(token)
    headers = {"sec-fetch-site": "same-origin"}
    form = {"data": {"x": "1"}} if method == "POST" else {}
    return browser.client.request(method, address, headers=headers, **form)


def expected_without(method: str, path: str) -> set[int]:
    """Say what somebody without a session gets: a page that is open, or a no."""
    if any(path.startswith(each) for each in CLOSED):
        return {404}
    if path.startswith(BY_SECRET) and not path.endswith("/accept"):
        return {400, 404, 405, 410}
    table = {"GET": SHOWN, "POST": TAKEN}.get(method, {})
    if path in table:
        return table[path]
    if path in {*SHOWN, *TAKEN}:
        return {405}
    if path == "/metrics":
        return {404, 401, 403, 303, 405}
    loaded = path.startswith(LOADED)
    return {303} if method in {"GET", "HEAD"} and not loaded else {401}


def test_somebody_without_a_session_gets_what_is_open_and_nothing_else(cast: Cast):
    asked, wrong = 0, []
    for who, make in WITHOUT.items():
        stand_in = StandIn()
        token = make(cast)
        browser = with_token(cast, stand_in, token)
        for address in addresses(cast):
            for method in METHODS:
                answer = ask(browser, method, address, token)
                path = address.partition("?")[0]
                asked += 1
                if answer.status_code not in expected_without(method, path):
                    wrong.append((who, method, path, answer.status_code))
                if NOTE in answer.text or "Alex" in answer.text:
                    wrong.append((who, method, path, "told"))
        assert stand_in.messages == []
    assert wrong == []
    assert asked >= 600


def expected_of_stranger(name: str, method: str, path: str) -> set[int] | None:
    """Say what somebody signed in gets of Alex; None: an address that is not about Alex."""
    if any(path.startswith(each) for each in CLOSED):
        return {404}
    if path.startswith(OF_THE_PATIENT):
        return {403, 400, 404} if method == "GET" else {405}
    if path.startswith("/clinic"):
        restore = {"/clinic/restore", "/clinic/restore/yes"}
        table = {
            "GET": {"/clinic", "/clinic/trail", *restore},
            "POST": {"/clinic/invite", "/clinic/change", *restore},
        }
        if path not in table.get(method, set()):
            return {405}
        refused = {404} if path == "/clinic/change" else {403}
        return {200, 400, 404} if name == "ada" else refused
    return None


def test_somebody_who_has_nothing_to_do_with_alex_gets_nothing_of_alex(cast: Cast):
    asked, wrong = Counter[str](), []
    for name in STRANGERS:
        token = token_of(cast, name)
        browser = with_token(cast, StandIn(), token)
        for address in addresses(cast):
            path = address.partition("?")[0]
            for method in METHODS:
                wanted = expected_of_stranger(name, method, path)
                if wanted is None:
                    continue
                answer = ask(browser, method, address, token)
                asked[name] += 1
                if answer.status_code not in wanted:
                    wrong.append((name, method, path, answer.status_code))
                told = NOTE in answer.text or (
                    "Alex" in answer.text and not (name == "ada" and path.startswith("/clinic"))
                )
                if told:
                    wrong.append((name, method, path, "told"))
    assert wrong == []
    assert min(asked.values()) >= 80
    # Every refusal of a named patient's export is in that patient's trail.
    assert len(events(cast, Event.REFUSED)) >= len(STRANGERS)


def test_who_may_is_let_in_at_the_same_addresses(cast: Cast):
    """The other half: it is the session that makes the difference."""
    own = f"patient={ids.to_text(cast.patient)}"
    for name in ("alex", "dr_bose"):
        browser = with_token(cast, StandIn(), token_of(cast, name))
        assert ask(browser, "GET", f"/export/timeline.csv?{own}").status_code == 200
        assert ask(browser, "GET", "/_stcore/host-config").status_code == 200
        assert ask(browser, "GET", "/account").status_code == 200


SITES = ({}, {"origin": "http://evil.example"}, {"origin": "null"}, {"x-taper-person": "1"})


@pytest.mark.parametrize("who", WITHOUT)
def test_no_websocket_opens_for_anybody_without_a_session(cast: Cast, who: str):
    for path in ("/_stcore/stream", "/other", "/", "/media/x"):
        for headers in SITES:
            stand_in = StandIn()
            browser = with_token(cast, stand_in, WITHOUT[who](cast))
            with pytest.raises(WebSocketDisconnect), browser.websocket(path, **headers):
                pass
            assert stand_in.messages == []


ENDS: dict[str, Callable[[Cast, str, time_machine.Traveller], object]] = {
    "signed out": lambda cast, token, _clock: sessions.sign_out(
        cast.clinic,
        sessions.actor_by_token(cast.clinic, token),  # type: ignore[arg-type]
    ),
    "idle": lambda _cast, _token, clock: clock.shift(timedelta(hours=13)),
    "after the longest time": lambda _cast, _token, clock: clock.shift(timedelta(hours=25)),
}


@pytest.mark.parametrize("end", ENDS)
def test_no_callback_and_no_fragment_runs_in_a_session_that_is_over(
    cast: Cast, end: str, morning: time_machine.Traveller
):
    stand_in = StandIn()
    token = token_of(cast, "alex")
    browser = with_token(cast, stand_in, token)
    with browser.websocket() as websocket:
        websocket.receive_json()
        ENDS[end](cast, token, morning)
        for number in range(20):
            wanted = BackMsg()
            wanted.rerun_script.fragment_id = f"fragment {number}"
            wanted.rerun_script.widget_states.widgets.add(id="save", trigger_value=True)
            websocket.send_bytes(wanted.SerializeToString())
            websocket.receive_json()
    assert stand_in.messages == [BARE_RERUN] * 20
