"""What is recorded beside the days: questionnaires and events, by day; nothing is judged."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from pydantic import BaseModel

from taper.diary.events import ON_A_DAY, Event, Kind
from taper.diary.symptoms import Slug
from taper.ids import PersonId

EVENTS, EVENT_WORDS = "events", "event_words"  # columns of a timeline
HAPPENED = tuple(kind for kind in ON_A_DAY if kind is not Kind.SCORE)  # scores are sheets
_APART = " / "  # between the words of several events of one day


class SheetAnswer(BaseModel, frozen=True):
    """One question and what was answered; None: not answered."""

    question: str
    answer: str | None
    points: int | None


class SafetyOfSheet(BaseModel, frozen=True):
    """A safety answer of one sheet, and who opened it when."""

    points: int
    opened_on: date | None
    opened_by: PersonId | None


class Sheet(BaseModel, frozen=True):
    """A questionnaire as it was answered on one day, as far as the viewer may see it."""

    day: date
    instrument: Slug
    title: str
    version: str
    language: str = ""  # of the wording; "" for a clinic's own question
    total: int | Decimal | None  # points; None where an answer is missing, or nothing is added up
    maximum: int | Decimal | None
    lowest: int | Decimal = 0  # the other end of the scale
    elsewhere: bool = False  # filled in elsewhere: points alone, as somebody typed them
    answers: tuple[SheetAnswer, ...]  # none where it is closed
    safety: tuple[SafetyOfSheet, ...] = ()
    closed: bool = False  # its reader has not opened it yet


class InstrumentShown(NamedTuple):
    """A questionnaire whose points are drawn."""

    instrument: Slug
    title: str
    maximum: int | Decimal
    lowest: int | Decimal = 0
    elsewhere: bool = False


class Beside(BaseModel, frozen=True):
    """Questionnaires and events of one patient; nothing the viewer may not see is in it."""

    sheets: tuple[Sheet, ...] = ()  # oldest first
    events: tuple[Event, ...] = ()

    @property
    def instruments(self) -> tuple[InstrumentShown, ...]:
        """The questionnaires with points, each once, in the order of their first answer."""
        found = {
            each.instrument: InstrumentShown(
                each.instrument, each.title, each.maximum, each.lowest, each.elsewhere
            )
            for each in self.sheets
            if each.maximum is not None
        }
        return tuple(found.values())

    @property
    def on_days(self) -> tuple[Event, ...]:
        """What happened on a day, oldest first: no history, nothing to talk about, no scores."""
        dated = [each for each in self.events if each.day is not None and each.kind in HAPPENED]
        return tuple(sorted(dated, key=lambda each: each.day or date.min))

    def last_appointment(self, today: date) -> date | None:
        """Give the day of the last appointment before *today*."""
        days = [each.day for each in self.on_days if each.kind is Kind.APPOINTMENT and each.day]
        return max((day for day in days if day < today), default=None)


def total_column(instrument: Slug) -> str:
    """Give the column of a questionnaire's points."""
    return f"total_{instrument}"


def totals_by_day(sheets: Iterable[Sheet], instrument: Slug) -> dict[date, int | Decimal]:
    """Give the points of each day; of two on one day the later one of *sheets*."""
    return {
        each.day: each.total
        for each in sheets
        if each.instrument == instrument and each.total is not None
    }


def kinds_by_day(events: Iterable[Event]) -> dict[date, str]:
    """Give the kinds of what happened on each day, parted by blanks."""
    found: dict[date, list[str]] = {}
    for each in events:
        if each.day is not None:
            found.setdefault(each.day, []).append(each.kind.value)
    return {day: " ".join(kinds) for day, kinds in found.items()}


def words_by_day(events: Iterable[Event]) -> dict[date, str]:
    """Give what was written about what happened on each day."""
    found: dict[date, list[str]] = {}
    for each in events:
        if each.day is not None and each.words:
            found.setdefault(each.day, []).append(each.words)
    return {day: _APART.join(words) for day, words in found.items()}
