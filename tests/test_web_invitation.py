"""An invitation: used once, within 72 hours, with choices that are the patient's own."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from taper.actions import clinic as clinics
from taper.actions import people, sessions
from taper.people.person import Actor
from taper.words import say
from tests.conftest import PASSWORD, Cast
from tests.web_client import Browser, read


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    """The cast, as the clinic that runs."""
    clinics.start(sqlite_cast.clinic)
    yield sqlite_cast
    clinics.stop()


@pytest.fixture
def browser(cast: Cast) -> Browser:
    return Browser(cast.clinic.settings)


def invited(cast: Cast, name: str = "Robin") -> people.Invitation:
    return people.invite_patient(cast.clinic, cast.dr_bose, name=name, zone="Europe/London")


def form(**other: str) -> dict[str, str]:
    return {
        "agreed": "yes",
        "sign_in_name": "robin",
        "password": PASSWORD,
        "password_again": PASSWORD,
        "country": "",
        **other,
    }


def signed_in(cast: Cast, browser: Browser) -> Actor:
    found = sessions.actor_by_token(cast.clinic, browser.client.cookies["taper_session"])
    assert found is not None
    return found


def test_the_page_says_when_the_prescriber_looks_in_his_own_words(cast: Cast, browser: Browser):
    words = "Mondays, and <b>after</b> a request"
    made = people.invite_patient(
        cast.clinic, cast.dr_bose, name="Robin", zone="Europe/London", looks=words
    )
    page = read(browser.get(f"/invitation/{made.code}"))
    assert page.says(f"Nobody watches these entries live. Dr Bose looks: {words}")


def test_the_page_says_what_it_is_who_reads_what_and_that_nobody_watches(
    cast: Cast, browser: Browser
):
    page = read(browser.get(f"/invitation/{invited(cast).code}"))
    assert page.says(say("product.purpose"))
    assert page.says("Nobody watches these entries live.")
    assert page.says("Dr Bose can read what you record")
    assert page.says("for Robin")
    assert page.says("5 March 2026, 09:00 (UTC)")


def test_nothing_is_chosen_for_the_patient(cast: Cast, browser: Browser):
    page = read(browser.get(f"/invitation/{invited(cast).code}"))
    assert not any("checked" in field for field in page.all("input"))
    assert not any("selected" in option for option in page.all("option"))
    assert page.all("option")[0]["value"] == ""


@pytest.mark.parametrize(("agreed", "holds"), [("yes", True), ("no", False)])
def test_the_patient_agrees_or_declines_and_is_in(
    cast: Cast, browser: Browser, agreed: str, holds: bool
):
    invitation = invited(cast)
    answer = browser.post(f"/invitation/{invitation.code}", **form(agreed=agreed))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    robin = signed_in(cast, browser)
    assert (robin.name, robin.patient) == ("Robin", invitation.patient)
    consent = people.consent_of(cast.clinic, robin, invitation.patient)
    assert bool(consent and consent.holds) is holds
    assert people.patient_of(cast.clinic, robin, invitation.patient).country is None


def test_the_country_is_the_one_that_was_chosen(cast: Cast, browser: Browser):
    invitation = invited(cast)
    browser.post(f"/invitation/{invitation.code}", **form(country="NZ"))
    robin = signed_in(cast, browser)
    assert people.patient_of(cast.clinic, robin, invitation.patient).country == "NZ"


def test_opening_it_uses_nothing_up(cast: Cast, browser: Browser):
    code = invited(cast).code
    for _ in range(3):
        assert browser.get(f"/invitation/{code}").status_code == 200
        assert browser.client.head(f"/invitation/{code}").status_code == 200
    assert browser.post(f"/invitation/{code}", **form()).status_code == 303


def test_it_works_once(cast: Cast, browser: Browser):
    code = invited(cast).code
    assert browser.post(f"/invitation/{code}", **form()).status_code == 303
    second = Browser(cast.clinic.settings)
    for answer in (
        second.get(f"/invitation/{code}"),
        second.post(f"/invitation/{code}", **form(sign_in_name="second")),
    ):
        assert answer.status_code == 410
        assert "set-cookie" not in answer.headers
        assert read(answer).says(say("invitation.used"))
    assert second.sign_in("second", PASSWORD).status_code == 401


def test_it_ends_after_72_hours(cast: Cast, browser: Browser, morning: time_machine.Traveller):
    code = invited(cast).code
    morning.shift(timedelta(hours=72) - timedelta(seconds=1))
    assert browser.get(f"/invitation/{code}").status_code == 200
    morning.shift(timedelta(seconds=1))
    for answer in (
        browser.get(f"/invitation/{code}"),
        browser.post(f"/invitation/{code}", **form()),
    ):
        assert answer.status_code == 410
        assert read(answer).says(say("invitation.expired"))


def test_a_renewed_invitation_closes_the_one_before(cast: Cast, browser: Browser):
    first = invited(cast)
    second = people.renew_invitation(cast.clinic, cast.dr_bose, first.patient)
    assert browser.get(f"/invitation/{first.code}").status_code == 404
    assert browser.get(f"/invitation/{second.code}").status_code == 200


@pytest.mark.parametrize(
    "code", ["aaaaa-bbbbb-ccccc-ddddd", "%00", "..%2f..%2fetc", "<script>", "a" * 1000]
)
def test_a_made_up_code_is_not_known(browser: Browser, code: str):
    for answer in (
        browser.get(f"/invitation/{code}"),
        browser.post(f"/invitation/{code}", **form()),
    ):
        assert answer.status_code in {303, 401, 404}
        assert "set-cookie" not in answer.headers


def test_a_code_read_aloud_may_be_typed_in_capitals(cast: Cast, browser: Browser):
    assert browser.get(f"/invitation/{invited(cast).code.upper()}").status_code == 200


WRONG = [
    ({"agreed": ""}, "consent.missing", {"prescriber": "Dr Bose"}),
    ({"agreed": "maybe"}, "consent.missing", {"prescriber": "Dr Bose"}),
    ({"country": "XX"}, "crisis.country_unknown", {}),
    ({"password_again": "another"}, "web_error.passwords_differ", {}),
    ({"password": "robin robin robin", "password_again": "robin robin robin"},
     "password.guessable", {}),
    ({"sign_in_name": "alex"}, "person.sign_in_name_taken", {}),
    ({"sign_in_name": "ALEX"}, "person.sign_in_name_taken", {}),
    ({"sign_in_name": "r"}, "person.sign_in_name", {}),
]  # fmt: skip


@pytest.mark.parametrize(("change", "key", "values"), WRONG)
def test_what_was_chosen_stays_on_a_refused_form_but_for_the_password(
    cast: Cast, browser: Browser, change: dict[str, str], key: str, values: dict[str, str]
):
    code = invited(cast).code
    typed = form(**{"agreed": "no", "country": "IE", **change})
    answer = browser.post(f"/invitation/{code}", **typed)
    assert answer.status_code == 400
    page = read(answer)
    assert page.says(say(key, **values))
    checked = [field["value"] for field in page.all("input") if "checked" in field]
    assert checked == [typed["agreed"]] * (typed["agreed"] in {"yes", "no"})
    selected = [option["value"] for option in page.all("option") if "selected" in option]
    assert selected == [typed["country"]] * (typed["country"] != "XX")
    assert typed["password"] not in answer.text
    assert browser.post(f"/invitation/{code}", **form()).status_code == 303


def test_an_empty_form_is_a_refusal_and_no_fault(cast: Cast, browser: Browser):
    assert browser.post(f"/invitation/{invited(cast).code}").status_code == 400


def test_a_hostile_name_does_nothing_on_the_page(cast: Cast, browser: Browser):
    hostile = "<script>alert(1)</script>{{7*7}}\"'><img src=x onerror=alert(1)>"
    answer = browser.get(f"/invitation/{invited(cast, hostile).code}")
    page = read(answer)
    assert page.all("script") == page.all("img") == []
    assert page.says(hostile)


def test_a_prescriber_who_tries_the_invitation_gives_way_to_the_patient(
    cast: Cast, browser: Browser
):
    code = invited(cast).code
    browser.sign_in("dr_bose", PASSWORD)
    before = browser.client.cookies["taper_session"]
    assert browser.post(f"/invitation/{code}", **form()).status_code == 303
    assert signed_in(cast, browser).name == "Robin"
    assert sessions.actor_by_token(cast.clinic, before) is None
