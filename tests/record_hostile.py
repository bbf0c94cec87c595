"""Histories that nobody wishes for, as records: each must be drawn, told and exported."""

from datetime import timedelta

from taper.diary.days import DiaryDays
from taper.diary.events import Kind
from taper.diary.intake import Taken
from taper.diary.symptoms import Severity, Symptom
from taper.ids import CourseId
from taper.people.person import Patient
from taper.plan.plan import Course, CoursePlans
from taper.record.beside import Beside
from taper.record.record import Record
from tests.record_cases import ALEX, EXAMPLINE, check_in, day, event, sheet, signed, step, took

TODAY = 400  # number of the day on which these are looked at


def record(plans=None, check_ins=(), symptoms=(), beside=None, today: int = TODAY) -> Record:
    return Record(
        patient=Patient(id=ALEX, name="Alex", zone="Europe/London"),
        today=day(today),
        plans=tuple(plans if plans is not None else [one_plan()]),
        diary_is_open=True,
        diary=DiaryDays.of(check_ins),
        symptoms=tuple(symptoms),
        beside=beside or Beside(),
    )


def one_plan() -> CoursePlans:
    steps = [step(28 * number, 20_000 - 1_500 * number) for number in range(13)]
    return CoursePlans(course=EXAMPLINE, versions=(signed(1, 0, steps),))


def many(symptoms: int) -> tuple[Symptom, ...]:
    return tuple(
        Symptom(slug=f"s{number}", label=f"Symptom {number} " + "long name " * 6)
        for number in range(symptoms)
    )


def diary(days: int, symptoms: tuple[Symptom, ...] = (), gap: int = 9) -> list:
    return [
        check_in(
            number,
            mood=number % 11,
            symptoms={each.slug: Severity((number + 1) % 4) for each in symptoms},
            sleep_min=300 + number % 600,
            sleep_quality=number % 11,
            usual_things=number % 11,
            taken=[took(10_000)],
        )
        for number in range(days)
        if number % gap
    ]


def four_medicines() -> list[CoursePlans]:
    courses = [
        Course(id=CourseId(40 + number), patient=ALEX, medicine=name, form="tablet")
        for number, name in enumerate(("One", "Two", "Two", "A very long name of a medicine " * 3))
    ]
    return [
        CoursePlans(
            course=course,
            versions=(signed(1, 5 * n, [step(5 * n, 9_000), step(60, 500)], course=course),),
        )
        for n, course in enumerate(courses)
    ]


def amended_twenty_times() -> list[CoursePlans]:
    versions = [
        signed(number + 1, 15 * number, [step(15 * number, 20_000 - 500 * number), step(500, 0)])
        for number in range(21)
    ]
    return [CoursePlans(course=EXAMPLINE, versions=tuple(versions))]


def years(count: int) -> Record:
    own, days = many(10), 365 * count
    steps = [step(28 * n, 20_000 - 100 * n) for n in range(days // 28)]
    return record(
        [CoursePlans(course=EXAMPLINE, versions=(signed(1, 0, steps),))],
        diary(days, own),
        own,
        Beside(
            sheets=tuple(sheet(number, number % 28) for number in range(0, days, 14)),
            events=tuple(event(number, Kind.ILLNESS, "A cold") for number in range(0, days, 30)),
        ),
        today=days,
    )


HISTORIES = {
    "nothing at all": record([]),
    "a plan and no entries": record(),
    "one entry": record(check_ins=[check_in(3, mood=5)], today=10),
    "one entry without a plan": record([], [check_in(3, mood=5)], today=10),
    "only bad days": record(check_ins=[check_in(n, bad_day=True) for n in range(60)], today=60),
    "two years of gaps": record(check_ins=[check_in(0, mood=5), check_in(730, mood=3)], today=731),
    "struck out alone": record(check_ins=[check_in(1, mood=5, struck_out=True)], today=5),
    "30 symptoms": record(check_ins=diary(200, many(30)), symptoms=many(30)),
    "four medicines": record(four_medicines(), diary(120), many(2), today=120),
    "a plan amended 20 times": record(amended_twenty_times(), diary(390), today=TODAY),
    "only not taken": record(
        check_ins=[check_in(n, taken=[took(0, Taken.NOT_TAKEN)]) for n in range(30)], today=40
    ),
    "questionnaires alone": record([], beside=Beside(sheets=(sheet(5, None), sheet(5, 27)))),
    "events alone": record(
        [], beside=Beside(events=tuple(event(n, Kind.SESSION) for n in range(90, 130)))
    ),
    "two years": years(2),
    "ten years": years(10),
}
ONE_DAY = timedelta(days=1)
