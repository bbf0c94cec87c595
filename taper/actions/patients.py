"""The list of a prescriber's patients: facts about plan and diary, never what the diary says."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel

from taper import clock
from taper.actions.clinic import Clinic
from taper.actions.doing import reading
from taper.ids import CourseId, PatientId
from taper.people.access import Action
from taper.people.person import Actor, Patient
from taper.plan.plan import Course
from taper.plan.standing import SignedRows, Standing, standing
from taper.storage import caseload, questionnaires

DAYS_COUNTED = 28


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
    safety_answer_not_opened: bool  # False as well where the diary is not shared


def patient_list(clinic: Clinic, actor: Actor) -> list[PatientLine]:
    """Give everybody in the actor's care, in name order."""
    with reading(clinic, actor, Action.LIST_PATIENTS) as work:
        listed = caseload.in_care(work.session, actor.person)
        zones = {each.patient.zone for each in listed}
        today_in = {zone: clock.local_day(work.at, zone) for zone in zones}
        days = caseload.diary_days(work.session, actor.person, today_in, days=DAYS_COUNTED)
        courses: defaultdict[PatientId, list[Course]] = defaultdict(list)
        for course in caseload.courses(work.session, actor.person):
            courses[course.patient].append(course)
        earliest = min(today_in.values(), default=work.at.date())
        signed = caseload.signed_rows(work.session, actor.person, earliest)
        not_opened = questionnaires.with_unopened_answer(work.session, actor.person)
    return [
        PatientLine(
            patient=each.patient,
            today=today_in[each.patient.zone],
            has_account=each.has_account,
            shares_diary=each.shares_diary,
            last_check_in=days[each.patient.id].last if each.patient.id in days else None,
            days_recorded=days[each.patient.id].recorded if each.patient.id in days else None,
            courses=tuple(
                _course_line(course, signed, today_in[each.patient.zone])
                for course in courses[each.patient.id]
            ),
            safety_answer_not_opened=each.shares_diary and each.patient.id in not_opened,
        )
        for each in sorted(listed, key=_name_order)
    ]


def _course_line(
    course: Course, signed: Mapping[tuple[PatientId, CourseId], list[SignedRows]], today: date
) -> CourseLine:
    versions = signed.get((course.patient, course.id))
    return CourseLine(course=course, standing=standing(versions, today) if versions else None)


def _name_order(listed: caseload.InCare) -> tuple[str, int]:
    """Sort É beside E, and two people of one name always the same way."""
    name = unicodedata.normalize("NFKD", listed.patient.name)
    plain = "".join(sign for sign in name if not unicodedata.combining(sign))
    return plain.casefold(), listed.patient.id
