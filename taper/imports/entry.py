"""An entry beside the plan out of a file: what happened, the history, what to talk about."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from taper.diary.events import WORDS, Event, Kind, SessionFacts, Text
from taper.diary.score import Score
from taper.imports.day import ImportedDay


class ImportedEntry(BaseModel, frozen=True):
    """What one line says of one entry; *day* is None for the history and what to talk about."""

    kind: Kind
    day: date | None
    texts: Mapping[str, Text]
    session: SessionFacts | None = None
    score: Score | None = None
    private: bool = False
    closed_on: date | None = None

    @property
    def words(self) -> str:
        """The entry's main words, or nothing."""
        return self.texts[WORDS].words if WORDS in self.texts else ""


def content_of(entry: ImportedEntry | Event) -> tuple[Any, ...]:
    """Give what makes two entries the same, whoever may read them and whatever became of them."""
    words = tuple(sorted((name, text.words) for name, text in entry.texts.items()))
    score = entry.score and (entry.score.points, entry.score.lowest, entry.score.highest)
    session = entry.session.model_dump_json() if entry.session else ""
    return entry.kind, entry.day, words, score, session


def scores_of(day: ImportedDay) -> tuple[ImportedEntry, ...]:
    """Give the scores of a day as entries."""
    return tuple(
        ImportedEntry(
            kind=Kind.SCORE, day=day.day, texts={WORDS: Text(words=each.title)}, score=each.score
        )
        for each in day.scores
    )
