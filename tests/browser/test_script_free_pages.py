"""The script-free pages in Chromium: no barrier, nothing wider than a phone, nobody else asked."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from taper import ids
from taper.actions import people, takeout
from taper.actions.doing import at_the_terminal
from taper.settings import Settings
from taper.words import say
from tests.conftest import MORNING, PASSWORD, Cast
from tests.signing_in import person_in, token_in
from tests.takeouts import begun, fill_whole
from tests.web_client import ROOT, started

pytestmark = pytest.mark.browser

DATABASES: dict[str, str] = {}  # of the servers that run, by their address
SINGLE_SIGN_ON = {
    "TAPER_OIDC_ISSUER": "http://127.0.0.1:9",  # nobody answers there; the pages offer it
    "TAPER_OIDC_CLIENT_ID": "taper",
    "TAPER_OIDC_CLIENT_SECRET": "a secret of the two",
}
PHONE, DESK, SMALL = (390, 664), (1366, 768), (360, 640)
LEAST_TARGET = 44  # CSS pixels


@pytest.fixture(scope="module")
def address(sqlite_template: Cast, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A started server with the cast."""
    folder = tmp_path_factory.mktemp("seen")
    source = Path(str(sqlite_template.clinic.store.url.database))
    for ending in ("", ".key"):
        shutil.copy(f"{source}{ending}", folder / f"cast.sqlite3{ending}")
    url = f"sqlite:///{folder / 'cast.sqlite3'}"
    with started(ROOT / "app.py", folder, TAPER_DATABASE=url, **SINGLE_SIGN_ON) as started_at:
        DATABASES[started_at] = url
        yield started_at


@pytest.fixture(scope="module")
def empty_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A started server in which nobody has an account."""
    folder = tmp_path_factory.mktemp("new")
    with started(ROOT / "app.py", folder) as started_at:
        yield started_at


def sign_in(page: Page, address: str, name: str = "alex", password: str = PASSWORD) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label(say("sign_in.name"), exact=True).fill(name)
    page.get_by_label(say("sign_in.password"), exact=True).fill(password)
    page.get_by_role("button", name=say("sign_in.button")).click()


def refused(page: Page, address: str) -> None:
    sign_in(page, address, password="something else")


def signing_out(page: Page, address: str) -> None:
    sign_in(page, address)
    page.goto(f"{address}/sign-out")


def at(path: str) -> Callable[[Page, str], None]:
    def open_it(page: Page, address: str) -> None:
        page.goto(address + path)

    return open_it


def code(page: Page, address: str) -> None:
    sign_in(page, address, name="dr_bose")
    page.get_by_label(say("second_factor.code"), exact=True).wait_for()


def of_alex(path: str) -> Callable[[Page, str], None]:
    def open_it(page: Page, address: str) -> None:
        sign_in(page, address)
        page.goto(address + path)

    return open_it


def of_staff(name: str, path: str) -> Callable[[Page, str], None]:
    """Open a page as somebody who would have to type a code, without waiting for one."""

    def open_it(page: Page, address: str) -> None:
        token = token_in(DATABASES[address], name)
        page.context.add_cookies([{"name": "taper_session", "value": token, "url": address}])
        page.goto(address + path.format(alex=ids.to_text(person_in(DATABASES[address], "alex"))))

    return open_it


PAGES: dict[str, Callable[[Page, str], None]] = {
    "sign in": at("/sign-in"),
    "refused": refused,
    "signed out": at("/sign-in?signed-out"),
    "sign out": signing_out,
    "code": code,
    "second step": of_alex("/second-factor"),
    "account": of_alex("/account"),
    "clinic": of_staff("ada", "/clinic"),
    "trail of the clinic": of_staff("ada", "/clinic/trail"),
    "a record to bring here": of_staff("ada", "/clinic/restore"),
    "care": of_staff("dr_bose", "/care?patient={alex}"),
    "crisis": at("/crisis"),
    "crisis of a country": at("/crisis?country=NZ"),
    "no invitation": at("/invitation/unknown"),
    "not this way": at("/demo/enter"),
}

WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SMALL_TARGETS = """least => [...document.querySelectorAll("a, button, input, select, summary")]
  .map(element => element.closest("label") || element)
  .filter(element => !element.classList.contains("skip"))
  .map(element => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < least || box.height < least))
  .map(([html]) => html)"""


def check(page: Page) -> None:
    """Look for barriers, targets that are too small, and anything wider than the window."""
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate(SMALL_TARGETS, LEAST_TARGET) == []
    assert not page.evaluate(WIDE)


def opened(
    chromium: Browser, size: tuple[int, int], scheme: str, *, scripts: bool = True
) -> BrowserContext:
    return chromium.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=scripts,
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK, SMALL], ids=str)
def test_no_page_has_a_barrier(chromium: Browser, address: str, size: tuple[int, int], scheme: str):
    for open_page in PAGES.values():
        with opened(chromium, size, scheme) as context:
            page = context.new_page()
            open_page(page, address)
            check(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_start_has_no_barrier(chromium: Browser, empty_address: str, scheme: str):
    with opened(chromium, PHONE, scheme) as context:
        page = context.new_page()
        page.goto(empty_address)
        assert page.url == f"{empty_address}/set-up"
        check(page)


def test_the_invitation_has_no_barrier_and_works_without_scripts(
    chromium: Browser, sqlite_cast: Cast, tmp_path: Path
):
    clinic = sqlite_cast.clinic
    invited = people.invite_patient(clinic, sqlite_cast.dr_bose, name="Robin", zone="UTC")
    (tmp_path / "run").mkdir()
    url = str(clinic.store.url)
    with started(ROOT / "app.py", tmp_path / "run", TAPER_DATABASE=url) as address:
        for scheme in ("light", "dark"):
            with opened(chromium, PHONE, scheme) as context:
                page = context.new_page()
                page.goto(f"{address}/invitation/{invited.code}")
                check(page)
        with opened(chromium, PHONE, "light", scripts=False) as context:
            page = context.new_page()
            page.goto(f"{address}/invitation/{invited.code}")
            page.get_by_label(say("consent.decline", prescriber="Dr Bose")).check()
            page.get_by_label(say("invitation.sign_in_name"), exact=True).fill("robin")
            for label in ("invitation.password", "invitation.password_again"):
                page.get_by_label(say(label), exact=True).fill(PASSWORD)
            page.get_by_role("button", name=say("invitation.button")).click()
            assert page.url == f"{address}/"


def test_a_record_is_brought_here_without_scripts_and_no_barrier_stands(
    chromium: Browser, sqlite_cast: Cast, tmp_path: Path
):
    file = tmp_path / "alex.json"
    with time_machine.travel(MORNING, tick=False):
        fill_whole(sqlite_cast)
        file.write_bytes(
            takeout.take_out(sqlite_cast.clinic, at_the_terminal(), sqlite_cast.patient)
        )
    (tmp_path / "run").mkdir()
    url = f"sqlite:///{tmp_path / 'run' / 'there.sqlite3'}"
    begun(Settings(database=url)).store.close()
    with started(ROOT / "app.py", tmp_path / "run", TAPER_DATABASE=url) as address:
        with opened(chromium, SMALL, "dark") as context:
            check(looked_at(context, address, url, file))
        with opened(chromium, DESK, "light", scripts=False) as context:
            page = looked_at(context, address, url, file)
            page.get_by_label(say("takeout.restore_care")).select_option("Dr Cole")
            page.get_by_role("button", name=say("takeout.restore_yes")).click()
            expect(page.get_by_role("heading", level=1)).to_have_text(
                say("takeout.restored", name="Alex")
            )


def looked_at(context: BrowserContext, address: str, database: str, file: Path) -> Page:
    """Hand in a takeout of Alex as Dr Cole, and wait for the page that says whose it is."""
    page = context.new_page()
    token = token_in(database, "dr_cole")
    context.add_cookies([{"name": "taper_session", "value": token, "url": address}])
    page.goto(f"{address}/clinic/restore")
    page.get_by_label(say("takeout.restore_file")).set_input_files(file)
    page.get_by_role("button", name=say("takeout.restore_look")).click()
    whose = say("takeout.restore_whose", name="Alex")
    expect(page.get_by_role("heading", level=1)).to_have_text(whose)
    return page


def test_the_pages_can_be_walked_by_keyboard_alone(chromium: Browser, address: str):
    with opened(chromium, PHONE, "light", scripts=False) as context:
        page = context.new_page()
        page.goto(f"{address}/sign-in")
        for key in ("Tab", "Enter"):  # past the header, by the link for it
            page.keyboard.press(key)
        page.keyboard.press("Tab")
        page.keyboard.type("alex")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        page.goto(f"{address}/sign-out")
        for _ in range(5):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/sign-in?signed-out")


def test_no_other_host_is_asked_for_anything(chromium: Browser, address: str):
    asked: list[str] = []
    told: list[str] = []
    with opened(chromium, PHONE, "light") as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: told.append(message.text))
        page.goto(f"{address}/crisis")
        sign_in(page, address)
        page.wait_for_url(f"{address}/")
        page.get_by_text(say("product.purpose")).wait_for()
    ours = (address, address.replace("http", "ws", 1), "data:", "blob:")
    assert [url for url in asked if not url.startswith(ours)] == []
    assert [text for text in told if "Content Security Policy" in text] == []


def test_the_page_of_somebody_signed_out_elsewhere_goes_at_the_next_click(
    chromium: Browser, address: str
):
    with opened(chromium, DESK, "light") as context:
        page = context.new_page()
        sign_in(page, address)
        page.get_by_text(say("product.purpose")).wait_for()
        other = context.new_page()
        other.goto(f"{address}/sign-out")
        other.get_by_role("button", name=say("sign_in.sign_out_button")).click()
        page.get_by_role("link", name=say("shell.compare")).click()
        page.get_by_text(say("shell.signed_out_title")).wait_for()
        assert page.get_by_text(say("product.purpose")).count() == 0
        page.go_back()
        page.reload()
        assert page.url == f"{address}/sign-in"
