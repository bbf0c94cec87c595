"""How the demo's patients feel from day to day: numbers that look lived in, from a seed.

It is a picture for looking around and models nobody: each step casts a wave that begins after a
lag, some steps none, and a slow ripple of ordinary life goes over all of it.
"""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from taper.demo.story import DiaryStory
from taper.diary.symptoms import Severity, Slug

RIPPLE_HOLDS = 0.86  # share of yesterday's mood swing that is still there today
QUARTER_MINUTES = 15  # people give their sleep to the quarter of an hour
HIGHEST_LOAD = 1.3


class Feeling(NamedTuple):
    """What somebody would answer on one day."""

    load: float  # 0 an easy day … 1 and above a hard one
    mood: int
    symptoms: dict[Slug, Severity]
    sleep_min: int


class Change(NamedTuple):
    """One step of a plan: the day, and the share of the dose that was taken away."""

    day: date
    share: float


def feelings(
    story: DiaryStory, slugs: Sequence[Slug], changes: Sequence[Change], today: date, chance: Random
) -> dict[date, Feeling]:
    """Give a feeling for every day of the diary."""
    waves = [_wave(story, number, each, chance) for number, each in enumerate(changes, start=1)]
    ripple = dict.fromkeys(("mood", *slugs), 0.0)
    proneness = {slug: chance.uniform(1.5, 3.6) for slug in slugs}
    found: dict[date, Feeling] = {}
    for back in range(story.begins, story.ends - 1, -1):
        day = today - timedelta(days=back)
        load = min(HIGHEST_LOAD, 0.06 + sum(_height(wave, day) for wave in waves))
        ripple = {
            slug: RIPPLE_HOLDS * before + chance.gauss(0, 0.13) for slug, before in ripple.items()
        }
        found[day] = _feeling(load, ripple, proneness, chance)
    return found


class _Wave(NamedTuple):
    begins: date
    lag: float  # days until it stands highest
    width: float  # days it takes to rise
    tail: float  # days it takes to fade
    height: float


def _wave(story: DiaryStory, number: int, change: Change, chance: Random) -> _Wave:
    lag, more = story.hard_steps.get(number, (chance.choice((2, 3, 4, 6, 9)), 1.0))
    height = story.felt * change.share * chance.uniform(0.3, 2.4) * more
    return _Wave(change.day, lag, max(1.5, lag / 2.5), chance.uniform(5, 14), height)


def _height(wave: _Wave, day: date) -> float:
    after = (day - wave.begins).days
    if after < 0:
        return 0.0
    if after < wave.lag:
        return wave.height * math.exp(-(((after - wave.lag) / wave.width) ** 2))
    return wave.height * math.exp(-(after - wave.lag) / wave.tail)


def _feeling(
    load: float, ripple: dict[str, float], proneness: dict[Slug, float], chance: Random
) -> Feeling:
    mood = round(7.0 - 5.5 * load + 3.2 * ripple["mood"] + chance.gauss(0, 0.6))
    symptoms = {
        slug: Severity(_within(round(prone * load + 1.6 * ripple[slug] - 0.25), 0, max(Severity)))
        for slug, prone in proneness.items()
    }
    minutes = 440 - 110 * load + 60 * ripple["mood"] + chance.gauss(0, 30)
    sleep = _within(QUARTER_MINUTES * round(minutes / QUARTER_MINUTES), 120, 660)
    return Feeling(load, _within(mood, 0, 10), symptoms, sleep)


def _within(value: int, lowest: int, highest: int) -> int:
    return max(lowest, min(highest, value))
