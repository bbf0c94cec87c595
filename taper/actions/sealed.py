"""What came from another installation: whether it still is what came, and what its trails tell."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import ValidationError
from sqlalchemy.orm import Session

from taper.errors import TaperError
from taper.ids import PatientId
from taper.imports.takeout import read_trail
from taper.people.audit import Event, Trace
from taper.plan.plan import SignedContent, canonical_text, read_canonical, sha256
from taper.storage import takeout
from taper.words import say

Row = Mapping[str, Any]


class Arrived(NamedTuple):
    """What does not hold of what came, and what the sealed trails say of the days."""

    findings: list[str]
    traces: list[Trace]
    whole: bool = True  # whether the trails can be used to look at the days


def arrived(session: Session, patient: PatientId, traces: list[Trace]) -> Arrived:
    """Compare what came from elsewhere with what the first line of the trail here says of it."""
    bodies = takeout.sealed(session, patient)
    plans = takeout.signed_elsewhere(session, patient)
    first = traces[0] if traces and traces[0].event is Event.TAKEN_IN else None
    if first is None:
        findings = [say("keeping.sealed_unknown", patient=patient)] if bodies or plans else []
        return Arrived(findings, [])
    try:
        lines = opened(bodies, str(first.detail["trail_sha256"]))
    except TaperError:
        return Arrived([say("keeping.sealed_changed", patient=patient)], [], whole=False)
    findings = []
    if plans_sha256(plans) != first.detail["plans_sha256"] or not all(_holds(plans, lines)):
        findings.append(say("keeping.elsewhere_changed", patient=patient))
    return Arrived(findings, list(_told(patient, lines)))


def plans_sha256(plans: Sequence[Row]) -> str:
    """Give the hash of plans signed elsewhere, as the first line of the trail keeps it."""
    return sha256(canonical_text(plans))


def opened(bodies: list[str], last_sha256: str) -> list[Row]:
    """Give the lines of sealed trails, oldest first; TaperError where one was changed.

    Each but the oldest begins with the hash of the one before it.
    """
    told: object = last_sha256
    lines: list[Row] = []
    for body in reversed(bodies):
        if sha256(body) != told:
            raise TaperError("takeout.damaged")
        found = read_trail(body)
        lines = [*found, *lines]
        comes = bool(found) and found[0]["event"] == Event.TAKEN_IN
        told = found[0]["detail"].get("trail_sha256") if comes else None
    if told is not None:
        raise TaperError("takeout.damaged")
    return lines


def read_signed(plan: Row, patient: PatientId) -> SignedContent:
    """Read a plan signed elsewhere; TaperError where its hash or its place is another's."""
    if sha256(plan["content"]) != plan["content_sha256"]:
        raise TaperError("takeout.damaged")
    try:
        content = read_canonical(plan["content"])
    except (ValueError, AttributeError) as error:  # no JSON, no object, or no plan
        raise TaperError("takeout.damaged") from error
    told = (patient, plan["course_id"], plan["version"], plan["in_force_from"])
    read = (content.patient, content.course, content.version, content.in_force_from.isoformat())
    if told != read:
        raise TaperError("takeout.damaged")
    return content


def _holds(plans: Sequence[Row], lines: Sequence[Row]) -> Iterator[bool]:
    """Say of each plan whether a sealed trail tells of that signature, and of no other."""
    told = [
        (each["detail"].get("course"), each["detail"].get("version"), each["detail"].get("sha256"))
        for each in lines
        if each["event"] == Event.PLAN_SIGNED
    ]
    yield len(told) == len(plans)
    for plan in plans:
        yield sha256(plan["content"]) == plan["content_sha256"]
        yield (plan["course_id"], plan["version"], plan["content_sha256"]) in told


def check_signed(plans: Sequence[Row], lines: Sequence[Row]) -> None:
    """Refuse plans of which the sealed trails don't tell."""
    if not all(_holds(plans, lines)):
        raise TaperError("takeout.damaged")


def _told(patient: PatientId, lines: Sequence[Row]) -> Iterator[Trace]:
    """Give the lines that this program knows; what a newer one wrote is passed over."""
    known = {each.value for each in Event}
    for each in lines:
        if each["event"] in known:
            yield Trace(
                at=datetime.fromisoformat(each["at"]),
                actor=None,
                patient=patient,
                event=Event(each["event"]),
                detail=each["detail"],
            )


def told(patient: PatientId, lines: Sequence[Row]) -> list[Trace]:
    """Give what sealed lines tell; TaperError where they can't be read."""
    try:
        return list(_told(patient, lines))
    except (ValidationError, ValueError) as error:
        raise TaperError("takeout.damaged") from error
