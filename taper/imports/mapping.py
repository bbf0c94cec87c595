"""The mapping file: which column is what, in which form. Stated by a person, never guessed."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, ValidationError, model_validator

from taper.diary.symptoms import Severity, Slug, Symptom
from taper.errors import TaperError
from taper.imports.day_format import day_pattern
from taper.imports.scale import Decimals, Number, Rounding, Scale
from taper.imports.table import Encoding, Separator, Table, read_table

LARGEST_BYTES = 100_000
MOST_SYMPTOMS, MOST_SCORES = 30, 10
HIGHEST_MOOD = 10
LONGEST_TITLE = 200  # characters

ColumnName = Annotated[str, Field(min_length=1, max_length=200)]


class _Stated(BaseModel, frozen=True, extra="forbid"):
    """A table of the file: a name that isn't known is refused, since it may be a slip."""


class FileForm(_Stated):
    """How the file itself is written."""

    encoding: Encoding
    separator: Separator
    decimal: Decimals
    missing: tuple[str, ...]  # the cells that mean: not recorded


class DateColumn(_Stated):
    """The day of each line."""

    column: ColumnName
    form: str

    @model_validator(mode="after")
    def _is_a_form(self) -> Self:
        day_pattern(self.form)
        return self


class PlannedColumn(_Stated):
    """The dose that was planned. It becomes rows of a draft, never an intake."""

    column: ColumnName
    unit: Literal["mg", "microgram"]
    rows: Literal["every_day", "each_change"]


class TakenColumn(_Stated):
    """The dose that was recorded as taken."""

    column: ColumnName
    unit: Literal["mg", "microgram"]


class MoodColumn(Scale, frozen=True):
    """Mood, on 0 to 10."""

    column: ColumnName


class SymptomColumn(Scale, frozen=True):
    """One symptom, on 0 none to 3 severe. *label* enters the list of a patient who lacks it."""

    column: ColumnName
    slug: Slug
    label: Annotated[str, Field(min_length=1, max_length=80)]


class SleepColumn(_Stated):
    """How long somebody slept."""

    column: ColumnName
    unit: Literal["hours", "minutes"]
    rounding: Rounding  # to whole minutes


class ScoreColumn(_Stated):
    """Points of a questionnaire that was filled in elsewhere, kept as they stand in the file."""

    column: ColumnName
    title: Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE)]
    lowest: Number
    highest: Number

    @model_validator(mode="after")
    def _has_two_ends(self) -> Self:
        if not self.lowest < self.highest:
            raise TaperError("import.scale_flat")
        return self


class NoteColumn(_Stated):
    """Somebody's own words."""

    column: ColumnName


class ColumnMap(_Stated):
    """A mapping file as a whole; docs/imports.md describes it."""

    format: Literal[1]
    about: Annotated[str, Field(max_length=4000)] = ""
    file: FileForm
    date: DateColumn
    planned_dose: PlannedColumn | None = None
    taken_dose: TakenColumn | None = None
    mood: MoodColumn | None = None
    symptom: Annotated[tuple[SymptomColumn, ...], Field(max_length=MOST_SYMPTOMS)] = ()
    sleep: SleepColumn | None = None
    note: NoteColumn | None = None
    score: Annotated[tuple[ScoreColumn, ...], Field(max_length=MOST_SCORES)] = ()
    left_out: Mapping[str, str] = {}  # column → why nothing is taken from it

    @model_validator(mode="after")
    def _fits_our_scales(self) -> Self:
        if self.mood and not self.mood.fits(HIGHEST_MOOD):
            raise TaperError("import.scale_beyond", item="mood", highest=HIGHEST_MOOD)
        for symptom in self.symptom:
            if not symptom.fits(max(Severity)):
                raise TaperError("import.scale_beyond", item=symptom.slug, highest=max(Severity))
        return self

    @model_validator(mode="after")
    def _says_each_thing_once(self) -> Self:
        slugs, titles = [each.slug for each in self.symptom], [each.title for each in self.score]
        for names in (slugs, titles, list(self._diary_columns())):
            twice = {name for name in names if names.count(name) > 1}
            if twice:
                raise TaperError("import.mapped_twice", name=min(twice))
        return self

    def _diary_columns(self) -> Iterator[str]:
        for item in (self.mood, *self.symptom, self.sleep, self.note, *self.score):
            if item is not None:
                yield item.column

    @property
    def symptoms(self) -> tuple[Symptom, ...]:
        """The symptoms in the order of the file."""
        return tuple(Symptom(slug=each.slug, label=each.label) for each in self.symptom)

    @property
    def is_of_a_diary(self) -> bool:
        """Whether anything that a patient records is mapped."""
        return self.taken_dose is not None or any(self._diary_columns())

    def columns(self) -> frozenset[str]:
        """Give every column that something is read from."""
        doses = {each.column for each in (self.planned_dose, self.taken_dose) if each}
        return frozenset({self.date.column, *self._diary_columns(), *doses})

    def table(self, data: bytes) -> Table:
        """Read the file that this mapping describes; every column it names must be there."""
        found = read_table(data, encoding=self.file.encoding, separator=self.file.separator)
        for column in sorted(self.columns()):
            found.place(column)
        return found

    def is_missing(self, cell: str) -> bool:
        """Whether *cell* means: not recorded."""
        return cell.strip() in self.file.missing


def read_mapping(data: bytes) -> ColumnMap:
    """Read a mapping file; TaperError names the entry that isn't stated or can't be."""
    if len(data) > LARGEST_BYTES:
        raise TaperError("import.mapping_too_large", kilobytes=LARGEST_BYTES // 1000)
    try:
        stated = tomllib.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise TaperError("import.mapping_encoding") from error
    except (ValueError, RecursionError) as error:  # not only TOMLDecodeError: 5,000 digits, [[[[…
        found = re.search(r"at line ([0-9]+)", str(error))
        line = found[1] if found else "1"
        raise TaperError("import.mapping_toml", line=line) from error
    return checked(stated)


def checked(stated: Mapping[str, object]) -> ColumnMap:
    """Check what a mapping file states."""
    try:
        return ColumnMap.model_validate(stated)
    except ValidationError as error:
        raise _not_stated(error) from error


def _not_stated(error: ValidationError) -> TaperError:
    """Name the first entry that is wrong: which table, which name."""
    first = error.errors(include_url=False)[0]
    entry = ".".join(str(each + 1) if isinstance(each, int) else each for each in first["loc"])
    kinds = {"missing": "import.entry_missing", "extra_forbidden": "import.entry_unknown"}
    return TaperError(kinds.get(first["type"], "import.entry_wrong"), entry=entry)
