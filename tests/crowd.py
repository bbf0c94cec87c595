"""A thousand patients of one prescriber, each with a signed plan and a diary."""

from datetime import UTC, date, datetime, timedelta

from taper.actions.people import CONSENT_WORDING, add_patient
from taper.diary.check_in import Answers, CheckIn, Source
from taper.ids import CourseId, PatientId, PersonId, new_id
from taper.people.person import Patient
from taper.plan.dose import Dose
from taper.plan.plan import (
    Course,
    Plan,
    PlanVersion,
    SignedContent,
    Step,
    TimedDose,
    canonical,
    sha256,
)
from taper.storage import bulk, people, plans
from tests.conftest import MORNING, TEXTS, Cast

ROWS = 12
TODAY = date(2026, 3, 2)


def add_crowd(cast: Cast, count: int, *, days: int = 28) -> list[PatientId]:
    """Put *count* patients into the care of Dr Bose."""
    made = []
    with cast.clinic.store.writing() as session:
        for number in range(count):
            name = f"{chr(97 + number % 26).upper()}. Patient {number:04}"
            patient = Patient(id=PatientId(new_id()), name=name, zone="Europe/London")
            add_patient(session, patient, cast.ids["dr_bose"], MORNING)
            people.give_consent(session, patient.id, CONSENT_WORDING, MORNING)
            _sign(session, patient.id, cast.ids["dr_bose"], number)
            bulk.add_days(session, [_day(patient.id, back) for back in range(0, days, 2)])
            made.append(patient.id)
    return made


def _sign(session: object, patient: PatientId, doctor: PersonId, number: int) -> None:
    course = Course(id=CourseId(new_id()), patient=patient, medicine="Exampline", form="tablets")
    plans.add_course(session, course, doctor, MORNING)  # type: ignore[arg-type]
    first = TODAY - timedelta(days=7 * (number % 40))
    steps = tuple(
        Step(
            starts=first + timedelta(days=28 * row),
            cycle=((TimedDose(dose=Dose(ug=1000 * (ROWS - 1 - row))),),),
            words="With breakfast.",
        )
        for row in range(ROWS)
    )
    plan = Plan(medicine="Exampline", form="tablets", steps=steps, ending=None, **TEXTS)
    content = SignedContent(
        patient=patient, course=course.id, version=1, in_force_from=first, reason="", plan=plan
    )
    text = canonical(content)
    signed = PlanVersion(
        **content.model_dump(exclude={"format", "plan"}),
        plan=plan,
        signed_by=doctor,
        signed_by_name="Dr Bose",
        signed_at=datetime(2026, 1, 1, tzinfo=UTC),
        content_sha256=sha256(text),
    )
    plans.add_version(session, signed, text, new_id())  # type: ignore[arg-type]


def _day(patient: PatientId, back: int) -> CheckIn:
    at = MORNING - timedelta(days=back)
    return CheckIn(
        patient=patient,
        day=at.date(),
        zone="Europe/London",
        answers=Answers(mood=5),
        recorded_at=at,
        revised_at=at,
        late=False,
        revision=1,
        recorded_by=PersonId(patient),
        source=Source.PATIENT,
    )
