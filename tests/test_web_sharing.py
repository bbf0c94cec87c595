"""The script-free pages of sharing: a supporter's way in, and a summary by link and code."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from taper.actions import clinic as clinics
from taper.actions import sessions, share_links, sharing
from taper.people.audit import Event
from taper.people.grant import Offer, Section
from taper.people.person import Actor
from taper.words import say
from tests.conftest import MORNING, PASSWORD, Cast
from tests.saving import trail_of
from tests.test_actions_sharing import fill
from tests.web_client import Browser, read

FORM = {"sign_in_name": "pat", "password": PASSWORD, "password_again": PASSWORD}


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    """The cast, as the clinic that runs."""
    clinics.start(sqlite_cast.clinic)
    yield sqlite_cast
    clinics.stop()


@pytest.fixture
def browser(cast: Cast) -> Browser:
    return Browser(cast.clinic.settings)


def invited(cast: Cast, name: str = "Pat") -> str:
    offer = Offer(sections=frozenset({Section.PLAN, Section.EVENTS}), may_observe=True)
    made = sharing.invite_supporter(cast.clinic, cast.alex, cast.patient, name=name, offer=offer)
    return f"/support/{made.code}"


def signed_in(cast: Cast, browser: Browser) -> Actor:
    found = sessions.actor_by_token(cast.clinic, browser.client.cookies["taper_session"])
    assert found is not None
    return found


def linked(cast: Cast, *sections: Section) -> tuple[str, share_links.MadeLink]:
    made = share_links.make_link(
        cast.clinic,
        cast.alex,
        cast.patient,
        name="Dr Vega",
        sections=sections or share_links.SHAREABLE,
        days=3,
    )
    return f"/shared/{made.secret}", made


def test_the_page_says_who_shares_what_and_that_nobody_watches(cast: Cast, browser: Browser):
    page = read(browser.get(invited(cast, "Pat <b>")))
    assert page.says("Alex wants to share with you")
    assert page.says("This invitation is for Pat <b>.")
    assert page.says(say("sharing.section_events"))
    assert not page.says(say("sharing.section_notes"))
    assert page.says("Nobody watches the diary live")


def test_a_new_supporter_comes_in_and_sees_what_is_shared(cast: Cast, browser: Browser):
    answer = browser.post(invited(cast), **FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    (found,) = sharing.supported(cast.clinic, signed_in(cast, browser))
    assert (found.name, found.grant.sections) == ("Alex", {Section.PLAN, Section.EVENTS})


def test_a_password_typed_two_ways_leaves_the_invitation_as_it_was(cast: Cast, browser: Browser):
    address = invited(cast)
    answer = browser.post(address, **{**FORM, "password_again": "another one entirely"})
    assert answer.status_code == 400
    assert browser.post(address, **FORM).status_code == 303
    assert browser.post(address, **FORM).status_code == 410


def test_somebody_signed_in_adds_it_to_the_account_there_is(cast: Cast, browser: Browser):
    browser.sign_in("alex", PASSWORD)
    own = invited(cast)
    assert browser.post(f"{own}/accept").status_code == 400  # it is Alex's own
    stranger = Browser(cast.clinic.settings)
    assert stranger.post(f"{own}/accept").status_code == 401
    assert sharing.shared(cast.clinic, cast.alex, cast.patient).grants == ()


def test_another_site_makes_nobody_accept(cast: Cast, browser: Browser):
    browser.sign_in("alex", PASSWORD)
    answer = browser.client.post(
        f"{invited(cast)}/accept", headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403


def test_before_the_code_the_page_of_a_link_says_nothing_of_the_patient(
    cast: Cast, browser: Browser
):
    address, _ = linked(cast)
    answer = browser.get(address)
    assert "Alex" not in answer.text
    assert "Exampline" not in answer.text


def test_link_and_code_show_the_summary_and_give_the_pdf(cast: Cast, browser: Browser):
    fill(cast)
    address, made = linked(cast)
    assert browser.post(address, code="00000000").status_code == 400
    answer = browser.post(address, code=made.code)
    page = read(answer)
    assert page.says("Visit summary: Alex")
    assert page.says("A cold.")
    assert not page.says("For me alone.")
    assert answer.headers["cache-control"] == "no-store"
    (ticket,) = [each["value"] for each in page.all("button") if each.get("name") == "ticket"]
    pdf = browser.post(f"{address}/visit.pdf", ticket=str(ticket))
    assert pdf.content.startswith(b"%PDF")
    assert browser.post(f"{address}/visit.pdf", ticket="1.2").status_code == 400
    opened = [each for each in trail_of(cast) if each.event is Event.LINK_OPENED]
    assert len(opened) == 2


def test_what_was_not_picked_is_named_and_not_there(cast: Cast, browser: Browser):
    fill(cast)
    address, made = linked(cast, Section.SYMPTOMS)
    page = read(browser.post(address, code=made.code))
    assert page.says("Not shared: the plan, mood, sleep and the dose taken")
    for word in ("A cold.", "Exampline", "12 mg", "Mood"):
        assert not page.says(word), word


def test_a_link_used_after_its_end_opens_nothing(cast: Cast, browser: Browser):
    address, made = linked(cast)
    share_links.end_link(cast.clinic, cast.alex, cast.patient, made.link.id)
    assert browser.get(address).status_code == 410
    assert browser.post(address, code=made.code).status_code == 410
    late, made = linked(cast)
    with time_machine.travel(MORNING + timedelta(days=3), tick=False):
        assert browser.post(late, code=made.code).status_code == 410


def test_a_secret_in_the_address_opens_no_other_page(cast: Cast, browser: Browser):
    for path in ("/shared/x/compare", "/support/x/y", "/shared/x/visit.pdf/y", "/shared"):
        assert browser.get(path).headers.get("location") == "/sign-in", path
