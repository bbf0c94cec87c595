"""The trail: written in the transaction of what it tells of, one chain per patient."""

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.ids import PatientId, PersonId
from taper.people.audit import FIRST_LINK, Event, Trace, link
from taper.storage.tables import AuditEventRow, PatientHeadRow, table_of

CLINIC = PatientId(0)  # the chain of everything that concerns no patient

# Written with every save: put together once, since that takes longer than the writing.
_heads, _lines = table_of(PatientHeadRow), table_of(AuditEventRow)
_OF_PATIENT = _heads.c.patient_id == sa.bindparam("patient")
_HEAD = sa.select(_heads.c.trail_head).where(_OF_PATIENT).with_for_update()
_NEW_HEAD = sa.update(_heads).where(_OF_PATIENT).values(trail_head=sa.bindparam("link"))
_NEW_HEAD_WITH_NEWS = _NEW_HEAD.values(news_at=sa.bindparam("at"))
_NEW_LINE = sa.insert(_lines).inline()


def open_chain(session: Session, patient: PatientId) -> None:
    """Begin the chain of *patient*."""
    session.add(PatientHeadRow(patient_id=patient, trail_head=FIRST_LINK))
    session.flush()


def lock(session: Session, patient: PatientId) -> bytes:
    """Lock a chain and give its newest link: writers of one patient come one after another."""
    newest: bytes = session.execute(_HEAD, {"patient": patient}).scalar_one()
    return newest


def write(session: Session, key: bytes, *traces: Trace, news_at: datetime | None = None) -> None:
    """Add *traces* of one patient to their chain, in their order.

    *news_at*: the patient wrote something then that others may read.
    """
    patient = traces[0].patient or CLINIC
    newest = lock(session, patient)
    added = []
    for trace in traces:
        before, newest = newest, link(key, newest, trace)
        added.append(
            {
                "at": trace.at,
                "actor_id": trace.actor,
                "patient_id": trace.patient or CLINIC,
                "event": trace.event.value,
                "detail": dict(trace.detail),
                "previous": before,
                "link": newest,
            }
        )
    session.execute(_NEW_LINE, added)
    head = {"patient": patient, "link": newest}
    if news_at is None:
        session.execute(_NEW_HEAD, head)
    else:
        session.execute(_NEW_HEAD_WITH_NEWS, {**head, "at": news_at})


_NEWS = sa.update(_heads).where(_OF_PATIENT).values(news_at=sa.bindparam("at"))


def tell_news(session: Session, patient: PatientId, at: datetime) -> None:
    """Keep when the patient last wrote something that others may read."""
    session.execute(_NEWS, {"patient": patient, "at": at})


def traces(session: Session, patient: PatientId) -> list[Trace]:
    """Give the trail of one patient, oldest first."""
    return [_read(patient, found) for found in session.execute(_chain(patient))]


def linked(session: Session, patient: PatientId) -> list[tuple[Trace, bytes]]:
    """Give the trail of one patient with the link of each line, oldest first."""
    return [(_read(patient, found), found.link) for found in session.execute(_chain(patient))]


def newest_of_clinic(session: Session, *, skip: int, at_most: int) -> list[Trace]:
    """Give lines that belong to no patient, newest first."""
    row = AuditEventRow
    found = _chain(CLINIC).order_by(None).order_by(row.id.desc()).offset(skip).limit(at_most)
    return [_read(CLINIC, each) for each in session.execute(found)]


def _chain(patient: PatientId) -> sa.Select[Any]:
    row = AuditEventRow
    return (
        sa.select(row.at, row.actor_id, row.event, row.detail, row.previous, row.link)
        .where(row.patient_id == patient)
        .order_by(row.id)
    )


def _read(patient: PatientId, row: sa.Row[Any]) -> Trace:
    return Trace(
        at=row.at,
        actor=None if row.actor_id is None else PersonId(row.actor_id),
        patient=patient or None,
        event=Event(row.event),
        detail=row.detail,
    )


def first_break(
    session: Session, key: bytes, patient: PatientId, older: tuple[bytes, ...] = ()
) -> int | None:
    """Give the number of the first line whose link does not hold; None where all hold.

    The head counts as the line after the last, so that a tail cut off is found too. *older*:
    the keys before *key*, oldest first. A line that says so goes on with the next of them, and
    the last line must stand under *key*: who knows an older one can't end a trail with it.
    """
    keys = (*older, key)
    held = _held(session, keys, patient, at_once=1000)
    if not held.readable:  # a line can't even be read: look again, one at a time
        held = _held(session, keys, patient, at_once=1)
    head = session.get(PatientHeadRow, patient)
    whole = held.to_the_end and head is not None and head.trail_head == held.link
    return None if whole else held.lines + 1


def heads(session: Session) -> dict[PatientId, bytes]:
    """Give the newest link of every chain."""
    found = session.execute(sa.select(PatientHeadRow.patient_id, PatientHeadRow.trail_head))
    return {PatientId(patient): head for patient, head in found}


def has_link(session: Session, patient: PatientId, wanted: bytes) -> bool:
    """Say whether a link is in the chain of *patient*, at its end or before."""
    row = AuditEventRow
    found = sa.select(row.id).where(row.patient_id == patient, row.link == wanted)
    return session.scalar(found.limit(1)) is not None


class _Held(NamedTuple):
    """How many lines of a chain hold, and the link of the last of them."""

    lines: int
    link: bytes
    to_the_end: bool
    readable: bool = True


def _held(session: Session, keys: tuple[bytes, ...], patient: PatientId, *, at_once: int) -> _Held:
    lines, previous, left = 0, FIRST_LINK, keys
    a_few = {"yield_per": at_once}
    try:
        with session.execute(_chain(patient), execution_options=a_few) as found:
            for row in found:
                left = _keys_left(left, previous, _read(patient, row), row, is_first=not lines)
                if not left:
                    return _Held(lines, previous, to_the_end=False)
                lines, previous = lines + 1, row.link
    except (ValueError, OverflowError):
        return _Held(lines, previous, to_the_end=False, readable=False)
    return _Held(lines, previous, to_the_end=len(left) == 1 or not lines)


def _keys_left(
    keys: tuple[bytes, ...], previous: bytes, trace: Trace, row: sa.Row[Any], *, is_first: bool
) -> tuple[bytes, ...]:
    """Give the key that a line holds under, and those after it; none where it doesn't hold.

    A chain may begin under any key: that of the day. From then on only a line that tells of it
    goes on to the next.
    """
    if row.previous != previous:
        return ()
    renewed = trace.event is Event.TRAIL_KEY_RENEWED
    tried = len(keys) if is_first else 1
    for number in [1] if renewed and not is_first else range(tried):
        left = keys[number:]
        if left and row.link == link(left[0], previous, trace):
            return left
    return ()


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
