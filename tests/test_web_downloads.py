"""The CSV for the appointment, by an address that asks who is there."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

import pytest

from taper import ids
from taper.actions import clinic as clinics
from taper.actions import diary, people
from taper.actions.record import trail_of
from taper.people.audit import Event
from taper.words import say
from tests import pdf_text
from tests.conftest import PASSWORD, Cast
from tests.web_client import Browser, read


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    """The cast, as the clinic that runs, with one day of a diary."""
    clinics.start(sqlite_cast.clinic)
    diary.save_check_in(
        sqlite_cast.clinic,
        sqlite_cast.alex,
        sqlite_cast.patient,
        date(2026, 3, 1),
        diary.Said(mood=7, note="slept badly"),
        expected_revision=0,
    )
    yield sqlite_cast
    clinics.stop()


def address(cast: Cast, first: str = "2026-02-28", last: str = "2026-03-02") -> str:
    patient = ids.to_text(cast.patient)
    return f"/export/timeline.csv?patient={patient}&from={first}&to={last}"


def browser_of(cast: Cast, name: str) -> Browser:
    browser = Browser(cast.clinic.settings)
    assert browser.sign_in(name, PASSWORD).status_code == 303
    return browser


@pytest.mark.parametrize("name", ["alex", "dr_bose"])
def test_the_patient_and_his_prescriber_get_the_days_they_asked_for(cast: Cast, name: str):
    answer = browser_of(cast, name).get(address(cast))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    rows = answer.content.decode("utf-8-sig").split("\r\n")
    assert [row[:10] for row in rows[1:] if row] == ["2026-02-28", "2026-03-01", "2026-03-02"]
    assert "slept badly" in answer.text


def test_the_file_is_named_by_its_days_alone(cast: Cast):
    alex = browser_of(cast, "alex")
    named = alex.get(address(cast)).headers["content-disposition"]
    assert named == 'attachment; filename="diary_2026-02-28_2026-03-02.csv"'
    whole = alex.get(address(cast, "", "")).headers["content-disposition"]
    assert whole == 'attachment; filename="diary.csv"'


def test_a_stranger_gets_the_sign_in_page(cast: Cast):
    answer = Browser(cast.clinic.settings).get(address(cast))
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_a_prescriber_who_is_not_in_care_gets_nothing_and_the_refusal_is_in_the_trail(cast: Cast):
    answer = browser_of(cast, "dr_stranger").get(address(cast))
    assert answer.status_code == 403
    assert "slept badly" not in answer.text
    events = [trace.event for trace, _ in trail_of(cast.clinic, cast.alex, cast.patient)]
    assert Event.REFUSED in events
    assert Event.EXPORTED not in events


def test_an_export_is_in_the_trail(cast: Cast):
    browser_of(cast, "dr_bose").get(address(cast))
    newest, name = trail_of(cast.clinic, cast.alex, cast.patient)[0]
    assert (newest.event, name) == (Event.EXPORTED, "Dr Bose")


def test_once_consent_is_withdrawn_the_prescriber_gets_nothing(cast: Cast):
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    assert browser_of(cast, "dr_bose").get(address(cast)).status_code == 403
    assert browser_of(cast, "alex").get(address(cast)).status_code == 200


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-03-02", "2026-03-01"),
        ("03/04/2026", "2026-03-01"),
        ("2026-02-30", ""),
        ("yesterday", ""),
        ("", "<script>"),
        ("", "2026-03-01T00:00"),
    ],
)
def test_days_that_are_no_days_are_refused_with_the_reason(cast: Cast, first: str, last: str):
    answer = browser_of(cast, "alex").get(address(cast, first, last))
    assert answer.status_code == 400
    assert read(answer).says(say("web_error.export_day"))


@pytest.mark.parametrize("patient", ["", "1", "zzzzzzzzzzzzz", "%00", "0000000000001", "<b>"])
def test_a_made_up_patient_is_refused(cast: Cast, patient: str):
    answer = browser_of(cast, "alex").get(f"/export/timeline.csv?patient={patient}")
    assert answer.status_code in {403, 404}


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_sites_link_sets_off_no_export(cast: Cast, site: str):
    answer = browser_of(cast, "alex").get(address(cast), **{"sec-fetch-site": site})
    assert answer.status_code == 403


def sheet(cast: Cast, **query: str) -> str:
    asked = {"patient": ids.to_text(cast.patient), "paper": "a4", **query}
    return f"/export/diary-sheet.pdf?{urlencode(asked)}"


@pytest.mark.parametrize("name", ["alex", "dr_bose"])
def test_both_get_the_diary_sheet_as_a_file_without_a_name(cast: Cast, name: str):
    answer = browser_of(cast, name).get(sheet(cast, **{"from": "2026-03-02"}))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="diary-sheet.pdf"'
    assert "Mon 2 Mar" in pdf_text.pages(answer.content)[0]


def test_the_diary_sheet_is_closed_to_everybody_else(cast: Cast):
    assert Browser(cast.clinic.settings).get(sheet(cast)).status_code == 303
    assert browser_of(cast, "dr_stranger").get(sheet(cast)).status_code == 403
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    assert browser_of(cast, "dr_bose").get(sheet(cast)).status_code == 403
    assert browser_of(cast, "alex").get(sheet(cast)).status_code == 200


@pytest.mark.parametrize("query", [{"paper": "a3"}, {"paper": ""}, {"from": "tomorrow"}])
def test_a_sheet_that_can_not_be_printed_is_refused_with_the_reason(
    cast: Cast, query: dict[str, str]
):
    assert browser_of(cast, "alex").get(sheet(cast, **query)).status_code == 400


def test_another_sites_link_prints_no_sheet(cast: Cast):
    answer = browser_of(cast, "alex").get(sheet(cast), **{"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["alex", "dr_bose"])
def test_the_package_is_a_zip_named_by_its_days_alone(cast: Cast, name: str):
    asked_for = address(cast).replace("timeline.csv", "package.zip")
    answer = browser_of(cast, name).get(asked_for)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "no-store"
    named = answer.headers["content-disposition"]
    assert named == 'attachment; filename="diary_2026-02-28_2026-03-02.zip"'
    assert answer.content.startswith(b"PK")


@pytest.mark.parametrize("name", ["alex", "dr_bose"])
def test_the_bundle_is_fhir_named_by_its_days_alone(cast: Cast, name: str):
    asked_for = address(cast).replace("timeline.csv", "fhir.json")
    answer = browser_of(cast, name).get(asked_for)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/fhir+json"
    assert answer.headers["cache-control"] == "no-store"
    named = answer.headers["content-disposition"]
    assert named == 'attachment; filename="diary_2026-02-28_2026-03-02.fhir.json"'
    assert answer.json()["resourceType"] == "Bundle"
    assert "slept badly" in answer.text


def test_nobody_else_gets_a_bundle(cast: Cast):
    asked_for = address(cast).replace("timeline.csv", "fhir.json")
    assert browser_of(cast, "dr_stranger").get(asked_for).status_code == 403
    assert Browser(cast.clinic.settings).get(asked_for).status_code == 303
    linked = browser_of(cast, "alex").get(asked_for, **{"sec-fetch-site": "cross-site"})
    assert linked.status_code == 403


def test_nobody_else_gets_a_package(cast: Cast):
    asked_for = address(cast).replace("timeline.csv", "package.zip")
    assert browser_of(cast, "dr_stranger").get(asked_for).status_code == 403
    assert Browser(cast.clinic.settings).get(asked_for).status_code == 303
    linked = browser_of(cast, "alex").get(asked_for, **{"sec-fetch-site": "cross-site"})
    assert linked.status_code == 403
    turned = address(cast, "2026-03-02", "2026-03-01").replace("timeline.csv", "package.zip")
    assert browser_of(cast, "alex").get(turned).status_code == 400


def test_the_takeout_is_one_file_without_a_name_for_the_patient_alone(cast: Cast):
    asked_for = f"/export/takeout.json?patient={ids.to_text(cast.patient)}"
    answer = browser_of(cast, "alex").get(asked_for)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="takeout.json"'
    assert answer.json()["taper_takeout"] == 1
    assert "slept badly" in answer.text
    for name in ("dr_bose", "dr_stranger"):
        assert browser_of(cast, name).get(asked_for).status_code == 403
    assert Browser(cast.clinic.settings).get(asked_for).status_code == 303
    linked = browser_of(cast, "alex").get(asked_for, **{"sec-fetch-site": "cross-site"})
    assert linked.status_code == 403


def test_the_full_record_is_a_pdf_on_either_paper_and_on_no_other(cast: Cast):
    browser = browser_of(cast, "alex")
    asked_for = address(cast).replace("timeline.csv", "record.pdf")
    for paper in ("a4", "letter"):
        answer = browser.get(f"{asked_for}&paper={paper}")
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
        assert answer.headers["content-disposition"] == 'attachment; filename="record.pdf"'
    assert browser.get(f"{asked_for}&paper=a3").status_code == 400
