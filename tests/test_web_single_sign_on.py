"""Single sign-on: who is let in, whose it is, and what is asked for beside it."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.middleware.sessions import SessionMiddleware

from taper import ids
from taper.actions import clinic as clinics
from taper.actions import colleagues, erasure, sessions, single_sign_on
from taper.errors import TaperError
from taper.people.audit import Event
from taper.settings import Settings
from taper.web.single_sign_on import BACK
from taper.words import say
from tests.conftest import PASSWORD, Cast
from tests.providers import CLIENT, SECRET, Liar, agree, liar, mock_provider
from tests.saving import events
from tests.sign_on import (
    BEGIN,
    actor,
    asked_of,
    come_back,
    is_in,
    link,
    path_of,
    run,
    says,
    signed_in,
    went_to,
)
from tests.signing_in import next_code
from tests.web_client import Browser, TestClient


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """oidc-provider-mock."""
    with mock_provider() as issuer:
        yield issuer


@pytest.fixture
def false_provider() -> Iterator[Liar]:
    """A provider that can be told what to answer."""
    with liar() as found:
        yield found


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    yield sqlite_cast
    clinics.stop()


# --- as it should be


@pytest.mark.live
def test_a_patient_links_the_account_signs_in_and_ends_it_again(cast: Cast, provider: str):
    cast = run(cast, provider, oidc_name="the hospital")
    browser = signed_in(cast, "alex")
    assert says(browser.get("/account"), "single_sign_on.about_none")
    wrong = browser.post("/account/single-sign-on", current="seven noisy herons")
    assert wrong.status_code == 400
    asked = browser.post("/account/single-sign-on", current=PASSWORD)
    address = unescape(re.findall(r'id="go-on" href="([^"]+)"', asked.text)[0])
    linked = browser.get(path_of(agree(address, "alex-there")))
    assert linked.headers["location"] == "/account?linked"
    assert says(browser.get("/account?linked"), "single_sign_on.linked")

    other = Browser(cast.clinic.settings)
    assert say("single_sign_on.sign_in_named", name="the hospital") in other.get("/sign-in").text
    answer = other.get(path_of(agree(went_to(other), "alex-there")))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert is_in(other)
    other.post("/sign-out")
    assert not is_in(other)  # a session of ours, ended like any other

    ended = browser.post("/account/single-sign-on/end", current=PASSWORD)
    assert ended.headers["location"] == "/account?unlinked"
    answer = other.get(path_of(agree(went_to(other), "alex-there")))
    assert answer.status_code == 401
    assert says(answer, "single_sign_on.unknown")
    for event in (Event.SIGN_ON_LINKED, Event.SIGN_ON_ENDED):
        assert len(events(cast, event)) == 1


@pytest.mark.live
def test_what_is_asked_of_the_provider_names_nothing_but_who(cast: Cast, provider: str):
    cast = run(cast, provider)
    answer = Browser(cast.clinic.settings).get(BEGIN)
    address = answer.headers["location"]
    asked = asked_of(address)
    assert address.startswith(f"{provider}/")
    assert asked["redirect_uri"] == f"{cast.clinic.settings.public_url}{BACK}"
    assert (asked["scope"], asked["response_type"]) == ("openid", "code")
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 22
    assert len(asked["nonce"]) >= 20
    cookie = answer.headers["set-cookie"]
    for part in ("HttpOnly", "Max-Age=600", "SameSite=lax", "Path=/"):
        assert part in cookie
    assert asked["state"] not in cookie
    assert asked["nonce"] not in cookie


@pytest.mark.live
def test_a_code_that_was_used_opens_nothing_again(cast: Cast, provider: str):
    cast = run(cast, provider)
    link(cast, "alex")
    browser = Browser(cast.clinic.settings)
    address = went_to(browser)
    kept = browser.client.cookies["taper_sign_on"]
    back = path_of(agree(address, "alex-there"))
    assert browser.get(back).headers["location"] == "/"
    thief = Browser(cast.clinic.settings)
    assert thief.get(back).status_code == 401  # without what the browser kept
    thief.cookie(kept, "taper_sign_on")
    answer = thief.get(back)  # and with it
    assert answer.status_code == 401
    assert says(answer, "single_sign_on.over")
    assert not is_in(thief)


def test_the_session_of_the_page_framework_stays_as_it_is(cast: Cast, false_provider: Liar):
    cast = run(cast, false_provider.issuer)
    link(cast, "alex")
    browser = Browser(cast.clinic.settings)
    around = SessionMiddleware(browser.client.app, secret_key="of the framework")
    browser.client = TestClient(around, base_url=browser.base, follow_redirects=False)
    assert come_back(browser, false_provider).headers["location"] == "/"
    assert is_in(browser)
    assert set(browser.client.cookies) == {"taper_session"}


# --- what is asked for beside it


def test_a_prescriber_still_shows_a_code(cast: Cast, false_provider: Liar):
    cast = run(cast, false_provider.issuer)
    link(cast, "dr_bose")
    browser = Browser(cast.clinic.settings)
    assert come_back(browser, false_provider).headers["location"] == "/sign-in/code"
    assert not is_in(browser)
    code = next_code(cast.clinic, cast.ids["dr_bose"])
    assert browser.post("/sign-in/code", code=code).headers["location"] == "/"
    assert is_in(browser)
    assert false_provider.asked["code_verifier"]


def test_no_code_is_asked_for_where_the_operator_says_so(cast: Cast, false_provider: Liar):
    cast = run(cast, false_provider.issuer, oidc_second_factor="counts")
    link(cast, "dr_bose")
    browser = Browser(cast.clinic.settings)
    assert come_back(browser, false_provider).headers["location"] == "/"
    assert is_in(browser)


# --- whose it is


def test_an_identity_that_nobody_linked_makes_no_account(cast: Cast, false_provider: Liar):
    cast = run(cast, false_provider.issuer)
    before = colleagues.everybody(cast.clinic, actor(cast, "ada"))
    browser = Browser(cast.clinic.settings)
    answer = come_back(browser, false_provider)
    assert says(answer, "single_sign_on.unknown")
    assert not is_in(browser)
    assert colleagues.everybody(cast.clinic, actor(cast, "ada")) == before


def test_the_same_name_at_another_provider_is_somebody_else(cast: Cast, false_provider: Liar):
    cast = run(cast, false_provider.issuer)
    link(cast, "alex", issuer="https://elsewhere.example")
    assert says(come_back(Browser(cast.clinic.settings), false_provider), "single_sign_on.unknown")


def test_an_identity_belongs_to_one_account(cast: Cast, false_provider: Liar):
    cast = run(cast, false_provider.issuer)
    link(cast, "alex")
    with pytest.raises(TaperError, match=r"single_sign_on\.taken"):
        link(cast, "sam")


def test_a_link_is_made_in_the_session_that_asked_for_it(cast: Cast, false_provider: Liar):
    cast = run(cast, false_provider.issuer)
    browser = signed_in(cast, "alex")
    page = browser.post("/account/single-sign-on", current=PASSWORD)
    asked = asked_of(unescape(re.findall(r'id="go-on" href="([^"]+)"', page.text)[0]))
    false_provider.nonce = asked["nonce"]
    with cast.clinic.store.writing() as session:  # somebody else signs in in that browser
        token = sessions.open_session(cast.clinic, session, cast.ids["sam"])
    browser.client.cookies.delete("taper_session")
    browser.cookie(token)
    answer = browser.get(f"{BACK}?code=c&state={asked['state']}")
    assert answer.status_code == 400
    for name in ("sam", "alex"):
        assert single_sign_on.linked_at(cast.clinic, actor(cast, name)) is None


def test_a_closed_account_is_not_opened_by_it(cast: Cast, false_provider: Liar):
    cast = run(cast, false_provider.issuer)
    link(cast, "alex")
    erasure.close_own_account(cast.clinic, actor(cast, "alex"), cast.patient, PASSWORD)
    browser = Browser(cast.clinic.settings)
    assert says(come_back(browser, false_provider), "single_sign_on.unknown")
    assert not is_in(browser)


def test_an_administrator_sees_it_and_ends_it(cast: Cast, false_provider: Liar):
    cast = run(cast, false_provider.issuer)
    link(cast, "alex")
    of_alex, admin = signed_in(cast, "alex"), signed_in(cast, "ada")
    assert says(admin.get("/clinic"), "clinic.single_sign_on")
    form = {"person": ids.to_text(cast.ids["alex"]), "do": "unlink"}
    assert admin.post("/clinic/change", **form).headers["location"] == "/clinic?unlinked"
    assert not is_in(of_alex)
    assert says(come_back(Browser(cast.clinic.settings), false_provider), "single_sign_on.unknown")
    assert of_alex.post("/clinic/change", **form).status_code in {401, 403}


# --- what the operator sets


def test_it_is_off_where_nothing_is_set(cast: Cast):
    clinics.start(cast.clinic)
    browser = Browser(cast.clinic.settings)
    assert BEGIN not in browser.get("/sign-in").text
    for path in (BEGIN, BACK):
        assert says(browser.get(path), "single_sign_on.off")
    mine = signed_in(cast, "alex")
    assert "single-sign-on" not in mine.get("/account").text
    answer = mine.post("/account/single-sign-on", current=PASSWORD)
    assert says(answer, "single_sign_on.off")


SET = {"oidc_issuer": "https://id.example", "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"oidc_client_secret": None}, "half_set"),
        ({"oidc_client_id": ""}, "half_set"),
        ({"oidc_issuer": ""}, "half_set"),
        ({"oidc_issuer": "http://id.example"}, "not_encrypted"),
        ({"oidc_client_secret_file": Path("/nowhere")}, "two_secrets"),
        (
            {"oidc_client_secret": None, "oidc_client_secret_file": Path("/nowhere")},
            "secret_missing",
        ),
    ],
)
def test_settings_that_do_not_go_together_are_refused(given: dict[str, Any], key: str):
    with pytest.raises(TaperError, match=f"single_sign_on.{key}"):
        single_sign_on.provider(Settings(**{**SET, **given}))


def test_the_secret_lies_in_a_file_of_its_owner_alone(tmp_path: Path):
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    settings = Settings(**{**SET, "oidc_client_secret": None, "oidc_client_secret_file": file})
    file.chmod(0o640)
    with pytest.raises(TaperError, match=r"single_sign_on\.secret_open_to_others"):
        single_sign_on.provider(settings)
    file.chmod(0o600)
    found = single_sign_on.provider(settings)
    assert found is not None
    assert found.secret == SECRET
    assert SECRET not in repr(Settings(**SET))
