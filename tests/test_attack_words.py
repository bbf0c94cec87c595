"""Hostile words in every field and address of ours: a no in a sentence, never a fault of ours."""

import re
from collections.abc import Iterator

import pytest

from taper import ids
from taper.actions import clinic as clinics
from taper.actions import sessions, share_links
from taper.people.grant import Section
from taper.web.forms import MOST_FIELDS
from taper.web.routes import _ADDRESSES
from tests.conftest import Cast, sign_plan, typed_plan
from tests.layout import ROOT
from tests.web_client import Browser

HOSTILE = (
    "²", "99999999999.²", "99999999999.é", "٣", "-1", "9" * 400, "1e9", "\0", "%00", "\u202e",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' OR 1=1 --", "{{7*7}}",
    "{name}", "../../etc/passwd", "\r\nSet-Cookie: a=b", "=cmd|' /C calc'!A0", "\U0001f4a9" * 50,
)  # fmt: skip
ROUNDS = 2  # in each of them every field holds another of these
ELSEWHERE = ("/demo/enter", "/sign-out", "/metrics")  # nothing is read there


def fields() -> list[str]:
    """Give the name of every field and part of an address that our pages read."""
    text = "".join(each.read_text("utf-8") for each in (ROOT / "taper/web").glob("*.py"))
    found = re.findall(r'(?:form|fields|query_params|query)(?:\.get\(|\[)"(\w+)"', text)
    return sorted(set(found))


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    """Alex has a plan, and a link to a summary of it."""
    sign_plan(sqlite_cast, typed_plan(("2026-02-01", "20"), ("2026-05-04", "0")))
    clinics.start(sqlite_cast.clinic)
    yield sqlite_cast
    clinics.stop()


def filled(number: int) -> dict[str, str]:
    """Fill every field with hostile words, and each with others than in another round."""
    names = fields()
    return {name: HOSTILE[(place + 5 * number) % len(HOSTILE)] for place, name in enumerate(names)}


def asked(browser: Browser, method: str, path: str, form: dict[str, str], named: dict[str, str]):
    """Send *form* once as it is, and once about Alex; as many fields at a time as we take."""
    for each in (form, {**form, **named}):
        if method == "GET":
            yield browser.client.get(path, params=each)
            continue
        pairs = list(each.items())
        for first in range(0, len(pairs), MOST_FIELDS):
            yield browser.post(path, **dict(pairs[first : first + MOST_FIELDS]))


@pytest.mark.parametrize("name", ["", "alex", "ada"])
def test_no_field_and_no_address_brings_the_program_down(cast: Cast, name: str):
    link = share_links.make_link(
        cast.clinic, cast.alex, cast.patient, name="Vega", sections={Section.PLAN}, days=3
    )
    named = {"patient": ids.to_text(cast.patient), "person": ids.to_text(cast.ids["sam"])}
    browser, number, wrong = Browser(cast.clinic.settings), 0, []
    for path, (method, *_), _call in _ADDRESSES:
        if path in ELSEWHERE:
            continue
        address = path.replace("{secret}", link.secret).replace("{code}", "aaaaa-bbbbb")
        for turn in range(ROUNDS):
            browser.client.cookies.clear()
            if name:
                with cast.clinic.store.writing() as session:
                    browser.cookie(sessions.open_session(cast.clinic, session, cast.ids[name]))
            for answer in asked(browser, method, address, filled(turn), named):
                number += 1
                if answer.status_code >= 500 or "a" in answer.cookies or markup_in(answer.text):
                    wrong.append((method, path, turn, answer.status_code))
    assert wrong == []
    assert number >= 250


def markup_in(text: str) -> bool:
    """Whether a page holds markup that somebody typed, as markup."""
    return any("<" in each and each in text for each in HOSTILE)


def test_these_are_the_fields_that_are_read():
    assert {"ticket", "code", "page", "patient", "country", "state", "do"} <= set(fields())


@pytest.mark.parametrize("count", [21, 60])
@pytest.mark.parametrize("path", ["/crisis", "/sign-in", "/healthz"])
def test_more_parts_of_an_address_than_any_of_ours_has_change_nothing(
    cast: Cast, path: str, count: int
):
    query = "&".join(f"language=nl&x{each}=1" for each in range(count))
    answer = Browser(cast.clinic.settings).get(f"{path}?{query}")
    assert answer.status_code == 200
    assert "taper_language" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize("ticket", ["²", "²." + "0" * 64, "99999999999.é", "٣.x", "", "."])
def test_a_ticket_in_other_letters_is_no_ticket(cast: Cast, ticket: str):
    link = share_links.make_link(
        cast.clinic, cast.alex, cast.patient, name="Vega", sections={Section.PLAN}, days=3
    )
    browser = Browser(cast.clinic.settings)
    answer = browser.post(f"/shared/{link.secret}/visit.pdf", ticket=ticket)
    assert 400 <= answer.status_code < 500
    assert "%PDF" not in answer.text
