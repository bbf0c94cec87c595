"""What a FHIR bundle says, beside what it should say, written from the files of a package."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from taper.exports.csv import unguard
from tests.figures import ONE_DAY, Files, Row, stands, steps_of

Json = dict[str, Any]


def of_kind(bundle: list[Json], kind: str) -> list[Json]:
    return [each for each in bundle if each["resourceType"] == kind]


def observed(bundle: list[Json]) -> Iterator[tuple[str, str, Any]]:
    for each in of_kind(bundle, "Observation"):
        (value,) = (each[name] for name in each if name.startswith("value"))
        value = value["value"] if isinstance(value, dict) else value
        code = re.sub("^total_.*", "", each["code"]["coding"][0]["code"])  # without one of LOINC
        yield each["effectiveDateTime"], code, value


def to_observe(files: Files) -> Iterator[tuple[str, str, Any]]:
    for each in files.check_ins:
        if stands(each) and each["item"] != "note_private":
            name = each["item"].removeprefix("symptom_").removesuffix("_hours")
            yield each["date"], name, _value(each["item"], each["value"])
    for each in files.questionnaires:
        if each["item"] == "total" and each["points"]:
            code = "score" if each["source"] == "elsewhere" else each["loinc"]
            yield each["date"], code, float(each["points"])
    for each in files.events:
        for name in each:
            if name.endswith(("mmhg", "per_min", "dissociation", "nausea")) and each[name]:
                yield each["date"], name, int(each[name])


def _value(item: str, value: str) -> Any:
    if item in ("note", "bad_day"):
        return unguard(value) if item == "note" else value == "yes"
    return round(float(value) * 60) if item == "sleep_hours" else int(value)


def stated(bundle: list[Json]) -> Iterator[tuple[Any, ...]]:
    for each in of_kind(bundle, "MedicationStatement"):
        dosage = each.get("dosage") or [{}]
        given = dosage[0].get("doseAndRate", [{}])[0].get("doseQuantity", {}).get("value")
        at = dosage[0].get("timing", {}).get("repeat", {}).get("timeOfDay", [None])[0]
        yield each["effectiveDateTime"], each["medicationCodeableConcept"]["text"], given, at


def to_state(files: Files) -> Iterator[tuple[Any, ...]]:
    for each in files.intake:
        if stands(each):
            taken = each["taken"] != "not_taken"
            said = (float(each["taken_mg"]), each["time"][:8] or None) if taken else (None, None)
            yield each["date"], f"{each['medicine']}, {each['form']}", *said


def dosages(request: Json) -> Iterator[tuple[Any, ...]]:
    for each in request["dosageInstruction"]:
        repeat = each["timing"]["repeat"]
        bounds = repeat["boundsPeriod"]
        mg = each["doseAndRate"][0]["doseQuantity"]["value"]
        for _ in range(repeat["frequency"]):
            yield each["sequence"], bounds["start"], bounds.get("end", ""), repeat["period"], mg


def dosages_of(files: Files, signed: Row) -> Iterator[tuple[Any, ...]]:
    for each in steps_of(files, signed):
        later = (int(each["day_of_pattern"]) - 1) * ONE_DAY
        starts = str(date.fromisoformat(each["starts"]) + later)
        if not each["ends"] or starts <= each["ends"]:
            days = int(each["days_in_pattern"])
            yield int(each["row"]), starts, each["ends"], days, float(each["dose_mg"])
