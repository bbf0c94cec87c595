"""What the demo's people recorded beside the plan: questionnaires, sessions, events."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from random import Random

from pydantic import BaseModel

from taper.diary.check_in import CheckIn, Source
from taper.diary.events import (
    ON_A_DAY,
    WORDS,
    Alertness,
    Event,
    EventId,
    Kind,
    Phase,
    Route,
    SessionFacts,
    Setting,
    Text,
    Vitals,
)
from taper.diary.questionnaires import (
    Assignment,
    AssignmentId,
    Instrument,
    Response,
    SafetyAnswer,
    is_complete,
    safety_points,
)
from taper.diary.symptoms import Severity
from taper.facts.questionnaires import instrument
from taper.ids import PersonId
from taper.people.person import Patient

FOUND_NOT_OPENED = 8  # a safety answer of the last days is still closed
DAYS_OF_MOOD = 14  # what a sheet looks back on


class Beside(BaseModel, frozen=True):
    """Everything of one patient, in the order of writing."""

    assignments: tuple[Assignment, ...] = ()
    responses: tuple[Response, ...] = ()
    safety: tuple[SafetyAnswer, ...] = ()
    events: tuple[Event, ...] = ()


class AskedStory(BaseModel, frozen=True):
    """One questionnaire; days are counted back from today."""

    patient: str
    instrument: str
    first: int
    every: int
    reads: str = ""
    newest: Mapping[str, int] = {}  # some answers of the newest sheet, as told


class EventStory(BaseModel, frozen=True):
    """One kind of entry on some days."""

    patient: str
    days: tuple[int, ...]
    kind: Kind
    words: str = ""
    private: bool = False
    by: str = "patient"
    closed: int | None = None


class SessionStory(BaseModel, frozen=True):
    """A series of treatment sessions."""

    patient: str
    days: tuple[int, ...]
    induction: int
    dose: str
    next_day: tuple[str, ...]
    journal: str


class Stories(BaseModel, frozen=True):
    """All of beside.toml."""

    asked: tuple[AskedStory, ...]
    event: tuple[EventStory, ...]
    sessions: SessionStory


@cache
def stories() -> Stories:
    """Read the file once."""
    text = files(__package__).joinpath("beside.toml").read_text("utf-8")
    return Stories.model_validate(tomllib.loads(text))


class Teller:
    """Tells what one patient recorded."""

    def __init__(self, patient: Patient, name: str, prescriber: PersonId, today: date) -> None:
        self.patient, self.name, self.prescriber, self.today = patient, name, prescriber, today
        self.chance = Random(f"exampline/beside/{name}")  # noqa: S311 - invented, no secrets

    def tell(self, saves: Sequence[CheckIn]) -> Beside:
        """Give everything; *saves* are the check-ins that the answers go along with."""
        moods = {each.day: each.answers.mood for each in saves if each.answers.mood is not None}
        asked = [each for each in stories().asked if each.patient == self.name]
        assignments = tuple(map(self._assignment, asked))
        responses = [
            response
            for each, told in zip(assignments, asked, strict=True)
            for response in _with_newest(self._responses(each, moods), told.newest)
        ]
        responses.sort(key=lambda each: each.recorded_at)
        return Beside(
            assignments=assignments,
            responses=tuple(responses),
            safety=tuple(filter(None, map(self._safety, responses))),
            events=tuple(sorted(self._events(), key=lambda each: each.recorded_at)),
        )

    def _day(self, back: int) -> date:
        return self.today - timedelta(days=back)

    def _at(self, day: date, hour: int = 18) -> datetime:
        return datetime.combine(day, time(hour, self.chance.randrange(60)), UTC)

    def _id(self) -> int:
        return self.chance.getrandbits(63) | 1

    def _assignment(self, told: AskedStory) -> Assignment:
        first = self._day(told.first)
        return Assignment(
            id=AssignmentId(self._id()),
            patient=self.patient.id,
            instrument=told.instrument,
            first_day=first,
            every_days=told.every,
            reads=told.reads,
            reader=self.prescriber if told.reads else None,
            assigned_by=self.prescriber,
            assigned_at=self._at(first - timedelta(days=1), 10),
        )

    def _responses(self, asked: Assignment, moods: Mapping[date, int]) -> list[Response]:
        found = instrument(asked.instrument)
        assert found is not None  # noqa: S101 - named in beside.toml
        assert asked.first_day is not None  # noqa: S101 - as above
        days = asked.asked_between(asked.first_day, self.today - timedelta(days=1))
        made = []
        for day in days:
            filled_in = day + timedelta(days=self.chance.choice((0, 0, 0, 1, 2)))
            near = [moods.get(filled_in - timedelta(days=back)) for back in range(DAYS_OF_MOOD)]
            felt = [mood for mood in near if mood is not None]
            if felt and filled_in < self.today:
                made.append(self._response(asked, found, filled_in, sum(felt) / len(felt)))
        return made

    def _response(self, asked: Assignment, found: Instrument, day: date, mood: float) -> Response:
        """Answer along with *mood*: 10 gives mostly 0, 0 gives mostly 3."""
        answers = {}
        for item in found.items:
            heavy = (8.5 - mood) / 3 + self.chance.gauss(0, 0.6)
            if item.asks_safety:
                heavy = heavy - 1.6
            answers[item.code] = min(3, max(0, round(heavy)))
        if day > self._day(3) and not found.asks_safety:
            answers = dict(list(answers.items())[:4])  # begun, and not gone on with yet
        at = self._at(day, 19)
        return Response(
            patient=self.patient.id,
            assignment=asked.id,
            day=day,
            zone=self.patient.zone,
            instrument=found.id,
            instrument_version=found.version,
            answers=answers,
            finished=is_complete(found, answers),
            recorded_at=at,
            revised_at=at,
            revision=1,
            recorded_by=PersonId(self.patient.id),
            source=Source.PATIENT,
        )

    def _safety(self, response: Response) -> SafetyAnswer | None:
        found = instrument(response.instrument)
        points = safety_points(found, response.answers) if found else 0
        if not points:
            return None
        monday = response.day + timedelta(days=7 - response.day.weekday())
        was_opened = monday < self._day(FOUND_NOT_OPENED)
        return SafetyAnswer(
            patient=response.patient,
            assignment=response.assignment,
            day=response.day,
            revision=1,
            points=points,
            answered_at=response.recorded_at,
            opened_at=self._at(monday, 8) if was_opened else None,
            opened_by=self.prescriber if was_opened else None,
        )

    def _events(self) -> list[Event]:
        told = [each for each in stories().event if each.patient == self.name]
        made = [self._event(each, back) for each in told for back in each.days]
        series = stories().sessions
        if series.patient == self.name:
            made += [self._session(series, place) for place in range(len(series.days))]
        return made

    def _event(self, told: EventStory, back: int) -> Event:
        by_prescriber = told.by == "prescriber"
        made = self._entry(told.kind, self._day(back), by_prescriber=by_prescriber)
        texts = {WORDS: Text(words=told.words)} if told.words else {}
        closed = None if told.closed is None else self._day(told.closed)
        return made.model_copy(
            update={"texts": texts, "private": told.private, "closed_on": closed}
        )

    def _entry(self, kind: Kind, day: date, *, by_prescriber: bool) -> Event:
        at = self._at(day, 17)
        return Event(
            patient=self.patient.id,
            id=EventId(self._id()),
            kind=kind,
            day=day if kind in ON_A_DAY else None,
            zone=self.patient.zone,
            recorded_at=at,
            revised_at=at,
            revision=1,
            recorded_by=self.prescriber if by_prescriber else PersonId(self.patient.id),
            source=Source.ON_BEHALF if by_prescriber else Source.PATIENT,
        )

    def _session(self, told: SessionStory, place: int) -> Event:
        """Tell one session of the series; the clinic wrote down every second one."""
        by_prescriber = place % 2 == 0
        made = self._entry(Kind.SESSION, self._day(told.days[place]), by_prescriber=by_prescriber)
        texts = {"dose": Text(words=told.dose)}
        if next_day := told.next_day[place % len(told.next_day)]:
            texts["next_day"] = Text(words=next_day)
        if not by_prescriber:
            texts["journal"] = Text(words=told.journal, private=True)
        induction = place < told.induction
        facts = SessionFacts(
            route=Route.NASAL,
            setting=Setting.CLINIC,
            phase=Phase.INDUCTION if induction else Phase.MAINTENANCE,
            number=place + 1 if induction else place + 1 - told.induction,
            starts=time(10, self.chance.randrange(0, 15)),
            ends=time(10, 40 + self.chance.randrange(0, 15)),
            before=self._vitals(122),
            during=self._vitals(138),
            after=self._vitals(126),
            dissociation=self.chance.randint(2, 7),
            nausea=Severity(self.chance.choice((0, 0, 0, 1, 1, 2))),
            alertness=self.chance.choice((Alertness.AWAKE, Alertness.DROWSY)),
            discharged_at=time(12, self.chance.randrange(0, 45)),
            escorted_home=True,
        )
        return made.model_copy(update={"texts": texts, "session": facts})

    def _vitals(self, systolic: int) -> Vitals:
        upper = systolic + self.chance.randint(-6, 6)
        return Vitals(
            systolic_mmhg=upper,
            diastolic_mmhg=upper - self.chance.randint(40, 50),
            heart_rate_per_min=self.chance.randint(64, 84),
        )


def _with_newest(made: list[Response], told: Mapping[str, int]) -> list[Response]:
    """Put what was told into the newest sheet."""
    *older, newest = made
    answers = {**newest.answers, **told}
    return [*older, newest.model_copy(update={"answers": answers})]
