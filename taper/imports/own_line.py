"""One line of a file that this program wrote: cells by column, reasons gathered."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, time
from typing import TypeVar

from taper.errors import TaperError
from taper.imports.day_format import read_day
from taper.imports.refused import RefusedLine, quoted
from taper.imports.scale import number
from taper.imports.table import Row, Table
from taper.plan.dose import LARGEST_UG

_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
Value = TypeVar("Value")
Unguard = Callable[[str], str]  # takes off the apostrophe that keeps a formula from running


class OwnLine:
    """Reads cells; what can't be read is gathered in *problems* and gives None."""

    def __init__(self, row: Row, table: Table, file: str = "") -> None:
        """Read *row*; *file* is said with each reason where there are several files."""
        self.number = row.line
        self.problems: list[RefusedLine] = []
        self._file = file
        self._cells: Mapping[str, str] = dict(zip(table.columns, row.cells, strict=True))

    def cell(self, column: str) -> str:
        """Give a cell as it stands; a column that isn't there says nothing."""
        return self._cells.get(column, "")

    def read(self, column: str, understand: Callable[[str], Value]) -> Value | None:
        """Give what the cell of *column* says; None where it is empty or not understood."""
        cell = self.cell(column)
        if not cell:
            return None
        try:
            return understand(cell)
        except TaperError as error:
            self.refuse(column, error)
            return None

    def refuse(self, column: str, error: TaperError) -> None:
        """Gather *error* as a reason against this line; without a *column* of it as a whole."""
        place = ": ".join(part for part in (self._file, column) if part)
        self.problems.append(
            RefusedLine(line=self.number, column=place, key=error.key, values=error.values)
        )


def known(cell: str, words: Collection[str]) -> str:
    """Read one of the words that this program writes there."""
    if cell not in words:
        raise TaperError("bring_in.not_known", cell=quoted(cell))
    return cell


def yes_or_no(cell: str) -> bool:
    """Read "yes" or "no"."""
    return known(cell, {"yes", "no"}) == "yes"


def past_day(cell: str, today: date) -> date:
    """Read a day as 2026-03-01 that has come."""
    day = read_day(cell, "YYYY-MM-DD")
    if day > today:
        raise TaperError("import.future", day=day)
    return day


def time_of_day(cell: str) -> time:
    """Read a time as it is written in our files."""
    try:
        found = time.fromisoformat(cell) if _TIME.fullmatch(cell) else None
    except ValueError:
        found = None
    if found is None:
        raise TaperError("bring_in.not_known", cell=quoted(cell))
    return found


def whole(cell: str, highest: int, lowest: int = 0) -> int:
    """Read a whole number from *lowest* to *highest*."""
    value = number(cell, ".")
    if value.denominator != 1 or not lowest <= value <= highest:
        raise TaperError("import.outside_scale", cell=quoted(cell), lowest=lowest, highest=highest)
    return value.numerator


def minutes_of_hours(cell: str) -> int:
    """Read hours, which were written to the nearest ten-thousandth, as the minutes they were."""
    minutes = round(number(cell, ".") * 60)
    if not 0 <= minutes <= 24 * 60:
        raise TaperError("import.sleep_out", cell=quoted(cell))
    return minutes


def ug_of_mg(cell: str) -> int:
    """Read mg as whole micrograms."""
    ug = number(cell, ".") * 1000
    if ug.denominator != 1 or not 0 <= ug <= LARGEST_UG:
        raise TaperError("import.amount_out", cell=quoted(cell))
    return ug.numerator
