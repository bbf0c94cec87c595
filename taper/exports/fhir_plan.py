"""Signed plans as FHIR: what is planned, never an order, with who signed and the hash."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from taper.exports.fhir_parts import (
    HASH_SYSTEM,
    INTENDED,
    TERMINOLOGY,
    Json,
    address,
    clean,
    concept,
    entry,
    milligrams,
    moment,
    notes,
    reference,
    words,
)
from taper.exports.package import plan_line
from taper.exports.pharmacy import parts_text
from taper.plan.plan import CoursePlans, PlanVersion, Step, TimedDose
from taper.words import say


class _Names(NamedTuple):
    """The addresses of what is written for one signed version."""

    request: str
    plan: str
    signer: str


def plan_entries(plans: Sequence[CoursePlans], patient: str, today: date) -> list[Json]:
    """Give every signed version with its signers; *patient* is an address."""
    signed = [(each, course.versions) for course in plans for each in course.versions]
    signers = {each.signed_by: each.signed_by_name for each, _ in signed}
    found = [_practitioner(_signer(who), name) for who, name in signers.items()]
    for each, versions in signed:
        found += _version(each, versions, patient, today)
    return found


def _signer(who: int) -> str:
    return address("person", who)


def _practitioner(full_url: str, name: str) -> Json:
    return entry(full_url, {"resourceType": "Practitioner", "name": [words(name)]})


def _names(signed: PlanVersion) -> _Names:
    key = (signed.course, signed.version)
    request, plan = address("request", *key), address("plan", *key)
    return _Names(request, plan, _signer(signed.signed_by))


def _version(
    signed: PlanVersion, versions: Sequence[PlanVersion], patient: str, today: date
) -> Iterator[Json]:
    names = _names(signed)
    before = next((each for each in versions if each.version == signed.version - 1), None)
    last = _last_day(signed, versions)
    over = last is not None and last < today
    replaced = over and last != signed.plan.ends_on
    status = "stopped" if replaced else "completed" if over else "active"
    yield entry(names.request, _request(signed, names, patient, before, status))
    yield entry(
        names.plan,
        {
            "resourceType": "CarePlan",
            "status": "revoked" if replaced else status,
            "intent": "plan",
            "title": say("fhir.plan", version=signed.version),
            "subject": reference(patient),
            "period": _period(signed.in_force_from, last),
            "created": moment(signed.signed_at),
            "author": reference(names.signer),
            "replaces": [reference(_names(before).plan)] if before else [],
            "activity": [{"reference": reference(names.request)}],
            "note": notes((plan_line(signed), signed.reason)),
        },
    )
    yield _provenance(signed, names)


def _last_day(signed: PlanVersion, versions: Sequence[PlanVersion]) -> date | None:
    """Give the last day on which this version holds; None where none is known."""
    later = [each.in_force_from for each in versions if each.version > signed.version]
    ends = [each - timedelta(days=1) for each in later]
    ends += [signed.plan.ends_on] if signed.plan.ends_on else []
    return min(ends, default=None)


def _period(first: date, last: date | None) -> Json | None:
    """Give the days; None where another version took the place before the first of them."""
    if last is None:
        return {"start": first.isoformat()}
    return {"start": first.isoformat(), "end": last.isoformat()} if first <= last else None


def _request(
    signed: PlanVersion, names: _Names, patient: str, before: PlanVersion | None, status: str
) -> Json:
    plan = signed.plan
    said = (
        ("fhir.then", plan.ending.then if plan.ending else ""),
        ("fhir.if_too_hard", plan.if_too_hard),
        ("fhir.if_missed", plan.if_missed),
        ("fhir.contact", plan.contact),
    )
    return {
        "resourceType": "MedicationRequest",
        "identifier": [{"system": HASH_SYSTEM, "value": signed.content_sha256}],
        "status": status,
        "intent": "plan",
        "medicationCodeableConcept": words(f"{plan.medicine}, {plan.form}"),
        "subject": reference(patient),
        "authoredOn": moment(signed.signed_at),
        "requester": reference(names.signer),
        "priorPrescription": reference(_names(before).request) if before else None,
        "note": notes(
            (plan_line(signed), *(say(key, words=text) for key, text in said if clean(text)))
        ),
        "dosageInstruction": list(_dosages(signed)),
    }


def _dosages(signed: PlanVersion) -> Iterator[Json]:
    """Give the rows in order; the intakes of a row that differ share its number."""
    steps = signed.plan.steps
    lasts: list[date | None] = [each.starts - timedelta(days=1) for each in steps[1:]]
    for row, (step, last) in enumerate(zip(steps, [*lasts, signed.plan.ends_on], strict=True), 1):
        for day, intakes in enumerate(step.cycle):
            bounds = _period(step.starts + timedelta(days=day), last)
            if bounds is not None:  # a pattern longer than its row has days that never come
                for alike in _alike(intakes):
                    yield _dosage(row, step, bounds, alike)


def _alike(intakes: Sequence[TimedDose]) -> list[list[TimedDose]]:
    """Put intakes of one day together that differ in nothing but their times."""

    def key(each: TimedDose) -> tuple[int, str, str, bool]:
        return each.dose.ug, each.intended or "", parts_text(each.make_up), each.at is None

    return [list(group) for _, group in groupby(sorted(intakes, key=key), key)]


def _dosage(row: int, step: Step, bounds: Json, alike: Sequence[TimedDose]) -> Json:
    first = alike[0]
    repeat: Json = {
        "boundsPeriod": bounds,
        "frequency": len(alike),
        "period": len(step.cycle),
        "periodUnit": "d",
    }
    times = sorted(each.at for each in alike if each.at is not None)
    if times:
        repeat["timeOfDay"] = [each.isoformat(timespec="seconds") for each in times]
    made = {
        "sequence": row,
        "text": clean(": ".join(filter(None, (str(first.dose), parts_text(first.make_up))))),
        "timing": {"repeat": repeat},
        "doseAndRate": [{"doseQuantity": milligrams(first.dose.ug)}],
    }
    if first.intended is not None:
        made["extension"] = [{"url": INTENDED, "valueString": first.intended}]
    if said := clean(step.words):
        made["patientInstruction"] = said
    return made


def _provenance(signed: PlanVersion, names: _Names) -> Json:
    """Say who signed, when, and by which hash the signed text is known."""
    return entry(
        address("signature", signed.course, signed.version),
        {
            "resourceType": "Provenance",
            "target": [reference(names.request), reference(names.plan)],
            "recorded": moment(signed.signed_at),
            "agent": [
                {
                    "type": concept(f"{TERMINOLOGY}/provenance-participant-type", "author"),
                    "who": reference(names.signer),
                }
            ],
            "entity": [
                {
                    "role": "source",
                    "what": {"identifier": {"system": HASH_SYSTEM, "value": signed.content_sha256}},
                }
            ],
        },
    )
