"""One line of a table being read by a mapping: cells by column, reasons gathered."""

from collections.abc import Callable
from typing import Literal, TypeVar

from taper.errors import TaperError
from taper.imports.mapping import ColumnMap
from taper.imports.refused import RefusedLine, quoted
from taper.imports.scale import Decimals, number
from taper.imports.table import Row, Table
from taper.plan.dose import LARGEST_UG

UG_PER_UNIT = {"mg": 1000, "microgram": 1}

Value = TypeVar("Value")


class Line:
    """Reads cells; what can't be read is gathered in *problems* and gives None."""

    def __init__(self, row: Row, table: Table, mapping: ColumnMap) -> None:
        self.number = row.line
        self.problems: list[RefusedLine] = []
        self._row = row
        self._table = table
        self._mapping = mapping

    def read(self, column: str, understand: Callable[[str], Value]) -> Value | None:
        """Give what the cell of *column* says; None where it is missing or not understood."""
        cell = self._row.cells[self._table.place(column)]
        if self._mapping.is_missing(cell):
            return None
        if not cell.strip():
            self.refuse(column, TaperError("import.blank"))
            return None
        try:
            return understand(cell)
        except TaperError as error:
            self.refuse(column, error)
            return None

    def refuse(self, column: str, error: TaperError) -> None:
        """Gather *error* as a reason against this line."""
        self.problems.append(
            RefusedLine(line=self.number, column=column, key=error.key, values=error.values)
        )


def amount_ug(cell: str, unit: Literal["mg", "microgram"], decimal: Decimals) -> int:
    """Read an amount in whole micrograms; nothing is rounded."""
    ug = number(cell, decimal) * UG_PER_UNIT[unit]
    if not 0 <= ug <= LARGEST_UG:
        raise TaperError("import.amount_out", cell=quoted(cell))
    if ug.denominator != 1:
        raise TaperError("import.amount_too_fine", cell=quoted(cell))
    return ug.numerator
