"""What every resource of a FHIR bundle is made of: addresses, codes, texts that FHIR allows."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from taper.xml_text import fit_for_xml

Json = dict[str, Any]

SYSTEM = "urn:taper-tracker:codes"  # the project's own codes; the bundle carries their list
PATIENT_SYSTEM = "urn:taper-tracker:patient"
HASH_SYSTEM = "urn:taper-tracker:content-sha256"
SOURCE = "urn:taper-tracker:source"  # extension: who wrote an entry down, or how it came in
VERSION = "urn:taper-tracker:instrument-version"  # extension: the wording that was asked
INTENDED = "urn:taper-tracker:intended-mg"  # extension: the exact mg that arithmetic gave
LOINC = "http://loinc.org"
# The notice of facts/questionnaires.toml goes wherever its codes go: the license asks for it.
LOINC_NOTICE = (
    "This file contains LOINC codes (http://loinc.org). LOINC is copyright Regenstrief Institute, "
    "Inc. and the Logical Observation Identifiers Names and Codes (LOINC) Committee, and is "
    "available at no cost under the license at https://loinc.org/license. LOINC is a registered "
    "United States trademark of Regenstrief Institute, Inc."
)
UCUM = "http://unitsofmeasure.org"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
RESTRICTED: Json = {
    "security": [{"system": f"{TERMINOLOGY}/v3-Confidentiality", "code": "R"}]
}  # on what the patient keeps from others; it is in the patient's own bundle alone

_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, SYSTEM)


def address(kind: str, *names: object) -> str:
    """Name one thing on file the same way in every bundle, so that two bundles can be compared."""
    return f"urn:uuid:{uuid.uuid5(_NAMES, '/'.join((kind, *map(str, names))))}"


def entry(full_url: str, resource: Json) -> Json:
    """Put *resource* into a bundle without the elements that hold nothing."""
    kept = {name: value for name, value in resource.items() if value not in ("", None, [], {})}
    return {"fullUrl": full_url, "resource": kept}


def clean(text: str) -> str:
    """Write *text* without the characters that FHIR refuses; "" where nothing is left to read."""
    kept = fit_for_xml(text)
    return kept if kept.strip() else ""


def concept(system: str, code: str, text: str = "") -> Json:
    """Give a coded concept with the words it stands for."""
    said = clean(text)
    coding = {"system": system, "code": code} | ({"display": said} if said else {})
    return {"coding": [coding]} | ({"text": said} if said else {})


def words(text: str) -> Json:
    """Give a concept that has words and no code."""
    return {"text": clean(text) or "-"}


def notes(texts: Iterable[str]) -> list[Json]:
    """Give annotations; a text that holds nothing is none."""
    return [{"text": said} for said in map(clean, texts) if said]


def reference(full_url: str) -> Json:
    """Point at another entry of the bundle."""
    return {"reference": full_url}


def moment(at: datetime) -> str:
    """Write an instant in UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def milligrams(ug: int) -> Json:
    """Write micrograms as a quantity in mg.

    A number of JSON is decimal digits: eight at most here, which a float writes as they are.
    """
    whole, rest = divmod(ug, 1000)
    return {"value": ug / 1000 if rest else whole, "unit": "mg", "system": UCUM, "code": "mg"}


def source(said: str) -> list[Json]:
    """Say whose hand an entry is from."""
    return [{"url": SOURCE, "valueCode": said}]
