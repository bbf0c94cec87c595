"""Ways to a provider of single sign-on and back, for tests."""

from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from taper.actions import clinic as clinics
from taper.actions import sessions, single_sign_on
from taper.people.identity import Identity
from taper.people.person import Actor
from taper.settings import Settings
from taper.web.single_sign_on import BACK
from taper.words import say
from tests.conftest import Cast
from tests.providers import CLIENT, SECRET, Liar
from tests.web_client import Browser

BEGIN = "/sign-in/single-sign-on"


def run(cast: Cast, issuer: str, **more: Any) -> Cast:
    """Let the cast's clinic run with a provider."""
    wanted = {"oidc_issuer": issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET, **more}
    settings = Settings(**{**cast.clinic.settings.model_dump(), **wanted})
    found = Cast(replace(cast.clinic, settings=settings), cast.ids)
    clinics.start(found.clinic)
    return found


def signed_in(cast: Cast, name: str) -> Browser:
    """Give a browser with a session, as signing in gives one in the end."""
    browser = Browser(cast.clinic.settings)
    with cast.clinic.store.writing() as session:
        browser.cookie(sessions.open_session(cast.clinic, session, cast.ids[name]))
    return browser


def actor(cast: Cast, name: str) -> Actor:
    with cast.clinic.store.writing() as session:
        token = sessions.open_session(cast.clinic, session, cast.ids[name])
    found = sessions.actor_by_token(cast.clinic, token)
    assert found is not None
    return found


def link(cast: Cast, name: str, subject: str = "alex-there", issuer: str | None = None) -> None:
    identity = Identity(issuer=issuer or cast.clinic.settings.oidc_issuer, subject=subject)
    single_sign_on.link(cast.clinic, actor(cast, name), identity)


def went_to(browser: Browser) -> str:
    answer = browser.get(BEGIN)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def asked_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def come_back(browser: Browser, liar: Liar, **more: str):
    """Go to the false provider and back, with the code it gives to anybody."""
    asked = asked_of(went_to(browser))
    liar.nonce = asked["nonce"]
    query = "&".join(f"{n}={v}" for n, v in {"code": "c", "state": asked["state"], **more}.items())
    return browser.get(f"{BACK}?{query}")


def says(answer: Any, key: str) -> bool:
    return say(key) in unescape(answer.text)


def is_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200
