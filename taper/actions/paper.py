"""The diary on paper: a sheet to fill in by hand, and a week of it to type in."""

from collections.abc import Iterable
from datetime import date, timedelta

from taper import clock
from taper.actions.catch_up import DayLine, Grid
from taper.actions.clinic import Clinic
from taper.actions.diary import entered_by, seen_by, zone_of
from taper.actions.doing import Work, changing, reading
from taper.actions.help_now import crisis_numbers
from taper.actions.plans import course_plans
from taper.actions.reader import language_for
from taper.diary.check_in import Source, check_day
from taper.errors import TaperError
from taper.exports.diary_sheet import DAYS, WEEKS, DiarySheet, diary_sheet_pdf
from taper.exports.pdf import Paper
from taper.ids import PatientId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor
from taper.plan.in_force import on_day, stretches
from taper.storage import diary, people
from taper.words.language import speaking

__all__ = [  # with what a route needs to name, which reads no exports itself
    "CATCH_UP",
    "PAPERS",
    "Paper",
    "print_sheet",
    "week",
]

PAPERS = {"a4": Paper.A4, "letter": Paper.LETTER}  # by their names in an address
CATCH_UP = "/catch-up"  # the page that the sheet's code opens


def print_sheet(
    clinic: Clinic, actor: Actor, patient: PatientId, first: date | None, paper: Paper
) -> bytes:
    """Give four weeks from *first* as a PDF, or four without days; the export is in the trail.

    It asks what the patient's own form asks: the list of symptoms is part of the diary.
    """
    with changing(clinic, actor, Action.EXPORT_TIMELINE, patient) as work:
        found = people.patient(work.session, patient)
        if found is None:
            raise TaperError("id.unreadable")
        listed = diary.symptoms(work.session, patient)
        spoken = language_for(work.session, patient)
        sheet = DiarySheet(
            name=found.name,
            first=first,
            symptoms=tuple(each.label for each in listed if not each.retired),
            medicines=tuple(_medicines(work, patient, _days(first or clock.today(found.zone)))),
            catch_up=clinic.settings.public_url.rstrip("/") + CATCH_UP,
        )
        work.trace(Event.EXPORTED, what="diary-sheet.pdf")
    with speaking(spoken):
        return diary_sheet_pdf(sheet, paper=paper, crisis=crisis_numbers(found.country))


def _days(first: date) -> list[date]:
    return [first + timedelta(days=day) for day in range(WEEKS * DAYS)]


def _medicines(work: Work, patient: PatientId, days: Iterable[date]) -> list[str]:
    """Name each medicine with a signed plan for one of *days*."""
    reached = list(days)
    return [
        each.course.medicine
        for each in course_plans(work.session, patient)
        if any(on_day(stretches(each.versions), day) for day in reached)
    ]


def week(clinic: Clinic, actor: Actor, patient: PatientId, first: date) -> Grid:
    """Give the week of a sheet that begins on *first*, oldest day first, as it is on file.

    TaperError where its first day has not come, or lies too far back.
    """
    with reading(clinic, actor, Action.READ_DIARY, patient, page="catch_up") as work:
        today = clock.local_day(work.at, zone_of(work, patient))
        check_day(first, today, Source.PAPER)
        days = [day for day in _days(first)[:DAYS] if day <= today]
        found = seen_by(work, diary.check_ins(work.session, patient, days[0], days[-1]))
        names = entered_by(work, found)
        symptoms = tuple(diary.symptoms(work.session, patient))
    on_file = {each.day: each for each in found}
    return Grid(
        today=today,
        days=tuple(
            DayLine(day=day, check_in=on_file.get(day), entered_by=names.get(day, ""))
            for day in days
        ),
        symptoms=symptoms,
        pause=None,
    )
