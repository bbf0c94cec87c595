"""Streamlit's own page says which language it is in, and nothing else of it is changed."""

from collections.abc import Iterator
from importlib.resources import files

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, StreamingResponse
from starlette.routing import Mount, Route
from streamlit.web.server.starlette.starlette_gzip_middleware import SelectiveGZipMiddleware
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_handler

from taper.actions import account, sessions
from taper.actions import clinic as clinics
from taper.web.headers import inline_script_hash
from taper.web.routes import middleware
from tests import drafts
from tests.conftest import Cast
from tests.web_client import HERE, TestClient, kind_of, state_of

SERVED = files("streamlit").joinpath("static/index.html").read_text("utf-8")
OF_A_PAGE = {"accept": "text/html,*/*;q=0.8", "accept-encoding": "gzip"}


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    clinics.start(sqlite_cast.clinic)
    with drafts.switched_on("nl"):
        yield sqlite_cast
    clinics.stop()


@pytest.fixture
def browser(cast: Cast) -> TestClient:
    """Somebody signed in, in front of Streamlit's own files behind its own compression."""
    alex = cast.alex.person
    with cast.clinic.store.writing() as session:
        token = sessions.open_session(cast.clinic, session, alex)

    async def in_parts(_request: object) -> StreamingResponse:
        return StreamingResponse(
            iter(["<html la", 'ng="en"><p lang="en">']), media_type="text/html"
        )

    async def broken(_request: object) -> HTMLResponse:
        return HTMLResponse('<html lang="en">', 404)

    pages = create_streamlit_static_handler(str(files("streamlit").joinpath("static")), "")
    app = Starlette(
        routes=[Route("/parts", in_parts), Route("/broken", broken), Mount("/", pages)],
        middleware=[
            *middleware(cast.clinic.settings, message_kind=kind_of, run_state=state_of),
            Middleware(SelectiveGZipMiddleware),
        ],
    )
    client = TestClient(app, base_url=HERE, headers=OF_A_PAGE)
    client.cookies.set("taper_session", token, domain="localhost.local", path="/")
    return client


def in_dutch(cast: Cast) -> None:
    account.choose_language(cast.clinic, cast.alex, "nl")


@pytest.mark.parametrize("path", ["/", "/today", "/visit?patient=1"])
def test_the_page_says_the_language_of_who_is_signed_in_and_is_the_same_otherwise(
    cast: Cast, browser: TestClient, path: str
):
    assert browser.get(path).text == SERVED
    in_dutch(cast)
    answer = browser.get(path)
    assert answer.text == SERVED.replace('<html lang="en">', '<html lang="nl">')
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "etag" not in answer.headers


def test_the_policy_for_scripts_stays_and_still_holds_for_the_page(cast: Cast, browser: TestClient):
    before = browser.get("/").headers["content-security-policy"]
    in_dutch(cast)
    answer = browser.get("/")
    assert answer.headers["content-security-policy"] == before
    assert inline_script_hash() in before
    assert answer.headers["cache-control"] == "no-store"


def test_a_part_of_a_page_and_an_unchanged_page_are_never_given_in_another_language(
    cast: Cast, browser: TestClient
):
    tag = browser.get("/").headers["etag"]
    in_dutch(cast)
    for asked in ({"range": "bytes=0-99"}, {"if-none-match": tag}):
        answer = browser.get("/", headers=asked)
        assert answer.status_code == 200
        assert '<html lang="nl">' in answer.text


def test_only_the_first_tag_is_written_anew_also_of_a_page_that_comes_in_parts(
    cast: Cast, browser: TestClient
):
    in_dutch(cast)
    assert browser.get("/parts").text == '<html lang="nl"><p lang="en">'


def test_errors_and_files_stay_as_they_are(cast: Cast, browser: TestClient):
    in_dutch(cast)
    assert browser.get("/broken").text == '<html lang="en">'
    plain = browser.get("/", headers={"accept": "*/*"})
    assert plain.text == SERVED
    picture = browser.get("/favicon.png")
    assert picture.content == files("streamlit").joinpath("static/favicon.png").read_bytes()
    assert browser.head("/").status_code == 200
