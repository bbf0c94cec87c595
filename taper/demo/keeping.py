"""How the demo's patients keep the diary: most days, some late, some changed, some not at all."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from taper.clock import local_day
from taper.demo.feelings import Feeling
from taper.demo.story import DiaryStory
from taper.demo.texts import texts
from taper.diary.check_in import Answers, CheckIn, Source
from taper.diary.intake import Intake, Taken
from taper.ids import CourseId, PatientId, PersonId

HARD = 0.45  # a load from which notes are about that
VERY_HARD = 0.75  # a load from which a day is now and then recorded with one tap


def _within(back: int, stretches: Sequence[tuple[int, int]]) -> int | None:
    """Give the last day (in days before today) of the stretch that *back* lies in."""
    ends = (start - length + 1 for start, length in stretches if start >= back > start - length)
    return next(ends, None)


def _of_ten(value: float) -> int:
    return max(0, min(10, round(value)))


class Planned(NamedTuple):
    """What the plans said for one day, and the dose of the step before."""

    course: CourseId
    ug: int
    before_ug: int


class Keeper:
    """One patient at the end of one day after another."""

    def __init__(
        self, patient: PatientId, zone: str, story: DiaryStory, today: date, chance: Random
    ) -> None:
        self._patient = patient
        self._zone = zone
        self._story = story
        self._today = today
        self._chance = chance
        self._said: list[str] = []
        self._newest = datetime.min.replace(tzinfo=UTC)

    def saves(
        self, felt: dict[date, Feeling], planned: Mapping[date, Sequence[Planned]]
    ) -> tuple[CheckIn, ...]:
        """Give every save, in the order in which they were made."""
        made = [
            save
            for day, feeling in felt.items()
            if self._keeps(day, feeling)
            for save in self._day(day, feeling, planned.get(day, ()))
        ]
        return tuple(sorted(made, key=lambda each: (each.revised_at, each.day, each.revision)))

    def _keeps(self, day: date, feeling: Feeling) -> bool:
        back = (self._today - day).days
        if _within(back, self._story.gaps) is not None:
            return False
        share = self._story.answers - 0.12 * min(feeling.load, 1.0)  # the worse, the fewer
        if self._story.sparse_from is not None and back < self._story.sparse_from:
            share = 0.12
        return self._chance.random() < share

    def _day(self, day: date, feeling: Feeling, planned: Sequence[Planned]) -> Iterator[CheckIn]:
        sheet = _within((self._today - day).days, self._story.paper)
        at = self._evening(day if sheet is None else self._today - timedelta(days=sheet))
        late = local_day(at, self._zone) > day
        answers = self._answers(feeling, planned, late=late)
        if answers.is_empty:
            return
        first = CheckIn(
            patient=self._patient,
            day=day,
            zone=self._zone,
            answers=answers,
            recorded_at=at,
            revised_at=at,
            late=late,
            revision=1,
            recorded_by=PersonId(self._patient),
            source=Source.PATIENT if sheet is None else Source.PAPER,
        )
        yield first
        if sheet is None and self._chance.random() < self._story.revised:
            yield from self._changed(first)

    def _evening(self, day: date) -> datetime:
        """Give the moment of saving: most evenings, now and then up to four days later."""
        days_late = self._chance.choice((1, 1, 2, 4))
        last = self._today - timedelta(days=self._story.ends)
        if self._chance.random() < self._story.late and day + timedelta(days=days_late) <= last:
            day += timedelta(days=days_late)
        minutes = int(self._chance.triangular(6 * 60 + 30, 22 * 60, 20 * 60 + 30))
        local = datetime.combine(day, time(minutes // 60, minutes % 60), ZoneInfo(self._zone))
        seconds = timedelta(milliseconds=self._chance.randrange(60_000))
        return local.astimezone(UTC) + seconds

    def _answers(self, feeling: Feeling, planned: Sequence[Planned], *, late: bool) -> Answers:
        chance = self._chance
        if feeling.load > VERY_HARD and chance.random() < 0.3:
            return Answers(bad_day=True)  # one tap, and nothing else
        slept = chance.random() < 0.85
        intakes = tuple(self._intake(each) for each in sorted(planned) if chance.random() < 0.97)
        return Answers(
            mood=feeling.mood if chance.random() < 0.98 else None,
            symptoms={
                slug: score for slug, score in feeling.symptoms.items() if chance.random() < 0.96
            },
            sleep_min=feeling.sleep_min if slept else None,
            sleep_quality=_of_ten(feeling.sleep_min / 52 - feeling.load) if slept else None,
            usual_things=_of_ten(9.4 - 6.5 * feeling.load) if chance.random() < 0.7 else None,
            note=self._note(feeling, intakes, late=late),
            intakes=intakes,
        )

    def _intake(self, planned: Planned) -> Intake:
        drawn = self._chance.random()
        if planned.ug and drawn < self._story.missed:
            return Intake(course=planned.course, taken=Taken.NOT_TAKEN, ug=0)
        if planned.ug != planned.before_ug and drawn < self._story.missed + self._story.other:
            return Intake(course=planned.course, taken=Taken.OTHER, ug=planned.before_ug)
        return Intake(course=planned.course, taken=Taken.AS_PLANNED, ug=planned.ug)

    def _note(self, feeling: Feeling, intakes: Sequence[Intake], *, late: bool) -> str:
        answers = {intake.taken for intake in intakes}
        for kind, often in ((Taken.NOT_TAKEN, 0.5), (Taken.OTHER, 0.7)):
            if kind in answers and self._chance.random() < often:
                return self._sentence("missed" if kind is Taken.NOT_TAKEN else "other")
        if late and self._chance.random() < 0.3:
            return self._sentence("late")
        if self._chance.random() > self._story.note * (1.8 if feeling.load > HARD else 1):
            return ""
        return self._sentence("hard" if feeling.load > HARD else "quiet")

    def _sentence(self, kind: str) -> str:
        """Give a sentence that wasn't said lately."""
        new = [each for each in texts().notes[kind] if each not in self._said[-8:]]
        said = self._chance.choice(new or list(texts().notes[kind]))
        self._said.append(said)
        return said

    def _changed(self, first: CheckIn) -> Iterator[CheckIn]:
        """Change a day within the hour: another mood, and perhaps a note after all."""
        answers = first.answers
        mood = answers.mood if answers.mood is None else max(0, answers.mood - 1)
        note = answers.note or self._sentence("quiet")
        changed = answers.model_copy(update={"mood": mood, "note": note})
        at = first.revised_at + timedelta(minutes=self._chance.randint(2, 55))
        update = {"answers": changed, "revised_at": at, "revision": first.revision + 1}
        second = first.model_copy(update=update)
        yield second
        if self._chance.random() < 0.1:
            struck = {"struck_out": True, "revision": 3, "revised_at": at + timedelta(minutes=3)}
            yield second.model_copy(update=struck)
