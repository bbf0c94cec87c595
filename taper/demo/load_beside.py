"""Putting what was recorded beside the plan on file in a demo, with its lines in the trail."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from taper.demo.beside import Beside
from taper.ids import PatientId, PersonId
from taper.people.audit import Event as Trailed
from taper.people.audit import Trace
from taper.storage import events, questionnaires


def add_beside(session: Session, told: Beside) -> list[Trace]:
    """Keep everything that was told; give its lines for the trail."""
    return [*_asked(session, told), *_answered(session, told), *_happened(session, told)]


def _asked(session: Session, told: Beside) -> Iterator[Trace]:
    for each in told.assignments:
        questionnaires.add_assignment(session, each)
        detail = {"instrument": each.instrument}
        yield _line(
            each.assigned_by, each.patient, each.assigned_at, Trailed.QUESTIONNAIRE_ASSIGNED, detail
        )


def _answered(session: Session, told: Beside) -> Iterator[Trace]:
    for each in told.responses:
        questionnaires.save(session, each)
        detail = {
            "instrument": each.instrument,
            "day": each.day.isoformat(),
            "revision": each.revision,
            "sha256": _sha256(questionnaires.revision_body(each)),
        }
        yield _line(
            each.recorded_by, each.patient, each.recorded_at, Trailed.QUESTIONNAIRE_SAVED, detail
        )
    for found in told.safety:
        questionnaires.add_safety_answer(session, found)
        if found.opened_at is not None and found.opened_by is not None:
            yield _line(
                found.opened_by,
                found.patient,
                found.opened_at,
                Trailed.SAFETY_ANSWER_OPENED,
                {"day": found.day.isoformat()},
            )


def _happened(session: Session, told: Beside) -> Iterator[Trace]:
    for each in told.events:
        kept = events.keep_texts(session, each, None, {})
        events.save(session, each, kept)
        detail = {
            "entry": str(each.id),
            "revision": each.revision,
            "sha256": _sha256(events.revision_body(each, kept)),
        }
        yield _line(each.recorded_by, each.patient, each.recorded_at, Trailed.EVENT_SAVED, detail)


def _sha256(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _line(
    actor: PersonId,
    patient: PatientId,
    at: datetime,
    event: Trailed,
    detail: Mapping[str, Any],
) -> Trace:
    return Trace(at=at, actor=actor, patient=patient, event=event, detail=dict(detail))
