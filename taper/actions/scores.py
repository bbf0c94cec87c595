"""Scores of questionnaires that were filled in elsewhere, as sheets without answers."""

import hashlib
import re
from collections.abc import Iterable, Iterator

from taper.diary.events import Event
from taper.record.beside import Sheet


def sheets_elsewhere(events: Iterable[Event]) -> Iterator[Sheet]:
    """Give a sheet for each score; one name on one scale is one questionnaire."""
    for each in events:
        if each.score is not None and each.day is not None:
            score = each.score
            scale = f"{score.lowest.normalize():f} {score.highest.normalize():f}"
            yield Sheet(
                day=each.day,
                instrument=_slug(each.words, scale),
                title=each.words,
                version="",
                total=score.points,
                maximum=score.highest,
                lowest=score.lowest,
                elsewhere=True,
                answers=(),
            )


def _slug(title: str, scale: str) -> str:
    """Name a column; the mark at its end tells apart what has the same letters, or none."""
    mark = hashlib.sha256(f"{title.casefold()} {scale}".encode()).hexdigest()[:6]
    letters = "_".join(re.findall("[a-z0-9]+", title.lower()))[:18].strip("_")
    return "_".join(part for part in ("elsewhere", letters, mark) if part)
