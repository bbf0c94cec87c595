"""The demo clinic as values: the same every time for the same day."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random

from taper.demo.beside import Teller
from taper.demo.clinic import DemoClinic, DemoCourse, DemoPatient, DemoPrescriber
from taper.demo.feelings import Change, feelings
from taper.demo.keeping import Keeper, Planned
from taper.demo.signed import signed_course
from taper.demo.story import PATIENTS, PatientStory
from taper.diary.reminders import Chosen
from taper.diary.symptoms import Symptom
from taper.facts.symptoms import core
from taper.ids import CourseId, PatientId, PersonId
from taper.people.person import Patient
from taper.plan.in_force import Stretch, stretches

OPENED = 760  # days before today
_PRESCRIBERS = (("bose", "Dr Bose"), ("lind", "Dr Lind"))


def histories(today: date) -> DemoClinic:
    """Give the demo clinic with histories that end at *today*."""
    prescribers = {key: made_up_prescriber(key, name, today) for key, name in _PRESCRIBERS}
    return DemoClinic(
        prescribers=tuple(prescribers.values()),
        patients=tuple(
            made_up_patient(story, prescribers[story.prescriber], today) for story in PATIENTS
        ),
    )


def _chance(*names: str) -> Random:
    """Give a source of numbers of its own for each purpose: one patient never moves another."""
    return Random("exampline/" + "/".join(names))  # noqa: S311 - invented lives, no secrets


def identifier(*names: str) -> int:
    """Give the id that belongs to these names, the same every time."""
    return _chance("id", *names).getrandbits(63) | 1


def made_up_prescriber(key: str, name: str, today: date) -> DemoPrescriber:
    """Give somebody who signs plans."""
    since = _morning(today - timedelta(days=OPENED))
    own_id = PersonId(identifier(key))
    return DemoPrescriber(id=own_id, name=name, sign_in_name=f"dr_{key}", since=since)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), UTC)


def made_up_patient(story: PatientStory, prescriber: DemoPrescriber, today: date) -> DemoPatient:
    """Tell one life up to *today*."""
    own_id = PatientId(identifier(story.sign_in_name))
    courses = tuple(
        signed_course(
            story,
            told,
            CourseId(identifier(story.sign_in_name, told.form)),
            own_id,
            prescriber,
            today,
        )
        for told in story.courses
    )
    own = tuple(Symptom(slug=slug, label=label) for slug, label in story.own_symptoms)
    begins = min(courses[0].opened_at.date(), today - timedelta(days=_first_day(story)))
    made = DemoPatient(
        patient=Patient(
            id=own_id,
            name=story.name,
            zone=story.zone,
            country=story.country,
            mark=story.mark,
        ),
        sign_in_name=story.sign_in_name,
        prescriber=prescriber.id,
        invited_at=_morning(begins - timedelta(days=2)),
        agreed_at=_morning(begins - timedelta(days=1)),
        symptoms=(*core(), *own),
        courses=courses,
        saves=(),
        reminders=Chosen(check_in_at=story.reminded_at, dose_changes=story.reminded_at is not None),
        viewed_at=_views(story, today),
    )
    return _with_diary(made, story, today)


def _first_day(story: PatientStory) -> int:
    return story.diary.begins if story.diary else 0


def _views(story: PatientStory, today: date) -> tuple[datetime, ...]:
    """Give the Mondays, every four weeks, on which the prescriber looked."""
    first = today - timedelta(days=today.weekday() or 7)
    weeks = range(0, _first_day(story) // 7, 4)
    mondays = (first - timedelta(weeks=each) for each in weeks)
    return tuple(sorted(_morning(day) - timedelta(minutes=50) for day in mondays))


def _with_diary(made: DemoPatient, story: PatientStory, today: date) -> DemoPatient:
    if story.diary is None:
        return made
    courses = {each.course.id: stretches(each.versions) for each in made.courses}
    felt = feelings(
        story.diary,
        [symptom.slug for symptom in made.symptoms],
        _changes(made.courses, today),
        today,
        _chance("felt", story.sign_in_name),
    )
    keeper = Keeper(
        made.patient.id, story.zone, story.diary, today, _chance("kept", story.sign_in_name)
    )
    planned = {day: _planned(courses, day) for day in felt}
    saves = keeper.saves(felt, planned)
    teller = Teller(made.patient, story.sign_in_name, made.prescriber, today)
    return made.model_copy(update={"saves": saves, "beside": teller.tell(saves)})


def _changes(courses: Sequence[DemoCourse], today: date) -> list[Change]:
    """Give each planned cut that has come, with the share of the dose it took away."""
    found = []
    for each in courses:
        course = stretches(each.versions)
        for before, after in pairwise(course):
            old, new = before.step.ug_on(before.first), after.step.ug_on(after.first)
            if after.first <= today and new < old:
                found.append(Change(after.first, (old - new) / old))
    return sorted(found)


def _planned(courses: dict[CourseId, tuple[Stretch, ...]], day: date) -> tuple[Planned, ...]:
    found = []
    for course, course_stretches in courses.items():
        place = bisect_right([each.first for each in course_stretches], day) - 1
        if place < 0:
            continue
        here, before = course_stretches[place], course_stretches[max(place - 1, 0)]
        if here.last is None or day <= here.last:
            before_ug = before.step.ug_on(before.first)
            found.append(Planned(course, here.step.ug_on(day), before_ug))
    return tuple(found)
