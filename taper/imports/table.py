"""A CSV file as a table of text; what can't be read for certain is refused with its line."""

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from taper.errors import TaperError
from taper.imports.refused import RefusedLine

LARGEST_BYTES = 5_000_000  # two years of days with 100 columns fit many times
MOST_COLUMNS = 100
MOST_ROWS = 20_000
LONGEST_CELL = 5_000  # characters; a note holds 4,000

Encoding = Literal["utf-8", "utf-16", "cp1252"]
Separator = Literal[",", ";", "\t", "|"]
SEPARATORS: tuple[Separator, ...] = (",", ";", "\t", "|")

# A mark at the beginning of a file names its encoding beyond doubt.
_MARKS: tuple[tuple[bytes, Encoding], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Row(NamedTuple):
    """One line of a file. No model: 20,000 of them are made at once."""

    line: int  # where it begins, as an editor counts
    cells: tuple[str, ...]


class Table(NamedTuple):
    """The lines below the heading, and those that don't fit it."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    refused: tuple[RefusedLine, ...]

    def place(self, column: str) -> int:
        """Give the place of *column*; TaperError("import.column_missing") where there is none."""
        if column not in self.columns:
            raise TaperError("import.column_missing", column=column)
        return self.columns.index(column)


class Refusals(NamedTuple):
    """The sentences that refuse a file before it is read."""

    no_file: str
    too_large: str


OF_A_TABLE = Refusals("import.no_file", "import.too_large")


def file_bytes(path: Path, most: int = LARGEST_BYTES, says: Refusals = OF_A_TABLE) -> bytes:
    """Read the file at *path*; one of more than *most* bytes is refused before it is read."""
    try:
        if not path.is_file():
            raise TaperError(says.no_file, file=path.name)
        if path.stat().st_size > most:
            raise too_large(most, says)
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise TaperError(says.no_file, file=path.name) from error


def too_large(most: int = LARGEST_BYTES, says: Refusals = OF_A_TABLE) -> TaperError:
    """Give the refusal of a file of more than *most* bytes."""
    return TaperError(says.too_large, megabytes=most // 1_000_000)


def read_table(
    data: bytes, *, encoding: Encoding | None = None, separator: Separator | None = None
) -> Table:
    """Read a CSV file with one heading line.

    Without *encoding* the file is UTF-8, or UTF-16 with its mark. Without *separator*
    the heading must hold only one of comma, semicolon, tab and bar.
    """
    text = _text(data, encoding)
    found = _Lines(text, separator or _separator(text))
    heading = next(found, None)
    if heading is None:
        raise TaperError("import.empty")
    columns = _columns(heading)
    rows: list[Row] = []
    refused: list[RefusedLine] = []
    for row in found:
        if len(rows) + len(refused) >= MOST_ROWS:
            raise TaperError("import.too_many_rows", most=f"{MOST_ROWS:,}")
        problem = _problem(row, columns)
        if problem:
            refused.append(problem)
        else:
            rows.append(row)
    return Table(columns, tuple(rows), tuple(refused))


def _text(data: bytes, encoding: Encoding | None) -> str:
    if len(data) > LARGEST_BYTES:
        raise too_large()
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if marked and encoding and marked != encoding:
        raise TaperError("import.encoding_differs", stated=encoding, found=marked)
    name = marked or encoding or "utf-8"
    if name == "utf-16" and not marked:
        raise TaperError("import.utf16_mark")
    try:
        text = data.decode("utf-8-sig" if name == "utf-8" else name)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise TaperError("import.wrong_encoding", line=line, encoding=name) from error
    if "\0" in text:
        raise TaperError("import.nul", line=text[: text.index("\0")].count("\n") + 1)
    return text


def _separator(text: str) -> Separator:
    """Give the one separator that the heading holds."""
    fitting = [each for each in SEPARATORS if len(next(_Lines(text, each), Row(1, ())).cells) > 1]
    if len(fitting) > 1:
        raise TaperError("import.separator_unclear")
    return fitting[0] if fitting else ","


class _Lines(Iterator[Row]):
    """The lines of a text that aren't blank, each with the number it begins at."""

    def __init__(self, text: str, separator: Separator) -> None:
        self._reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)

    def __next__(self) -> Row:
        cells: list[str] = []
        line = self._reader.line_num + 1
        while not any(cell.strip() for cell in cells):
            line = self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except csv.Error as error:
                raise TaperError("import.quotes", line=line) from error
        return Row(line, tuple(cells))


def _columns(heading: Row) -> tuple[str, ...]:
    names = tuple(cell.strip() for cell in heading.cells)
    if len(names) > MOST_COLUMNS:
        raise TaperError("import.too_many_columns", most=MOST_COLUMNS, n=len(names))
    for place, name in enumerate(names, start=1):
        if not name:
            raise TaperError("import.column_unnamed", place=place)
        if name in names[: place - 1]:
            raise TaperError("import.column_twice", column=name[:LONGEST_NAME])
    return names


LONGEST_NAME = 80  # characters of a column's name that are said back


def _problem(row: Row, columns: tuple[str, ...]) -> RefusedLine | None:
    if len(row.cells) != len(columns):
        values = {"cells": len(row.cells), "columns": len(columns)}
        return RefusedLine(line=row.line, key="import.cells", values=values)
    if any(len(cell) > LONGEST_CELL for cell in row.cells):
        values = {"most": LONGEST_CELL}
        return RefusedLine(line=row.line, key="import.cell_too_long", values=values)
    return None
