"""Everything on file for one patient that a viewer may see, and the days it stretches over."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property

import pandas as pd
from pydantic import BaseModel, Field

from taper.diary.days import DiaryDays
from taper.diary.symptoms import Slug, Symptom
from taper.diary.tags import SymptomTag
from taper.ids import CourseId
from taper.people.person import Patient
from taper.plan.in_force import Stretch, on_day, stretches
from taper.plan.plan import Course, CoursePlans
from taper.record.beside import Beside
from taper.record.timeline import timeline

# How far a signed plan is shown ahead: its last change, and a week of the dose that follows.
AHEAD_OF_LAST_CHANGE = timedelta(days=7)
STILL_GOING_ON = timedelta(days=28)  # since the last thing on file, where no dose is planned


class Record(BaseModel, frozen=True):
    """Plan and diary of one patient, as far as the viewer may see them."""

    patient: Patient
    today: date
    plans: tuple[CoursePlans, ...]
    diary_is_open: bool  # False: the patient shares no diary with the viewer; it is empty here
    check_ins_are_open: bool = True  # False: mood, sleep and doses taken are empty for the viewer
    diary: DiaryDays
    symptoms: tuple[Symptom, ...]
    tags: Mapping[Slug, SymptomTag] = Field(default_factory=dict)  # what the patient says last
    beside: Beside = Beside()  # questionnaires and events; empty where the diary is closed

    @cached_property
    def courses(self) -> tuple[CoursePlans, ...]:
        """The courses that have something to show: a signed plan, or an intake."""
        recorded = self.diary.courses
        return tuple(each for each in self.plans if each.versions or each.course.id in recorded)

    @cached_property
    def _in_force(self) -> Mapping[CourseId, tuple[Stretch, ...]]:
        return {each.course.id: stretches(each.versions) for each in self.courses}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show at all."""
        beside = self.beside.sheets or self.beside.on_days
        return not (self.courses or self.diary.days or beside)

    def span(self) -> tuple[date, date]:
        """Give the first and the last day that anything is on file or signed for.

        Today belongs to it as long as the taper goes on: a taper of years ago is shown in its
        own days, not as a thin strip beside years in which nothing was recorded.
        """
        days = [*self.diary.days[:1], *self.diary.days[-1:]]
        # A life event of years ago is on its page; it doesn't stretch the chart to it.
        days += [each.day for each in (*self.beside.sheets[:1], *self.beside.sheets[-1:])]
        for each in self.courses:
            course = self._in_force[each.course.id]
            days += [stretch.first for stretch in course[:1]]
            days += [stretch.first + AHEAD_OF_LAST_CHANGE for stretch in course[-1:]]
        if not days or self._goes_on(max(days)):
            days.append(self.today)
        return min(days), max(days)

    def _goes_on(self, last: date) -> bool:
        """Whether a dose is planned for today, or something was on file within four weeks."""
        now = (on_day(self._in_force[each.course.id], self.today) for each in self.courses)
        doses = (dose for found in now if found for day in found.step.cycle for dose in day)
        return self.today - last <= STILL_GOING_ON or any(each.dose.ug for each in doses)

    def name_of(self, course: Course) -> str:
        """Give the medicine of *course*, with its form where another course has the same one."""
        name = _same_name(course)
        several = sum(_same_name(each.course) == name for each in self.courses) > 1
        return f"{course.medicine}, {course.form}" if several else course.medicine

    def timelines(self, first: date, last: date) -> tuple[tuple[Course | None, pd.DataFrame], ...]:
        """Give the timeline of each course; without a course, of the diary alone."""
        courses: list[Course | None] = [each.course for each in self.courses]
        return tuple((course, self.timeline(course, first, last)) for course in courses or [None])

    def timeline(self, course: Course | None, first: date, last: date) -> pd.DataFrame:
        """Give the timeline of *course* from *first* to *last*, both included."""
        versions = [each for plans in self.plans for each in plans.versions]
        return timeline(
            course=course,
            versions=versions,
            diary=self.diary,
            symptoms=self.shown_symptoms,
            first=first,
            last=last,
            beside=self.beside,
        )

    @cached_property
    def shown_symptoms(self) -> tuple[Symptom, ...]:
        """The symptoms still followed, and retired ones that were answered."""
        answered = self.diary.answered
        return tuple(each for each in self.symptoms if not each.retired or each.slug in answered)


def _same_name(course: Course) -> str:
    return " ".join(course.medicine.casefold().split())
