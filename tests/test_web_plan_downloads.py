"""A signed plan as a file and its text for the pharmacy, by addresses that ask who is there."""

import json
from collections.abc import Iterator

import pytest

from taper import ids
from taper.actions import clinic as clinics
from taper.actions.record import trail_of
from taper.people.audit import Event
from taper.words import say
from tests.conftest import PASSWORD, Cast, sign_plan, typed_plan
from tests.web_client import Browser


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    clinics.start(sqlite_cast.clinic)
    yield sqlite_cast
    clinics.stop()


def addresses(cast: Cast) -> dict[str, str]:
    """Sign a plan and give the addresses of its two files."""
    plans = sign_plan(cast, typed_plan(("2026-03-02", "20"), ("2026-05-04", "0")))
    of = f"patient={ids.to_text(cast.patient)}&course={ids.to_text(plans.course.id)}&version=1"
    days = "from=2026-03-02&days=14&leftovers=kept"
    return {
        "plan.json": f"/export/plan.json?{of}",
        "pharmacy.txt": f"/export/pharmacy.txt?{of}&{days}",
    }


def browser_of(cast: Cast, name: str) -> Browser:
    browser = Browser(cast.clinic.settings)
    assert browser.sign_in(name, PASSWORD).status_code == 303
    return browser


def test_the_prescriber_gets_the_plan_as_a_file_that_names_nobody(cast: Cast):
    answer = browser_of(cast, "dr_bose").get(addresses(cast)["plan.json"])
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="plan_1.json"'
    found = json.loads(answer.text)
    assert found["taper_plan"] == 2
    assert [row["days"][0][0]["mg"] for row in found["rows"]] == ["20", "0"]
    assert "Alex" not in answer.text
    assert "Bose" not in answer.text


def test_the_text_for_the_pharmacy_carries_the_purpose_and_no_name(cast: Cast):
    answer = browser_of(cast, "dr_bose").get(addresses(cast)["pharmacy.txt"])
    assert answer.status_code == 200
    assert "From 2 March 2026, for 14 days:" in answer.text
    assert "1 row has no make-up. It is not counted." in answer.text
    assert say("product.purpose") in answer.text
    assert "Alex" not in answer.text


@pytest.mark.parametrize("name", ["plan.json", "pharmacy.txt"])
def test_each_export_is_in_the_trail(cast: Cast, name: str):
    browser_of(cast, "dr_bose").get(addresses(cast)[name])
    exported = [
        trace
        for trace, _ in trail_of(cast.clinic, cast.alex, cast.patient)
        if trace.event == Event.EXPORTED
    ]
    assert [trace.detail["what"] for trace in exported] == [name]


@pytest.mark.parametrize("name", ["plan.json", "pharmacy.txt"])
def test_a_prescriber_who_is_not_in_care_gets_nothing(cast: Cast, name: str):
    address = addresses(cast)[name]
    answer = browser_of(cast, "dr_stranger").get(address)
    assert answer.status_code == 403
    assert "20" not in answer.headers.get("content-disposition", "")
    stranger = Browser(cast.clinic.settings).get(address)
    assert stranger.status_code == 303


@pytest.mark.parametrize("name", ["plan.json", "pharmacy.txt"])
def test_another_sites_link_sets_off_no_export(cast: Cast, name: str):
    browser = browser_of(cast, "dr_bose")
    answer = browser.get(addresses(cast)[name], **{"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("change", "instead"),
    [
        ("days=14", "days=x"),
        ("days=14", "days=0"),
        ("days=14", "days=99999"),
        ("from=2026-03-02", "from=yesterday"),
        ("from=2026-03-02", "from=2026-01-02"),
        ("leftovers=kept", "leftovers=lost"),
        ("version=1", "version=9"),
        ("version=1", "version=one"),
    ],
)
def test_what_was_never_asked_for_on_the_page_is_refused(cast: Cast, change: str, instead: str):
    address = addresses(cast)["pharmacy.txt"].replace(change, instead)
    assert browser_of(cast, "dr_bose").get(address).status_code in {400, 404}


@pytest.mark.parametrize(
    ("name", "status"),
    [("alex", 200), ("dr_bose", 200), ("dr_stranger", 403)],
)
def test_the_plan_for_the_fridge_is_for_the_patient_and_the_prescriber(
    cast: Cast, name: str, status: int
):
    address = addresses(cast)["plan.json"].replace("plan.json", "plan.pdf") + "&paper=a4"
    answer = browser_of(cast, name).get(address)
    assert answer.status_code == status
    if status == 200:
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["content-disposition"] == 'attachment; filename="plan.pdf"'
        other = address.replace("paper=a4", "paper=a3")
        assert browser_of(cast, name).get(other).status_code == 400
