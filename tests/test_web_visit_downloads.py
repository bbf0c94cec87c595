"""The visit summary by its addresses: for whoever is signed in and may, and in the trail."""

from collections.abc import Iterator

import pytest

from taper import ids
from taper.actions import clinic as clinics
from taper.actions.record import trail_of
from taper.people.audit import Event
from tests.conftest import PASSWORD, Cast, sign_plan, typed_plan
from tests.web_client import Browser


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    sign_plan(sqlite_cast, typed_plan(("2026-02-01", "20"), ("2026-05-04", "0")))
    clinics.start(sqlite_cast.clinic)
    yield sqlite_cast
    clinics.stop()


def browser_of(cast: Cast, name: str) -> Browser:
    browser = Browser(cast.clinic.settings)
    assert browser.sign_in(name, PASSWORD).status_code == 303
    return browser


def address(cast: Cast, ending: str, **query: str) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/export/visit.{ending}?patient={ids.to_text(cast.patient)}&{asked}"


@pytest.mark.parametrize("name", ["alex", "dr_bose"])
def test_pdf_and_text_are_served_to_those_who_may(cast: Cast, name: str):
    browser = browser_of(cast, name)
    pdf = browser.get(address(cast, "pdf", paper="letter"))
    assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["cache-control"] == "no-store"
    text = browser.get(address(cast, "txt"))
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Dose on 2 March 2026: 20 mg" in text.text
    assert "Alex" not in text.headers["content-disposition"]
    exported = [each for each, _ in trail_of(cast.clinic, cast.alex, cast.patient)]
    assert sum(each.event is Event.EXPORTED for each in exported) == 2


def test_a_stranger_gets_neither(cast: Cast):
    browser = browser_of(cast, "dr_stranger")
    for ending, query in (("pdf", {"paper": "a4"}), ("txt", {})):
        answer = browser.get(address(cast, ending, **query))
        assert answer.status_code == 403
        assert "20 mg" not in answer.text


def test_nobody_gets_it_without_signing_in_or_by_a_link_from_elsewhere(cast: Cast):
    nobody = Browser(cast.clinic.settings)
    assert "20 mg" not in nobody.get(address(cast, "txt")).text
    alex = browser_of(cast, "alex")
    answer = alex.get(address(cast, "txt"), **{"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("query", [{}, {"paper": "a0"}, {"paper": "a4", "from": "never"}])
def test_an_address_that_asks_for_nothing_that_there_is_is_refused(cast: Cast, query: dict):
    answer = browser_of(cast, "alex").get(address(cast, "pdf", **query))
    assert answer.status_code == 400
