"""The diary as this program wrote it: its timeline.csv, by itself or inside its own package."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TypeVar

from pydantic import BaseModel

from taper.diary.check_in import LONGEST_NOTE, Answers
from taper.diary.intake import Intake, Taken
from taper.diary.symptoms import Severity, Slug
from taper.errors import TaperError
from taper.ids import CourseId
from taper.imports.day_format import read_day
from taper.imports.refused import RefusedLine, quoted
from taper.imports.scale import number
from taper.imports.table import LARGEST_BYTES, Row, Table, read_table
from taper.plan.dose import LARGEST_UG

NAME = "timeline.csv"
MOST_FILES = 100  # in a package
NEEDED = ("date", "recorded", "mood", "sleep_hours", "note")
_SYMPTOM = "symptom_"
# What reading a package raises where it is cut, changed, locked or packed in another way.
_ODD = (KeyError, EOFError, OSError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error)
_SLUG = re.compile(r"[a-z][a-z0-9_]{0,39}")  # as in diary/symptoms
Value = TypeVar("Value")


class BroughtDay(BaseModel, frozen=True):
    """What one line of a file says of one day."""

    line: int
    day: date
    answers: Answers
    taken: Taken | None = None
    ug: int | None = None

    def answers_with(self, course: CourseId | None) -> Answers:
        """Give the answers with what was taken of *course*; without it where there is none."""
        if course is None or self.taken is None or self.ug is None:
            return self.answers
        intake = Intake(course=course, taken=self.taken, ug=self.ug)
        return self.answers.model_copy(update={"intakes": (intake,)})


class OwnDiary(BaseModel, frozen=True):
    """The days of a file, the lines that don't fit, and the symptoms it has columns for."""

    days: tuple[BroughtDay, ...]
    refused: tuple[RefusedLine, ...]
    slugs: tuple[Slug, ...]


def timeline_of(data: bytes) -> bytes:
    """Give the timeline of a package; anything that is no package is given as it is."""
    if not data.startswith(b"PK"):
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if len(package.infolist()) > MOST_FILES:
                raise TaperError("bring_in.package_odd")
            with package.open(NAME) as file:  # read no further than a file may be large
                found = file.read(LARGEST_BYTES + 1)
    except _ODD as error:
        raise TaperError("bring_in.package_odd") from error
    return found


def read_own(data: bytes, unguard: Callable[[str], str], *, today: date) -> OwnDiary:
    """Read the days that are recorded in a timeline of this program."""
    table = read_table(timeline_of(data), encoding="utf-8", separator=",")
    slugs = tuple(
        each.removeprefix(_SYMPTOM) for each in table.columns if each.startswith(_SYMPTOM)
    )
    if any(each not in table.columns for each in NEEDED) or not all(map(_SLUG.fullmatch, slugs)):
        raise TaperError("bring_in.not_own")
    read: dict[date, BroughtDay] = {}
    refused = list(table.refused)
    for row in table.rows:
        line = _Line(row, table, unguard, today)
        found = line.day()
        if found is not None and found.day in read:
            line.refuse("date", TaperError("bring_in.day_twice", day=found.day))
        elif found is not None:
            read[found.day] = found
        refused += line.problems
    return OwnDiary(
        days=tuple(read.values()),
        refused=tuple(refused),
        slugs=slugs,
    )


class _Line:
    """One line of a timeline; what can't be read is gathered as a reason."""

    def __init__(self, row: Row, table: Table, unguard: Callable[[str], str], today: date) -> None:
        self.problems: list[RefusedLine] = []
        self._row, self._columns = row, table.columns
        self._cells: Mapping[str, str] = dict(zip(table.columns, row.cells, strict=True))
        self._unguard, self._today = unguard, today

    def day(self) -> BroughtDay | None:
        """Give what the line says; None where nothing is recorded, or where it doesn't fit."""
        if not self._read("recorded", _yes_or_no):  # a day without a check-in, or still to come
            return None
        day = self._read("date", partial(_past_day, today=self._today))
        answers = self._answers()
        taken = self._read(
            "taken", lambda cell: Taken(_known(cell, {each.value for each in Taken}))
        )
        ug = self._read("taken_mg", _ug)
        if self.problems or day is None:
            return None
        return BroughtDay(line=self._row.line, day=day, answers=answers, taken=taken, ug=ug)

    def _answers(self) -> Answers:
        highest = max(Severity)
        scores = {
            each.removeprefix(_SYMPTOM): self._read(each, partial(_whole, highest=highest))
            for each in self._columns
            if each.startswith(_SYMPTOM)
        }
        of_ten = partial(_whole, highest=10)
        note = self._read("note", self._note) or ""
        return Answers(
            mood=self._read("mood", of_ten),
            symptoms={each: Severity(score) for each, score in scores.items() if score is not None},
            sleep_min=self._read("sleep_hours", _minutes),
            sleep_quality=self._read("sleep_quality", of_ten),
            usual_things=self._read("usual_things", of_ten),
            bad_day=bool(self._read("bad_day", _yes_or_no)),
            note=note,
            note_is_private=bool(self._read("note_private", _yes_or_no)),
        )

    def _note(self, cell: str) -> str:
        words = self._unguard(cell)
        if len(words) > LONGEST_NOTE:
            raise TaperError("import.note_too_long", most=LONGEST_NOTE)
        return words

    def _read(self, column: str, understand: Callable[[str], Value]) -> Value | None:
        cell = self._cells.get(column, "")
        if not cell:
            return None
        try:
            return understand(cell)
        except TaperError as error:
            self.refuse(column, error)
            return None

    def refuse(self, column: str, error: TaperError) -> None:
        """Gather *error* as a reason against this line."""
        self.problems.append(
            RefusedLine(line=self._row.line, column=column, key=error.key, values=error.values)
        )


def _past_day(cell: str, today: date) -> date:
    day = read_day(cell, "YYYY-MM-DD")
    if day > today:
        raise TaperError("import.future", day=day)
    return day


def _known(cell: str, known: set[str]) -> str:
    if cell not in known:
        raise TaperError("bring_in.not_known", cell=quoted(cell))
    return cell


def _taken(cell: str) -> Taken:
    return Taken(_known(cell, {each.value for each in Taken}))


def _yes_or_no(cell: str) -> bool:
    return _known(cell, {"yes", "no"}) == "yes"


def _whole(cell: str, highest: int) -> int:
    value = number(cell, ".")
    if value.denominator != 1 or not 0 <= value <= highest:
        raise TaperError("import.outside_scale", cell=quoted(cell), lowest="0", highest=highest)
    return value.numerator


def _minutes(cell: str) -> int:
    """Read hours, which were written to the nearest ten-thousandth, as the minutes they were."""
    minutes = round(number(cell, ".") * 60)
    if not 0 <= minutes <= 24 * 60:
        raise TaperError("import.sleep_out", cell=quoted(cell))
    return minutes


def _ug(cell: str) -> int:
    ug = number(cell, ".") * 1000
    if ug.denominator != 1 or not 0 <= ug <= LARGEST_UG:
        raise TaperError("import.amount_out", cell=quoted(cell))
    return ug.numerator
