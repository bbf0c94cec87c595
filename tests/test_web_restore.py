"""A takeout brought in by the browser: looked at first, brought here by a yes, once."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from taper import ids
from taper.actions import clinic as clinics
from taper.actions import people, takeout
from taper.actions.clinic import Clinic
from taper.actions.doing import at_the_terminal
from taper.ids import PatientId
from taper.people.audit import Event
from taper.people.person import Role
from taper.settings import Settings
from taper.storage import colleagues, trail
from taper.storage import people as stored_people
from taper.web import restore, uploaded
from taper.web.held import AT_MOST, HELD_SECONDS, Held
from taper.web.uploads import MOST_AN_HOUR
from taper.words import say
from tests import sign_on
from tests.conftest import PASSWORD, Cast, forgetful
from tests.takeouts import begun, fill_whole, forged, rows_on_file
from tests.web_client import Browser, read

SOON_S = 10
FORM = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def body(sqlite_cast: Cast) -> bytes:
    """Everything of Alex, as Alex downloads it from the page."""
    fill_whole(sqlite_cast)
    with running_is(sqlite_cast.clinic):
        alex = Browser(sqlite_cast.clinic.settings)
        alex.sign_in("alex", PASSWORD)
        answer = alex.get(f"/export/takeout.json?patient={ids.to_text(sqlite_cast.patient)}")
    assert answer.status_code == 200
    return answer.content


@contextmanager
def running_is(clinic: Clinic) -> Iterator[None]:
    clinics.start(clinic)
    yield
    clinics.stop()


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clinic]:
    """An empty installation, as the one that runs; Dr Cole is its administrator."""
    monkeypatch.setattr(restore, "_HELD", Held())
    clinic = forgetful(begun(Settings(database=f"sqlite:///{tmp_path / 'there.sqlite3'}")))
    with running_is(clinic):
        yield clinic
    clinic.store.close()


@pytest.fixture
def cole(there: Clinic) -> Browser:
    return signed_in(there, "dr_cole")


def signed_in(clinic: Clinic, name: str) -> Browser:
    browser = Browser(clinic.settings)
    assert browser.sign_in(name, PASSWORD).status_code == 303
    return browser


def hand_in(browser: Browser, body: bytes, name: str = "alex.json") -> httpx.Response:
    """Choose a file on the page and send it."""
    files = {"file": (name, body, "application/json")}
    return browser.client.post("/clinic/restore", files=files, headers=FORM)


def say_yes(browser: Browser, shown: httpx.Response, who: str = "Dr Cole") -> httpx.Response:
    """Choose who looks after the person on the page that is shown, and send it."""
    (number,) = re.findall(r'name="number" value="(\w+)"', shown.text)
    offered = dict(re.findall(r'<option value="(\w*)">([^<]*)</option>', shown.text))
    chosen = next((value for value, name in offered.items() if name == who), "")
    return browser.post("/clinic/restore/yes", number=number, prescriber=chosen)


def test_the_whole_way_by_the_browser_and_out_again_the_same(
    body: bytes, there: Clinic, cole: Browser
):
    assert "/clinic/restore" in cole.get("/clinic").text
    assert read(cole.get("/clinic/restore")).says(say("takeout.restore_lead"))
    before = rows_on_file(there)
    shown = read(looked := hand_in(cole, body))
    assert looked.status_code == 200
    assert shown.says(say("takeout.restore_whose", name="Alex"))
    for key, n in (("days", 3), ("plans", 1), ("questionnaires", 1), ("events", 2)):
        assert shown.says(say(f"takeout.restore_{key}", n=n)), key
    for key, n in (("requests", 2), ("observations", 1)):
        assert shown.says(say(f"takeout.restore_{key}", n=n)), key
    assert shown.says(say("takeout.elsewhere"))
    assert shown.says(say("takeout.restore_trail"))
    assert rows_on_file(there) == before
    came = say_yes(cole, looked)
    patient = ids.to_text(json.loads(body)["record"]["person"]["id"])
    assert came.status_code == 200
    assert read(came).says(say("takeout.restored", name="Alex"))
    assert f"/patient?patient={patient}" in came.text
    again = json.loads(
        takeout.take_out(there, at_the_terminal(), PatientId(ids.from_text(patient)))
    )
    first = json.loads(body)
    assert again["record"] == first["record"]
    assert again["record_sha256"] == first["record_sha256"]
    assert again["trails"][:-1] == first["trails"]


def test_the_trail_says_who_brought_the_record_and_a_look_is_not_in_it(
    body: bytes, there: Clinic, cole: Browser
):
    patient = PatientId(json.loads(body)["record"]["person"]["id"])
    looked = hand_in(cole, body)
    with there.store.reading() as session:
        assert trail.traces(session, patient) == []
    say_yes(cole, looked)
    with there.store.reading() as session:
        lines = trail.traces(session, patient)
    assert [each.event for each in lines] == [Event.TAKEN_IN, Event.CARE_BEGUN]
    assert {each.actor for each in lines} != {at_the_terminal().person}


def test_a_second_yes_shows_the_same_and_a_second_file_is_refused(
    body: bytes, there: Clinic, cole: Browser
):
    looked = hand_in(cole, body)
    first = say_yes(cole, looked)
    on_file = rows_on_file(there)
    assert say_yes(cole, looked).text == first.text
    refused = hand_in(cole, body)
    assert refused.status_code == 400
    assert read(refused).says(say("takeout.there_already"))
    assert rows_on_file(there) == on_file


def test_somebody_who_came_between_look_and_yes_is_not_put_on_file_twice(
    body: bytes, there: Clinic, cole: Browser
):
    looked = hand_in(cole, body)
    takeout.take_in(there, at_the_terminal(), body, prescriber="dr_cole")
    refused = say_yes(cole, looked)
    assert refused.status_code == 400
    assert read(refused).says(say("takeout.there_already"))


def test_a_yes_without_a_prescriber_shows_the_same_again(body: bytes, cole: Browser):
    looked = hand_in(cole, body)
    refused = say_yes(cole, looked, who="Nobody")
    assert refused.status_code == 400
    assert read(refused).says(say("takeout.choose_prescriber"))
    assert say_yes(cole, refused).status_code == 200


def test_a_yes_is_for_the_file_that_was_shown_and_for_nobody_elses(
    body: bytes, there: Clinic, cole: Browser
):
    first = hand_in(cole, body)
    other = signed_in(there, "dr_cole")
    gone = say("takeout.choose_again")
    assert read(say_yes(other, first)).says(gone)
    second = hand_in(cole, body)
    assert read(say_yes(cole, first)).says(gone)
    assert read(cole.post("/clinic/restore/yes", number="0" * 16)).says(gone)
    assert say_yes(cole, second).status_code == 200


def test_nobody_but_an_administrator_is_shown_anything_or_read_from(cast_there: Cast, body: bytes):
    for name in ("alex", "dr_stranger", "sam"):
        browser = sign_on.signed_in(cast_there, name)
        answers = [browser.get("/clinic/restore"), browser.get("/clinic/restore/yes")]
        answers += [hand_in(browser, body), browser.post("/clinic/restore/yes", number="1")]
        assert [each.status_code for each in answers] == [403] * 4, name
    stranger = Browser(cast_there.clinic.settings)
    assert stranger.get("/clinic/restore").headers["location"] == "/sign-in"
    assert hand_in(stranger, body).status_code == 401


@pytest.fixture
def cast_there(sqlite_cast: Cast, body: bytes) -> Iterator[Cast]:
    with running_is(sqlite_cast.clinic):
        yield sqlite_cast


def test_a_prescriber_who_is_no_administrator_any_more_brings_nobody(
    body: bytes, there: Clinic, cole: Browser
):
    looked = hand_in(cole, body)
    with there.store.writing() as session:
        account = stored_people.account(session, "dr_cole")
        assert account is not None
        colleagues.remove_role(session, account.person, Role.ADMINISTRATOR)
    assert say_yes(cole, looked).status_code == 403


def test_an_administrator_who_is_not_the_prescriber_is_shown_the_list(
    body: bytes, there: Clinic, cole: Browser
):
    people.add_prescriber(there, name="Dr Dee", sign_in_name="dr_dee", password=PASSWORD)
    came = say_yes(cole, hand_in(cole, body), who="Dr Dee")
    (place,) = re.findall(r"/clinic#(person-\w+)", came.text)
    assert f'id="{place}"' in cole.get("/clinic").text
    assert "/patient?" not in came.text
    assert read(came).says(say("takeout.restored_care", name="Dr Dee"))


HOSTILE = {
    "another encoding": ('{"taper_takeout": 1}'.encode("utf-16"), "takeout.not_json"),
    "a zip bomb": (b"PK\x03\x04" + bytes(1_000_000), "takeout.not_json"),
    "deep nesting": (b"[" * 500_000, "takeout.not_json"),
    "three million lists": (b"[" + b"[]," * 3_000_000 + b"1]", "takeout.too_many_parts"),
    "NUL": (b'{"taper_takeout": 1, "x": "\\u0000"}', "takeout.text_unkept"),
    "a newer format": (b'{"taper_takeout": 2}', "takeout.newer"),
    "another file of ours": (b'{"taper_plan": 2}', "takeout.not_one"),
    "nothing": (b"", "takeout.choose_file"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "takeout.not_json"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_a_sentence_soon(there: Clinic, cole: Browser, name: str):
    data, key = HOSTILE[name]
    before, began = rows_on_file(there), time.perf_counter()
    refused = hand_in(cole, data)
    assert time.perf_counter() - began < SOON_S
    assert refused.status_code == 400
    assert read(refused).says(say(key))
    assert rows_on_file(there) == before


@pytest.mark.parametrize("end", ["truncated", "tampered"])
def test_a_file_that_was_cut_off_or_changed_ends_in_a_sentence(
    body: bytes, there: Clinic, cole: Browser, end: str
):
    changed = body[:-1000] if end == "truncated" else body.replace(b'"mood":5', b'"mood":9', 1)
    assert changed != body
    refused = hand_in(cole, changed)
    key = "takeout.not_json" if end == "truncated" else "takeout.damaged"
    assert read(refused).says(say(key))


def test_the_file_of_somebody_here_and_of_a_colleague_is_refused(cast_there: Cast, body: bytes):
    bose = signed_in(cast_there.clinic, "dr_bose")
    assert read(hand_in(bose, body)).says(say("takeout.there_already"))

    def of_somebody_else(told: dict[str, Any]) -> None:
        told["record"]["people"].append({"id": cast_there.patient, "name": "Alex"})
        told["record"]["person"]["id"] = 7

    answer = hand_in(bose, forged(body, of_somebody_else))
    assert read(answer).says(say("takeout.others_here"))


def test_a_file_that_is_too_large_ends_in_a_sentence_and_is_never_held(
    cole: Browser, monkeypatch: pytest.MonkeyPatch
):
    sentence = say("takeout.too_large_here", megabytes=20)
    for size in (restore.LARGEST_BYTES + 1, restore.LARGEST_BYTES + 1_000_000):
        refused = hand_in(cole, bytes(size))
        assert refused.status_code == 400
        assert read(refused).says(sentence), size
    monkeypatch.setattr(uploaded, "MOST_DROPPED", restore.LARGEST_BYTES)
    assert hand_in(cole, bytes(restore.LARGEST_BYTES + 2)).status_code == 413


def test_nothing_of_a_file_lies_on_the_disk_while_it_is_read(
    body: bytes, cole: Browser, monkeypatch: pytest.MonkeyPatch
):
    def refused(*_given: object, **_named: object) -> None:
        raise AssertionError("a file on the disk")

    monkeypatch.setattr("tempfile.TemporaryFile", refused)
    large = body.replace(b"{", b"{" + b" " * 5_000_000, 1)
    assert hand_in(cole, large).status_code == 200


def test_what_is_no_form_of_ours_is_refused(body: bytes, cole: Browser):
    assert cole.client.post("/clinic/restore", files={"file": body}).status_code == 403
    assert cole.post("/clinic/restore", file="{}").status_code == 400
    for kind, data in (
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=x", b"--y\r\nnonsense"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n1"),
    ):
        headers = {**FORM, "content-type": kind}
        answer = cole.client.post("/clinic/restore", content=data, headers=headers)
        assert answer.status_code == 400, (kind, data)
    typed = {"file": (None, "not a file")}
    answer = cole.client.post("/clinic/restore", files=typed, headers=FORM)
    assert read(answer).says(say("takeout.choose_file"))


def test_a_name_is_shown_as_it_stands_and_is_never_a_tag(cast_there: Cast, tmp_path: Path):
    person = people.invite_patient(
        cast_there.clinic, cast_there.dr_bose, name="<b>Kim</b>", zone="UTC"
    ).patient
    data = takeout.take_out(cast_there.clinic, at_the_terminal(), person)
    clinics.stop()
    clinic = forgetful(begun(Settings(database=f"sqlite:///{tmp_path / 'third.sqlite3'}")))
    clinics.start(clinic)
    shown = hand_in(signed_in(clinic, "dr_cole"), data).text
    assert "<b>Kim" not in shown
    assert say("takeout.restore_whose", name="<b>Kim</b>") in unescape(shown)
    clinic.store.close()


def test_somebody_hands_in_only_so_many_files_an_hour(there: Clinic, cole: Browser):
    answers = [hand_in(cole, b"{}").status_code for _ in range(MOST_AN_HOUR + 1)]
    assert answers == [400] * MOST_AN_HOUR + [429]
    assert cole.get("/clinic/restore").status_code == 200


def test_files_wait_for_some_minutes_a_few_at_a_time():
    now = 0.0
    held, seen = Held(lambda: now), takeout.Looked("Alex", 1, 1, 1, 1, 1, 1)
    first = held.keep("a", b"1", seen)
    assert held.find("a", first.number) is first
    assert held.find("b", first.number) is None
    for session in "bcd"[:AT_MOST]:
        held.keep(session, b"2", seen)
    assert held.find("a", first.number) is None
    last = held.keep("a", b"3", seen)
    now = HELD_SECONDS - 1
    assert held.find("a", last.number) is last
    now = HELD_SECONDS
    assert held.find("a", last.number) is None
