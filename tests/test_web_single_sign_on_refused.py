"""Single sign-on: every answer that does not fit lets nobody in, and is told in a sentence."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from taper.actions import clinic as clinics
from taper.web.single_sign_on import BACK
from tests.conftest import PASSWORD, Cast
from tests.providers import CLIENT, HMAC_KEY, Liar, liar
from tests.sign_on import (
    BEGIN,
    asked_of,
    come_back,
    is_in,
    link,
    run,
    says,
    signed_in,
    went_to,
)
from tests.web_client import Browser

FAILED = "single_sign_on.failed"


@pytest.fixture
def false_provider() -> Iterator[Liar]:
    """A provider that can be told what to answer."""
    with liar() as found:
        yield found


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    yield sqlite_cast
    clinics.stop()


# --- what doesn't fit

LIES: dict[str, dict[str, Any]] = {
    "another nonce": {"claims": {"nonce": "another"}},
    "no nonce": {"claims": {"nonce": None}},
    "another audience": {"claims": {"aud": "another"}},
    "an audience beside ours without our part in it": {"claims": {"aud": [CLIENT, "b"]}},
    "for another of two": {"claims": {"aud": [CLIENT, "b"], "azp": "b"}},
    "no audience": {"claims": {"aud": None}},
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "no issuer": {"claims": {"iss": None}},
    "too old": {"claims": {"exp": 1_000_000_000}},
    "no subject": {"claims": {"sub": None}},
    "an empty subject": {"claims": {"sub": ""}},
    "a number for a subject": {"claims": {"sub": 7}},
    "signed with the secret": {"algorithm": "HS256", "signs_with": HMAC_KEY},
    "an error": {"status": 400},
    "a failure": {"status": 500},
}


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_that_does_not_fit_lets_nobody_in(cast: Cast, false_provider: Liar, lie: str):
    cast = run(cast, false_provider.issuer)
    link(cast, "alex")
    for name, value in LIES[lie].items():
        setattr(false_provider, name, value)
    browser = Browser(cast.clinic.settings)
    answer = come_back(browser, false_provider)
    assert answer.status_code == 401
    assert says(answer, "single_sign_on.failed") or says(answer, "single_sign_on.unreachable")
    assert "Traceback" not in answer.text
    assert not is_in(browser)


def test_a_signature_by_another_key_lets_nobody_in(cast: Cast, false_provider: Liar):
    cast = run(cast, false_provider.issuer)
    link(cast, "alex")
    false_provider.signs_with = Liar().key
    browser = Browser(cast.clinic.settings)
    assert says(come_back(browser, false_provider), "single_sign_on.failed")
    assert not is_in(browser)


@pytest.mark.parametrize("named_by", ["jwk", "jku", "x5u", "kid"])
def test_a_key_that_comes_along_with_the_answer_is_not_taken(
    cast: Cast, false_provider: Liar, named_by: str
):
    cast = run(cast, false_provider.issuer)
    link(cast, "alex")
    with liar() as attacker:  # serves the key that it signs with
        address = f"{attacker.issuer}/jwks"
        own = attacker.key.as_dict(private=False)
        false_provider.signs_with = attacker.key
        false_provider.header = {
            "jwk": {"jwk": own},
            "jku": {"jku": address},
            "x5u": {"x5u": address},
            "kid": {"kid": address},
        }[named_by]
        browser = Browser(cast.clinic.settings)
        assert says(come_back(browser, false_provider), FAILED)
        assert attacker.times_looked_at == 0
    assert not is_in(browser)


def test_an_answer_that_nobody_signed_lets_nobody_in(cast: Cast, false_provider: Liar):
    cast = run(cast, false_provider.issuer)
    link(cast, "alex")
    false_provider.algorithm = "none"
    browser = Browser(cast.clinic.settings)
    assert says(come_back(browser, false_provider), FAILED)
    assert false_provider.times_asked == 1
    assert not is_in(browser)


def test_the_state_of_another_browser_lets_nobody_in(cast: Cast, false_provider: Liar):
    cast = run(cast, false_provider.issuer)
    link(cast, "alex")
    mine, of_attacker = Browser(cast.clinic.settings), Browser(cast.clinic.settings)
    went_to(mine)
    asked = asked_of(went_to(of_attacker))
    false_provider.nonce = asked["nonce"]
    answer = mine.get(f"{BACK}?code=c&state={asked['state']}")
    assert answer.status_code == 401
    assert not is_in(mine)


@pytest.mark.parametrize("query", ["", "?code=c", "?state=s", "?code=c&state=s", "?error=denied"])
def test_whoever_never_set_out_does_not_come_back(cast: Cast, false_provider: Liar, query: str):
    cast = run(cast, false_provider.issuer)
    answer = Browser(cast.clinic.settings).get(f"{BACK}{query}")
    assert answer.status_code == 401
    assert says(answer, "single_sign_on.over")


def test_an_answer_that_names_another_provider_is_refused(cast: Cast, false_provider: Liar):
    cast = run(cast, false_provider.issuer)
    link(cast, "alex")
    browser = Browser(cast.clinic.settings)
    assert says(come_back(browser, false_provider, iss="https://evil.example"), FAILED)


def test_what_the_provider_denies_is_said_in_a_sentence(cast: Cast, false_provider: Liar):
    cast = run(cast, false_provider.issuer)
    browser = Browser(cast.clinic.settings)
    answer = come_back(browser, false_provider, error="access_denied", error_description="<b>x")
    assert says(answer, FAILED)
    assert "<b>x" not in answer.text


def test_after_ten_minutes_one_begins_again(
    cast: Cast, false_provider: Liar, morning: time_machine.Traveller
):
    cast = run(cast, false_provider.issuer)
    link(cast, "alex")
    browser = Browser(cast.clinic.settings)
    asked = asked_of(went_to(browser))
    kept = browser.client.cookies["taper_sign_on"]
    false_provider.nonce = asked["nonce"]
    morning.shift(601)
    browser.cookie(kept, "taper_sign_on")
    answer = browser.get(f"{BACK}?code=c&state={asked['state']}")
    assert says(answer, "single_sign_on.over")


@pytest.mark.parametrize(
    "metadata",
    [{"issuer": "https://evil.example"}, {"issuer": None}, {"authorization_endpoint": None}],
)
def test_a_provider_that_says_it_is_another_is_not_gone_to(
    cast: Cast, false_provider: Liar, metadata: dict[str, Any]
):
    false_provider.metadata = metadata
    cast = run(cast, false_provider.issuer)
    answer = Browser(cast.clinic.settings).get(BEGIN)
    assert answer.status_code == 400
    assert says(answer, FAILED)


def test_a_provider_that_is_down_is_a_sentence(cast: Cast):
    cast = run(cast, "http://127.0.0.1:9")
    browser = Browser(cast.clinic.settings)
    answer = browser.get(BEGIN)
    assert answer.status_code == 400
    assert says(answer, "single_sign_on.unreachable")
    mine = signed_in(cast, "alex")
    answer = mine.post("/account/single-sign-on", current=PASSWORD)
    assert says(answer, "single_sign_on.unreachable")


def test_no_other_site_sends_anybody_off(cast: Cast, false_provider: Liar):
    cast = run(cast, false_provider.issuer)
    answer = Browser(cast.clinic.settings).get(BEGIN, **{"sec-fetch-site": "cross-site"})
    assert answer.headers["location"] == "/sign-in"


def test_where_one_goes_afterwards_is_not_asked_of_anybody(cast: Cast, false_provider: Liar):
    cast = run(cast, false_provider.issuer)
    link(cast, "alex")
    browser = Browser(cast.clinic.settings)
    answer = come_back(browser, false_provider, next="https://evil.example", redirect_uri="//evil")
    assert answer.headers["location"] == "/"


def test_an_answer_that_is_a_redirect_is_not_followed(cast: Cast, false_provider: Liar):
    cast = run(cast, false_provider.issuer)
    link(cast, "alex")
    false_provider.status = 307
    browser = Browser(cast.clinic.settings)
    answer = come_back(browser, false_provider)
    assert answer.status_code == 401
    assert not is_in(browser)
    assert false_provider.times_asked == 1
