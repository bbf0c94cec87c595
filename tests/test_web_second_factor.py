"""The pages of the second step: asked for, set up, changed and switched off without scripts."""

import re
from collections.abc import Iterator

import pyotp
import pytest

from taper import clock
from taper.actions import clinic as clinics
from taper.actions import people, sessions
from taper.words import say
from tests.conftest import PASSWORD, Cast
from tests.signing_in import next_code
from tests.web_client import Browser, read

RECOVERY = re.compile(r"(?:[a-z2-9]{4}-){5}[a-z2-9]{4}")


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    """The cast, as the clinic that runs."""
    clinics.start(sqlite_cast.clinic)
    yield sqlite_cast
    clinics.stop()


@pytest.fixture
def browser(cast: Cast) -> Browser:
    return Browser(cast.clinic.settings)


def offered_code(browser: Browser) -> str:
    """Read the key on the page into an authenticator, and give its code."""
    shown = read(browser.get("/second-factor")).words
    (letters,) = re.findall(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", shown)
    return pyotp.TOTP(letters.replace(" ", "")).at(clock.now())


def half_way(browser: Browser) -> None:
    answer = browser.post("/sign-in", name="dr_bose", password=PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/code")


def test_after_the_password_a_code_is_asked_for_and_nothing_else_opens(
    cast: Cast, browser: Browser
):
    half_way(browser)
    for path in ("/", "/account", "/plan", "/export/timeline.csv"):
        assert browser.get(path).headers["location"] == "/sign-in"
    for path in ("/_stcore/host-config", "/media/x"):
        assert browser.get(path).status_code == 401
    assert browser.get("/sign-in").headers["location"] == "/sign-in/code"
    page = read(browser.get("/sign-in/code"))
    assert page.says(say("second_factor.code_lead", name="Dr Bose"))
    before = browser.client.cookies["taper_session"]
    answer = browser.post("/sign-in/code", code=next_code(cast.clinic, cast.ids["dr_bose"]))
    assert answer.headers["location"] == "/"
    assert browser.client.cookies["taper_session"] != before
    assert browser.get("/account").status_code == 200
    old = Browser(cast.clinic.settings)
    old.cookie(before)
    assert old.get("/account").headers["location"] == "/sign-in"


def test_a_wrong_code_is_told_and_the_page_stays(browser: Browser):
    half_way(browser)
    answer = browser.post("/sign-in/code", code="000000")
    assert answer.status_code == 401
    assert read(answer).says(say("second_factor.refused"))
    assert browser.get("/account").headers["location"] == "/sign-in"


def test_somebody_else_can_sign_in_instead(browser: Browser):
    half_way(browser)
    assert browser.get("/sign-in?anew").status_code == 200
    assert browser.sign_in("alex", PASSWORD).headers["location"] == "/"


def test_without_a_password_there_is_nothing_to_type_a_code_into(browser: Browser):
    for path in ("/sign-in/code", "/second-factor"):
        assert browser.get(path).headers["location"] == "/sign-in"
        assert browser.post(path, code="000000").headers["location"] == "/sign-in"
    half_way(browser)
    assert browser.get("/second-factor").headers["location"] == "/sign-in"
    answer = browser.post("/second-factor", code="000000")
    assert answer.status_code == 400


def test_a_new_prescriber_sets_one_up_before_anything_opens(cast: Cast, browser: Browser):
    people.add_prescriber(cast.clinic, name="Dr New", sign_in_name="new", password=PASSWORD)
    answer = browser.post("/sign-in", name="new", password=PASSWORD)
    assert answer.headers["location"] == "/second-factor"
    assert browser.get("/").headers["location"] == "/sign-in"
    refused = browser.post("/second-factor", code="000000")
    assert refused.status_code == 400
    assert read(refused).says(say("second_factor.set_up_refused"))
    shown = browser.post("/second-factor", code=offered_code(browser))
    assert len(RECOVERY.findall(shown.text)) == 10
    assert shown.headers["cache-control"] == "no-store"
    assert browser.get("/account").status_code == 200


def test_a_patient_sets_one_up_makes_new_codes_and_switches_it_off(cast: Cast, browser: Browser):
    browser.sign_in("alex", PASSWORD)
    assert say("second_factor.to_set_up") in browser.get("/account").text
    wrong = browser.post("/second-factor", code=offered_code(browser), current="wrong")
    assert say("account.password_wrong") in wrong.text
    shown = browser.post("/second-factor", code=offered_code(browser), current=PASSWORD)
    first = RECOVERY.findall(shown.text)
    page = browser.get("/account").text
    assert say("second_factor.switch_off") in page
    assert not RECOVERY.findall(page)
    second = RECOVERY.findall(browser.post("/account/recovery-codes", current=PASSWORD).text)
    assert len(first) == len(second) == 10
    assert not set(first) & set(second)
    phone = Browser(cast.clinic.settings)
    phone.post("/sign-in", name="alex", password=PASSWORD)
    assert phone.post("/sign-in/code", code=first[0]).status_code == 401
    assert phone.post("/sign-in/code", code=second[0]).headers["location"] == "/"
    for path in ("/account/recovery-codes", "/account/second-factor/off"):
        assert browser.post(path, current="wrong").status_code == 400
    answer = browser.post("/account/second-factor/off", current=PASSWORD)
    assert answer.headers["location"] == "/account?off"
    assert say("second_factor.off") in browser.get("/account?off").text
    assert Browser(cast.clinic.settings).sign_in("alex", PASSWORD).headers["location"] == "/"


def test_a_prescriber_is_offered_another_app_and_no_way_to_do_without(cast: Cast, browser: Browser):
    browser.sign_in("dr_bose", PASSWORD)
    page = browser.get("/account").text
    assert say("second_factor.to_change") in page
    assert "/account/second-factor/off" not in page
    answer = browser.post("/account/second-factor/off", current=PASSWORD)
    assert answer.status_code == 400


def test_a_patients_own_phone_keeps_its_cookie_and_a_prescribers_does_not(cast: Cast):
    phone, desk = Browser(cast.clinic.settings), Browser(cast.clinic.settings)
    own = {"password": PASSWORD, "own_phone": "yes"}
    answer = phone.post("/sign-in", name="alex", **own)
    assert f"Max-Age={30 * 24 * 3600}" in answer.headers["set-cookie"]
    desk.post("/sign-in", name="dr_bose", **own)
    answer = desk.post("/sign-in/code", code=next_code(cast.clinic, cast.ids["dr_bose"]))
    assert "max-age" not in answer.headers["set-cookie"].lower()


def test_every_page_of_it_is_well_formed_and_loads_from_here_alone(cast: Cast, browser: Browser):
    half_way(browser)
    pages = [browser.get("/sign-in/code")]
    patient = Browser(cast.clinic.settings)
    patient.sign_in("alex", PASSWORD)
    pages += [patient.get("/second-factor"), patient.get("/account")]
    pages.append(patient.post("/second-factor", code=offered_code(patient), current=PASSWORD))
    for answer in pages:
        assert answer.status_code == 200
        page = read(answer)
        assert [len(page.all(tag)) for tag in ("title", "h1", "main", "footer")] == [1] * 4
        assert not page.all("script") + page.all("style")
        assert all(str(each["src"]).startswith("data:") for each in page.all("img"))
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_token_that_waits_is_of_no_use_as_a_session(cast: Cast):
    token = sessions.sign_in(cast.clinic, "dr_bose", PASSWORD)
    thief = Browser(cast.clinic.settings)
    thief.cookie(token)
    with pytest.raises(Exception), thief.websocket():  # noqa: B017, PT011 - closed before it opens
        pass
