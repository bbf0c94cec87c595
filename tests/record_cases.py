"""Plans and diaries to build records from: a few by hand, many by hypothesis."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from taper.diary.check_in import Answers, CheckIn, Source
from taper.diary.events import WORDS, Event, EventId, Kind, Text
from taper.diary.intake import Intake, Taken
from taper.diary.symptoms import Severity, Symptom
from taper.ids import CourseId, PatientId, PersonId
from taper.plan.dose import Dose
from taper.plan.plan import Course, Ending, Plan, PlanVersion, Step, TimedDose
from taper.record.beside import Sheet, SheetAnswer

ALEX, DR_BOSE = PatientId(11), PersonId(21)
EXAMPLINE = Course(id=CourseId(31), patient=ALEX, medicine="Exampline", form="tablet")
OTHERINE = Course(id=CourseId(32), patient=ALEX, medicine="Otherine", form="liquid")
DIZZY = Symptom(slug="dizziness", label="Dizziness")
NAUSEA = Symptom(slug="nausea", label="Feeling sick")
SYMPTOMS = (DIZZY, NAUSEA)
MONDAY = date(2026, 3, 2)


def day(number: int) -> date:
    """Give the day *number* days after a Monday; day(0) is the Monday."""
    return MONDAY + timedelta(days=number)


def step(starts: int, *cycle_ug: int) -> Step:
    return Step(starts=day(starts), cycle=tuple((TimedDose(dose=Dose(ug=ug)),) for ug in cycle_ug))


def signed(
    number: int,
    in_force_from: int,
    steps: list[Step],
    *,
    holds_until: int | None = None,
    course: Course = EXAMPLINE,
) -> PlanVersion:
    """Give version *number* of a plan, in force from a day given by its number."""
    until = None if holds_until is None else day(holds_until)
    return PlanVersion(
        course=course.id,
        patient=ALEX,
        version=number,
        in_force_from=day(in_force_from),
        plan=Plan(
            medicine=course.medicine,
            form=course.form,
            steps=tuple(steps),
            ending=Ending(holds_until=until, then=""),
            if_too_hard="",
            if_missed="",
            contact="",
        ),
        reason="",
        signed_by=DR_BOSE,
        signed_by_name="Dr Bose",
        signed_at=datetime(2026, 3, 1, tzinfo=UTC),
        content_sha256="0" * 64,
    )


def check_in(number: int, *, taken: list[Intake] | None = None, **fields: Any) -> CheckIn:
    """Give the check-in of a day given by its number."""
    on_file = {
        name: fields.pop(name)
        for name in ("late", "revision", "source", "struck_out")
        if name in fields
    }
    return CheckIn(
        patient=ALEX,
        day=day(number),
        zone="Europe/London",
        answers=Answers(intakes=tuple(taken or ()), **fields),
        recorded_at=datetime(2026, 3, 2, 20, tzinfo=UTC),
        revised_at=datetime(2026, 3, 2, 20, tzinfo=UTC),
        recorded_by=PersonId(ALEX),
        **{"late": False, "revision": 1, "source": Source.PATIENT, **on_file},
    )


def took(ug: int, how: Taken = Taken.AS_PLANNED, course: Course = EXAMPLINE) -> Intake:
    return Intake(course=course.id, taken=how, ug=ug)


def sheet(number: int, points: int | None, instrument: str = "phq9", most: int = 27) -> Sheet:
    """Give a questionnaire answered on a day given by its number."""
    return Sheet(
        day=day(number),
        instrument=instrument,
        title={"phq9": "PHQ-9", "gad7": "GAD-7"}.get(instrument, instrument),
        version="1",
        total=points,
        maximum=most,
        answers=(SheetAnswer(question="A question", answer="Several days", points=1),),
    )


def event(number: int | None, kind: Kind, words: str = "", **fields: Any) -> Event:
    """Give what happened on a day given by its number."""
    at = datetime(2026, 3, 2, 20, tzinfo=UTC)
    return Event(
        patient=ALEX,
        id=EventId(len(words) + 1000 * (number or 0)),
        kind=kind,
        day=None if number is None else day(number),
        zone="Europe/London",
        texts={WORDS: Text(words=words)} if words else {},
        recorded_at=at,
        revised_at=at,
        revision=1,
        recorded_by=PersonId(ALEX),
        source=Source.PATIENT,
        **fields,
    )


def column(table: pd.DataFrame, name: str) -> list[Any]:
    """Give a column as plain values, None where it is missing."""
    return [None if pd.isna(value) else value for value in table[name].tolist()]


# --- many by hypothesis -------------------------------------------------------------------

doses_ug = st.sampled_from([0, 500, 5_000, 7_500, 10_000])


@st.composite
def plans(draw: st.DrawFn, course: Course = EXAMPLINE) -> list[PlanVersion]:
    """Give up to four versions: overlapping, with gaps, with cycles of several days."""
    found = []
    for number in range(1, draw(st.integers(0, 4)) + 1):
        starts = draw(st.lists(st.integers(-20, 60), min_size=1, max_size=5, unique=True))
        steps = [
            step(start, *draw(st.lists(doses_ug, min_size=1, max_size=3)))
            for start in sorted(starts)
        ]
        until = draw(st.none() | st.integers(max(starts), 70))
        found.append(
            signed(
                number,
                draw(st.integers(min(starts), 65)),
                steps,
                holds_until=until,
                course=course,
            )
        )
    return found


@st.composite
def intakes(draw: st.DrawFn) -> Intake:
    how = draw(st.sampled_from(Taken))
    amount = 0 if how is Taken.NOT_TAKEN else draw(doses_ug)
    return took(amount, how, draw(st.sampled_from([EXAMPLINE, EXAMPLINE, OTHERINE])))


severities: st.SearchStrategy[Mapping[str, Severity]] = st.dictionaries(
    st.sampled_from([each.slug for each in SYMPTOMS]), st.sampled_from(Severity), max_size=2
)


@st.composite
def diaries(draw: st.DrawFn) -> list[CheckIn]:
    """Give check-ins on some of eighty days, in any order, some entered in error."""
    numbers = draw(st.lists(st.integers(-10, 70), unique=True, max_size=40))
    return [
        check_in(
            number,
            taken=draw(st.lists(intakes(), max_size=2)),
            mood=draw(st.none() | st.integers(0, 10)),
            symptoms=draw(severities),
            sleep_min=draw(st.none() | st.integers(0, 1440)),
            sleep_quality=draw(st.none() | st.integers(0, 10)),
            usual_things=draw(st.none() | st.integers(0, 10)),
            bad_day=draw(st.booleans()),
            note=draw(st.sampled_from(["", "a note"])),
            late=draw(st.booleans()),
            revision=draw(st.integers(1, 3)),
            source=draw(st.sampled_from(Source)),
            struck_out=draw(st.integers(0, 9)) == 0,
        )
        for number in numbers
    ]
