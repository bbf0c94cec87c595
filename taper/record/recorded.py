"""What the diary holds for each of many days in a row, for one medicine."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from taper.diary.check_in import Source
from taper.diary.days import DiaryDays
from taper.diary.intake import Taken
from taper.diary.symptoms import Slug
from taper.ids import CourseId
from taper.record.columns import MISSING, Flags, Numbers, blank, numbers

TAKEN = tuple(Taken)  # an answer is kept as its place in this tuple
SOURCES = tuple(Source)
TAKEN_PLACE = {answer: place for place, answer in enumerate(TAKEN)}
SOURCE_PLACE = {source: place for place, source in enumerate(SOURCES)}


class Recorded(NamedTuple):
    """One entry per day in every field; MISSING where nothing was recorded."""

    mood: Numbers
    sleep_min: Numbers
    sleep_quality: Numbers
    usual_things: Numbers
    symptoms: dict[Slug, Numbers]
    taken: Numbers  # place in TAKEN
    taken_ug: Numbers
    revision: Numbers
    late: Numbers
    recorded_by: Numbers
    source: Numbers  # place in SOURCES
    bad_day: Numbers  # 1 where the patient called it one; no number stands for it
    note: list[str | None]
    note_private: Numbers  # 1 where its writer keeps it from others; for them there is none
    struck_out: Flags


def recorded(
    diary: DiaryDays, slugs: Sequence[Slug], course: CourseId | None, first: int, days: int
) -> Recorded:
    """Lay *diary* out on *days* days from the day with ordinal *first*.

    A check-in entered in error leaves nothing but its mark; one without an answer leaves nothing.
    """
    places = np.fromiter(map(date.toordinal, diary.days), np.int64) - first
    inside = (places >= 0) & (places < days)
    kept = inside & np.fromiter(diary.is_recorded, np.bool_)
    to = places[kept]

    def laid(values: Numbers) -> Numbers:
        column = blank(days)
        column[to] = values[kept]
        return column

    taken, taken_ug = _intakes(diary, course, to, first, days)
    return Recorded(
        mood=laid(numbers(diary.mood)),
        sleep_min=laid(numbers(diary.sleep_min)),
        sleep_quality=laid(numbers(diary.sleep_quality)),
        usual_things=laid(numbers(diary.usual_things)),
        symptoms={slug: laid(_severities(diary, slug)) for slug in slugs},
        taken=taken,
        taken_ug=taken_ug,
        revision=laid(_whole(diary.revision)),
        late=laid(_whole(diary.late)),
        recorded_by=laid(_whole(diary.recorded_by)),
        source=laid(_whole([SOURCE_PLACE[each] for each in diary.source])),
        bad_day=laid(_whole(diary.bad_day)),
        note=_notes(diary, places, kept, days),
        note_private=laid(_kept_notes(diary)),
        struck_out=_marked(places[inside & np.fromiter(diary.struck_out, np.bool_)], days),
    )


def _whole(values: Sequence[int]) -> Numbers:
    return np.array(values, dtype=np.int64)


def _severities(diary: DiaryDays, slug: Slug) -> Numbers:
    return _whole([each.get(slug, MISSING) for each in diary.symptoms])


def _notes(diary: DiaryDays, places: Numbers, kept: Flags, days: int) -> list[str | None]:
    found: list[str | None] = [None] * days
    for place, is_kept, note in zip(places.tolist(), kept.tolist(), diary.note, strict=True):
        if note and is_kept:
            found[place] = note
    return found


def _kept_notes(diary: DiaryDays) -> Numbers:
    """Mark private notes for their writer; whoever gets no words is not told of any."""
    words = zip(diary.note, diary.note_is_private, strict=True)
    return _whole([is_private and bool(note) for note, is_private in words])


def _marked(places: Numbers, days: int) -> Flags:
    marks = np.zeros(days, dtype=np.bool_)
    marks[places] = True
    return marks


def _intakes(
    diary: DiaryDays, course: CourseId | None, kept: Numbers, first: int, days: int
) -> tuple[Numbers, Numbers]:
    """Give the answer and the amount of each day; several that disagree are "another amount"."""
    asked = diary.intakes
    own = np.fromiter((each == course for each in asked.course), np.bool_)
    places = np.fromiter(map(date.toordinal, asked.day), np.int64)[own] - first
    inside = np.flatnonzero((places >= 0) & (places < days))
    inside = inside[_marked(kept, days)[places[inside]]]  # of days that are recorded
    to = places[inside]
    answers = _whole([TAKEN_PLACE[each] for each in asked.taken])[own][inside]
    lowest, highest, ug = np.full(days, len(TAKEN)), blank(days), np.zeros(days, np.int64)
    np.minimum.at(lowest, to, answers)
    np.maximum.at(highest, to, answers)
    np.add.at(ug, to, _whole(asked.ug)[own][inside])
    answered = highest >= 0
    answer = np.where(answered & (lowest < highest), TAKEN_PLACE[Taken.OTHER], highest)
    return answer, np.where(answered, ug, MISSING)
