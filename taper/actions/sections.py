"""What of one record is open to whoever reads it; everything else is dropped before it is built."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from taper import clock
from taper.actions.doing import Work, relations_of
from taper.diary.days import DiaryDays, Intakes
from taper.errors import TaperError
from taper.ids import PatientId
from taper.people.access import may_read
from taper.people.grant import Section, Viewer
from taper.people.person import Patient, Relation
from taper.plan.plan import CoursePlans
from taper.storage import people, sharing

DAYS = frozenset({Section.CHECK_INS, Section.SYMPTOMS, Section.NOTES})  # what a check-in holds


def sections_of(work: Work, patient: Patient) -> frozenset[Section]:
    """Give the sections of *patient* that are open to who is acting, or by the link in use."""
    if work.opened is not None:
        return work.opened
    session, actor = work.session, work.actor
    relations = relations_of(session, actor, patient.id)
    if Relation.SELF in relations:  # one's own record is open, whatever is shared
        return frozenset(Section)
    consent = people.consent(session, patient.id)
    granted = sharing.grant(session, patient.id, actor.person)
    viewer = Viewer(
        person=actor.person,
        relations=relations,
        consent=consent is not None and consent.holds,
        grants=(granted,) if granted else (),
    )
    today = clock.today(patient.zone)
    return frozenset(each for each in Section if may_read(viewer, patient.id, each, today))


def is_open(work: Work, patient: PatientId, section: Section) -> bool:
    """Say whether one section of *patient* is open to who is acting."""
    found = people.patient(work.session, patient)
    if found is None:
        raise TaperError("id.unreadable")
    return section in sections_of(work, found)


def cut_plans(
    plans: Iterable[CoursePlans], days: DiaryDays, has: Collection[Section]
) -> tuple[CoursePlans, ...]:
    """Give the plans; without that section, the names of medicines recorded as taken alone."""
    if Section.PLAN in has:
        return tuple(plans)
    recorded = days.courses
    return tuple(
        each.model_copy(update={"versions": ()}) for each in plans if each.course.id in recorded
    )


def cut_days(days: DiaryDays, has: Collection[Section]) -> DiaryDays:
    """Leave out of each day what isn't open, and that something private is there at all."""
    count = len(days.days)
    blank: dict[str, Any] = {"note_is_private": [False] * count}
    if Section.CHECK_INS not in has:
        nothing = [None] * count
        blank |= dict.fromkeys(("mood", "sleep_min", "sleep_quality", "usual_things"), nothing)
        blank |= {"bad_day": [False] * count, "intakes": Intakes()}
    if Section.SYMPTOMS not in has:
        blank["symptoms"] = [{}] * count
    if Section.NOTES not in has:
        blank["note"] = [""] * count
    return _with(days, blank)


def _with(days: DiaryDays, blank: Mapping[str, Any]) -> DiaryDays:
    """Give the days on which something is left: that somebody wrote at all is a check-in too."""
    columns = {name: blank.get(name, getattr(days, name)) for name in DiaryDays.model_fields}
    cut = DiaryDays.model_construct(**columns)
    keep = dict(zip(cut.days, cut.is_recorded, strict=True))
    kept: dict[str, Any] = {
        name: _kept(values, cut.days, keep) for name, values in columns.items() if name != "intakes"
    }
    intakes = Intakes(*(_kept(values, cut.intakes.day, keep) for values in cut.intakes))
    return DiaryDays.model_construct(**kept, intakes=intakes)


def _kept(values: Sequence[Any], days: Sequence[date], keep: Mapping[date, bool]) -> list[Any]:
    return [value for value, day in zip(values, days, strict=True) if keep[day]]
