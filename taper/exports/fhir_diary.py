"""The diary as FHIR: each recorded value, each intake and each questionnaire, without judgement."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from taper.diary.check_in import CheckIn
from taper.diary.events import Event, SessionFacts, Vitals
from taper.diary.intake import Intake, Taken
from taper.diary.questionnaires import Item
from taper.exports.fhir_parts import (
    LOINC,
    RESTRICTED,
    SYSTEM,
    TERMINOLOGY,
    UCUM,
    VERSION,
    Json,
    address,
    clean,
    concept,
    entry,
    milligrams,
    moment,
    reference,
    source,
    words,
)
from taper.exports.package_diary import AnsweredSheet, Courses, Revision
from taper.record.beside import Sheet
from taper.words import say

Labels = Mapping[str, str]  # what a code of our own stands for

_SURVEY = [concept(f"{TERMINOLOGY}/observation-category", "survey")]
_VITALS = [concept(f"{TERMINOLOGY}/observation-category", "vital-signs")]
_UNITS = {"mmhg": ("mmHg", "mm[Hg]"), "per_min": ("/min", "/min")}
_OF_SESSION = ("dissociation", "nausea")


def day_entries(
    revisions: Sequence[Revision], patient: str, labels: Labels, courses: Courses
) -> Iterator[Json]:
    """Give the values and intakes of days in their newest revision; struck-out days not at all."""
    for each in revisions:
        made = each.check_in
        if each.newest and not made.struck_out:
            yield from _values(made, patient, labels)
            for number, one in enumerate(made.answers.intakes):
                yield _statement(made, one, number, patient, courses)


def _values(made: CheckIn, patient: str, labels: Labels) -> Iterator[Json]:
    said = made.answers
    note = clean(said.note)
    values: dict[str, tuple[str, Any]] = {
        "mood": ("valueInteger", said.mood),
        **{slug: ("valueInteger", int(score)) for slug, score in said.symptoms.items()},
        "sleep": ("valueQuantity", _minutes(said.sleep_min)),
        "sleep_quality": ("valueInteger", said.sleep_quality),
        "usual_things": ("valueInteger", said.usual_things),
        "bad_day": ("valueBoolean", said.bad_day or None),
        "note": ("valueString", note or None),
    }
    for code, (kind, value) in values.items():
        if value is not None:
            about: Json = {
                "status": "amended" if made.revision > 1 else "final",
                "category": _SURVEY,
                "code": concept(SYSTEM, code, labels.get(code, "")),
                "issued": moment(made.revised_at),
                kind: value,
            }
            if code == "note" and said.note_is_private:
                about["meta"] = RESTRICTED
            key = (made.patient, made.day, code)
            yield _observation(key, patient, made.day.isoformat(), made.source.value, about)


def _minutes(minutes: int | None) -> Json | None:
    if minutes is None:
        return None
    return {"value": minutes, "unit": "min", "system": UCUM, "code": "min"}


def _observation(key: Sequence[object], patient: str, day: str, by: str, about: Json) -> Json:
    known = {
        "resourceType": "Observation",
        "extension": source(by),
        "subject": reference(patient),
        "effectiveDateTime": day,
    }
    return entry(address("observation", *key), known | about)


def _statement(made: CheckIn, one: Intake, number: int, patient: str, courses: Courses) -> Json:
    """Give what was recorded as taken; the time of day is the patient's own, without an instant."""
    course = courses[one.course]
    taken = one.taken is not Taken.NOT_TAKEN
    dosage: Json = {"doseAndRate": [{"doseQuantity": milligrams(one.ug)}]}
    if one.at is not None:
        dosage["timing"] = {
            "repeat": {
                "frequency": 1,
                "period": 1,
                "periodUnit": "d",
                "timeOfDay": [one.at.isoformat(timespec="seconds")],
            }
        }
    return entry(
        address("statement", made.patient, made.day, one.course, number),
        {
            "resourceType": "MedicationStatement",
            "extension": source(made.source.value),
            "status": "completed" if taken else "not-taken",
            "medicationCodeableConcept": words(f"{course.medicine}, {course.form}"),
            "subject": reference(patient),
            "effectiveDateTime": made.day.isoformat(),
            "dateAsserted": moment(made.revised_at),
            "informationSource": reference(patient),
            "dosage": [dosage] if taken else [],
        },
    )


def sheet_entries(sheets: Sequence[AnsweredSheet], patient: str) -> Iterator[Json]:
    """Give each questionnaire with its items, and its points where they can be added up."""
    for each in sheets:
        response, instrument = each.response, each.instrument
        key = (response.patient, response.assignment, response.day)
        full_url = address("response", *key)
        panel = instrument.panel_loinc
        known: Json = {
            "resourceType": "QuestionnaireResponse",
            "extension": [
                *source(response.source.value),
                {"url": VERSION, "valueString": response.instrument_version},
            ],
            "questionnaire": f"{LOINC}/q/{panel}" if panel else f"{SYSTEM}:{instrument.id}",
            "status": "completed" if response.finished else "in-progress",
            "subject": reference(patient),
            "authored": moment(response.revised_at),
            "source": reference(patient),
            "item": [_item(item, response.answers.get(item.code)) for item in instrument.items],
        }
        yield entry(full_url, known)
        if each.total is not None:
            about: Json = {
                "status": "amended" if response.revision > 1 else "final",
                "category": _SURVEY,
                "code": _code(instrument.total_loinc, f"total_{instrument.id}", instrument.title),
                "issued": moment(response.revised_at),
                "derivedFrom": [reference(full_url)],
                "valueInteger": each.total,
            }
            day = response.day.isoformat()
            yield _observation(("total", *key), patient, day, response.source.value, about)


def _code(loinc: str | None, own: str, text: str) -> Json:
    return concept(LOINC, loinc, text) if loinc else concept(SYSTEM, own, text)


def _item(item: Item, points: int | None) -> Json:
    """Give one question; without an answer where none was given."""
    made: Json = {"linkId": f"/{item.loinc}" if item.loinc else item.code, "text": item.text}
    choice = item.choice(points)
    if choice is not None:
        coded = _code(choice.loinc, f"{item.code}_{choice.points}", choice.text)
        made["answer"] = [{"valueCoding": coded["coding"][0]}]
    return made


def elsewhere_entries(sheets: Sequence[Sheet], patient: str) -> Iterator[Json]:
    """Give points that somebody typed from a questionnaire filled in elsewhere."""
    for number, each in enumerate(sheets):
        about: Json = {
            "status": "final",
            "category": _SURVEY,
            "code": concept(SYSTEM, "score", each.title),
            "valueQuantity": {"value": float(each.total or 0)},
        }
        if each.total is not None:
            key = (patient, "elsewhere", each.day, number)
            yield _observation(key, patient, each.day.isoformat(), "elsewhere", about)


def session_entries(events: Sequence[Event], patient: str, labels: Labels) -> Iterator[Json]:
    """Give the figures of treatment sessions: blood pressure, heart rate, marks out of ten."""
    for each in events:
        if each.session is not None and each.day is not None:
            for code, category, value in _figures(each.session):
                about = {
                    "status": "amended" if each.revision > 1 else "final",
                    "category": category,
                    "code": concept(SYSTEM, code, labels.get(code, "")),
                    "issued": moment(each.revised_at),
                    **value,
                }
                if each.private:
                    about["meta"] = RESTRICTED
                key = (each.patient, "event", each.id, code)
                yield _observation(key, patient, each.day.isoformat(), each.source.value, about)


def session_codes() -> Iterator[tuple[str, str]]:
    """Give the code of each figure of a session, and what it stands for."""
    for name in _OF_SESSION:
        yield f"session_{name}", say(f"fhir.session_{name}")
    for when in ("before", "during", "after"):
        for name in Vitals.model_fields:
            yield f"session_{when}_{name}", say(f"fhir.{when}_{name}")


def _figures(facts: SessionFacts) -> Iterator[tuple[str, list[Json], Json]]:
    for name in _OF_SESSION:
        said = getattr(facts, name)
        if said is not None:
            yield f"session_{name}", _SURVEY, {"valueInteger": int(said)}
    for when in ("before", "during", "after"):
        vitals: Vitals = getattr(facts, when)
        for name in Vitals.model_fields:
            measured = getattr(vitals, name)
            if measured is not None:
                unit, code = next(_UNITS[end] for end in _UNITS if name.endswith(end))
                quantity = {"value": measured, "unit": unit, "system": UCUM, "code": code}
                yield f"session_{when}_{name}", _VITALS, {"valueQuantity": quantity}
