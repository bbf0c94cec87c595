"""A link to the visit summary for somebody without an account, and the code that opens it."""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from taper import clock
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading
from taper.actions.entering import checked_name, code_hash, new_code
from taper.actions.guesses import count_failure, counted_under, forget, refuse_haste
from taper.actions.record import record_of
from taper.actions.sharing import listed
from taper.actions.visit import (
    Paper,
    Visit,
    charts_of,
    days_of,
    pdf_of,
    summary_of,
    without_private_lines,
)
from taper.errors import TaperError
from taper.exports.visit import SECTIONS, ChartShown
from taper.ids import PatientId, PersonId, new_id
from taper.people.access import Action
from taper.people.audit import Event, Trace
from taper.people.grant import LinkId, Section, ShareLink
from taper.people.person import Actor
from taper.storage import share_links, trail
from taper.words import say

OFFERED_DAYS = (1, 3, 7, 14, 30)  # how long a link can hold
SHAREABLE = tuple(each for each in Section if each is not Section.NOTES)  # in no summary
TICKET_HOLDS = timedelta(minutes=30)  # for the PDF, once the code was right
_DIGITS = 8
# Which sections a part of the summary is made from; where none of them is shared, it is left out.
_MADE_FROM: dict[str, frozenset[Section]] = {
    "talk": frozenset({Section.EVENTS}),
    "chart": frozenset({Section.PLAN, Section.CHECK_INS, Section.SYMPTOMS}),
    "steps": frozenset({Section.PLAN}),
    "requests": frozenset(),  # the patient's own words to the prescriber: in no link
    "events": frozenset({Section.EVENTS}),
    "questionnaires": frozenset({Section.QUESTIONNAIRES}),
}


class MadeLink(NamedTuple):
    """A link and its code. Both are shown once and kept nowhere."""

    secret: str
    code: str
    link: ShareLink


class OpenedLink(NamedTuple):
    """What whoever has link and code reads, and what fetches the same as PDF for a while."""

    visit: Visit
    charts: tuple[ChartShown, ...]
    link: ShareLink
    ticket: str


def links_of(clinic: Clinic, actor: Actor, patient: PatientId) -> list[ShareLink]:
    """Give the links that still open something, newest first."""
    with reading(clinic, actor, Action.SHARE, patient) as work:
        found = share_links.links(work.session, patient)
        return [each for each in found if each.opens(work.at)]


def make_link(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    *,
    name: str,
    sections: Collection[Section],
    days: int,
) -> MadeLink:
    """Make a link for somebody, named as the patient likes, and the code to tell separately."""
    name = checked_name(name)
    if not sections:
        raise TaperError("sharing.nothing_chosen")
    if not set(sections) <= set(SHAREABLE) or days not in OFFERED_DAYS:
        raise TaperError("id.unreadable")
    secret = new_code()
    code = "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
    with changing(clinic, actor, Action.SHARE, patient) as work:
        link = ShareLink(
            patient=patient,
            id=LinkId(new_id()),
            name=name,
            sections=frozenset(sections),
            made_at=work.at,
            expires_at=work.at + timedelta(days=days),
        )
        share_links.add(work.session, link, code_hash(secret), _codes_kept(clinic, secret, code)[0])
        until = link.expires_at.date().isoformat()
        work.trace(Event.LINK_MADE, link=str(link.id), sections=listed(sections), until=until)
    return MadeLink(secret, code, link)


def end_link(clinic: Clinic, actor: Actor, patient: PatientId, identifier: LinkId) -> None:
    """Close a link at once; asked again, nothing changes."""
    with changing(clinic, actor, Action.SHARE, patient) as work:
        for each in share_links.links(work.session, patient):
            if each.id == identifier and each.ended_at is None:
                share_links.end(work.session, patient, identifier, work.at)
                work.trace(Event.LINK_ENDED, link=str(each.id))


def link_at(clinic: Clinic, secret: str) -> ShareLink:
    """Give a link that still opens something; TaperError says why it doesn't."""
    with clinic.store.reading() as session:
        return _open_link(session, secret)[0]


def open_link(clinic: Clinic, *, secret: str, code: str, address: str = "") -> OpenedLink:
    """Give the summary to whoever has link and code; every try is in the patient's trail.

    From the fifth wrong code in a row, for the link or from an address, the next one has to wait.
    """
    by_address = [f"link address {address}"] if address else []
    counted = counted_under(clinic, f"link {code_hash(secret)}", *by_address)
    with clinic.store.reading() as session:
        refuse_haste(session, counted)
        link, kept = _open_link(session, secret)
    typed = "".join(each for each in code if each.isdigit())
    if kept not in _codes_kept(clinic, secret, typed):
        with clinic.store.writing() as session:
            count_failure(session, counted)
            _trace(clinic, session, link, Event.LINK_REFUSED)
        raise TaperError("share.code_wrong")
    with clinic.store.writing() as session:
        link = _open_link(session, secret)[0]  # not ended meanwhile
        forget(session, counted[0])
        _trace(clinic, session, link, Event.LINK_OPENED, what="page")
    found, link = _built(clinic, secret)
    charts = tuple(charts_of(found, mood=_has_mood(link)))
    return OpenedLink(found, charts, link, _ticket(clinic, secret, clock.now() + TICKET_HOLDS))


def link_file(clinic: Clinic, *, secret: str, ticket: str) -> bytes:
    """Give the same summary as PDF to whoever typed the code a while ago."""
    until, _, _ = ticket.partition(".")
    fits = ticket.isascii() and until.isdigit() and len(until) < 12
    ends = datetime.fromtimestamp(int(until), clock.now().tzinfo) if fits else clock.now()
    if ends <= clock.now() or not hmac.compare_digest(ticket, _ticket(clinic, secret, ends)):
        raise TaperError("share.code_again")
    with clinic.store.writing() as session:
        link, _ = _open_link(session, secret)
        _trace(clinic, session, link, Event.LINK_OPENED, what="visit.pdf")
    found, link = _built(clinic, secret)
    return pdf_of(found, Paper.A4, mood=_has_mood(link))


def _built(clinic: Clinic, secret: str) -> tuple[Visit, ShareLink]:
    """Build the summary once its line is in the trail; nobody who saves waits for that.

    TaperError where the link was ended since that line.
    """
    with clinic.store.reading() as session:
        link, _ = _open_link(session, secret)
        return _visit(clinic, session, link), link


def _has_mood(link: ShareLink) -> bool:
    """Whether mood is shared: an empty panel would say that nothing was recorded."""
    return Section.CHECK_INS in link.sections


def _visit(clinic: Clinic, session: Session, link: ShareLink) -> Visit:
    """Build the summary of what the link opens, and of nothing else."""
    nobody = Actor(person=PersonId(0), name="-", roles=frozenset(), session="link")
    work = Work(clinic, session, nobody, link.patient, opened=link.sections)
    shown = without_private_lines(record_of(work, link.patient))
    days = days_of(shown, None, None)
    left_out = [each for each in SECTIONS if not _MADE_FROM[each] & link.sections]
    summary = summary_of(work, shown, days, left_out)
    missing = [each for each in SHAREABLE if each not in link.sections]
    if missing:
        names = ", ".join(say(f"sharing.section_{each}") for each in missing)
        said = say("share.not_shared", sections=names)
        summary = summary._replace(notes=(said, *summary.notes))
    return Visit(shown, days, summary, ())


def _open_link(session: Session, secret: str) -> tuple[ShareLink, str]:
    found = share_links.link(session, code_hash(secret))
    if found is None:
        raise TaperError("share.unknown")
    if not found[0].opens(clock.now()):
        raise TaperError("share.over")
    return found


def _codes_kept(clinic: Clinic, secret: str, code: str) -> list[str]:
    """Hash a code by the key outside the database: eight digits alone are soon tried out.

    By today's key first, then by those before it: a link outlives a change of the key.
    """
    what = f"link code {code_hash(secret)} {code}".encode()
    tried = (clinic.trail_key, *clinic.older_trail_keys)
    return [hmac.digest(key, what, hashlib.sha256).hex() for key in tried]


def _ticket(clinic: Clinic, secret: str, ends: datetime) -> str:
    until = str(int(ends.timestamp()))
    what = f"link ticket {code_hash(secret)} {until}".encode()
    return f"{until}.{hmac.digest(clinic.trail_key, what, hashlib.sha256).hex()}"


def _trace(clinic: Clinic, session: Session, link: ShareLink, event: Event, **detail: str) -> None:
    trail.write(
        session,
        clinic.trail_key,
        Trace(
            at=clock.now(),
            actor=None,
            patient=link.patient,
            event=event,
            detail={"link": str(link.id), **detail},
        ),
    )
