"""Many days of a diary, answer by answer: what a chart reads, without a check-in for each day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from pydantic import BaseModel

from taper.diary.check_in import CheckIn, Source
from taper.diary.intake import Taken
from taper.diary.symptoms import Slug
from taper.ids import CourseId, PersonId


class Intakes(NamedTuple):
    """What was answered about medicines: one entry per answer in every sequence."""

    course: Sequence[CourseId] = ()
    day: Sequence[date] = ()
    taken: Sequence[Taken] = ()
    ug: Sequence[int] = ()


_NO_NUMBERS = (None, None, None, None)


class DiaryDays(BaseModel, frozen=True):
    """What is on file in its newest revision: one entry per check-in in every sequence.

    None and an absent symptom mean: not answered, as in a check-in.
    """

    days: Sequence[date] = ()
    mood: Sequence[int | None] = ()
    symptoms: Sequence[Mapping[Slug, int]] = ()
    sleep_min: Sequence[int | None] = ()
    sleep_quality: Sequence[int | None] = ()
    usual_things: Sequence[int | None] = ()
    bad_day: Sequence[bool] = ()
    note: Sequence[str] = ()
    note_is_private: Sequence[bool] = ()
    late: Sequence[bool] = ()
    revision: Sequence[int] = ()
    recorded_by: Sequence[PersonId] = ()
    source: Sequence[Source] = ()
    struck_out: Sequence[bool] = ()
    intakes: Intakes = Intakes()

    @classmethod
    def of(cls, check_ins: Iterable[CheckIn]) -> "DiaryDays":
        """Give the same days by answer."""
        made = list(check_ins)
        answers = [each.answers for each in made]
        taken = [(one, each.day) for each in made for one in each.answers.intakes]
        return cls(
            days=[each.day for each in made],
            mood=[each.mood for each in answers],
            symptoms=[each.symptoms for each in answers],
            sleep_min=[each.sleep_min for each in answers],
            sleep_quality=[each.sleep_quality for each in answers],
            usual_things=[each.usual_things for each in answers],
            bad_day=[each.bad_day for each in answers],
            note=[each.note for each in answers],
            note_is_private=[each.note_is_private for each in answers],
            late=[each.late for each in made],
            revision=[each.revision for each in made],
            recorded_by=[each.recorded_by for each in made],
            source=[each.source for each in made],
            struck_out=[each.struck_out for each in made],
            intakes=Intakes(
                course=[one.course for one, _ in taken],
                day=[day for _, day in taken],
                taken=[one.taken for one, _ in taken],
                ug=[one.ug for one, _ in taken],
            ),
        )

    @cached_property
    def is_recorded(self) -> tuple[bool, ...]:
        """Whether something was answered, and not struck out; the rule of `Answers.is_empty`."""
        with_intake = set(self.intakes.day)
        numbers = zip(self.mood, self.sleep_min, self.sleep_quality, self.usual_things, strict=True)
        said = zip(self.symptoms, self.note, self.note_is_private, self.bad_day, strict=True)
        days = zip(self.days, self.struck_out, numbers, said, strict=True)
        return tuple(
            not struck_out
            and (
                answered != _NO_NUMBERS
                or bool(scores or note.strip() or is_private or bad_day)
                or day in with_intake
            )
            for day, struck_out, answered, (scores, note, is_private, bad_day) in days
        )

    def has_answers(self, values: Sequence[int | None]) -> bool:
        """Whether any of *values*, one of these columns, was answered on a day not struck out."""
        days = zip(values, self.struck_out, strict=True)
        return any(value is not None and not struck_out for value, struck_out in days)

    @cached_property
    def courses(self) -> frozenset[CourseId]:
        """The medicines that something was answered about."""
        return frozenset(self.intakes.course)

    @cached_property
    def answered(self) -> frozenset[Slug]:
        """The symptoms that were ever answered, on days struck out too."""
        return frozenset().union(*self.symptoms)

    @property
    def without_private_notes(self) -> "DiaryDays":
        """The days as others than the patient read them."""
        shown = zip(self.note, self.note_is_private, strict=True)
        return self.model_copy(
            update={"note": ["" if is_private else note for note, is_private in shown]}
        )
