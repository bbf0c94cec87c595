"""The list of a prescriber's patients: facts about plan and diary, never what the diary says."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from pydantic import BaseModel

from taper import clock
from taper.actions.clinic import Clinic
from taper.actions.doing import reading
from taper.people.access import Action
from taper.people.person import Actor, Patient
from taper.plan.dose import Dose
from taper.plan.in_force import next_change, on_day, stretches
from taper.plan.plan import Course, PlanVersion
from taper.storage import caseload

DAYS_COUNTED = 28


class CourseLine(BaseModel, frozen=True):
    """Where one medicine's signed plan stands today."""

    course: Course
    signed: bool
    row: int | None = None  # None: no row holds today
    rows: int | None = None  # of the version in force
    dose: Dose | None = None
    next_change: date | None = None
    next_dose: Dose | None = None
    begins: date | None = None  # where the plan has not begun
    ended: date | None = None  # its last day, where the plan is over


class PatientLine(BaseModel, frozen=True):
    """One patient in the list."""

    patient: Patient
    today: date
    has_account: bool  # False: the invitation has not been used
    shares_diary: bool
    last_check_in: date | None  # None as well where the diary is not shared
    days_recorded: int | None  # of the last DAYS_COUNTED; None where the diary is not shared
    courses: tuple[CourseLine, ...]


def patient_list(clinic: Clinic, actor: Actor) -> list[PatientLine]:
    """Give everybody in the actor's care, in name order."""
    with reading(clinic, actor, Action.LIST_PATIENTS) as work:
        listed = caseload.in_care(work.session, actor.person)
        today_in = {each.patient.zone: clock.local_day(work.at, each.patient.zone) for each in listed}
        days = caseload.diary_days(work.session, actor.person, today_in, days=DAYS_COUNTED)
        courses = caseload.courses(work.session, actor.person)
        # Nowhere on Earth is it earlier than twelve hours behind UTC.
        earliest = (work.at - timedelta(hours=12)).date()
        versions = caseload.versions_from(work.session, actor.person, earliest)
    lines = _course_lines(courses, versions, {each.patient.id: today_in[each.patient.zone] for each in listed})
    return [_line(each, today_in, days, lines) for each in sorted(listed, key=_name_order)]


def _name_order(listed: caseload.InCare) -> tuple[str, int]:
    """Sort É beside E, and two people of one name always the same way."""
    name = unicodedata.normalize("NFKD", listed.patient.name)
    plain = "".join(sign for sign in name if not unicodedata.combining(sign))
    return plain.casefold(), listed.patient.id


