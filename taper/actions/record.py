"""The record of one patient: plan and diary together, cut to what the viewer may see."""

from datetime import date

from pydantic import BaseModel

from taper import clock
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading, relations_of
from taper.actions.plans import CoursePlans, course_plans
from taper.diary.check_in import CheckIn
from taper.diary.symptoms import Symptom
from taper.errors import TaperError
from taper.ids import PatientId
from taper.people.access import Action, may
from taper.people.audit import Event, Trace
from taper.people.person import Actor, Patient
from taper.storage import diary, people, trail


class Record(BaseModel, frozen=True):
    """What is on file for one patient, as far as the viewer may see it."""

    patient: Patient
    today: date
    plans: tuple[CoursePlans, ...]
    diary_open: bool  # False: the patient has not agreed to share it, so it is empty here
    check_ins: tuple[CheckIn, ...]
    symptoms: tuple[Symptom, ...]


def record(clinic: Clinic, actor: Actor, patient: PatientId, *, page: str) -> Record:
    """Give the record; what the viewer may not see is dropped here, before charts are built."""
    with reading(clinic, actor, Action.READ_PLAN, patient, page=page) as work:
        return _record(work, patient)


def _record(work: Work, patient: PatientId) -> Record:
    found = people.patient(work.session, patient)
    if found is None:
        raise TaperError("id.unreadable")
    consent = people.consent(work.session, patient)
    diary_open = may(
        Action.READ_DIARY,
        relations_of(work.session, work.actor, patient),
        consent=consent is not None and consent.holds,
    )
    check_ins = diary.check_ins(work.session, patient) if diary_open else []
    return Record(
        patient=found,
        today=clock.today(found.zone),
        plans=tuple(course_plans(work.session, patient)),
        diary_open=diary_open,
        check_ins=tuple(check_ins),
        symptoms=tuple(diary.symptoms(work.session, patient)) if diary_open else (),
    )


def trail_of(clinic: Clinic, actor: Actor, patient: PatientId) -> list[tuple[Trace, str]]:
    """Give the patient's trail, newest first, with the name of who acted."""
    with reading(clinic, actor, Action.READ_TRAIL, patient) as work:
        traces = trail.traces(work.session, patient)
        names = people.names(
            work.session, {each.actor for each in traces if each.actor is not None}
        )
    return [
        (each, names.get(each.actor, "") if each.actor is not None else "")
        for each in reversed(traces)
    ]


def timeline_csv(
    clinic: Clinic, actor: Actor, patient: PatientId, first: date | None, last: date | None
) -> bytes:
    """Give the timeline from *first* to *last* as CSV; the export is in the trail."""
    from taper.exports.csv import timeline_csv as write_csv
    from taper.record.whole import whole_timeline

    with changing(clinic, actor, Action.EXPORT_TIMELINE, patient) as work:
        shown = _record(work, patient)
        work.trace(
            Event.EXPORTED,
            what="timeline.csv",
            first=first.isoformat() if first else None,
            last=last.isoformat() if last else None,
        )
    return write_csv(whole_timeline(shown, first, last), shown.symptoms)
