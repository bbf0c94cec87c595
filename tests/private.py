"""What Alex keeps private, one word in each place, and everything that somebody can get."""

import base64
import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from streamlit.testing.v1 import AppTest

from taper import ids
from taper.actions import doing, events, fhir, full_record, package, record, share_links, visit
from taper.actions.diary import Said
from taper.actions.events import SaidEvent
from taper.diary.events import EventId, Kind, SessionFacts, Text
from taper.diary.score import Score
from taper.exports.pdf import Paper
from taper.people.person import Actor
from tests.conftest import Cast, sign_plan, typed_plan
from tests.packages import opened as unzipped
from tests.pages import opened, served
from tests.pdf_text import pages
from tests.saving import TODAY, back, save, strike_out
from tests.web_client import Browser

# None of the words is a part of another, nor of any sentence of the program.
NOTES = {
    "a note": "quagga",
    "what a note said before it was private": "okapi",
    "a note of a day struck out": "tapir",
}
EVENTS = {
    "an event": "numbat",
    "the intention of a session": "axolotl",
    "the journal of a session": "wombat",
    "something to talk about": "dugong",
    "the name of a score": "ocelot",
    "part of the history": "capybara",
}
GONE = {  # in the patient's own hands: in the earlier versions on the page alone
    "what an event said before it was private": "gannet",
    "what an event struck out said": "pangolin",
}
PRIVATE = NOTES | EVENTS | GONE
OPEN = {"a note": "heron", "an event": "badger"}


def fill(cast: Cast) -> None:
    """Put a plan on file, a word in each private place, and two that anybody may read."""
    sign_plan(cast, typed_plan(("2026-02-02", "20"), ("2026-05-04", "0")))
    _write_notes(cast)
    _write_events(cast)


def _write_notes(cast: Cast) -> None:
    whole, before, struck = NOTES.values()
    save(cast, TODAY, Said(mood=3, note=whole, note_is_private=True))
    save(cast, back(1), Said(mood=4, note=before))
    save(cast, back(1), Said(mood=4, note=before, note_is_private=True), expected=1)
    save(cast, back(2), Said(mood=5, note=struck, note_is_private=True))
    strike_out(cast, back(2), expected=1)
    save(cast, back(3), Said(mood=6, note=OPEN["a note"]))


def _write_events(cast: Cast) -> None:
    whole, intention, journal, talk, score, history = EVENTS.values()
    for number, (kind, word) in enumerate(
        ((Kind.ILLNESS, whole), (Kind.TO_TALK, talk), (Kind.GOAL, history)), start=1
    ):
        _tell(cast, number, _said(kind, word, private=True))
    points = Score(points=Decimal(7), lowest=Decimal(0), highest=Decimal(28))
    _tell(cast, 4, _said(Kind.SCORE, score, private=True).model_copy(update={"score": points}))
    texts = {"intention": Text(words=intention, private=True)}
    texts |= {"journal": Text(words=journal, private=True)}
    session = SaidEvent(kind=Kind.SESSION, day=back(1), session=SessionFacts(), texts=texts)
    _tell(cast, 5, session)
    before, struck = GONE.values()
    _tell(cast, 6, _said(Kind.LIFE_EVENT, before))
    _tell(cast, 6, _said(Kind.LIFE_EVENT, "Kept.", private=True), expected=1)
    _tell(cast, 7, _said(Kind.LIFE_EVENT, struck, private=True))
    events.strike_out(cast.clinic, cast.alex, cast.patient, EventId(7), expected_revision=1)
    _tell(cast, 8, _said(Kind.ILLNESS, OPEN["an event"]))


def _said(kind: Kind, word: str, *, private: bool = False) -> SaidEvent:
    day = None if kind in {Kind.TO_TALK, Kind.GOAL} else back(1)
    return SaidEvent(kind=kind, day=day, texts={"words": Text(words=word)}, private=private)


def _tell(cast: Cast, number: int, said: SaidEvent, *, expected: int = 0) -> None:
    events.save_event(
        cast.clinic, cast.alex, cast.patient, EventId(number), said, expected_revision=expected
    )


# --- everything that somebody can get, as one text

Get = Callable[[Cast], str]


def _file(make: Callable[..., bytes], *more: object) -> Callable[[Cast, Actor], str]:
    def get(cast: Cast, actor: Actor) -> str:
        return read(make(cast.clinic, actor, cast.patient, None, None, *more))

    return get


def read(body: bytes) -> str:
    """Give the words of a PDF, of every file of a zip, or of a text."""
    if body.startswith(b"%PDF"):
        return "\n".join(pages(body))
    if body.startswith(b"PK"):
        return "\n".join(each.decode("utf-8-sig") for each in unzipped(body).values())
    return body.decode("utf-8-sig")


FILES: Mapping[str, Callable[[Cast, Actor], str]] = {
    "timeline.csv": _file(record.timeline_csv),
    "package.zip": _file(package.package),
    "fhir.json": _file(fhir.fhir),
    "record.pdf": _file(full_record.full_record, Paper.A4),
    "visit.pdf": _file(visit.visit_file, None, Paper.A4),
    "visit.txt": _file(visit.visit_file, None, None),
}
OF_A_SUPPORTER = ("package.zip", "fhir.json", "record.pdf")
OF_THE_TERMINAL = ("timeline.csv", "package.zip")
WITH_A_TABLE = ("compare", "shared_with_me")  # which is sent once somebody opens it


def file(who: str, name: str) -> Get:
    """Give what gets a file for somebody, or for the terminal."""

    def get(cast: Cast) -> str:
        actor = doing.at_the_terminal() if who == "terminal" else cast.actor(who)
        return FILES[name](cast, actor)

    return get


def page(who: str, name: str) -> Get:
    """Give what draws a page for somebody: its words, and the data of its charts and tables."""

    def get(cast: Cast) -> str:
        with served(cast):
            query = {"patient": ids.to_text(cast.patient)} if who == "dr_bose" else {}
            at = opened(cast.actor(who), name, **query)
            if name in WITH_A_TABLE:
                at.session_state["table-open"] = True
                at.run()
            return whole(at)

    return get


def whole(at: AppTest) -> str:
    """Give everything that goes to the browser; numbers among it are no words, and do no harm."""
    sent = (getattr(each, "proto", None) for each in at._tree)
    return "\n".join(
        each.SerializeToString().decode(errors="replace") for each in sent if each is not None
    )


def link(cast: Cast) -> str:
    """Give what a link that shares all it can opens: the page, its charts, and the PDF."""
    made = share_links.make_link(
        cast.clinic,
        cast.alex,
        cast.patient,
        name="Dr Vega",
        sections=share_links.SHAREABLE,
        days=3,
    )
    browser, address = Browser(cast.clinic.settings), f"/shared/{made.secret}"
    with served(cast):
        shown = browser.post(address, code=made.code).text
        ticket = re.search('name="ticket" value="(.+?)"', shown)
        assert ticket is not None
        pdf = browser.post(f"{address}/visit.pdf", ticket=ticket[1])
    drawn = re.findall('data:image/svg.xml;base64,([^"]+)', shown)
    assert drawn
    charts = (base64.b64decode(each).decode() for each in drawn)
    return "\n".join((shown, *charts, read(pdf.content)))
