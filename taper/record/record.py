"""Everything on file for one patient that a viewer may see, and the days it stretches over."""

from datetime import date, timedelta

import pandas as pd
from pydantic import BaseModel

from taper.diary.check_in import CheckIn
from taper.diary.symptoms import Symptom
from taper.people.person import Patient
from taper.plan.in_force import stretches
from taper.plan.plan import Course, CoursePlans
from taper.record.timeline import timeline

# How far a signed plan is shown ahead: its last change, and a week of the dose that follows.
AHEAD_OF_LAST_CHANGE = timedelta(days=7)


class Record(BaseModel, frozen=True):
    """Plan and diary of one patient, as far as the viewer may see them."""

    patient: Patient
    today: date
    plans: tuple[CoursePlans, ...]
    diary_is_open: bool  # False: the patient shares no diary with the viewer; it is empty here
    check_ins: tuple[CheckIn, ...]
    symptoms: tuple[Symptom, ...]

    @property
    def courses(self) -> tuple[CoursePlans, ...]:
        """The courses that have something to show: a signed plan, or an intake."""
        recorded = {intake.course for each in self.check_ins for intake in each.answers.intakes}
        return tuple(each for each in self.plans if each.versions or each.course.id in recorded)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show at all."""
        return not self.courses and not self.check_ins

    def span(self) -> tuple[date, date]:
        """Give the first and the last day that anything is on file or signed for."""
        firsts, lasts = [self.today], [self.today]
        for each in self.courses:
            course = stretches(each.versions)
            firsts += [stretch.first for stretch in course[:1]]
            lasts += [stretch.first + AHEAD_OF_LAST_CHANGE for stretch in course[-1:]]
        firsts += [each.day for each in self.check_ins[:1]]
        return min(firsts), max(lasts)

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
            check_ins=self.check_ins,
            symptoms=self.shown_symptoms,
            first=first,
            last=last,
        )

    @property
    def shown_symptoms(self) -> tuple[Symptom, ...]:
        """The symptoms still followed, and retired ones that were answered."""
        answered = {slug for each in self.check_ins for slug in each.answers.symptoms}
        return tuple(each for each in self.symptoms if not each.retired or each.slug in answered)
