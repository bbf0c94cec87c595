"""The administrator's page, the way in it makes, and the page of a forgotten password."""

import re
from collections.abc import Iterator

import pytest

from taper import ids
from taper.actions import clinic as clinics
from taper.words import say
from tests.conftest import PASSWORD, Cast
from tests.web_client import Browser, read

NEW = "eleven loud magpies"


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    """The cast, as the clinic that runs."""
    clinics.start(sqlite_cast.clinic)
    yield sqlite_cast
    clinics.stop()


@pytest.fixture
def admin(cast: Cast) -> Browser:
    found = Browser(cast.clinic.settings)
    found.sign_in("dr_bose", PASSWORD)
    return found


def way_in(text: str) -> str:
    return re.findall(r"/entry/[a-z0-9-]+", text)[0]


def change(admin: Browser, cast: Cast, name: str, **form: str):
    return admin.post("/clinic/change", person=ids.to_text(cast.ids[name]), **form)


def test_a_colleague_is_invited_and_comes_in(cast: Cast, admin: Browser):
    made = admin.post("/clinic/invite", name="Dr <b>New</b>", prescriber="yes")
    assert read(made).says("Dr <b>New</b>")
    browser = Browser(cast.clinic.settings)
    address = way_in(made.text)
    assert read(browser.get(address)).says(say("entries.heading"))
    form = {"sign_in_name": "new", "password": NEW, "password_again": NEW}
    wrong = browser.post(address, **{**form, "password_again": "x"})
    assert wrong.status_code == 400
    assert browser.post(address, **form).headers["location"] == "/second-factor"
    assert browser.post(address, **form).status_code == 410
    page = admin.get("/clinic")
    assert read(page).says("Dr <b>New</b>")
    assert way_in(made.text) not in page.text


def test_a_patient_who_forgot_the_password_gets_a_way_in(cast: Cast, admin: Browser):
    made = change(admin, cast, "alex", do="entry")
    browser = Browser(cast.clinic.settings)
    form = {"password": NEW, "password_again": NEW}
    assert browser.post(way_in(made.text), **form).headers["location"] == "/"
    assert Browser(cast.clinic.settings).sign_in("alex", NEW).headers["location"] == "/"


def test_roles_and_accounts_are_changed_with_a_word_about_it(cast: Cast, admin: Browser):
    both = {"prescriber": "yes", "administrator": "yes"}
    answer = change(admin, cast, "dr_stranger", do="roles", **both)
    assert answer.headers["location"] == "/clinic?roles"
    assert say("clinic.done_roles") in admin.get("/clinic?roles").text
    refused = change(admin, cast, "dr_stranger", do="roles")
    assert read(refused).says(say("colleagues.no_role"))
    answer = change(admin, cast, "dr_stranger", do="close", successor="")
    assert answer.headers["location"] == "/clinic?closed"
    assert say("clinic.done_closed") in admin.get("/clinic?closed").text
    assert Browser(cast.clinic.settings).sign_in("dr_stranger", PASSWORD).status_code == 401


def test_somebody_is_signed_out_on_every_device(cast: Cast, admin: Browser):
    phone, computer = (Browser(cast.clinic.settings) for _ in range(2))
    for each in (phone, computer):
        each.sign_in("alex", PASSWORD)
        assert each.get("/account").status_code == 200
    answer = change(admin, cast, "alex", do="sign_out")
    assert answer.headers["location"] == "/clinic?signed_out"
    assert say("clinic.done_signed_out") in admin.get("/clinic?signed_out").text
    for each in (phone, computer):
        assert each.get("/account").headers["location"] == "/sign-in"
    refused = change(phone, cast, "dr_bose", do="sign_out")
    assert refused.status_code in {303, 401, 403}
    assert admin.get("/clinic").status_code == 200


@pytest.mark.parametrize("form", [{"do": "fly"}, {}, {"do": "close", "successor": "x"}])
def test_what_no_form_of_ours_sends_is_refused(cast: Cast, admin: Browser, form: dict[str, str]):
    assert change(admin, cast, "dr_stranger", **form).status_code in {400, 404}


@pytest.mark.parametrize("name", ["alex", "dr_stranger"])
def test_nobody_but_an_administrator_opens_it(cast: Cast, name: str):
    browser = Browser(cast.clinic.settings)
    browser.sign_in(name, PASSWORD)
    assert browser.get("/clinic").status_code == 403
    assert browser.post("/clinic/invite", name="X", prescriber="yes").status_code == 403
    assert change(browser, cast, "alex", do="entry").status_code == 403
    assert "/clinic" not in browser.get("/sign-out").text


def test_an_administrator_finds_it_beside_sign_out(admin: Browser):
    assert 'href="/clinic"' in admin.get("/sign-out").text


def test_a_form_of_another_site_changes_nothing(cast: Cast, admin: Browser):
    for path in ("/clinic/invite", "/clinic/change", "/forgotten"):
        answer = admin.client.post(path, data={}, headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 403


def test_a_forgotten_password_leads_from_sign_in_to_both_ways_out(cast: Cast):
    browser = Browser(cast.clinic.settings)
    assert 'href="/forgotten"' in browser.get("/sign-in").text
    assert read(browser.get("/forgotten")).says(say("entries.otherwise"))
    form = {"sign_in_name": "alex", "spare": "x", "code": "000000"}
    answer = browser.post("/forgotten", **form, password=NEW, password_again=NEW)
    assert answer.status_code == 400
    assert read(answer).says(say("entries.refused"))
    assert NEW not in answer.text


def test_every_page_of_it_is_well_formed_and_without_scripts(cast: Cast, admin: Browser):
    made = change(admin, cast, "alex", do="entry")
    stranger = Browser(cast.clinic.settings)
    for answer in (
        admin.get("/clinic"),
        made,
        stranger.get(way_in(made.text)),
        stranger.get("/forgotten"),
    ):
        page = read(answer)
        assert [len(page.all(tag)) for tag in ("title", "h1", "main", "footer")] == [1] * 4
        assert not page.all("script") + page.all("style")
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
