"""The diary as this program wrote it: its timeline.csv, by itself or inside its own package."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial

from pydantic import BaseModel

from taper.diary.check_in import LONGEST_NOTE, Answers
from taper.diary.symptoms import LONGEST_LABEL, Severity, Slug
from taper.errors import TaperError
from taper.imports.day import FileMedicine, ImportedDay, ImportedDose
from taper.imports.entry import ImportedEntry
from taper.imports.own_events import read_events
from taper.imports.own_intake import dose_of, read_intakes
from taper.imports.own_line import (
    OwnLine,
    Unguard,
    minutes_of_hours,
    past_day,
    whole,
    yes_or_no,
)
from taper.imports.own_package import files_of
from taper.imports.refused import RefusedLine
from taper.imports.table import Table, read_table

NEEDED = ("date", "recorded", "mood", "sleep_hours", "note")
_SYMPTOM = "symptom_"
_SLUG = re.compile(r"[a-z][a-z0-9_]{0,39}")  # as in diary/symptoms
MOST_MEDICINES = 20  # with columns of their own


class OwnDiary(BaseModel, frozen=True):
    """The days and entries of a file, the lines that don't fit, and the symptoms it names."""

    days: tuple[ImportedDay, ...]
    entries: tuple[ImportedEntry, ...]
    refused: tuple[RefusedLine, ...]
    slugs: tuple[Slug, ...]
    labels: Mapping[Slug, str] = {}  # what a symptom is called there, where the file says so


def read_own(data: bytes, unguard: Unguard, *, now: datetime) -> OwnDiary:
    """Read what is recorded in a timeline of this program, or in its package.

    Of a package the amounts and times are read in intake.csv, and what happened in events.csv.
    *now* is what calendar and clock show where the patient is: the future is refused.
    """
    files = files_of(data)
    timeline = _Timeline(read_table(files.timeline, encoding="utf-8", separator=","), unguard)
    days, refused = timeline.days(now.date())
    if files.intake is not None:
        intakes, problems = read_intakes(files.intake, unguard, days, now=now)
        days = {
            day: each.model_copy(update={"doses": intakes.get(day, ())})
            for day, each in days.items()
        }
        refused += problems
    entries: Sequence[ImportedEntry] = ()
    if files.events is not None:
        entries, problems = read_events(files.events, unguard, now=now)
        refused += problems
    return OwnDiary(
        days=tuple(days.values()),
        entries=tuple(entries),
        refused=tuple(refused),
        slugs=timeline.slugs,
        labels=_labels(files.symptoms, unguard) if files.symptoms is not None else {},
    )


def _labels(data: bytes, unguard: Unguard) -> Mapping[Slug, str]:
    """Give what each symptom is called; a name that can't be one is left out."""
    table = read_table(data, encoding="utf-8", separator=",")
    slug, label = table.place("symptom"), table.place("label")
    named = {
        row.cells[slug].removeprefix(_SYMPTOM): " ".join(unguard(row.cells[label]).split())
        for row in table.rows
    }
    return {each: name for each, name in named.items() if 0 < len(name) <= LONGEST_LABEL}


class _Timeline:
    """A timeline, day by day."""

    def __init__(self, table: Table, unguard: Unguard) -> None:
        columns = table.columns
        self.slugs = tuple(
            each.removeprefix(_SYMPTOM) for each in columns if each.startswith(_SYMPTOM)
        )
        if any(each not in columns for each in NEEDED) or not all(map(_SLUG.fullmatch, self.slugs)):
            raise TaperError("bring_in.not_own")
        self._table, self._unguard = table, unguard
        ends = ("", *(f"_{number}" for number in range(2, MOST_MEDICINES + 1)))
        self._ends = tuple(end for end in ends if f"taken{end}" in columns)

    def days(self, today: date) -> tuple[dict[date, ImportedDay], list[RefusedLine]]:
        """Give each day that is recorded, and the reasons against the lines that don't fit."""
        read: dict[date, ImportedDay] = {}
        refused = list(self._table.refused)
        for row in self._table.rows:
            line = OwnLine(row, self._table)
            found = self._day(line, today)
            if found is not None and found.day in read:
                line.refuse("date", TaperError("bring_in.day_twice", day=found.day))
            elif found is not None:
                read[found.day] = found
            refused += line.problems
        return read, refused

    def _day(self, line: OwnLine, today: date) -> ImportedDay | None:
        """Give what the line says; None where nothing is recorded, or where it doesn't fit."""
        if not line.read("recorded", yes_or_no):  # a day without a check-in, or still to come
            return None
        day = line.read("date", partial(past_day, today=today))
        answers = self._answers(line)
        doses = tuple(self._doses(line))
        if line.problems or day is None:
            return None
        return ImportedDay(line=line.number, day=day, answers=answers, doses=doses)

    def _doses(self, line: OwnLine) -> Iterator[ImportedDose]:
        for end in self._ends:
            names = (self._unguard(line.cell(f"{name}{end}")) for name in ("medicine", "form"))
            found = dose_of(line, FileMedicine(*names), f"taken{end}", f"taken_mg{end}")
            if found is not None:
                yield found

    def _answers(self, line: OwnLine) -> Answers:
        scores = {
            slug: line.read(f"{_SYMPTOM}{slug}", partial(whole, highest=max(Severity)))
            for slug in self.slugs
        }
        of_ten = partial(whole, highest=10)
        return Answers(
            mood=line.read("mood", of_ten),
            symptoms={each: Severity(score) for each, score in scores.items() if score is not None},
            sleep_min=line.read("sleep_hours", minutes_of_hours),
            sleep_quality=line.read("sleep_quality", of_ten),
            usual_things=line.read("usual_things", of_ten),
            bad_day=bool(line.read("bad_day", yes_or_no)),
            note=line.read("note", self._note) or "",
            note_is_private=bool(line.read("note_private", yes_or_no)),
        )

    def _note(self, cell: str) -> str:
        words = self._unguard(cell)
        if len(words) > LONGEST_NOTE:
            raise TaperError("import.note_too_long", most=LONGEST_NOTE)
        return words
