"""Single sign-on in Chromium: to a provider on another host and back, by what a person clicks."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route

from taper.words import say
from tests.conftest import PASSWORD, Cast
from tests.providers import CLIENT, SECRET, mock_provider
from tests.signing_in import token_in
from tests.web_client import ROOT, started

pytestmark = [pytest.mark.browser, pytest.mark.live]

NAME = "the hospital"


@pytest.fixture
def database(sqlite_template: Cast, tmp_path: Path) -> str:
    """A copy of the cast's."""
    source = Path(str(sqlite_template.clinic.store.url.database))
    for ending in ("", ".key"):
        shutil.copy(f"{source}{ending}", tmp_path / f"cast.sqlite3{ending}")
    return f"sqlite:///{tmp_path / 'cast.sqlite3'}"


@pytest.fixture
def address(database: str, tmp_path: Path) -> Iterator[str]:
    """A started server with the cast, and oidc-provider-mock on another host."""
    with mock_provider() as issuer:
        settings = {
            "TAPER_DATABASE": database,
            "TAPER_OIDC_ISSUER": issuer,
            "TAPER_OIDC_CLIENT_ID": CLIENT,
            "TAPER_OIDC_CLIENT_SECRET": SECRET,
            "TAPER_OIDC_NAME": NAME,
        }
        with started(ROOT / "app.py", tmp_path, **settings) as started_at:
            yield started_at


def keep_on_this_machine(route: Route) -> None:
    """The provider's own page would fetch its looks from elsewhere."""
    here = ("http://localhost:", "http://127.0.0.1:")
    route.continue_() if route.request.url.startswith(here) else route.abort()


def agree(page: Page) -> None:
    """Say at the provider who one is."""
    page.get_by_placeholder("sub", exact=True).fill("alex-there")
    page.get_by_role("button", name="Authorize", exact=True).click()


def link(page: Page, address: str) -> None:
    """Link the account with the password, and sign out."""
    page.goto(f"{address}/account")
    page.locator("summary", has_text=say("single_sign_on.link")).click()
    page.locator("#current-link").fill(PASSWORD)
    page.get_by_role("button", name=say("single_sign_on.link"), exact=True).click()
    page.get_by_role("link", name=say("single_sign_on.go_on_named", name=NAME)).click()
    agree(page)
    page.get_by_text(say("single_sign_on.linked")).wait_for()
    page.goto(f"{address}/sign-out")
    page.get_by_role("button", name=say("sign_in.sign_out_button")).click()


def test_a_person_links_an_account_and_comes_in_by_it(
    chromium: Browser, address: str, database: str
):
    refused: list[str] = []

    def keep(told: ConsoleMessage) -> None:
        if "Content Security Policy" in told.text and address in told.location["url"]:
            refused.append(told.text)

    with chromium.new_context(viewport={"width": 390, "height": 844}) as context:
        context.route("**/*", keep_on_this_machine)
        page = context.new_page()
        page.on("console", keep)
        token = token_in(database, "alex")
        context.add_cookies([{"name": "taper_session", "value": token, "url": address}])
        link(page, address)
        page.get_by_role("link", name=say("single_sign_on.sign_in_named", name=NAME)).click()
        agree(page)
        page.get_by_text(say("product.purpose")).first.wait_for()  # below the page of the day
        kept = {each["name"]: each for each in context.cookies()}
        assert kept["taper_session"]["value"] != token
        assert (kept["taper_session"]["httpOnly"], kept["taper_session"]["sameSite"]) == (
            True,
            "Lax",
        )
        assert "taper_sign_on" not in kept  # what was needed on the way
    assert refused == []
