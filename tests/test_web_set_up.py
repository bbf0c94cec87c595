"""The first start: one account, once, for whoever reads the terminal."""

import re
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest

from taper import clock
from taper.actions import clinic as clinics
from taper.actions import people, sessions
from taper.actions.clinic import Clinic, open_clinic
from taper.people.person import Role
from taper.settings import Settings
from taper.words import say
from tests.conftest import PASSWORD
from tests.web_client import Browser, read


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    """A clinic in which nobody has an account."""
    opened = open_clinic(Settings(database=f"sqlite:///{tmp_path / 'new.sqlite3'}"))
    clinics.start(opened)
    yield opened
    clinics.stop()


@pytest.fixture
def browser(clinic: Clinic) -> Browser:
    return Browser(clinic.settings)


def form(code: str, **other: str) -> dict[str, str]:
    return {
        "code": code,
        "name": "Dr Bose",
        "sign_in_name": "bose",
        "password": PASSWORD,
        "password_again": PASSWORD,
        **other,
    }


def test_before_the_first_account_everything_leads_to_the_set_up(browser: Browser):
    assert browser.get("/").headers["location"] == "/sign-in"
    assert browser.get("/sign-in").headers["location"] == "/set-up"
    assert read(browser.get("/set-up")).says(say("set_up.heading"))


def test_the_code_of_the_terminal_makes_the_first_prescriber_and_lets_him_in(
    clinic: Clinic, browser: Browser
):
    answer = browser.post("/set-up", **form(people.set_up_code(clinic)))
    assert (answer.status_code, answer.headers["location"]) == (303, "/second-factor")
    assert browser.get("/").headers["location"] == "/sign-in"
    letters = read(browser.get("/second-factor")).words
    (secret,) = re.findall(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", letters)
    code = pyotp.TOTP(secret.replace(" ", "")).at(clock.now())
    shown = browser.post("/second-factor", code=code)
    assert len(re.findall(r"(?:[a-z2-9]{4}-){5}[a-z2-9]{4}", shown.text)) == 10
    actor = sessions.actor_by_token(clinic, browser.client.cookies["taper_session"])
    assert actor is not None
    assert actor.name == "Dr Bose"
    assert actor.roles == {Role.PRESCRIBER, Role.ADMINISTRATOR}


def test_the_set_up_is_gone_once_somebody_has_an_account(clinic: Clinic, browser: Browser):
    code = people.set_up_code(clinic)
    browser.post("/set-up", **form(code))
    second = Browser(clinic.settings)
    assert second.get("/set-up").headers["location"] == "/sign-in"
    for again in (code, people.set_up_code(clinic)):
        answer = second.post("/set-up", **form(again, sign_in_name="second"))
        assert answer.headers["location"] == "/sign-in"
        assert "set-cookie" not in answer.headers
    assert second.sign_in("second", PASSWORD).status_code == 401


def test_a_wrong_code_makes_nothing(clinic: Clinic, browser: Browser):
    people.set_up_code(clinic)
    answer = browser.post("/set-up", **form("aaaaa-aaaaa-aaaaa-aaaaa"))
    assert answer.status_code == 400
    assert read(answer).says(say("set_up.code_wrong"))
    assert people.needs_set_up(clinic)


def test_a_code_of_an_earlier_start_no_longer_holds(clinic: Clinic, browser: Browser):
    earlier = people.set_up_code(clinic)
    people.set_up_code(clinic)
    assert browser.post("/set-up", **form(earlier)).status_code == 400


WRONG = [
    ({"password_again": "something else"}, "web_error.passwords_differ", {}),
    ({"password": "short", "password_again": "short"}, "password.too_short", {"characters": 15}),
    ({"password": "", "password_again": ""}, "password.too_short", {"characters": 15}),
    ({"name": " "}, "person.name_length", {"characters": 120}),
    ({"name": "a" * 121}, "person.name_length", {"characters": 120}),
    ({"sign_in_name": "two words"}, "person.sign_in_name", {}),
    ({"sign_in_name": ""}, "person.sign_in_name", {}),
]


@pytest.mark.parametrize(("change", "key", "values"), WRONG)
def test_what_was_typed_stays_on_a_refused_form_but_for_the_password(
    clinic: Clinic, browser: Browser, change: dict[str, str], key: str, values: dict[str, int]
):
    typed = form(people.set_up_code(clinic), **change)
    answer = browser.post("/set-up", **typed)
    assert answer.status_code == 400
    page = read(answer)
    assert page.says(say(key, **values))
    fields = {field["name"]: field for field in page.all("input")}
    for name in ("code", "name", "sign_in_name"):
        assert fields[name]["value"] == typed[name]
    assert not {"value"} & (set(fields["password"]) | set(fields["password_again"]))
    assert people.needs_set_up(clinic)


def test_an_empty_form_is_a_refusal_and_no_fault(browser: Browser):
    assert browser.post("/set-up").status_code == 400


def test_the_code_is_told_in_the_terminal_at_each_start_until_an_account_exists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    import asyncio
    import logging

    from taper.web import lifespan as lifespans

    monkeypatch.setenv("TAPER_DATABASE", f"sqlite:///{tmp_path / 'told.sqlite3'}")
    monkeypatch.setattr(lifespans, "set_up_logs", lambda: None)  # pytest's own handlers stay

    async def start_and_make_the_account() -> int:
        async with lifespans.lifespan(lambda: None)(None):
            told = capsys.readouterr().out
            code = told.split()[-1]
            browser = Browser(clinics.running().settings)
            assert browser.get("/healthz").status_code == 200
            return browser.post("/set-up", **form(code)).status_code

    assert asyncio.run(start_and_make_the_account()) == 303
    assert not clinics.is_running()

    async def start_again() -> None:
        async with lifespans.lifespan(lambda: None)(None):
            pass

    asyncio.run(start_again())
    assert capsys.readouterr().out == ""
    logging.getLogger("alembic").handlers.clear()


def test_nothing_is_ready_before_the_start(clinic: Clinic):
    browser = Browser(clinic.settings)
    clinics.stop()
    assert browser.get("/healthz").status_code == 503
    assert browser.get("/crisis").status_code == 200
