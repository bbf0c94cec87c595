"""The list of a prescriber's patients: facts about plan and diary, never what the diary says."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from pydantic import BaseModel

from taper import clock
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading
from taper.ids import CourseId, PatientId
from taper.people.access import Action
from taper.people.person import Actor, Consent, Patient, known_as
from taper.plan.plan import Course
from taper.plan.standing import SignedRows, Standing, standing
from taper.storage import caseload, people, questionnaires
from taper.storage.caseload import DiaryDays, Ids, InCare, Named

DAYS_COUNTED = 28
ON_A_PAGE = 25


class Order(StrEnum):
    """What the reader may sort by; never how anybody feels."""

    NAME = "name"
    NEXT_CHANGE = "next_change"
    LAST_CHECK_IN = "last_check_in"
    DAYS_RECORDED = "days_recorded"
    REQUEST = "request"
    NEW = "new"


class CourseLine(BaseModel, frozen=True):
    """One medicine, and where its signed plan stands today; None where nothing is signed."""

    course: Course
    standing: Standing | None


class PatientLine(BaseModel, frozen=True):
    """One patient in the list."""

    patient: Patient
    today: date
    has_account: bool  # False: the invitation has not been used
    shares_diary: bool
    last_check_in: date | None  # None as well where the diary is not shared
    days_recorded: int | None  # of the last DAYS_COUNTED; None where the diary is not shared
    courses: tuple[CourseLine, ...]
    open_requests: int
    is_new: bool  # written since the reader last opened the patient; False where not shared
    safety_answer_not_opened: bool  # False as well where the diary is not shared


class PatientPage(BaseModel, frozen=True):
    """A part of the list, and everybody's name to find a patient by."""

    names: tuple[tuple[PatientId, str], ...]  # everybody, in name order
    page: int  # 0 for the first
    pages: int
    lines: tuple[PatientLine, ...]


def patient_page(
    clinic: Clinic,
    actor: Actor,
    *,
    order: Order = Order.NAME,
    page: int = 0,
    on_a_page: int = ON_A_PAGE,
) -> PatientPage:
    """Give a part of everybody in the actor's care, in name order or as the reader sorts.

    Only what is shown is looked up: in name order a thousand patients cost what 25 do.
    """
    with reading(clinic, actor, Action.LIST_PATIENTS) as work:
        everybody = sorted(caseload.names(work.session, actor.person), key=_name_order)
        pages = max(1, -(-len(everybody) // on_a_page))
        page = min(max(page, 0), pages - 1)
        listed = _sorted(work, everybody, order)[page * on_a_page : (page + 1) * on_a_page]
        lines = _lines(work, [each.id for each in listed])
    names = tuple((each.id, known_as(each.name, each.mark)) for each in everybody)
    return PatientPage(names=names, page=page, pages=pages, lines=tuple(lines))


class Overview(BaseModel, frozen=True):
    """Everything that a prescriber's first page about a patient says of plan and access."""

    line: PatientLine
    consent: Consent | None
    prescribers: tuple[str, ...]  # who looks after the patient, in name order


def overview(clinic: Clinic, actor: Actor, patient: PatientId) -> Overview:
    """Give one patient's line with who has access; what was new no longer is."""
    with reading(clinic, actor, Action.READ_OVERVIEW, patient, page="patient") as work:
        (line,) = _lines(work, [patient])
        opened = Overview(
            line=line,
            consent=people.consent(work.session, patient),
            prescribers=tuple(name for _, name in people.prescribers_of(work.session, patient)),
        )
    if line.is_new:  # written since the view that stands in the trail: it has been seen now
        with changing(clinic, actor, Action.READ_OVERVIEW, patient) as work:
            people.note_opened(work.session, patient, actor.person, work.at)
    return opened


def waiting(clinic: Clinic, actor: Actor) -> list[tuple[PatientId, str]]:
    """Give who has not used the invitation yet, in name order."""
    with reading(clinic, actor, Action.LIST_PATIENTS) as work:
        found = caseload.without_account(work.session, actor.person)
    return [(each.id, known_as(each.name, each.mark)) for each in sorted(found, key=_name_order)]


def _name_order(named: Named) -> tuple[str, int]:
    """Sort É beside E, and two people of one name always the same way."""
    name = named.name
    if not name.isascii():
        apart = unicodedata.normalize("NFKD", name)
        name = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return name.casefold(), named.id


def _sorted(work: Work, everybody: list[Named], order: Order) -> list[Named]:
    """Sort by one column, which alone is looked up; those with nothing in it come last.

    Equal ones stay in name order.
    """
    column = _column(work, everybody, order)
    return sorted(everybody, key=lambda each: (each.id not in column, column.get(each.id, 0)))


def _column(work: Work, everybody: list[Named], order: Order) -> Mapping[PatientId, int]:
    session, reader, ids = work.session, work.actor.person, [each.id for each in everybody]
    match order:
        case Order.NAME:
            return {}
        case Order.REQUEST:
            counts = caseload.open_requests(session, reader)
            return {each: -count for each, count in counts.items()}
        case Order.NEW:
            shared = caseload.in_care(session, reader, ids)
            news = caseload.with_news(session, reader)
            return {each: 0 for each in news if each in shared and shared[each].shares_diary}
        case Order.NEXT_CHANGE:
            return _next_changes(work, everybody)
    days = caseload.diary_days(session, ids, _today_in(work, everybody), days=DAYS_COUNTED)
    if order is Order.DAYS_RECORDED:
        return {each: found.recorded for each, found in days.items()}
    return {each: -found.last.toordinal() for each, found in days.items() if found.last}


def _next_changes(work: Work, everybody: list[Named]) -> Mapping[PatientId, int]:
    """Give the day of the next planned change; a plan is read only where versions meet."""
    today_in = _today_in(work, everybody)
    today_of = {each.id: today_in[each.zone] for each in everybody}
    earliest = min(today_in.values(), default=work.at.date())
    found: dict[PatientId, list[int]] = defaultdict(list)
    to_read = []
    for (patient, _), outlines in caseload.outlines(
        work.session, work.actor.person, earliest
    ).items():
        today = today_of[patient]
        if len(outlines) > 1 or outlines[0].in_force_from > today:
            to_read.append(patient)
            continue
        ahead = (date.fromisoformat(each) for each in outlines[0].changes)
        found[patient] += [day.toordinal() for day in ahead if day > today]
    for (patient, _), versions in caseload.signed_rows(work.session, to_read, earliest).items():
        change = standing(versions, today_of[patient]).changes_on
        found[patient] += [change.toordinal()] if change else []
    return {patient: min(days) for patient, days in found.items() if days}


def _today_in(work: Work, everybody: Iterable[Named | Patient]) -> dict[str, date]:
    zones = {each.zone for each in everybody}
    return {zone: clock.local_day(work.at, zone) for zone in zones}


def _lines(work: Work, ids: Ids) -> list[PatientLine]:
    """Give the lines of *ids*, in their order."""
    session = work.session
    listed = caseload.in_care(session, work.actor.person, ids)
    today_in = _today_in(work, [each.patient for each in listed.values()])
    days = caseload.diary_days(session, ids, today_in, days=DAYS_COUNTED)
    asked = caseload.open_requests(session, work.actor.person)
    news = caseload.with_news(session, work.actor.person)
    not_opened = questionnaires.with_unopened_answer(session, work.actor.person)
    courses = _courses(work, ids, today_in)
    return [
        _line(
            listed[each],
            today_in[listed[each].patient.zone],
            days.get(each),
            tuple(courses[each]),
            asked.get(each, 0),
            has_news=each in news,
            has_safety_answer=each in not_opened,
        )
        for each in ids
        if each in listed  # care may have ended since the names were read
    ]


def _line(
    found: InCare,
    today: date,
    days: DiaryDays | None,
    courses: tuple[tuple[Course, list[SignedRows] | None], ...],
    asked: int,
    *,
    has_news: bool,
    has_safety_answer: bool,
) -> PatientLine:
    return PatientLine(
        patient=found.patient,
        today=today,
        has_account=found.has_account,
        shares_diary=found.shares_diary,
        last_check_in=days.last if days else None,
        days_recorded=days.recorded if days else None,
        courses=tuple(
            CourseLine(course=course, standing=standing(signed, today) if signed else None)
            for course, signed in courses
        ),
        open_requests=asked,
        is_new=found.shares_diary and has_news,
        safety_answer_not_opened=found.shares_diary and has_safety_answer,
    )


def _courses(
    work: Work, ids: Ids, today_in: Mapping[str, date]
) -> Mapping[PatientId, list[tuple[Course, list[SignedRows] | None]]]:
    earliest = min(today_in.values(), default=work.at.date())
    signed: Mapping[tuple[PatientId, CourseId], list[SignedRows]]
    signed = caseload.signed_rows(work.session, ids, earliest)
    found: defaultdict[PatientId, list[tuple[Course, list[SignedRows] | None]]]
    found = defaultdict(list)
    for course in caseload.courses(work.session, ids):
        found[course.patient].append((course, signed.get((course.patient, course.id))))
    return found
