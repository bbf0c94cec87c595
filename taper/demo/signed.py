"""The signed plans of the demo: real canonical content with real hashes, of invented numbers."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from taper.demo.clinic import MEDICINE, DemoCourse, DemoPrescriber
from taper.demo.story import CourseStory, PatientStory, VersionStory
from taper.demo.texts import PlanTexts, texts
from taper.ids import CourseId, PatientId
from taper.plan.guard import printable
from taper.plan.plan import (
    Course,
    Ending,
    Plan,
    PlanVersion,
    SignedContent,
    Step,
    Supply,
    TimedDose,
    canonical,
    sha256,
)
from taper.plan.preparations import Liquid, Preparation, Rounding, Tablet, ways
from taper.plan.reading import read_dose

SATURDAY = 5
# What the demo's patients have of a medicine that does not exist.
PREPARATIONS: dict[str, tuple[Preparation, ...]] = {
    "tablets": tuple(
        Tablet(kind="tablet", strength_mg=mg, scored=True, modified_release=False, cut="halves")
        for mg in (Fraction(10), Fraction(5))
    ),
    "liquid": (
        Liquid(kind="liquid", mg=Fraction(2), in_ml=Fraction(1), smallest_ml=Fraction(1, 20)),
    ),
}


def signed_course(
    story: PatientStory,
    told: CourseStory,
    identifier: CourseId,
    patient: PatientId,
    prescriber: DemoPrescriber,
    today: date,
) -> DemoCourse:
    """Give a course of *story* with every version that was signed."""
    course = Course(id=identifier, patient=patient, medicine=MEDICINE, form=told.form)
    begins = today - timedelta(days=told.begins)
    versions = tuple(
        _version(course, each, number, begins, story, prescriber)
        for number, each in enumerate(told.versions, start=1)
    )
    opened_at = versions[0].signed_at - timedelta(minutes=12)
    return DemoCourse(course=course, opened_at=opened_at, versions=versions)


def _version(
    course: Course,
    told: VersionStory,
    number: int,
    begins: date,
    story: PatientStory,
    prescriber: DemoPrescriber,
) -> PlanVersion:
    content = SignedContent(
        patient=course.patient,
        course=course.id,
        version=number,
        in_force_from=begins + timedelta(days=told.in_force),
        reason=texts().reasons[told.reason] if told.reason else "",
        plan=_plan(course, told, begins, texts().plan[story.prescriber]),
    )
    return PlanVersion(
        **content.model_dump(exclude={"format", "plan"}),
        plan=content.plan,
        signed_by=prescriber.id,
        signed_by_name=prescriber.name,
        signed_at=_in_office_hours(begins + timedelta(days=told.signed), story.zone, number),
        content_sha256=sha256(canonical(content)),
    )


def _plan(course: Course, told: VersionStory, begins: date, words: PlanTexts) -> Plan:
    steps = tuple(
        Step(
            starts=begins + timedelta(days=day),
            cycle=((_made_up(TimedDose(dose=read_dose(dose)), course.form),),),
            words="" if row else words.first_row,
        )
        for row, (day, dose) in enumerate(told.rows)
    )
    ends_at_zero = read_dose(told.rows[-1][1]).ug == 0
    until = None if told.ends is None else begins + timedelta(days=told.ends)
    return Plan(
        medicine=course.medicine,
        form=course.form,
        steps=steps,
        ending=None if ends_at_zero else Ending(holds_until=until, then=words.then),
        if_too_hard=words.if_too_hard,
        if_missed=words.if_missed,
        contact=words.contact,
        supply=Supply(
            preparations=PREPARATIONS[course.form],
            unit_mg=None,
            rounding=Rounding(rule="nearest", ties="down"),
        ),
    )


def _made_up(timed: TimedDose, form: str) -> TimedDose:
    """Say what a dose is made of, where the demo's preparations make it."""
    found = ways(PREPARATIONS[form], timed.dose.mg) if timed.dose.ug else ()
    parts = printable(timed.dose.ug, found[0]).parts if found else ()
    return timed.model_copy(update={"made_of": parts})


def _in_office_hours(day: date, zone: str, number: int) -> datetime:
    """Give a moment of a working day, not after *day*."""
    day -= timedelta(days=max(0, day.weekday() - SATURDAY + 1))
    at = datetime.combine(day, time(10, 7 * number % 60), ZoneInfo(zone))
    return at.astimezone(UTC)
