"""One record as a FHIR R4 bundle: what was planned, taken and recorded, and nothing made of it."""

import json
from collections.abc import Iterator
from datetime import datetime
from html import escape

from taper import ids
from taper.diary.symptoms import OWN
from taper.exports.fhir_check import check
from taper.exports.fhir_diary import (
    day_entries,
    elsewhere_entries,
    session_codes,
    session_entries,
    sheet_entries,
)
from taper.exports.fhir_parts import (
    LOINC_NOTICE,
    PATIENT_SYSTEM,
    SYSTEM,
    Json,
    address,
    clean,
    concept,
    entry,
    moment,
    reference,
    words,
)
from taper.exports.fhir_plan import plan_entries
from taper.exports.package import PackageContents, instrument_lines, plan_line
from taper.words import say

_OF_DAYS = ("mood", "sleep", "sleep_quality", "usual_things", "bad_day", "note")


def fhir_bundle(contents: PackageContents, made_at: datetime) -> bytes:
    """Write the bundle of *contents* as JSON, checked; TaperError without the extra."""
    record = contents.record
    who = address("person", record.patient.id)
    labels = _labels(contents)
    courses = {each.course.id: each.course for each in record.plans}
    entries = [
        entry(address("about", record.patient.id), _about(contents, who, made_at)),
        entry(who, _patient(contents)),
        entry(address("codes", record.patient.id), _codes(labels)),
        *plan_entries(record.plans, who, record.today),
        *day_entries(contents.revisions, who, labels, courses),
        *sheet_entries(contents.sheets, who),
        *elsewhere_entries(contents.elsewhere, who),
        *session_entries(record.beside.events, who, labels),
    ]
    check(entries)
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": moment(made_at),
        "entry": entries,
    }
    return json.dumps(bundle, ensure_ascii=False, separators=(",", ":")).encode()


def _patient(contents: PackageContents) -> Json:
    """Name the patient as here: it may be an alias, and nothing else is known of the person."""
    patient = contents.record.patient
    return {
        "resourceType": "Patient",
        "identifier": [{"system": PATIENT_SYSTEM, "value": ids.to_text(patient.id)}],
        "name": [words(patient.name)],
    }


def _labels(contents: PackageContents) -> dict[str, str]:
    """Give what each code of our own stands for in this bundle."""
    record = contents.record
    named = {"about": say("fhir.title"), **{name: say(f"fhir.{name}") for name in _OF_DAYS}}
    sheets = {each.instrument.id: each.instrument for each in contents.sheets}
    choices = {
        f"{item.code}_{choice.points}": choice.text
        for instrument in sheets.values()
        for item in instrument.items
        for choice in item.choices
        if not choice.loinc
    }
    totals = {f"total_{each.id}": each.title for each in sheets.values() if not each.total_loinc}
    scores = {"score": say("fhir.score")} if contents.elsewhere else {}
    sessions = any(each.session is not None for each in record.beside.events)
    return {
        **named,
        **{each.slug: each.label for each in record.symptoms},
        **choices,
        **totals,
        **scores,
        **(dict(session_codes()) if sessions else {}),
    }


def _codes(labels: dict[str, str]) -> Json:
    """List our own codes; those in the patient's own words mean what they say here alone."""
    return {
        "resourceType": "CodeSystem",
        "url": SYSTEM,
        "status": "active",
        "content": "fragment",
        "caseSensitive": True,
        "concept": [
            {"code": code, "display": clean(text) or code}
            | ({"definition": say("fhir.own_words")} if code.startswith(OWN) else {})
            for code, text in labels.items()
        ],
    }


def _about(contents: PackageContents, who: str, made_at: datetime) -> Json:
    """Say what the bundle is of, and what is not in it."""
    lines = [clean(each) for each in _lines(contents)]
    body = "".join(f"<p>{escape(each, quote=False)}</p>" for each in lines if each)
    narrative = f'<div xmlns="http://www.w3.org/1999/xhtml">{body}</div>'
    return {
        "resourceType": "Composition",
        "status": "final",
        "type": concept(SYSTEM, "about", say("fhir.title")),
        "subject": reference(who),
        "date": moment(made_at),
        "author": [reference(who)],
        "title": say("fhir.title"),
        "section": [{"text": {"status": "generated", "div": narrative}}],
    }


def _lines(contents: PackageContents) -> Iterator[str]:
    record = contents.record
    yield say("package.days", first=contents.first, last=contents.last)
    yield say("package.zone", zone=record.patient.zone)
    yield from (plan_line(each) for course in record.plans for each in course.versions)
    yield from instrument_lines(contents.sheets)
    yield say("fhir.scales")
    yield say("package.left_out")
    yield from contents.left_out
    yield say("fhir.left_out")
    if contents.sheets:
        yield LOINC_NOTICE
