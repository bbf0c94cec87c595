"""Tables as CSV and as a Frictionless schema: one list of fields says both."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from taper.exports.csv import guard
from taper.words import say

Kind = Literal["text", "word", "integer", "number", "date", "datetime", "time", "boolean"]
Cell = str | int | Decimal | date | datetime | time | bool | None

_WORDS_OF_BOOLEAN = {"trueValues": ["yes"], "falseValues": ["no"]}


class Field(NamedTuple):
    """A column: "text" is what somebody wrote and is guarded; "word" is one of ours."""

    name: str
    kind: Kind = "word"
    says: str = ""  # the key of its description, where that is not called like the column

    @property
    def description(self) -> str:
        """What the column holds, in the language in use."""
        return say(self.says or f"field.{self.name}")

    @property
    def schema(self) -> Mapping[str, Any]:
        """The field of a Frictionless schema."""
        kind = "string" if self.kind in {"text", "word"} else self.kind
        more = _WORDS_OF_BOOLEAN if kind == "boolean" else {}
        return {"name": self.name, "type": kind, "description": self.description, **more}


class Table(NamedTuple):
    """A file of a package, before it is written."""

    name: str  # of the file, without its ending
    fields: tuple[Field, ...]
    rows: Sequence[Sequence[Cell]]

    @property
    def csv(self) -> bytes:
        """The table as the other files are: UTF-8 with a mark, CR LF, empty is not recorded."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(field.name for field in self.fields)
        writer.writerows(
            [_written(field, cell) for field, cell in zip(self.fields, row, strict=True)]
            for row in self.rows
        )
        return text.getvalue().encode("utf-8-sig")


def _written(field: Field, cell: Cell) -> str:
    match cell:
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return cell.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case date() | time():
            return cell.isoformat()
        case Decimal():
            return f"{cell:f}"
        case str() if field.kind == "text":
            return guard(cell)
    return "" if cell is None else str(cell)


_OF_TIMELINE: Mapping[str, Kind] = {
    "date": "date",
    "plan_version": "integer",
    "days_since_planned_change": "integer",
    "days_since_taken_change": "integer",
    "mood": "integer",
    "sleep_hours": "number",
    "sleep_quality": "integer",
    "usual_things": "integer",
    **dict.fromkeys(("medicine", "form", "event_words", "note"), "text"),
    **dict.fromkeys(("bad_day", "recorded", "late", "note_private"), "boolean"),
    **dict.fromkeys(("planned_mg", "change_28d_mg", "change_28d_percent", "taken_mg"), "number"),
}


# Columns that there can be several of, by how they begin; the longer beginning first.
_SEVERAL: Mapping[str, tuple[Kind, str]] = {
    "symptom_": ("integer", "field.symptom_of_day"),
    "total_elsewhere_": ("number", "field.total_elsewhere"),
    "total_": ("number", "field.total"),
}


def fields_of_timeline(written: bytes) -> tuple[Field, ...]:
    """Give the fields of a timeline as it was written, by its own first line."""
    header = next(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    return tuple(map(_field_of_timeline, header))


def _field_of_timeline(name: str) -> Field:
    for beginning, (kind, says) in _SEVERAL.items():
        if name.startswith(beginning):
            return Field(name, kind, says)
    once = name if name in _OF_TIMELINE else without_number(name)
    return Field(name, _OF_TIMELINE.get(once, "word"), f"field.{once}")


def without_number(name: str) -> str:
    """Give the name of a column without the number of its medicine."""
    return re.sub(r"_[0-9]+$", "", name)
