"""Signing in and out by the script-free pages."""

import time
from collections.abc import Iterator
from html import escape
from pathlib import Path
from statistics import median

import pytest

from taper import ids
from taper.actions import clinic as clinics
from taper.actions import people, sessions
from taper.settings import Settings
from taper.web.forms import LONGEST_FORM
from taper.words import say
from tests.conftest import PASSWORD, Cast, make_cast
from tests.web_client import Browser, read


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    """The cast, as the clinic that runs."""
    clinics.start(sqlite_cast.clinic)
    yield sqlite_cast
    clinics.stop()


@pytest.fixture
def browser(cast: Cast) -> Browser:
    return Browser(cast.clinic.settings)


def test_signing_in_leads_to_the_start_page(browser: Browser):
    answer = browser.sign_in("alex", PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert browser.get("/").status_code == 200


WRONG = [
    ("nobody", PASSWORD),
    ("alex", "something else entirely"),
    ("alex", ""),
    ("", ""),
    ("ada", PASSWORD),  # has a name here and no password
    ("alex", PASSWORD + "x" * 4000),
    ("a" * 4000, PASSWORD),
    ("alex\0", PASSWORD),
    ("' or '1'='1", PASSWORD),
]


@pytest.mark.parametrize(("name", "password"), WRONG)
def test_whatever_is_wrong_reads_the_same(browser: Browser, name: str, password: str):
    answer = browser.sign_in(name, password)
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    alert = [tag for tag in read(answer).tags if tag[1].get("role") == "alert"]
    assert len(alert) == 1
    assert read(answer).says(say("sign_in.refused"))


def test_the_pages_for_an_unknown_name_and_a_wrong_password_differ_in_the_name_alone(
    browser: Browser,
):
    unknown, wrong = (browser.sign_in(name, "nothing that fits").text for name in ("zed", "alex"))
    assert unknown.replace("zed", "alex") == wrong


def test_an_unknown_name_takes_as_long_as_a_wrong_password(browser: Browser):
    def seconds(name: str) -> float:
        begun = time.perf_counter()
        browser.sign_in(name, "nothing that fits")
        return time.perf_counter() - begun

    unknown, wrong = ([], [])  # type: tuple[list[float], list[float]]
    for _ in range(5):
        unknown.append(seconds("nobody"))
        wrong.append(seconds("alex"))
    assert 0.5 < median(unknown) / median(wrong) < 2


def test_the_name_stays_on_a_refused_form_and_the_password_does_not(browser: Browser):
    answer = browser.sign_in("alexx", "a secret nobody should see")
    fields = {field["name"]: field for field in read(answer).all("input")}
    assert fields["name"]["value"] == "alexx"
    assert "value" not in fields["password"]
    assert "a secret" not in answer.text


HOSTILE = ['"><script>alert(1)</script>', "{{ 7*7 }}", "' onfocus=alert(1) autofocus='", "<b>&lt;"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_shown_as_typed_and_does_nothing(browser: Browser, name: str):
    answer = browser.sign_in(name, "x")
    assert read(answer).all("script") == []
    (field,) = [field for field in read(answer).all("input") if field["name"] == "name"]
    assert field["value"] == name
    assert set(field) == {
        "id", "name", "type", "required", "maxlength", "autocomplete",
        "autocapitalize", "autocorrect", "spellcheck", "value",
    }  # fmt: skip
    assert "49" not in answer.text.replace(escape(name), "")


# --- the cookie


def cookie_of(answer: object) -> dict[str, str]:
    parts = answer.headers["set-cookie"].split("; ")  # type: ignore[attr-defined]
    return {name.lower(): value for name, _, value in (part.partition("=") for part in parts)}


def test_the_cookie_is_for_no_script_and_no_other_site(browser: Browser):
    cookie = cookie_of(browser.sign_in("alex", PASSWORD))
    assert set(cookie) == {"taper_session", "httponly", "path", "samesite"}
    assert (cookie["path"], cookie["samesite"].lower()) == ("/", "lax")


def test_behind_tls_the_cookie_is_secure_and_bound_to_the_host(cast: Cast):
    settings = Settings(database=str(cast.clinic.store.url), public_url="https://localhost")
    clinics._running[-1] = clinics.Clinic(cast.clinic.store, cast.clinic.trail_key, settings)
    browser = Browser(settings, base="https://localhost")
    cookie = cookie_of(browser.sign_in("alex", PASSWORD))
    assert set(cookie) == {"__host-taper_session", "httponly", "path", "samesite", "secure"}
    assert browser.get("/").status_code == 200


def test_the_token_is_kept_nowhere_but_in_the_browser(cast: Cast, browser: Browser):
    browser.sign_in("alex", PASSWORD)
    token = browser.client.cookies["taper_session"]
    cast.clinic.store.close()
    stored = Path(str(cast.clinic.store.url.database))
    files = [file for file in stored.parent.iterdir() if file.name.startswith(stored.name)]
    assert stored in files
    assert not [file for file in files if token.encode() in file.read_bytes()]


def test_each_signing_in_gives_a_new_token_and_ends_the_session_before(
    cast: Cast, browser: Browser
):
    browser.sign_in("alex", PASSWORD)
    before = browser.client.cookies["taper_session"]
    browser.sign_in("dr_bose", PASSWORD)
    assert browser.client.cookies["taper_session"] != before
    assert sessions.actor_by_token(cast.clinic, before) is None


def test_a_token_planted_by_somebody_else_is_not_taken_over(browser: Browser):
    browser.cookie("planted")
    answer = browser.sign_in("alex", PASSWORD)
    assert cookie_of(answer)["taper_session"] != "planted"


# --- where a form comes from

ELSEWHERE = [
    {},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "cross-site", "origin": "http://localhost"},
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": "http://localhost.evil.example"},
    {"origin": "http://localhost:81"},
    {"origin": "localhost"},
    {"referer": "http://localhost/sign-in"},
]
FORMS = [
    ("/sign-in", {"name": "alex", "password": PASSWORD}),
    ("/sign-out", {}),
    ("/set-up", {"code": "x"}),
    ("/invitation/abc", {"agreed": "yes"}),
    ("/demo/enter", {"person": "0"}),
]


@pytest.mark.parametrize("path_and_form", FORMS, ids=lambda form: form[0])
@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_a_form_from_elsewhere_is_refused(
    browser: Browser, path_and_form: tuple[str, dict[str, str]], headers: dict[str, str]
):
    path, form = path_and_form
    answer = browser.client.post(path, data=form, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert read(answer).says(say("web_error.elsewhere"))


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin"},
        {"origin": "http://localhost"},
        {"origin": "http://localhost:8501"},  # as people reach it through a proxy
    ],
    ids=str,
)
def test_a_form_of_our_own_is_taken(browser: Browser, headers: dict[str, str]):
    form = {"name": "alex", "password": PASSWORD}
    assert browser.client.post("/sign-in", data=form, headers=headers).status_code == 303


def test_a_form_that_is_too_long_is_refused_before_it_is_read(browser: Browser):
    answer = browser.post("/sign-in", name="a" * LONGEST_FORM, password="b")
    assert answer.status_code == 413
    assert read(answer).says(say("web_error.too_large"))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b"--x--"),
        ("application/json", b'{"name": "alex"}'),
        ("text/plain", b"name=alex"),
        ("", b"name=alex"),
        ("application/x-www-form-urlencoded", b"&".join(b"a=%d" % n for n in range(21))),
        ("application/x-www-form-urlencoded", b"name=%ff%fe"),
        ("application/x-www-form-urlencoded", b"name=\xff"),
    ],
)
def test_anything_but_a_small_form_is_refused(browser: Browser, kind: str, body: bytes):
    headers = {"sec-fetch-site": "same-origin", "content-type": kind}
    answer = browser.client.post("/sign-in", content=body, headers=headers)
    assert answer.status_code == 400


# --- signing out


def test_a_link_alone_signs_nobody_out(browser: Browser):
    browser.sign_in("alex", PASSWORD)
    page = browser.get("/sign-out")
    assert read(page).says(say("sign_in.sign_out_lead", name="Alex"))
    assert browser.get("/").status_code == 200


def test_signing_out_ends_the_session_and_empties_the_browser(cast: Cast, browser: Browser):
    browser.sign_in("alex", PASSWORD)
    token = browser.client.cookies["taper_session"]
    answer = browser.post("/sign-out")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert sessions.actor_by_token(cast.clinic, token) is None
    browser.cookie(token)
    assert browser.get("/").status_code == 303
    assert read(browser.get(answer.headers["location"])).says(say("sign_in.signed_out"))


def test_signing_out_twice_or_as_nobody_is_no_error(browser: Browser):
    assert browser.post("/sign-out").status_code == 303
    assert read(browser.get("/sign-out")).says(say("sign_in.sign_out_nobody"))


def test_who_is_signed_in_already_goes_on(browser: Browser):
    browser.sign_in("alex", PASSWORD)
    assert browser.get("/sign-in").headers["location"] == "/"


# --- the demo


def test_outside_a_demo_nobody_enters_without_a_password(cast: Cast, browser: Browser):
    assert read(browser.get("/sign-in")).all("button") == [{"class": "button", "type": "submit"}]
    answer = browser.post("/demo/enter", person=ids.to_text(cast.ids["alex"]))
    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers
    assert browser.get("/").status_code == 303


@pytest.fixture
def demo(tmp_path: object) -> Iterator[Cast]:
    """The cast as a demo."""
    made = make_cast(Settings(database=f"sqlite:///{tmp_path}/demo.sqlite3", demo=True))
    clinics.start(made.clinic)
    yield made
    clinics.stop()


def test_a_visitor_of_the_demo_enters_as_anybody_with_one_click(demo: Cast):
    browser = Browser(demo.clinic.settings)
    page = read(browser.get("/sign-in"))
    offered = [button["value"] for button in page.all("button") if button.get("name") == "person"]
    known = {ids.to_text(person) for person, _, _ in people.demo_people(demo.clinic)}
    assert sorted(map(str, offered)) == sorted(known)
    assert page.says(say("demo_entrance.banner"))
    for person in offered:
        assert browser.post("/demo/enter", person=str(person)).headers["location"] == "/"
        assert browser.get("/").status_code == 200
    assert read(browser.get("/sign-in")).says(say("demo_entrance.carry_on"))


@pytest.mark.parametrize("person", ["", "1", "zzzzzzzzzzzzz", "0000000000001", "<script>"])
def test_the_demo_has_nobody_else(demo: Cast, person: str):
    answer = Browser(demo.clinic.settings).post("/demo/enter", person=person)
    assert answer.status_code in {400, 404}
    assert "set-cookie" not in answer.headers
