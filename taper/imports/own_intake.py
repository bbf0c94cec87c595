"""What was taken, out of the intake.csv of our own package: each answer with its time."""

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import partial

from taper.diary.check_in import check_time
from taper.diary.intake import Taken
from taper.errors import TaperError
from taper.imports.day import FileMedicine, ImportedDay, ImportedDose
from taper.imports.day_format import read_day
from taper.imports.own_line import OwnLine, Unguard, known, time_of_day, ug_of_mg, yes_or_no
from taper.imports.refused import RefusedLine, quoted
from taper.imports.table import read_table

NAME = "intake.csv"
_NEEDED = {"date", "newest", "entered_in_error", "medicine", "form", "taken", "taken_mg", "time"}
_TAKEN = frozenset(each.value for each in Taken)


def read_intakes(
    data: bytes, unguard: Unguard, days: Mapping[date, ImportedDay], *, now: datetime
) -> tuple[Mapping[date, tuple[ImportedDose, ...]], list[RefusedLine]]:
    """Give the doses of each day as they stand in its newest revision.

    A line of a day that isn't in *days* is refused: the two files would not say the same.
    """
    table = read_table(data, encoding="utf-8", separator=",")
    if not _NEEDED.issubset(table.columns):
        raise TaperError("bring_in.package_odd")
    found: dict[date, tuple[ImportedDose, ...]] = {}
    refused = list(table.refused)
    for row in table.rows:
        line = OwnLine(row, table, NAME)
        if line.read("newest", yes_or_no) and not line.read("entered_in_error", yes_or_no):
            day = line.read("date", partial(_day_of, days=days))
            dose = _dose(line, unguard, day, now)
            have = found.get(day, ()) if day else ()
            if dose is not None and dose.of in {each.of for each in have}:
                line.refuse("medicine", TaperError("bring_in.dose_twice"))
            elif day is not None and dose is not None:
                found[day] = (*have, dose)
        refused += line.problems
    return found, refused


def _day_of(cell: str, days: Mapping[date, ImportedDay]) -> date:
    day = read_day(cell, "YYYY-MM-DD")
    if day not in days:
        raise TaperError("bring_in.day_not_there", day=day)
    return day


def _dose(line: OwnLine, unguard: Unguard, day: date | None, now: datetime) -> ImportedDose | None:
    of = FileMedicine(unguard(line.cell("medicine")), unguard(line.cell("form")))
    found = dose_of(line, of, "taken", "taken_mg")
    at = line.read("time", partial(_past_time, day=day, now=now))
    return found.model_copy(update={"at": at}) if found else None


def _past_time(cell: str, day: date | None, now: datetime) -> time:
    at = time_of_day(cell)
    if day is not None:
        check_time(day, at, now)
    return at


def dose_of(line: OwnLine, of: FileMedicine, taken: str, mg: str) -> ImportedDose | None:
    """Give what two cells of a line say of a medicine; None where nothing is recorded."""
    answer = line.read(taken, lambda cell: Taken(known(cell, _TAKEN)))
    ug = line.read(mg, ug_of_mg)
    if answer is None or ug is None:
        return None
    if answer is Taken.NOT_TAKEN and ug:
        line.refuse(mg, TaperError("import.amount_out", cell=quoted(line.cell(mg))))
        return None
    return ImportedDose(of=of, taken=answer, ug=ug)
