"""A diary out of a table: one value per day, and each line that does not fit with its reason."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial

from pydantic import BaseModel

from taper.diary.check_in import Answers
from taper.diary.score import Score, fits
from taper.diary.symptoms import Severity, Symptom
from taper.errors import TaperError
from taper.imports.day import ImportedDay, ImportedScore, amount_of
from taper.imports.day_format import read_day
from taper.imports.line import Line, amount_ug
from taper.imports.mapping import ColumnMap, ScoreColumn, SleepColumn
from taper.imports.refused import RefusedLine, quoted
from taper.imports.scale import Decimals, number, whole
from taper.imports.table import Table

MINUTES_A_DAY = 24 * 60
LONGEST_NOTE = 4000  # characters, as in a check-in


class DiaryImport(BaseModel, frozen=True):
    """What a file holds. *entries* is empty while anything is refused, unless that was asked."""

    entries: tuple[ImportedDay, ...]
    refused: tuple[RefusedLine, ...]
    symptoms: tuple[Symptom, ...]
    unanswered: tuple[date, ...]  # days with a line and no answer: no entry is made of them
    columns_left_out: tuple[str, ...]


def read_diary(
    table: Table, mapping: ColumnMap, *, today: date, keep_fitting: bool = False
) -> DiaryImport:
    """Read the days of *table*, all of them or none.

    With *keep_fitting* the lines that fit are given although others are refused.
    *today* is the patient's calendar day: the future is refused.
    """
    if not mapping.is_of_a_diary:
        raise TaperError("import.no_diary_column")
    read: list[ImportedDay] = []
    problems = list(table.refused)
    for row in table.rows:
        line = Line(row, table, mapping)
        found = _day(line, mapping, today)
        if found is None:
            problems += line.problems
        else:
            read.append(found)
    read, twice = _once(read, mapping.date.column)
    problems = sorted([*problems, *twice], key=lambda each: each.line)
    kept = read if keep_fitting or not problems else []
    return DiaryImport(
        entries=tuple(each for each in kept if not each.is_empty),
        refused=tuple(problems),
        symptoms=mapping.symptoms,
        unanswered=tuple(each.day for each in read if each.is_empty),
        columns_left_out=tuple(each for each in table.columns if each not in mapping.columns()),
    )


def _day(line: Line, mapping: ColumnMap, today: date) -> ImportedDay | None:
    """Read one line; None where anything in it doesn't fit."""
    decimal = mapping.file.decimal
    day = line.read(mapping.date.column, partial(_past_day, form=mapping.date.form, today=today))
    if day is None and not line.problems:
        line.refuse(mapping.date.column, TaperError("import.no_date"))
    taken = mapping.taken_dose
    amount = partial(amount_ug, unit=taken.unit, decimal=decimal) if taken else None
    taken_ug = line.read(taken.column, amount) if taken and amount else None
    answers = _answers(line, mapping)
    scores = tuple(_scores(line, mapping))
    if day is None or line.problems:
        return None
    doses = () if taken_ug is None else (amount_of(taken_ug),)
    return ImportedDay(line=line.number, day=day, answers=answers, doses=doses, scores=scores)


def _answers(line: Line, mapping: ColumnMap) -> Answers:
    decimal = mapping.file.decimal
    mood, sleep, note = mapping.mood, mapping.sleep, mapping.note
    mood_score = line.read(mood.column, partial(mood.read, decimal=decimal)) if mood else None
    scores = {
        each.slug: line.read(each.column, partial(each.read, decimal=decimal))
        for each in mapping.symptom
    }
    minutes = partial(_minutes, sleep=sleep, decimal=decimal) if sleep else None
    return Answers(
        mood=mood_score,
        symptoms={slug: Severity(score) for slug, score in scores.items() if score is not None},
        sleep_min=line.read(sleep.column, minutes) if sleep and minutes else None,
        note=(line.read(note.column, _note) or "") if note else "",
    )


def _scores(line: Line, mapping: ColumnMap) -> Iterator[ImportedScore]:
    for each in mapping.score:
        read = partial(_score, column=each, decimal=mapping.file.decimal)
        score = line.read(each.column, read)
        if score is not None:
            yield ImportedScore(title=each.title, score=score)


def _score(cell: str, column: ScoreColumn, decimal: Decimals) -> Score:
    value = number(cell, decimal)
    if not column.lowest <= value <= column.highest:
        ends = {"lowest": str(column.lowest), "highest": str(column.highest)}
        raise TaperError("import.outside_scale", cell=quoted(cell), **ends)
    text = cell.strip().replace(",", ".")
    if not fits(text):
        raise TaperError("import.score_too_fine", cell=quoted(cell))
    return Score(points=Decimal(text), lowest=column.lowest, highest=column.highest)


def _past_day(cell: str, form: str, today: date) -> date:
    day = read_day(cell, form)
    if day > today:
        raise TaperError("import.future", day=day)
    return day


def _minutes(cell: str, sleep: SleepColumn, decimal: Decimals) -> int:
    minutes = number(cell, decimal) * (60 if sleep.unit == "hours" else 1)
    if not 0 <= minutes <= MINUTES_A_DAY:
        raise TaperError("import.sleep_out", cell=quoted(cell))
    return whole(minutes, sleep.rounding)


def _note(cell: str) -> str:
    if len(cell) > LONGEST_NOTE:
        raise TaperError("import.note_too_long", most=LONGEST_NOTE)
    return cell


def _once(read: list[ImportedDay], column: str) -> tuple[list[ImportedDay], list[RefusedLine]]:
    """Refuse every line of a day that stands twice: nobody can say which one holds."""
    lines: dict[date, list[int]] = {}
    for each in read:
        lines.setdefault(each.day, []).append(each.line)
    twice = [
        RefusedLine(
            line=line,
            column=column,
            key="import.date_twice",
            values={"day": day, "other": found[1] if line == found[0] else found[0]},
        )
        for day, found in lines.items()
        if len(found) > 1
        for line in found
    ]
    return [each for each in read if len(lines[each.day]) == 1], twice
