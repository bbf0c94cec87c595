"""Refusals and faults: a sentence for the person, a number for the log, nothing typed in either."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import date

import anyio
import pytest
import structlog
from starlette.requests import Request
from structlog.testing import capture_logs

from taper.actions import clinic as clinics
from taper.errors import ChangedElsewhere, Refused, TaperError
from taper.web import logs
from taper.web.errors import refusal
from taper.web.threads import Busy
from taper.words import say, say_error
from tests.conftest import PASSWORD, Cast
from tests.web_client import Browser, read

SECRET = "the password is hunter2"  # what the stand-in's fault says


@pytest.fixture
def alex(sqlite_cast: Cast) -> Iterator[Browser]:
    """Alex's browser, signed in."""
    clinics.start(sqlite_cast.clinic)
    browser = Browser(sqlite_cast.clinic.settings)
    browser.sign_in("alex", PASSWORD)
    yield browser
    clinics.stop()


def test_a_fault_shows_a_number_that_is_in_the_log_and_not_what_was_typed(alex: Browser):
    with capture_logs() as lines:
        answer = alex.get("/breaks")
    assert answer.status_code == 500
    (line,) = [line for line in lines if line["event"] == "failed"]
    assert read(answer).says(say("web_error.failed", id=line["id"]))
    assert "ZeroDivisionError" in line["where"]
    assert SECRET not in answer.text + str(lines)


def test_two_faults_have_two_numbers(alex: Browser):
    with capture_logs() as lines:
        alex.get("/breaks")
        alex.get("/breaks")
    assert len({line["id"] for line in lines}) == 2


REFUSALS = [
    (Refused("access.refused"), 403),
    (ChangedElsewhere("check_in.changed_elsewhere", day=date(2026, 3, 1)), 409),
    (Busy("web_error.busy"), 503),
    (TaperError("sign_in.over"), 401),
    (TaperError("id.unreadable"), 404),
    (TaperError("invitation.used"), 410),
    (TaperError("person.sign_in_name"), 400),
]


@pytest.mark.parametrize(("error", "status"), REFUSALS, ids=str)
def test_a_refusal_is_told_in_its_own_sentence(error: TaperError, status: int):
    answer = anyio.run(refusal, Request({"type": "http"}), error)
    assert answer.status_code == status
    assert read(bytes(answer.body).decode()).says(say_error(error))


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/demo/enter", "POST"), ("/crisis", "GET"), ("/sign-in", "GET, POST"), ("/healthz", "GET")],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_an_address_says_which_methods_it_takes(
    alex: Browser, path: str, allowed: str, method: str
):
    if method in allowed.split(", "):
        return
    answer = alex.client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


# --- the log


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is written to stderr once the logs are set up; everything as before afterwards."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    root, factory = logging.getLogger(), logging.getLogRecordFactory()
    before = (root.handlers[:], root.level)
    logs.set_up_logs()
    yield written
    root.handlers[:], level = before
    root.setLevel(level)
    logging.setLogRecordFactory(factory)
    structlog.reset_defaults()


def lines_of(log: io.StringIO) -> list[dict[str, str]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def fail(deeper: int = 2) -> None:
    if deeper:
        fail(deeper - 1)
    raise ValueError(SECRET)


def test_a_line_of_ours_is_json_with_its_time(log: io.StringIO):
    structlog.get_logger("taper").info("started", patient=42)
    (line,) = lines_of(log)
    assert (line["event"], line["patient"], line["level"]) == ("started", 42, "info")
    assert line["timestamp"].startswith("2026-03-02T09:00:00")


def test_a_traceback_says_where_and_not_what(log: io.StringIO):
    try:
        fail()
    except ValueError:
        logging.getLogger("somebody.else").exception("it broke")
    (line,) = lines_of(log)
    assert line["event"] == "it broke"
    assert line["where"].count(" fail") == 3
    assert line["where"].endswith("builtins.ValueError")
    assert SECRET not in log.getvalue()


def test_a_cause_says_where_and_not_what_either(log: io.StringIO):
    try:
        try:
            fail()
        except ValueError as error:
            raise TaperError("id.unreadable") from error
    except TaperError as error:
        number = logs.log_failure(error, of="page")
    (line,) = lines_of(log)
    assert line["id"] == number
    assert "taper.errors.TaperError" in line["where"]
    assert line["where"].endswith("builtins.ValueError")
    assert SECRET not in log.getvalue()


def test_even_another_handler_writes_no_text_of_an_exception(log: io.StringIO):
    elsewhere = io.StringIO()
    handler = logging.StreamHandler(elsewhere)
    logger = logging.getLogger("brings.its.own")
    logger.addHandler(handler)
    try:
        fail()
    except ValueError:
        logger.exception("it broke")
    logger.removeHandler(handler)
    assert "ValueError" in elsewhere.getvalue()
    assert SECRET not in elsewhere.getvalue()


def test_addresses_are_not_logged(log: io.StringIO):
    access = logging.getLogger("uvicorn.access")
    logs.set_up_logs()
    access.info('"GET /invitation/the-code"')
    access.warning('"GET /invitation/the-code"')
    assert log.getvalue() == ""
