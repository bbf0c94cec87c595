"""The trail: written in the transaction of what it tells of, one chain per patient."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.ids import PatientId, PersonId
from taper.people.audit import FIRST_LINK, Event, Trace, link
from taper.storage.tables import AuditEventRow, PatientHeadRow

CLINIC = PatientId(0)  # the chain of everything that concerns no patient


def open_chain(session: Session, patient: PatientId) -> None:
    """Begin the chain of *patient*."""
    session.add(PatientHeadRow(patient_id=patient, trail_head=FIRST_LINK))
    session.flush()


def lock(session: Session, patient: PatientId) -> PatientHeadRow:
    """Lock the patient's head row: writers of one patient come one after another."""
    return session.get_one(PatientHeadRow, patient, with_for_update=True)


def write(session: Session, key: bytes, trace: Trace) -> None:
    """Add *trace* to its chain."""
    head = lock(session, trace.patient or CLINIC)
    made = link(key, head.trail_head, trace)
    session.add(
        AuditEventRow(
            at=trace.at,
            actor_id=trace.actor,
            patient_id=trace.patient or CLINIC,
            event=trace.event,
            detail=dict(trace.detail),
            previous=head.trail_head,
            link=made,
        )
    )
    head.trail_head = made
    session.flush()


def traces(session: Session, patient: PatientId) -> list[Trace]:
    """Give the trail of one patient, oldest first."""
    row = AuditEventRow
    found = session.execute(
        sa.select(row.at, row.actor_id, row.event, row.detail)
        .where(row.patient_id == patient)
        .order_by(row.id)
    )
    return [
        Trace(
            at=at,
            actor=None if actor is None else PersonId(actor),
            patient=patient or None,
            event=Event(event),
            detail=detail,
        )
        for at, actor, event, detail in found
    ]


def first_break(session: Session, key: bytes, patient: PatientId) -> int | None:
    """Give the number of the first line whose link does not hold; None where all hold.

    The head counts as the line after the last, so that a tail cut off is found too.
    """
    row = AuditEventRow
    previous, number = FIRST_LINK, 0
    links = session.execute(
        sa.select(row.previous, row.link).where(row.patient_id == patient).order_by(row.id)
    )
    for number, (trace, (before, stored)) in enumerate(
        zip(traces(session, patient), links, strict=True), start=1
    ):
        if before != previous or stored != link(key, previous, trace):
            return number
        previous = stored
    head = session.get(PatientHeadRow, patient)
    return None if head is not None and head.trail_head == previous else number + 1


def viewed_since(
    session: Session,
    actor: PersonId,
    patient: PatientId,
    page: str,
    since: datetime,
    signed_in: str,
) -> bool:
    """Say whether a view of *page* in the session *signed_in* was written since *since*."""
    row = AuditEventRow
    details = session.scalars(
        sa.select(row.detail).where(
            row.patient_id == patient,
            row.actor_id == actor,
            row.event == Event.VIEWED,
            row.at >= since,
        )
    )
    return any(
        detail.get("page") == page and detail.get("session") == signed_in for detail in details
    )
