"""The visit summary of one patient: for a page, as PDF, as text, and what each reader gets."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from taper.actions import visit_words as written
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading
from taper.actions.help_now import crisis_numbers
from taper.actions.reader import reader_language
from taper.actions.record import record_of
from taper.actions.scores import sheets_elsewhere
from taper.actions.visit_words import Days
from taper.charts.compare import ChartItems, compare_spec
from taper.charts.compare_text import compare_alt_text
from taper.charts.frames import compare_frames
from taper.charts.one_page import NAMES_ROOM
from taper.charts.svg import SIDES, svg
from taper.diary.events import without_private
from taper.errors import TaperError
from taper.exports.pdf import Paper
from taper.exports.text import visit_text as write_text
from taper.exports.visit import (
    SECTIONS,
    ChartShown,
    MedicineNow,
    Part,
    VisitSummary,
    visit_pdf,
)
from taper.ids import PatientId, PersonId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor
from taper.record.record import Record
from taper.storage import people, requests, visits
from taper.words import say
from taper.words.language import speaking

__all__ = [  # with what a page or a route needs to name, which reads no exports itself
    "SECTIONS",
    "MedicineNow",
    "Opened",
    "Paper",
    "Part",
    "Readers",
    "Visit",
    "choose_sections",
    "opened",
    "sections_of",
    "visit",
    "visit_file",
]

CHART_PX = 900  # width of the chart on paper, which makes it smaller where a page is short


Readers = tuple[tuple[PersonId, str], ...]  # for the patient: who may get the summary, by name


class Opened(NamedTuple):
    """What a summary is made of: the record, without private lines, and who may get it."""

    record: Record
    readers: Readers


class Visit(NamedTuple):
    """The summary with the record that its chart is drawn from."""

    record: Record
    days: Days
    summary: VisitSummary
    readers: Readers
    language: str = ""  # of its files, by its code


def opened(clinic: Clinic, actor: Actor, patient: PatientId) -> Opened:
    """Give what the summary is made of, so that a page can ask for its days."""
    with reading(clinic, actor, Action.READ_PLAN, patient, page="visit") as work:
        return _opened(work, patient)


def visit(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    first: date | None = None,
    last: date | None = None,
    reader: PersonId | None = None,
    *,
    of: Opened | None = None,
) -> Visit:
    """Give the summary for the days from *first* to *last*; since the last appointment without.

    The patient may look at it as *reader* gets it. Private lines are in nobody's. *of* is what
    the same page has opened a moment ago: two years are read once.
    """
    with reading(clinic, actor, Action.READ_PLAN, patient, page="visit") as work:
        if of is None or of.record.patient.id != patient:
            of = _opened(work, patient)
        return _visit(work, of, first, last, reader)


def _opened(work: Work, patient: PatientId) -> Opened:
    shown = without_private_lines(record_of(work, patient))
    own = work.actor.patient == patient
    return Opened(shown, tuple(people.prescribers_of(work.session, patient)) if own else ())


def _visit(
    work: Work, found: Opened, first: date | None, last: date | None, reader: PersonId | None
) -> Visit:
    shown, patient = found.record, found.record.patient.id
    days = days_of(shown, first, last)
    own = work.actor.patient == patient
    if reader is not None and own and reader not in dict(found.readers):
        raise TaperError("id.unreadable")
    for_whom = reader if own else work.actor.person
    left_out = visits.left_out(work.session, patient, for_whom) if for_whom else frozenset()
    summary = summary_of(work, shown, days, [each for each in SECTIONS if each in left_out])
    language = reader_language(work.session, reader if own else None)
    return Visit(shown, days, summary, found.readers, language)


def days_of(shown: Record, first: date | None, last: date | None) -> Days:
    """Give the days asked for; without, those since the last appointment, or four weeks."""
    span = shown.span()
    appointment = shown.beside.last_appointment(shown.today)
    four_weeks = date.fromordinal(shown.today.toordinal() - 27)
    begins = first or appointment or max(span[0], four_weeks)
    return Days(max(begins, span[0]), min(last or shown.today, max(span[1], shown.today)))


def without_private_lines(shown: Record) -> Record:
    """Leave out what the patient keeps private, in the patient's own copy too: it is handed on."""
    beside = shown.beside
    cut = (without_private(each) for each in beside.events)
    events = tuple(each for each in cut if each is not None)
    scores = [*sheets_elsewhere(beside.events)]  # a private score is drawn and listed as a sheet
    sheets = [each for each in beside.sheets if each not in scores]
    kept = sorted([*sheets, *sheets_elsewhere(events)], key=lambda each: each.day)
    return shown.model_copy(
        update={"beside": beside.model_copy(update={"events": events, "sheets": tuple(kept)})}
    )


def summary_of(work: Work, shown: Record, days: Days, left_out: list[str]) -> VisitSummary:
    """Write the summary of a record that is already cut, without the sections *left_out*."""
    beside, has = shown.beside, set(SECTIONS).difference(left_out)
    planned = [each for each in shown.plans if each.versions]
    openers = {one.opened_by for each in beside.sheets for one in each.safety if one.opened_by}
    sheets = beside.sheets if "questionnaires" in has else ()
    asked = requests.requests(work.session, shown.patient.id) if "requests" in has else []
    return VisitSummary(
        name=shown.patient.name,
        days=say("visit.days", first=days.first, last=days.last),
        made=say("visit.made", at=written.local(work.at, shown)),
        medicines=tuple(written.medicine_now(shown, each, days) for each in planned),
        completeness=written.completeness(shown, days),
        talk=written.talk(beside.events) if "talk" in has else (),
        steps=tuple(
            written.steps_shown(shown, each, days, with_tags=not place)
            for place, each in enumerate(planned)
        )
        if "steps" in has
        else (),
        requests=tuple(written.requests(shown, asked, days)),
        events=written.events(beside.on_days, days) if "events" in has else (),
        questionnaires=tuple(written.questionnaires(sheets, days)),
        safety=tuple(written.safety(sheets, days, people.names(work.session, openers))),
        left_out=tuple(left_out),
        notes=(say("visit.clock", zone=shown.patient.zone), say("visit.private")),
    )


def visit_file(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    first: date | None,
    last: date | None,
    reader: PersonId | None,
    paper: Paper | None,
) -> bytes:
    """Give the summary as a PDF, or as text without *paper*; the export is in the trail.

    A paper for *reader* is in that person's language: the maker has read it on the page.
    """
    with changing(clinic, actor, Action.EXPORT_TIMELINE, patient) as work:
        spoken = reader_language(work.session, reader if actor.patient == patient else None)
        with speaking(spoken):
            found = _visit(work, _opened(work, patient), first, last, reader)
        work.trace(
            Event.EXPORTED,
            what="visit.pdf" if paper else "visit.txt",
            first=found.days.first.isoformat(),
            last=found.days.last.isoformat(),
        )
    with speaking(spoken):
        if paper is None:
            return write_text(found.summary, crisis_numbers(found.record.patient.country)).encode()
        return pdf_of(found, paper)


def pdf_of(found: Visit, paper: Paper, *, mood: bool = True) -> bytes:
    """Set the summary on *paper*; without *mood* that panel is not drawn."""
    crisis = crisis_numbers(found.record.patient.country)
    return visit_pdf(found.summary, list(charts_of(found, mood=mood)), paper=paper, crisis=crisis)


def chart_items(shown: Record, left_out: Collection[str]) -> ChartItems:
    """Give what the summary's chart draws: no panel of a section that is left out."""
    return ChartItems(
        medicines=tuple(shown.name_of(each.course) for each in shown.courses),
        symptoms=shown.shown_symptoms,
        mood=shown.check_ins_are_open,
        sleep=False,
        instruments=() if "questionnaires" in left_out else shown.beside.instruments,
        events="events" not in left_out and bool(shown.beside.on_days),
        check_ins=shown.check_ins_are_open,
        compact=True,
    )


def charts_of(found: Visit, *, mood: bool = True) -> Iterator[ChartShown]:
    """Draw the chart for the first page, unless the patient leaves it out."""
    shown, days, left_out = found.record, found.days, found.summary.left_out
    if "chart" in left_out:
        return
    items = chart_items(shown, left_out)
    if not mood:
        items = items.model_copy(update={"mood": False})
    tables = [table for _, table in shown.timelines(*days)]
    frames = compare_frames(tables, items.symptoms, shown.today, beside=shown.beside)
    spec = compare_spec(items, mode="light")
    drawn = svg(spec, frames, width=CHART_PX, sides=SIDES + NAMES_ROOM)
    yield ChartShown(drawn, compare_alt_text(tables, items, shown.today, shown.beside))


def choose_sections(
    clinic: Clinic, actor: Actor, patient: PatientId, reader: PersonId, left_out: Collection[str]
) -> None:
    """Keep which sections *reader* does not get; the same again changes nothing."""
    with changing(clinic, actor, Action.CHOOSE_VISIT, patient) as work:
        if reader not in dict(people.prescribers_of(work.session, patient)):
            raise TaperError("id.unreadable")
        if not set(left_out) <= set(SECTIONS):
            raise TaperError("id.unreadable")
        if visits.left_out(work.session, patient, reader) != frozenset(left_out):
            visits.leave_out(work.session, patient, reader, left_out, work.at)
            work.trace(Event.VISIT_CHOSEN, reader=str(reader), left_out=" ".join(sorted(left_out)))


def sections_of(
    clinic: Clinic, actor: Actor, patient: PatientId, reader: PersonId
) -> tuple[str, ...]:
    """Give the sections that *reader* gets, for the patient to choose from."""
    with reading(clinic, actor, Action.CHOOSE_VISIT, patient) as work:
        left_out = visits.left_out(work.session, patient, reader)
    return tuple(each for each in SECTIONS if each not in left_out)
