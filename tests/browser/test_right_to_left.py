"""Pages without scripts in a language that is written from the right, on the width of a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from taper.actions import clinic as clinics
from tests import pseudo
from tests.browser.conftest import Opener
from tests.conftest import PASSWORD, Cast
from tests.web_client import Browser

pytestmark = pytest.mark.browser

NARROW = {"width": 360, "height": 740}
HERE = "http://right-to-left.test"
OF_NOBODY = ("/sign-in", "/crisis", "/crisis?country=GB", "/invitation/x")
OF_ALEX = ("/sign-out", "/account")


@pytest.fixture
def answers(sqlite_cast: Cast) -> Iterator[dict[str, str]]:
    """Every page, and the stylesheet, as the program gives them."""
    clinics.start(sqlite_cast.clinic)
    with pseudo.lent(pseudo.CODE_RTL, "rtl"):
        nobody, alex = Browser(sqlite_cast.clinic.settings), Browser(sqlite_cast.clinic.settings)
        for each in (nobody, alex):
            each.client.headers["accept-language"] = pseudo.CODE_RTL
        alex.sign_in("alex", PASSWORD)
        found = {path: nobody.get(path).text for path in (*OF_NOBODY, "/page.css")}
        yield found | {path: alex.get(path).text for path in OF_ALEX}
    clinics.stop()


def test_no_page_written_from_the_right_scrolls_sideways(answers: dict[str, str], window: Opener):
    page: Page = window(size=NARROW)

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HERE)
        if path.startswith("/page.css"):
            route.fulfill(body=answers["/page.css"], content_type="text/css")
        elif path in answers:
            route.fulfill(body=answers[path], content_type="text/html; charset=utf-8")
        else:
            route.fulfill(status=404, body="")

    page.route("**/*", answer)
    for path in (*OF_NOBODY, *OF_ALEX):
        page.goto(f"{HERE}{path}")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect(page.locator("footer")).to_be_visible()
        wide = page.evaluate(
            "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide[0] <= wide[1], path
