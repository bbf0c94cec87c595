"""Whether it answers, whether it is ready, and numbers without people in them."""

import re
from pathlib import Path

import pytest

from taper.actions import clinic as clinics
from taper.actions.clinic import Clinic, start, stop
from taper.settings import Settings
from taper.storage.engine import Store
from taper.web.metrics import NUMBERS
from tests.conftest import PASSWORD, Cast
from tests.web_client import Browser

SETTINGS = Settings(public_url="http://localhost")


@pytest.fixture
def browser(sqlite_cast: Cast) -> Browser:
    start(sqlite_cast.clinic)
    return Browser(SETTINGS)


def test_it_answers_before_it_is_ready(browser: Browser):
    stop()
    assert browser.get("/livez").status_code == 200
    assert browser.get("/healthz").status_code == 503


def test_it_is_not_ready_while_the_database_can_not_be_reached(browser: Browser):
    nowhere = Store("postgresql://nobody@127.0.0.1:1/nothing")
    here = clinics.running()
    clinics._running[-1] = Clinic(nowhere, here.trail_key, here.settings)
    assert browser.get("/livez").status_code == 200
    assert browser.get("/healthz").status_code == 503
    clinics._running[-1] = here
    assert browser.get("/healthz").status_code == 200
    stop()


ASKS_HERE = {"host": "127.0.0.1:8501"}


def numbers(browser: Browser, **headers: str) -> dict[str, float]:
    """Read the numbers as a program on this machine would."""
    browser.client._transport.client = ("127.0.0.1", 50_000)  # type: ignore[attr-defined]
    answer = browser.get("/metrics", **{**ASKS_HERE, **headers})
    assert answer.status_code == 200
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(number) for name, number in (line.rsplit(" ", 1) for line in lines)}


def test_the_numbers_count_answers_and_tabs_and_hold_nothing_of_a_person(browser: Browser):
    browser.sign_in("alex", PASSWORD)
    before = numbers(browser)
    with browser.websocket():
        during = numbers(browser)
    assert during["taper_open_tabs"] == before["taper_open_tabs"] + 1
    assert during['taper_answers_total{status="2xx"}'] > before['taper_answers_total{status="2xx"}']
    assert before["taper_ready"] == 1
    assert re.fullmatch(r"[a-z0-9_#{}=\"\s.A-Z]*", NUMBERS.text(ready=1))
    assert "alex" not in NUMBERS.text(ready=1)
    stop()


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "diary.example.org"},
        {**ASKS_HERE, "x-forwarded-for": "192.0.2.7"},
        {**ASKS_HERE, "forwarded": "for=192.0.2.7"},
        {**ASKS_HERE, "via": "1.1 proxy"},
    ],
    ids=str,
)
def test_nobody_gets_them_through_a_proxy(browser: Browser, headers: dict[str, str]):
    browser.client._transport.client = ("127.0.0.1", 50_000)  # type: ignore[attr-defined]
    assert browser.get("/metrics", **headers).status_code in {400, 404}
    stop()


def test_nobody_gets_them_from_another_machine(browser: Browser):
    browser.client._transport.client = ("192.0.2.7", 50_000)  # type: ignore[attr-defined]
    assert browser.get("/metrics", **ASKS_HERE).status_code == 404
    stop()


def test_the_samples_name_the_paths_that_exist():
    samples = Path(__file__).parents[1] / "docs" / "samples"
    assert "/healthz" in (samples / "Caddyfile").read_text("utf-8")
