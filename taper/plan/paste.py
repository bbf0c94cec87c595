"""Rows pasted from a spreadsheet or a CSV file, cut into cells and otherwise left as they are."""

import csv
import io
import re
from collections.abc import Callable, Iterable

from taper.errors import TaperError
from taper.plan.cycle import read_cycle
from taper.plan.reading import UG_PER_UNIT, plain, read_date
from taper.plan.typed import MOST_ROWS, TypedRow

LONGEST_PASTE = 400_000  # characters

Cells = list[str]

_SPACES = re.compile(r"[^\S\n\t]{2,}")
# A line is a heading only by these words, so that no row is passed over in silence.
_DATE_HEADINGS = {"date", "day", "start", "starts", "from", "when", "datum", "fecha"}
_OTHER_UNITS = re.compile(
    r"\b(mcg|ug|micrograms?|g|grams?|ml|drops?|tablets?|capsules?|beads?|pouch(es)?)\b|[%μ]"
)
_SPLIT_DOSE = re.compile(rf"[0-9]+ ?, ?[0-9]+ ?({'|'.join(filter(None, UG_PER_UNIT))})?")
# Refusals that say: this is no attempt at a date, at a dose.
_NO_DATE = {"row.date_empty", "row.date_unreadable", "row.date_time"}
_NO_DOSE = {"row.dose_empty", "row.dose_unreadable", "row.dose_is_date"}


def paste(text: str) -> tuple[TypedRow, ...]:
    """Cut pasted *text* into rows; TaperError where it can't be cut at all.

    Columns are the date, the dose and, where there are more, the prescriber's words.
    They are separated by tabs, semicolons, two or more spaces or commas, the same in
    every line. A line whose commas have two readings stays whole in ``starts``.
    """
    separator, lines = _cut(_checked(text))
    below = lines[1:] if lines and _is_heading(lines[0]) else lines
    if not below:
        raise TaperError("row.paste_empty")
    if len(below) > MOST_ROWS:
        raise TaperError("row.paste_too_many", most=MOST_ROWS)
    return tuple(_row(cells, separator) for cells in below)


def _checked(text: str) -> str:
    if len(text) > LONGEST_PASTE:
        raise TaperError("row.paste_too_long", most=LONGEST_PASTE)
    if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in text):
        raise TaperError("row.text_not_text")
    return text.removeprefix("\N{BYTE ORDER MARK}").replace("\r\n", "\n").replace("\r", "\n")


def _cut(text: str) -> tuple[str, list[Cells]]:
    """Cut by the separator that makes a date and a dose of the most lines, the first of equals."""
    ways = [(separator, _lines(text, separator)) for separator in ("\t", ";", "  ", ",")]
    whole = [(separator, lines) for separator, lines in ways if lines is not None]
    separator, lines = max(whole, key=lambda way: _fit(way[1]))
    if len(whole) < len(ways) and not any(map(_is_dated, lines)):
        raise TaperError("row.paste_quotes")
    return separator, lines


def _fit(lines: list[Cells]) -> tuple[int, int]:
    """Count the lines that give a date and a dose, then those of two cells or more."""
    few = lines[: MOST_ROWS + 1]
    return sum(map(_is_dated, few)), sum(len(cells) > 1 for cells in few)


def _lines(text: str, separator: str) -> list[Cells] | None:
    """Cut *text* into lines that aren't blank; None where a quotation mark stays open."""
    try:
        lines: Iterable[Cells] = (
            [_SPACES.split(line.strip()) for line in text.split("\n")]
            if separator == "  "
            else list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
        )
    except csv.Error:
        return None
    return [cells for cells in lines if any(cell.strip() for cell in cells)]


def _is_dated(cells: Cells) -> bool:
    return (
        len(cells) > 1
        and _refusal(read_date, cells[0]) not in _NO_DATE
        and _refusal(read_cycle, cells[1]) not in _NO_DOSE
    )


def _refusal(read: Callable[[str], object], cell: str) -> str | None:
    try:
        read(cell)
    except TaperError as error:
        return error.key
    return None


def _is_heading(cells: Cells) -> bool:
    """Whether the first line names columns; TaperError where it names a unit other than mg."""
    names = [plain(cell).casefold() for cell in cells[:2]]
    named = not _DATE_HEADINGS.isdisjoint(re.findall("[a-z]+", names[0]))
    if not named or any(sign.isnumeric() for name in names for sign in name):
        return False
    if _OTHER_UNITS.search(" ".join(names[1:]).replace("_", " ")):
        raise TaperError("row.paste_heading_unit")
    return True


def _row(cells: Cells, separator: str) -> TypedRow:
    if separator == ",":
        cells = _with_whole_date(cells)
        if len(cells) > 2 and _SPLIT_DOSE.fullmatch(plain(",".join(cells[1:3])).casefold()):
            return TypedRow(starts=",".join(cells).strip(), dose="")
    starts, dose, *words = [*cells, ""]
    if dose.strip() and words and _is_unit(words[0]):
        dose = f"{dose.strip()} {words.pop(0)}"  # a unit in a column of its own is no remark
    remark = separator.join(words).strip().strip(separator).strip()
    return TypedRow(starts=starts.strip(), dose=dose.strip(), words=remark)


def _with_whole_date(cells: Cells) -> Cells:
    """Join the cells of a date with commas in it: Nov 22, 2026."""
    for taken in range(1, min(len(cells), 4)):
        day = ",".join(cells[:taken])
        if _refusal(read_date, day) is None:
            return [day, *cells[taken:]]
    return cells


def _is_unit(cell: str) -> bool:
    unit = plain(cell).casefold()
    return bool(unit) and (unit in UG_PER_UNIT or _OTHER_UNITS.fullmatch(unit) is not None)
