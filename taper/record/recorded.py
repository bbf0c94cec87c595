"""What the diary holds for each of many days in a row, for one medicine."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from taper.diary.check_in import Answers, CheckIn, Source
from taper.diary.intake import Intake, Taken
from taper.diary.symptoms import Slug
from taper.ids import CourseId
from taper.record.columns import Flags, Numbers, blank, numbers

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
    note_private: Numbers  # 1 where it is kept from others; they have no words here
    struck_out: Flags


def recorded(
    check_ins: Sequence[CheckIn],
    slugs: Sequence[Slug],
    course: CourseId | None,
    first: int,
    days: int,
) -> Recorded:
    """Lay *check_ins* out on *days* days from the day with ordinal *first*.

    A check-in entered in error leaves nothing but its mark; one without an answer leaves nothing.
    """
    here = [each for each in check_ins if 0 <= each.day.toordinal() - first < days]
    kept = [each for each in here if not each.struck_out and not each.answers.is_empty]
    answers = [each.answers for each in kept]
    intakes = [[one for one in each.intakes if one.course == course] for each in answers]
    felt = [each.symptoms for each in answers]
    places = _places(kept, first)

    def laid(values: list[int | None]) -> Numbers:
        column = blank(days)
        column[places] = numbers(values)
        return column

    return Recorded(
        mood=laid([each.mood for each in answers]),
        sleep_min=laid([each.sleep_min for each in answers]),
        sleep_quality=laid([each.sleep_quality for each in answers]),
        usual_things=laid([each.usual_things for each in answers]),
        symptoms={slug: laid([each.get(slug) for each in felt]) for slug in slugs},
        taken=laid([_answer(each) for each in intakes]),
        taken_ug=laid([sum(one.ug for one in each) if each else None for each in intakes]),
        revision=laid([each.revision for each in kept]),
        late=laid([int(each.late) for each in kept]),
        recorded_by=laid([each.recorded_by for each in kept]),
        source=laid([SOURCE_PLACE[each.source] for each in kept]),
        bad_day=laid([int(each.bad_day) for each in answers]),
        note=_notes(places, answers, days),
        note_private=laid([int(each.note_is_private) for each in answers]),
        struck_out=_struck_out(here, first, days),
    )


def _notes(places: Numbers, answers: Sequence[Answers], days: int) -> list[str | None]:
    notes = dict(zip(places.tolist(), (each.note or None for each in answers), strict=True))
    return [notes.get(place) for place in range(days)]


def _struck_out(check_ins: Sequence[CheckIn], first: int, days: int) -> Flags:
    marks = np.zeros(days, dtype=np.bool_)
    marks[_places([each for each in check_ins if each.struck_out], first)] = True
    return marks


def _places(check_ins: Sequence[CheckIn], first: int) -> Numbers:
    return np.array([each.day.toordinal() - first for each in check_ins], dtype=np.int64)


def _answer(intakes: list[Intake]) -> int | None:
    """Give the one answer of a day; several intakes that disagree are "a different amount"."""
    if not intakes:
        return None
    first = intakes[0].taken
    return TAKEN_PLACE[first if all(each.taken is first for each in intakes) else Taken.OTHER]
