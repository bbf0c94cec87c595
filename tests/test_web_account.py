"""The page of one's own sign-ins and password, without scripts."""

from collections.abc import Iterator

import pytest

from taper.actions import clinic as clinics
from taper.words import say
from tests.conftest import PASSWORD, Cast
from tests.web_client import Browser

NEW = "eleven loud magpies"


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    """The cast, as the clinic that runs."""
    clinics.start(sqlite_cast.clinic)
    yield sqlite_cast
    clinics.stop()


@pytest.fixture
def browser(cast: Cast) -> Browser:
    found = Browser(cast.clinic.settings)
    found.sign_in("alex", PASSWORD)
    return found


def change(browser: Browser, **form: str):
    typed = {"current": PASSWORD, "password": NEW, "password_again": NEW, **form}
    return browser.post("/account/password", **typed)


def test_a_stranger_is_sent_to_sign_in(cast: Cast):
    stranger = Browser(cast.clinic.settings)
    answer = stranger.get("/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert change(stranger).status_code == 401
    assert stranger.post("/account/end-others").status_code == 401


def test_another_device_is_listed_and_ended(cast: Cast, browser: Browser):
    phone = Browser(cast.clinic.settings)
    phone.sign_in("alex", PASSWORD)
    assert say("account.end_others") in browser.get("/account").text
    answer = browser.post("/account/end-others")
    assert answer.headers["location"] == "/account?ended"
    assert say("account.ended") in browser.get("/account?ended").text
    assert say("account.only_here") in browser.get("/account").text
    assert phone.get("/account").headers["location"] == "/sign-in"


def test_a_changed_password_goes_on_with_a_new_cookie(cast: Cast, browser: Browser):
    answer = change(browser)
    assert answer.headers["location"] == "/account?changed"
    assert "taper_session=" in answer.headers["set-cookie"]
    assert say("account.changed") in browser.get("/account?changed").text
    assert Browser(cast.clinic.settings).sign_in("alex", NEW).status_code == 303
    assert Browser(cast.clinic.settings).sign_in("alex", PASSWORD).status_code == 401


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"current": "seven noisy herons"}, "account.password_wrong"),
        ({"password_again": "another one altogether"}, "web_error.passwords_differ"),
    ],
)
def test_what_does_not_fit_is_said_and_no_password_written_back(
    browser: Browser, form: dict[str, str], sentence: str
):
    answer = change(browser, **form)
    assert answer.status_code == 400
    assert say(sentence) in answer.text.replace("&#39;", "'")
    assert NEW not in answer.text
    assert PASSWORD not in answer.text


def test_another_sites_form_changes_nothing(browser: Browser):
    answer = browser.client.post(
        "/account/end-others", data={}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code >= 400


def test_a_closed_account_ends_here_and_everywhere(cast: Cast, browser: Browser):
    assert say("account.close") in browser.get("/account").text
    assert browser.post("/account/close", current="wrong").status_code == 400
    answer = browser.post("/account/close", current=PASSWORD)
    assert answer.headers["location"] == "/sign-in?closed"
    assert "clear-site-data" in answer.headers
    assert say("account.closed") in browser.get("/sign-in?closed").text
    assert browser.get("/account").headers["location"] == "/sign-in"
    assert browser.sign_in("alex", PASSWORD).status_code == 401


def test_only_somebody_with_a_diary_closes_it_here(cast: Cast):
    doctor = Browser(cast.clinic.settings)
    doctor.sign_in("dr_bose", PASSWORD)
    assert say("account.close_lead") not in doctor.get("/account").text
    assert doctor.post("/account/close", current=PASSWORD).status_code == 403
