"""The diary's tables of the package: answers by day, intakes, questionnaires, events, requests."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from taper.diary.check_in import CheckIn
from taper.diary.events import SESSION_TEXTS, Event, SessionFacts, Vitals
from taper.diary.questionnaires import Instrument, Response
from taper.diary.symptoms import Slug, Symptom
from taper.diary.tags import SymptomTag
from taper.exports.csv import hours_text
from taper.exports.tables import Cell, Field, Kind, Table
from taper.ids import CourseId
from taper.people.request import PatientRequest
from taper.plan.dose import mg_text
from taper.plan.plan import Course
from taper.record.beside import Sheet


class Revision(NamedTuple):
    """A day as it was saved once; an earlier one is no longer what the day says."""

    check_in: CheckIn
    newest: bool


class AnsweredSheet(NamedTuple):
    """A questionnaire that is open to the reader, with its points where they can be added up."""

    response: Response
    instrument: Instrument
    total: int | None


Courses = Mapping[CourseId, Course]

_REVISION = (
    Field("date", "date"),
    Field("revision", "integer"),
    Field("newest", "boolean"),
    Field("entered_in_error", "boolean"),
)
_CHECK_INS = (
    *_REVISION,
    Field("item"),
    Field("value", "text"),
    Field("saved_at", "datetime"),
    Field("time_zone"),
    Field("late", "boolean"),
    Field("source"),
)


def check_in_table(revisions: Sequence[Revision]) -> Table:
    """Give every answer of every revision; an item without a row was not answered."""
    return Table("check_ins", _CHECK_INS, [row for each in revisions for row in _answers(each)])


def _key(each: Revision) -> tuple[Cell, ...]:
    made = each.check_in
    return made.day, made.revision, each.newest, made.struck_out


def _answers(each: Revision) -> Iterator[tuple[Cell, ...]]:
    made = each.check_in
    for item, value in _said(made):
        known = (made.revised_at, made.zone, made.late, made.source.value)
        yield *_key(each), item, value, *known


def _said(made: CheckIn) -> Iterator[tuple[str, str]]:
    said = made.answers
    hours = hours_text(said.sleep_min) if said.sleep_min is not None else None
    numbers: dict[str, Cell] = {
        "mood": said.mood,
        **{f"symptom_{slug}": int(score) for slug, score in said.symptoms.items()},
        "sleep_hours": hours,
        "sleep_quality": said.sleep_quality,
        "usual_things": said.usual_things,
    }
    yield from ((item, str(value)) for item, value in numbers.items() if value is not None)
    if said.bad_day:
        yield "bad_day", "yes"
    if said.note:
        yield "note", said.note
    if said.note and said.note_is_private:
        yield "note_private", "yes"


_INTAKES = (
    *_REVISION,
    Field("medicine", "text"),
    Field("form", "text"),
    Field("taken"),
    Field("taken_mg", "number"),
    Field("time", "time", "field.intake_time"),
)


def intake_table(revisions: Sequence[Revision], courses: Courses) -> Table:
    """Give what was recorded as taken, by revision."""
    rows = [
        (
            *_key(each),
            courses[one.course].medicine,
            courses[one.course].form,
            one.taken.value,
            mg_text(one.ug),
            one.at,
        )
        for each in revisions
        for one in each.check_in.answers.intakes
    ]
    return Table("intake", _INTAKES, rows)


_QUESTIONNAIRES = (
    Field("date", "date"),
    Field("questionnaire", "text"),
    Field("version", says="field.questionnaire_version"),
    Field("item", says="field.questionnaire_item"),
    Field("loinc"),
    Field("question", "text"),
    Field("points", "number"),
    Field("answer", "text"),
    Field("finished", "boolean"),
    Field("revision", "integer", "field.questionnaire_revision"),
    Field("source", says="field.source_of_questionnaire"),
)


def questionnaire_table(sheets: Sequence[AnsweredSheet], elsewhere: Sequence[Sheet]) -> Table:
    """Give each item and, as `total`, the points together; of those elsewhere the points alone."""
    rows = [row for each in sheets for row in _items(each)]
    rows += [_elsewhere(each) for each in elsewhere]
    return Table("questionnaires", _QUESTIONNAIRES, rows)


def _elsewhere(sheet: Sheet) -> tuple[Cell, ...]:
    points = sheet.total.normalize() if isinstance(sheet.total, Decimal) else sheet.total
    return sheet.day, sheet.title, "", "total", "", "", points, "", True, None, "elsewhere"


def _items(each: AnsweredSheet) -> Iterator[tuple[Cell, ...]]:
    response, instrument = each.response, each.instrument
    head = (response.day, instrument.title, response.instrument_version)
    tail = (response.finished, response.revision, response.source.value)
    for item in instrument.items:
        points = response.answers.get(item.code)
        choice = item.choice(points)
        answer = choice.text if choice else ""
        yield *head, item.code, item.loinc or "", item.text, points, answer, *tail
    if instrument.maximum is not None:
        yield *head, "total", instrument.total_loinc or "", "", each.total, "", *tail


_VITALS = tuple(
    f"{when}_{name}" for when in ("before", "during", "after") for name in Vitals.model_fields
)
_ON_A_SCALE = ("dissociation", "nausea")  # what the FHIR bundle says of them holds here too
_KIND_OF_FACT: Mapping[str, Kind] = {
    "number": "integer",
    **dict.fromkeys(_ON_A_SCALE, "integer"),
    **dict.fromkeys(("starts", "ends", "discharged_at"), "time"),
    "escorted_home": "boolean",
}
_PARTS = ("before", "during", "after")
_FACTS = tuple(name for name in SessionFacts.model_fields if name not in _PARTS)


def _fact_field(name: str) -> Field:
    says = f"fhir.session_{name}" if name in _ON_A_SCALE else ""
    return Field(f"session_{name}", _KIND_OF_FACT.get(name, "word"), says)


_EVENTS = (
    Field("entry", "integer"),
    Field("date", "date", "field.date_of_event"),
    Field("kind", says="field.kind_of_event"),
    Field("words", "text"),
    Field("private", "boolean"),
    Field("talked_about_on", "date"),
    Field("score_points", "number"),
    Field("score_lowest", "number"),
    Field("score_highest", "number"),
    *map(_fact_field, _FACTS),
    *(Field(f"session_{name}", "integer", f"fhir.{name}") for name in _VITALS),
    *(Field(f"session_{name}", "text") for name in SESSION_TEXTS),
    Field("private_texts"),
    Field("revision", "integer"),
    Field("source"),
)


def event_table(events: Sequence[Event]) -> Table:
    """Give what happened, the history and what to talk about, in their newest revision."""
    return Table("events", _EVENTS, [_event(n, each) for n, each in enumerate(events, 1)])


def _event(number: int, each: Event) -> tuple[Cell, ...]:
    score = each.score
    scores = (score.points, score.lowest, score.highest) if score else (None, None, None)
    texts = (each.texts[name].words if name in each.texts else "" for name in SESSION_TEXTS)
    private = " ".join(sorted(name for name, text in each.texts.items() if text.private))
    return (
        number,
        each.day,
        each.kind.value,
        each.words,
        each.private,
        each.closed_on,
        *(one.normalize() if one is not None else None for one in scores),
        *_facts(each.session or SessionFacts()),
        *texts,
        private,
        each.revision,
        each.source.value,
    )


def _facts(facts: SessionFacts) -> Iterator[Cell]:
    for name in _FACTS:
        value = getattr(facts, name)
        # Words and severities are kept as enumerations; a file holds what they stand for.
        yield getattr(value, "value", value)
    for when in _PARTS:
        yield from (getattr(getattr(facts, when), name) for name in Vitals.model_fields)


_REQUESTS = (
    Field("request", "integer"),
    Field("kind", says="field.kind_of_request"),
    Field("medicine", "text"),
    Field("entry", "integer", "field.line"),
    Field("at", "datetime"),
    Field("said"),
    Field("words", "text"),
    Field("answered_by_version", "integer"),
)


def request_table(asked: Sequence[PatientRequest], courses: Courses) -> Table:
    """Give each request with its exchange, oldest first."""
    rows: list[tuple[Cell, ...]] = []
    for number, each in enumerate(asked, start=1):
        course = courses.get(each.course) if each.course is not None else None
        medicine = course.medicine if course else ""
        for one in each.entries:
            said = (one.number, one.at, one.kind.value, one.words, one.version)
            rows.append((number, each.kind.value, medicine, *said))
    return Table("requests", _REQUESTS, rows)


_SYMPTOMS = (Field("symptom"), Field("label", "text"), Field("followed", "boolean"))


def symptom_table(symptoms: Sequence[Symptom]) -> Table:
    """Give what each symptom of the other files is called, in the patient's order."""
    rows = [(f"symptom_{each.slug}", each.label, not each.retired) for each in symptoms]
    return Table("symptoms", _SYMPTOMS, rows)


_TAGS = (
    Field("symptom"),
    Field("label", "text"),
    Field("tag"),
    Field("said_at", "datetime"),
    Field("newest", "boolean"),
)


def tag_table(said: Mapping[Slug, Sequence[SymptomTag]], symptoms: Sequence[Symptom]) -> Table:
    """Give what was said of each symptom and the time before the taper, oldest first."""
    rows = [
        (f"symptom_{each.slug}", each.label, one.tag.value, one.at, one is said[each.slug][-1])
        for each in symptoms
        for one in said.get(each.slug, ())
    ]
    return Table("symptom_tags", _TAGS, rows)
