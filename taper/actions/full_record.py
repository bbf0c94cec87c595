"""Everything on file as one PDF, cut to what the reader may see; the export is in the trail."""

from collections.abc import Iterator
from datetime import date

from taper import words
from taper.actions import visit_words
from taper.actions.clinic import Clinic
from taper.actions.day_words import lines
from taper.actions.doing import changing
from taper.actions.help_now import crisis_numbers
from taper.actions.package import contents_of
from taper.actions.visit_words import Days
from taper.charts.event_words import event_line
from taper.diary.tags import SymptomTag
from taper.exports.full_record import Chapter, FullRecord, record_pdf
from taper.exports.package import PackageContents, instrument_lines, plan_line
from taper.exports.package_diary import AnsweredSheet, Revision
from taper.exports.pdf import Paper
from taper.exports.visit import Part
from taper.ids import PatientId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor
from taper.plan.cycle import cycle_text
from taper.plan.plan import PlanVersion
from taper.words import say

NAME = "record.pdf"


def full_record(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    first: date | None,
    last: date | None,
    paper: Paper,
) -> bytes:
    """Give the days from *first* to *last* as a PDF to read; without days, all on file."""
    with changing(clinic, actor, Action.EXPORT_PACKAGE, patient) as work:
        contents = contents_of(work, patient, first, last)
        work.trace(
            Event.EXPORTED,
            what=NAME,
            first=contents.first.isoformat(),
            last=contents.last.isoformat(),
        )
    country = contents.record.patient.country
    return record_pdf(_written(contents), paper=paper, crisis=crisis_numbers(country))


def _written(contents: PackageContents) -> FullRecord:
    record = contents.record
    return FullRecord(
        name=record.patient.name,
        about=(
            say("package.days", first=contents.first, last=contents.last),
            say("full_record.zone", zone=record.patient.zone),
            *instrument_lines(contents.sheets),
            say("package.left_out"),
            *contents.left_out,
        ),
        chapters=(
            Chapter(say("full_record.plans"), tuple(_plans(contents))),
            Chapter(say("full_record.days"), tuple(_days(contents))),
            Chapter(say("full_record.symptoms"), tuple(_symptoms(contents))),
            Chapter(say("full_record.questionnaires"), tuple(_questionnaires(contents))),
            Chapter(say("full_record.events"), tuple(_events(contents))),
            Chapter(say("full_record.requests"), tuple(_requests(contents))),
        ),
    )


def _plans(contents: PackageContents) -> Iterator[Part]:
    for course in contents.record.plans:
        for signed in course.versions:
            yield Part(plan_line(signed), tuple(_rows(signed)))


def _rows(signed: PlanVersion) -> Iterator[str]:
    if signed.reason:
        yield say("full_record.reason", words=signed.reason)
    for step in signed.plan.steps:
        row = say(
            "full_record.row", day=step.starts, dose=words.figures(f"{cycle_text(step.cycle)} mg")
        )
        yield f"{row} {step.words}".rstrip()


def _days(contents: PackageContents) -> Iterator[Part]:
    for each in contents.revisions:
        if each.newest:
            yield Part(_day(each), tuple(_said(contents, each)))


def _day(each: Revision) -> str:
    made = each.check_in
    day = words.short_day(made.day)
    return say("full_record.late", day=day) if made.late else day


def _said(contents: PackageContents, each: Revision) -> Iterator[str]:
    if each.check_in.struck_out:
        yield say("today.on_file_struck_out")
    courses = [one.course for one in contents.record.plans]
    yield from lines(each.check_in.answers, contents.record.symptoms, courses)


def _symptoms(contents: PackageContents) -> Iterator[Part]:
    for each in contents.record.symptoms:
        if said := contents.tags.get(each.slug):
            yield Part(words.of_fact(each.label), tuple(_tag(contents, one) for one in said))


def _tag(contents: PackageContents, said: SymptomTag) -> str:
    day = visit_words.local(said.at, contents.record).date()
    return say("full_record.tag", what=say(f"my_symptoms.tag_{said.tag}"), day=day)


def _questionnaires(contents: PackageContents) -> Iterator[Part]:
    for each in contents.sheets:
        yield Part(_sheet(each), tuple(_answers(each)))
    for other in contents.elsewhere:
        yield Part(visit_words.sheet_line(other), ())


def _sheet(each: AnsweredSheet) -> str:
    title, day = each.instrument.title, each.response.day
    if each.total is None:
        return say("full_record.no_total", title=title, day=day)
    return say("full_record.total", title=title, day=day, points=each.total)


def _answers(each: AnsweredSheet) -> Iterator[str]:
    yield from visit_words.quoted(each.instrument.language)
    for item in each.instrument.items:
        given = each.response.answers.get(item.code)
        answer = say("questionnaire.no_answer") if given is None else str(given)
        yield say("visit.answer", question=item.text, answer=answer)


def _events(contents: PackageContents) -> Iterator[Part]:
    for each in contents.record.beside.events:
        day = words.short_day(each.day) if each.day else say("full_record.without_day")
        yield Part(day, (event_line(each),))


def _requests(contents: PackageContents) -> Iterator[Part]:
    days = Days(date.min, date.max)
    yield from visit_words.requests(contents.record, contents.requests[::-1], days)
