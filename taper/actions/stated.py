"""What a person says about a file of another program, in the form of a mapping file."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from taper.diary.score import fits
from taper.diary.symptoms import Severity, Slug
from taper.errors import TaperError
from taper.imports.mapping import HIGHEST_MOOD, LONGEST_TITLE
from taper.imports.scale import Rounding
from taper.imports.table import Encoding, Separator


class StatedScale(BaseModel, frozen=True):
    """A column with answers: numbers from one end to another, or words with what each means."""

    column: str
    lowest: str = ""  # what the file says where we say 0
    highest: str = ""  # what it says where we say the most
    words: Mapping[str, int] | None = None  # of a column of words: what we say for each


class StatedScore(BaseModel, frozen=True):
    """A column with the points of a questionnaire, and both ends of its scale as typed."""

    column: str
    title: str
    lowest: str
    highest: str


class Stated(BaseModel, frozen=True):
    """What a person says about a file. Nothing of it is guessed or filled in."""

    encoding: Encoding
    separator: Separator
    decimal: str
    missing: tuple[str, ...]
    date_column: str
    date_form: str
    rounding: Rounding | None = None
    mood: StatedScale | None = None
    symptoms: tuple[tuple[Slug, StatedScale], ...] = ()
    sleep: tuple[str, str] | None = None  # column and unit
    taken: tuple[str, str] | None = None  # column and unit
    note: str | None = None
    scores: tuple[StatedScore, ...] = ()


def mapping_of(stated: Stated, labels: Mapping[Slug, str]) -> dict[str, Any]:
    """Give what was stated in the form of a mapping file; TaperError for what is still to say."""
    made: dict[str, Any] = {
        "format": 1,
        "file": {
            "encoding": stated.encoding,
            "separator": stated.separator,
            "decimal": stated.decimal,
            "missing": ("", *stated.missing),
        },
        "date": {"column": stated.date_column, "form": stated.date_form},
    }
    if stated.mood:
        made["mood"] = _scale(stated.mood, HIGHEST_MOOD, stated.rounding)
    made["symptom"] = [
        {
            "slug": slug,
            "label": labels.get(slug, slug),
            **_scale(each, max(Severity), stated.rounding),
        }
        for slug, each in stated.symptoms
    ]
    made["score"] = [_score(each) for each in stated.scores]
    if stated.sleep:
        column, unit = stated.sleep
        made["sleep"] = {"column": column, "unit": unit, "rounding": _rounding(stated.rounding)}
    if stated.taken:
        made["taken_dose"] = dict(zip(("column", "unit"), stated.taken, strict=True))
    if stated.note:
        made["note"] = {"column": stated.note}
    return made


def _scale(stated: StatedScale, highest: int, rounding: Rounding | None) -> dict[str, Any]:
    if stated.words is not None:
        if not stated.words:
            raise TaperError("bring_in.words_missing")
        return {"column": stated.column, "values": dict(stated.words)}
    return {
        "column": stated.column,
        "from": (_number(stated.lowest), _number(stated.highest)),
        "to": (0, highest),
        "rounding": _rounding(rounding),
    }


def _score(stated: StatedScore) -> dict[str, Any]:
    title = " ".join(stated.title.replace("\0", "").split())
    if not title:
        raise TaperError("bring_in.score_missing")
    if len(title) > LONGEST_TITLE:
        raise TaperError("events.text_too_long", characters=LONGEST_TITLE)
    lowest, highest = (_number(each) for each in (stated.lowest, stated.highest))
    return {"column": stated.column, "title": title, "lowest": lowest, "highest": highest}


def _rounding(stated: Rounding | None) -> Rounding:
    if stated is None:
        raise TaperError("bring_in.rounding_missing")
    return stated


def _number(typed: str) -> int | Decimal:
    if not fits(typed):
        raise TaperError("bring_in.scale_missing")
    found = Decimal(typed.strip().replace(",", "."))
    return int(found) if found == int(found) else found
