"""The record of one patient, cut to what the viewer may see, and its way out as CSV."""

from collections.abc import Collection
from datetime import date

from taper import clock
from taper.actions.beside import beside
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, is_allowed, reading
from taper.actions.plans import course_plans
from taper.actions.sections import DAYS, cut_days, cut_plans, sections_of
from taper.actions.trail_names import with_names
from taper.diary.days import DiaryDays
from taper.diary.symptoms import Slug
from taper.diary.tags import SymptomTag
from taper.errors import TaperError
from taper.ids import PatientId, PersonId
from taper.people.access import Action
from taper.people.audit import Event, Trace
from taper.people.grant import Section
from taper.people.person import Actor
from taper.record.record import Record
from taper.storage import diary, people, symptom_list, trail
from taper.storage.diary_days import diary_days


def record(clinic: Clinic, actor: Actor, patient: PatientId, *, page: str) -> Record:
    """Give the record; what the viewer may not see is dropped here, before charts are built."""
    with reading(clinic, actor, Action.READ_RECORD, patient, page=page) as work:
        return record_of(work, patient)


def record_of(work: Work, patient: PatientId) -> Record:
    """Give the record within a transaction, cut to what the viewer may see."""
    found = people.patient(work.session, patient)
    if found is None:
        raise TaperError("id.unreadable")
    has = sections_of(work, found)
    days = _diary(work, patient, has)
    return Record(
        patient=found,
        today=clock.today(found.zone),
        plans=cut_plans(course_plans(work.session, patient), days, has),
        diary_is_open=bool(has - {Section.PLAN}),
        check_ins_are_open=Section.CHECK_INS in has,
        diary=days,
        symptoms=tuple(diary.symptoms(work.session, patient)) if Section.SYMPTOMS in has else (),
        tags=_tags(work, patient) if Section.SYMPTOMS in has else {},
        beside=beside(work, found, has),
    )


def _tags(work: Work, patient: PatientId) -> dict[Slug, SymptomTag]:
    """Give what the patient last said of each symptom and the time before the taper."""
    return {slug: said[-1] for slug, said in symptom_list.tags(work.session, patient).items()}


def _diary(work: Work, patient: PatientId, has: Collection[Section]) -> DiaryDays:
    """Give the days as the actor may read them: a private note is for the patient alone."""
    if not DAYS.intersection(has):
        return DiaryDays()
    days = diary_days(work.session, patient)
    if work.actor.patient == patient:
        return days
    if is_allowed(work.session, work.actor, Action.READ_DIARY, patient):
        return days.without_private_notes
    return cut_days(days.without_private_notes, has)


def trail_of(clinic: Clinic, actor: Actor, patient: PatientId) -> list[tuple[Trace, str]]:
    """Give the patient's trail, newest first, with the name of who acted.

    A prescriber reads what others than the patient did: what the patient does is the diary's.
    """
    with reading(clinic, actor, Action.READ_TRAIL, patient, page="trail") as work:
        traces = trail.traces(work.session, patient)
        if actor.patient != patient:
            traces = [each for each in traces if each.actor != PersonId(patient)]
        traces = with_names(work.session, patient, traces)
        names = people.names(
            work.session, {each.actor for each in traces if each.actor is not None}
        )
    return [
        (each, names.get(each.actor, "") if each.actor is not None else "")
        for each in reversed(traces)
    ]


def timeline_csv(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    first: date | None,
    last: date | None,
) -> bytes:
    """Give all medicines' timeline from *first* to *last* as CSV; the export is in the trail.

    Without days, everything on file.
    """
    from taper.exports.csv import timeline_csv as write_csv

    with changing(clinic, actor, Action.EXPORT_TIMELINE, patient) as work:
        shown = record_of(work, patient)
        whole_first, whole_last = shown.span()
        first, last = first or whole_first, last or whole_last
        work.trace(
            Event.EXPORTED, what="timeline.csv", first=first.isoformat(), last=last.isoformat()
        )
    timelines, is_open = shown.timelines(first, last), shown.diary_is_open
    return write_csv(timelines, shown.shown_symptoms, shown.beside, is_open=is_open)
