"""Rows of a method that are typed line by line; a refusal says which line."""

import re
from collections.abc import Callable
from datetime import time
from fractions import Fraction
from typing import Any

from taper.errors import TaperError
from taper.plan.cycle import read_cycle
from taper.plan.methods_listed import WEEK
from taper.plan.reading import plain, read_dose
from taper.plan.reading_numbers import read_count, read_curve_percent, read_days

_TIME = re.compile(r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})")
_UNITS = {"mg", "day", "days"}  # said in the label; passed over where typed after a blank


class LineRefused(TaperError):
    """A line that can't be read: the sentence of *error*, and *line*, 1 for the first."""

    def __init__(self, line: int, error: TaperError) -> None:
        super().__init__(error.key, **error.values)
        self.line = line


def _lines(text: str, read: Callable[[str], Any]) -> list[Any]:
    """Read each line that isn't blank."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                found.append(read(line))
            except TaperError as error:
                raise LineRefused(number, error) from error
    if not found:
        raise TaperError("expand.nothing_typed")
    return found


def _cells(line: str, wanted: int) -> list[str]:
    """Cut a line at its semicolons or tabs; at blanks too where that does not give enough."""
    cells = [cell.strip() for cell in re.split(r"[;\t]", line)]
    if len(cells) != wanted:
        pieces = plain(re.sub(r"[;\t]|,(?=\s)", " ", line)).split(" ")
        cells = [piece for piece in pieces if piece.casefold() not in _UNITS]
    if len(cells) != wanted:
        raise TaperError("expand.line_cells", wanted=wanted, n=len(cells))
    return cells


def _mg(text: str) -> Fraction:
    return read_dose(text).mg


def list_rows(text: str) -> list[Any]:
    """Read lines of a dose and the days it holds."""

    def row(line: str) -> dict[str, Any]:
        dose, days = _cells(line, 2)
        return {"dose_mg": _mg(dose), "days": read_days(days)}

    return _lines(text, row)


def strip_rows(text: str) -> list[Any]:
    """Read lines of a number of pouches, a colon, and the dose of each pouch."""

    def row(line: str) -> dict[str, Any]:
        count, colon, doses = line.partition(":")
        if not colon:
            raise TaperError("expand.strip_colon")
        cells = [cell for cell in re.split(r"[;\s]+", plain(doses)) if cell]
        pouches = read_count(count, least=1, most=10_000)
        if pouches != len(cells):
            raise TaperError("method.pouches_differ", n=len(cells), pouches=pouches)
        return {"pouches": pouches, "doses_mg": tuple(map(_mg, cells))}

    return _lines(text, row)


def week_rows(text: str) -> list[Any]:
    """Read lines of seven doses, Monday to Sunday, and the days the pattern holds."""

    def row(line: str) -> dict[str, Any]:
        *doses, days = _cells(line, len(WEEK) + 1)
        named = zip(WEEK, doses, strict=True)
        return {f"{day}_mg": _mg(dose) for day, dose in named} | {"days": read_days(days)}

    return _lines(text, row)


def split_rows(text: str) -> list[Any]:
    """Read lines of timed doses, a semicolon, and the days they hold."""

    def row(line: str) -> dict[str, Any]:
        intakes, semicolon, days = line.partition(";")
        if not semicolon:
            raise TaperError("expand.split_semicolon")
        return {"intakes": timed_doses(intakes), "days": read_days(days)}

    return _lines(text, row)


def cross_rows(text: str) -> list[Any]:
    """Read lines of a dose of each of two medicines, and the days they hold."""

    def row(line: str) -> dict[str, Any]:
        first, second, days = _cells(line, 3)
        return {"first_mg": _mg(first), "second_mg": _mg(second), "days": read_days(days)}

    return _lines(text, row)


def timed_doses(text: str) -> tuple[dict[str, Any], ...]:
    """Read two or more doses of one day, each with its time."""
    cycle = read_cycle(text)
    if len(cycle) > 1 or len(cycle[0]) < 2:
        raise TaperError("expand.two_times")
    times = [timed.at for timed in cycle[0]]
    if len(times) > 12:
        raise TaperError("expand.too_many_times")
    return tuple({"at": timed.at, "mg": timed.dose.mg} for timed in cycle[0])


def times_in_order(text: str) -> tuple[time, ...]:
    """Read times of day in their order."""
    cells = [cell for cell in re.split(r"[;,\s]+", plain(text)) if cell]
    if not cells:
        raise TaperError("expand.nothing_typed")
    return tuple(map(_time, cells))


def _time(text: str) -> time:
    found = _TIME.fullmatch(text)
    if found is None:
        raise TaperError("expand.time_unreadable")
    hour, minute = int(found["hour"]), int(found["minute"])
    if hour > 23 or minute > 59:
        raise TaperError("row.cycle_no_such_time")
    return time(hour, minute)


def percents(text: str) -> tuple[Fraction, ...]:
    """Read occupancies in %, one after another."""
    cells = [cell for cell in re.split(r"[;\s]+", plain(text)) if cell and cell != "%"]
    if not cells:
        raise TaperError("expand.nothing_typed")
    return tuple(map(read_curve_percent, cells))
