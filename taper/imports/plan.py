"""A plan out of a table: typed rows for a draft, which only a signature makes a plan."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

from pydantic import BaseModel

from taper.errors import TaperError
from taper.imports.day_format import read_day
from taper.imports.line import Line, amount_ug
from taper.imports.mapping import ColumnMap, PlannedColumn
from taper.imports.refused import RefusedLine
from taper.imports.table import Table
from taper.plan.dose import Dose
from taper.plan.reading import dose_text
from taper.plan.typed import MOST_ROWS, TypedPlan, TypedRow, read_rows

# The heading of a plan file that needs no mapping; the words of a row may be left out.
STARTS, DOSE, WORDS = "starts_on", "dose", "words"


class PlanImport(BaseModel, frozen=True):
    """The rows of a draft. They are all there, or none while anything is refused."""

    typed: TypedPlan
    refused: tuple[RefusedLine, ...]
    lines: int  # how many lines the rows were read from
    columns_left_out: tuple[str, ...]


class _Planned(BaseModel, frozen=True):
    line: int
    day: date
    ug: int


def read_plan_file(table: Table, mapping: ColumnMap | None) -> PlanImport:
    """Read the rows of a plan; with a mapping, lines of the same dose become one row.

    Without *mapping* the columns are starts_on, dose and perhaps words, in any form
    that the plan page takes; nothing is joined.
    """
    rows, refused = _mapped(table, mapping) if mapping else _own(table)
    refused = sorted([*table.refused, *refused], key=lambda each: each.line)
    if not rows and not refused:
        raise TaperError("import.plan_no_rows")
    if len(rows) > MOST_ROWS:
        raise TaperError("import.plan_too_many_rows", most=MOST_ROWS, found=len(rows))
    named = mapping.columns() if mapping else {STARTS, DOSE, WORDS}
    return PlanImport(
        typed=TypedPlan(rows=() if refused else tuple(rows)),
        refused=tuple(refused),
        lines=len(table.rows),
        columns_left_out=tuple(each for each in table.columns if each not in named),
    )


def _own(table: Table) -> tuple[list[TypedRow], list[RefusedLine]]:
    """Read our own columns as typed; a row that the plan page would refuse is refused here."""
    starts, dose = table.place(STARTS), table.place(DOSE)
    words = table.place(WORDS) if WORDS in table.columns else None
    rows = [
        TypedRow(
            starts=row.cells[starts],
            dose=row.cells[dose],
            words="" if words is None else row.cells[words],
        )
        for row in table.rows
    ]
    columns = {"starts": STARTS, "dose": DOSE, "words": WORDS}
    refused = [
        RefusedLine(
            line=table.rows[read.number - 1].line,
            column=columns[problem.field],
            key=problem.key,
            values=problem.values,
        )
        for read in read_rows(rows)
        for problem in read.problems
        if problem.blocks
    ]
    return rows, refused


def _mapped(table: Table, mapping: ColumnMap) -> tuple[list[TypedRow], list[RefusedLine]]:
    planned = mapping.planned_dose
    if planned is None:
        raise TaperError("import.no_planned_column")
    read: list[_Planned] = []
    refused: list[RefusedLine] = []
    for row in table.rows:
        line = Line(row, table, mapping)
        found = _planned(line, mapping, planned)
        if found is None:
            refused += line.problems
        else:
            read.append(found)
    refused += _out_of_order(read, mapping.date.column)
    if not refused and planned.rows == "every_day":
        refused += _hidden_changes(read, planned.column)
    return list(_at_each_change(read)), refused


def _planned(line: Line, mapping: ColumnMap, planned: PlannedColumn) -> _Planned | None:
    unit, decimal = planned.unit, mapping.file.decimal
    day = line.read(mapping.date.column, partial(read_day, form=mapping.date.form))
    ug = line.read(planned.column, partial(amount_ug, unit=unit, decimal=decimal))
    if not line.problems and day is None:
        line.refuse(mapping.date.column, TaperError("import.no_date"))
    if not line.problems and ug is None:
        line.refuse(planned.column, TaperError("import.no_dose"))
    return None if day is None or ug is None else _Planned(line=line.number, day=day, ug=ug)


def _out_of_order(read: list[_Planned], column: str) -> Iterator[RefusedLine]:
    for before, each in pairwise(read):
        if each.day <= before.day:
            key = "import.date_twice" if each.day == before.day else "import.date_out_of_order"
            values = {"day": each.day, "other": before.line}
            yield RefusedLine(line=each.line, column=column, key=key, values=values)


def _hidden_changes(read: list[_Planned], column: str) -> Iterator[RefusedLine]:
    """Refuse a dose that changed on a day without a line: nobody can say on which."""
    for before, each in pairwise(read):
        if each.ug != before.ug and each.day != before.day + timedelta(days=1):
            values = {"first": before.day, "last": each.day}
            yield RefusedLine(
                line=each.line, column=column, key="import.change_in_gap", values=values
            )


def _at_each_change(read: list[_Planned]) -> Iterator[TypedRow]:
    before = None
    for each in read:
        if each.ug != before:
            yield TypedRow(starts=each.day.isoformat(), dose=dose_text(Dose(ug=each.ug)))
        before = each.ug
