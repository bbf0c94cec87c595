"""What happened beside the plan: appointments, illness, treatment sessions; and the history."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, NewType

from pydantic import BaseModel, Field

from taper.diary.check_in import Source
from taper.diary.score import Score
from taper.diary.symptoms import Severity
from taper.errors import TaperError
from taper.ids import PatientId, PersonId

EventId = NewType("EventId", int)

LONGEST_TEXT = 4000  # characters

# Against slips of the keyboard; no judgement of a measurement.
LOWEST_MMHG, HIGHEST_MMHG = 20, 400
LOWEST_RATE, HIGHEST_RATE = 10, 400


class Kind(StrEnum):
    """What an entry is about."""

    APPOINTMENT = "appointment"
    ILLNESS = "illness"
    LIFE_EVENT = "life_event"
    MEDICINE_STARTED = "medicine_started"
    MEDICINE_STOPPED = "medicine_stopped"
    CYCLE = "cycle"
    ALCOHOL = "alcohol"
    SESSION = "session"  # ketamine, esketamine and the like
    INTEGRATION = "integration"  # or psychotherapy
    SCORE = "score"  # of a questionnaire that was filled in elsewhere
    PAST_ATTEMPT = "past_attempt"
    PAST_MEDICINE = "past_medicine"
    ALLERGY = "allergy"
    GOAL = "goal"
    TO_TALK = "to_talk"  # what I want to ask or talk about


HISTORY = (Kind.PAST_ATTEMPT, Kind.PAST_MEDICINE, Kind.ALLERGY, Kind.GOAL)
ON_A_DAY = tuple(kind for kind in Kind if kind not in {*HISTORY, Kind.TO_TALK})


class Route(StrEnum):
    """How a treatment was given."""

    IV = "iv"
    IM = "im"
    NASAL = "nasal"
    LOZENGE = "lozenge"
    OTHER = "other"


class Setting(StrEnum):
    """Where a treatment was given."""

    CLINIC = "clinic"
    HOME = "home"


class Phase(StrEnum):
    """Which part of a series a session belonged to."""

    INDUCTION = "induction"
    MAINTENANCE = "maintenance"


class Alertness(StrEnum):
    """How awake somebody was at the end of a session, as recorded."""

    AWAKE = "awake"
    DROWSY = "drowsy"
    ASLEEP = "asleep"


_Mmhg = Annotated[int, Field(ge=LOWEST_MMHG, le=HIGHEST_MMHG, strict=True)]
_Rate = Annotated[int, Field(ge=LOWEST_RATE, le=HIGHEST_RATE, strict=True)]


class Vitals(BaseModel, frozen=True):
    """Blood pressure and heart rate as measured; None: not recorded."""

    systolic_mmhg: _Mmhg | None = None
    diastolic_mmhg: _Mmhg | None = None
    heart_rate_per_min: _Rate | None = None


class SessionFacts(BaseModel, frozen=True):
    """What was recorded of a treatment session, besides its words."""

    route: Route | None = None
    setting: Setting | None = None
    phase: Phase | None = None
    number: Annotated[int, Field(ge=1, le=999, strict=True)] | None = None  # in the series
    starts: time | None = None
    ends: time | None = None
    before: Vitals = Vitals()
    during: Vitals = Vitals()
    after: Vitals = Vitals()
    dissociation: Annotated[int, Field(ge=0, le=10, strict=True)] | None = None
    nausea: Severity | None = None
    alertness: Alertness | None = None
    discharged_at: time | None = None
    escorted_home: bool | None = None


WORDS = "words"  # what every entry can say
SESSION_TEXTS = ("dose", "adverse", "next_day", "intention", "journal")  # dose: as recorded
PRIVATE_AT_FIRST = frozenset({"intention", "journal"})


class Text(BaseModel, frozen=True):
    """Words somebody wrote; *private*: kept from the prescriber."""

    words: Annotated[str, Field(max_length=LONGEST_TEXT)]
    private: bool = False


class Event(BaseModel, frozen=True):
    """One entry in its newest revision."""

    patient: PatientId
    id: EventId
    kind: Kind
    day: date | None  # the patient's calendar day; None for history and things to talk about
    zone: str
    session: SessionFacts | None = None
    score: Score | None = None  # its questionnaire's name is in the words
    texts: Mapping[str, Text] = Field(default_factory=dict)
    private: bool = False  # the whole entry is kept from the prescriber
    closed_on: date | None = None  # a thing to talk about: the day it was talked about
    recorded_at: datetime
    revised_at: datetime
    revision: Annotated[int, Field(ge=1)]
    recorded_by: PersonId  # who wrote this revision
    source: Source  # how the entry first came in
    struck_out: bool = False

    @property
    def words(self) -> str:
        """The entry's main words, or nothing."""
        return self.texts[WORDS].words if WORDS in self.texts else ""


def without_private(event: Event) -> Event | None:
    """Give what others than the patient may see of *event*; None where it is private."""
    if event.private:
        return None
    shown = {name: text for name, text in event.texts.items() if not text.private}
    return event.model_copy(update={"texts": shown})


def check_words(kind: Kind, texts: Mapping[str, Text]) -> None:
    """Refuse an entry that says nothing, where its kind alone says too little."""
    if WORDS not in texts and kind not in {Kind.SESSION, Kind.CYCLE, Kind.ALCOHOL}:
        raise TaperError("events.words_missing")


def check_event(
    kind: Kind, day: date | None, now: datetime, session: SessionFacts | None = None
) -> None:
    """Refuse what has not come, and an entry without the day that it needs.

    *now* is what calendar and clock show where the patient is.
    """
    if kind in ON_A_DAY and day is None:
        raise TaperError("events.day_missing")
    if day is not None and day > now.date():
        raise TaperError("events.future", day=day)
    for moment in _moments(day, session) if day and session else ():
        if moment > now:
            raise TaperError("events.time_future", day=moment.date(), at=moment.time())


def _moments(day: date, session: SessionFacts) -> Iterator[datetime]:
    """Give the times of a session with their days: one before its start is of the next day."""
    for at in (session.starts, session.ends, session.discharged_at):
        if at is not None:
            is_next_day = session.starts is not None and at < session.starts
            yield datetime.combine(day + timedelta(days=is_next_day), at)
