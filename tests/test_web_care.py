"""Cover and handing over, from a prescriber's own page."""

from collections.abc import Iterator

import pytest

from taper import ids
from taper.actions import clinic as clinics
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
def doctor(cast: Cast) -> Browser:
    found = Browser(cast.clinic.settings)
    found.sign_in("dr_bose", PASSWORD)
    return found


def send(browser: Browser, cast: Cast, **form: str):
    named = {
        "patient": ids.to_text(cast.patient),
        "colleague": ids.to_text(cast.ids["dr_stranger"]),
    }
    return browser.post("/care", **{**named, **form})


def test_a_colleague_covers_for_some_days(cast: Cast, doctor: Browser):
    address = f"/care?patient={ids.to_text(cast.patient)}"
    assert read(doctor.get(address)).says(say("care.heading", name="Alex"))
    answer = send(doctor, cast, do="cover", first="2026-03-04", last="2026-03-06")
    page = read(doctor.get(answer.headers["location"]))
    assert page.says(say("care.done"))
    assert page.says("Dr Stranger, from 4 March 2026")
    assert [len(page.all(tag)) for tag in ("title", "h1", "main", "footer")] == [1] * 4
    assert not page.all("script") + page.all("style")


@pytest.mark.parametrize(
    ("form", "key"),
    [
        ({"first": "4.3.26", "last": "2026-03-06"}, "care.days"),
        ({"first": "2026-03-06", "last": "2026-03-04"}, "care.days"),
        ({"colleague": ""}, "care.no_colleague"),
    ],
)
def test_what_does_not_fit_is_said(cast: Cast, doctor: Browser, form: dict[str, str], key: str):
    answer = send(doctor, cast, do="cover", **form)
    assert answer.status_code == 400
    assert read(answer).says(say(key))


def test_a_patient_is_handed_over_and_gone_from_the_one_and_with_the_other(
    cast: Cast, doctor: Browser
):
    assert send(doctor, cast, do="hand_over").headers["location"] == "/"
    address = f"/care?patient={ids.to_text(cast.patient)}"
    assert doctor.get(address).status_code == 403
    colleague = Browser(cast.clinic.settings)
    colleague.sign_in("dr_stranger", PASSWORD)
    assert colleague.get(address).status_code == 200


@pytest.mark.parametrize("name", ["alex", "dr_stranger"])
def test_nobody_else_opens_it(cast: Cast, name: str):
    browser = Browser(cast.clinic.settings)
    browser.sign_in(name, PASSWORD)
    assert browser.get(f"/care?patient={ids.to_text(cast.patient)}").status_code == 403
    assert send(browser, cast, do="hand_over").status_code == 403
