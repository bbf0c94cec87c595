"""What one line of a file says of one day, before anybody said whose doses those are."""

from collections.abc import Mapping
from datetime import date, time
from typing import NamedTuple

from pydantic import BaseModel

from taper.diary.check_in import Answers
from taper.diary.intake import Intake, Taken
from taper.diary.score import Score
from taper.ids import CourseId


class FileMedicine(NamedTuple):
    """A medicine as a file names it: no plan of ours, until a person says which one it is."""

    medicine: str
    form: str


UNNAMED = FileMedicine("", "")  # of a file that has doses, and no name for what they are of

Courses = Mapping[FileMedicine, CourseId]  # what isn't in it is left out


class ImportedDose(BaseModel, frozen=True):
    """What was taken of one medicine; *ug*: micrograms a day."""

    of: FileMedicine = UNNAMED
    taken: Taken
    ug: int
    at: time | None = None


class ImportedScore(BaseModel, frozen=True):
    """Points of a questionnaire that was filled in elsewhere."""

    title: str
    score: Score


class ImportedDay(BaseModel, frozen=True):
    """What one line says of one day. *answers* holds no intake: a file knows no course."""

    line: int
    day: date
    answers: Answers
    doses: tuple[ImportedDose, ...] = ()
    scores: tuple[ImportedScore, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the line records nothing but its day."""
        return self.answers.is_empty and not (self.doses or self.scores)

    def answers_with(self, courses: Courses) -> Answers:
        """Give the answers with the doses of those medicines that *courses* names."""
        intakes = tuple(
            Intake(course=courses[each.of], taken=each.taken, ug=each.ug, at=each.at)
            for each in self.doses
            if each.of in courses
        )
        return self.answers.model_copy(update={"intakes": intakes})


def amount_of(ug: int) -> ImportedDose:
    """Give the dose of a file that says an amount, and not whether that was as planned."""
    return ImportedDose(taken=Taken.OTHER if ug else Taken.NOT_TAKEN, ug=ug)
