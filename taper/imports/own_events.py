"""What happened beside the plan, out of the events.csv of our own package."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any

from taper.diary.events import (
    HIGHEST_MMHG,
    HIGHEST_RATE,
    LONGEST_TEXT,
    LOWEST_MMHG,
    LOWEST_RATE,
    SESSION_TEXTS,
    WORDS,
    Alertness,
    Kind,
    Phase,
    Route,
    SessionFacts,
    Setting,
    Text,
    Vitals,
    check_event,
    check_words,
)
from taper.diary.score import Score, fits
from taper.diary.symptoms import Severity
from taper.errors import TaperError
from taper.imports.entry import ImportedEntry
from taper.imports.own_line import OwnLine, Unguard, known, past_day, time_of_day, whole, yes_or_no
from taper.imports.refused import RefusedLine
from taper.imports.table import read_table

NAME = "events.csv"
_NEEDED = {"date", "kind", "words", "private", "talked_about_on", "private_texts", "session_route"}
_WORDS_OF: dict[str, type[StrEnum]] = {
    "route": Route,
    "setting": Setting,
    "phase": Phase,
    "alertness": Alertness,
}
_HIGHEST_NUMBER, _HIGHEST_DISSOCIATION = 999, 10  # as SessionFacts takes them


def read_events(
    data: bytes, unguard: Unguard, *, now: datetime
) -> tuple[Sequence[ImportedEntry], list[RefusedLine]]:
    """Give each entry, and the reasons against the lines that don't fit."""
    table = read_table(data, encoding="utf-8", separator=",")
    if not _NEEDED.issubset(table.columns):
        raise TaperError("bring_in.package_odd")
    found: list[ImportedEntry] = []
    refused = list(table.refused)
    for row in table.rows:
        line = OwnLine(row, table, NAME)
        entry = _entry(line, unguard, now)
        if entry is not None:
            found.append(entry)
        refused += line.problems
    return found, refused


def _entry(line: OwnLine, unguard: Unguard, now: datetime) -> ImportedEntry | None:
    """Give what the line says; None where it doesn't fit."""
    kind = line.read("kind", lambda cell: Kind(known(cell, {each.value for each in Kind})))
    if kind is None:
        if not line.problems:
            line.refuse("kind", TaperError("bring_in.not_known", cell=""))
        return None
    past = partial(past_day, today=now.date())
    day, closed_on = line.read("date", past), line.read("talked_about_on", past)
    texts = dict(_texts(line, unguard))
    session = _session(line) if kind is Kind.SESSION else None
    score = _score(line) if kind is Kind.SCORE else None
    private = bool(line.read("private", yes_or_no))
    if line.problems:
        return None
    try:
        check_event(kind, day, now, session)
        check_words(kind, texts)
    except TaperError as error:
        line.refuse("", error)
        return None
    return ImportedEntry(
        kind=kind,
        day=day,
        texts=texts,
        session=session,
        score=score,
        private=private,
        closed_on=closed_on if kind is Kind.TO_TALK else None,
    )


def _texts(line: OwnLine, unguard: Unguard) -> Iterator[tuple[str, Text]]:
    private = line.cell("private_texts").split()
    for name in (WORDS, *SESSION_TEXTS):
        column = name if name == WORDS else f"session_{name}"
        words = unguard(line.cell(column))
        if len(words) > LONGEST_TEXT:
            line.refuse(column, TaperError("import.note_too_long", most=LONGEST_TEXT))
        elif words:
            yield name, Text(words=words, private=name in private)


def _score(line: OwnLine) -> Score | None:
    ends = [line.read(f"score_{name}", _points) for name in ("points", "lowest", "highest")]
    points, lowest, highest = ends
    if line.problems:
        return None
    if points is None or lowest is None or highest is None:
        line.refuse("score_points", TaperError("events.score_unreadable"))
        return None
    try:
        return Score(points=points, lowest=lowest, highest=highest)
    except TaperError as error:
        line.refuse("score_points", error)
        return None


def _points(cell: str) -> Decimal:
    if not fits(cell) or "," in cell:
        raise TaperError("events.score_unreadable")
    return Decimal(cell.strip())


def _session(line: OwnLine) -> SessionFacts:
    facts: dict[str, Any] = {
        name: line.read(f"session_{name}", partial(_word, words=words))
        for name, words in _WORDS_OF.items()
    }
    for name in ("starts", "ends", "discharged_at"):
        facts[name] = line.read(f"session_{name}", time_of_day)
    number = partial(whole, lowest=1, highest=_HIGHEST_NUMBER)
    facts["number"] = line.read("session_number", number)
    dissociation = partial(whole, highest=_HIGHEST_DISSOCIATION)
    facts["dissociation"] = line.read("session_dissociation", dissociation)
    nausea = line.read("session_nausea", partial(whole, highest=max(Severity)))
    facts["nausea"] = None if nausea is None else Severity(nausea)
    facts["escorted_home"] = line.read("session_escorted_home", yes_or_no)
    for when in ("before", "during", "after"):
        facts[when] = _vitals(line, when)
    return SessionFacts(**facts)


def _word(cell: str, words: type[StrEnum]) -> StrEnum:
    return words(known(cell, {each.value for each in words}))


def _vitals(line: OwnLine, when: str) -> Vitals:
    pressure = partial(whole, lowest=LOWEST_MMHG, highest=HIGHEST_MMHG)
    rate = partial(whole, lowest=LOWEST_RATE, highest=HIGHEST_RATE)
    return Vitals(
        systolic_mmhg=line.read(f"session_{when}_systolic_mmhg", pressure),
        diastolic_mmhg=line.read(f"session_{when}_diastolic_mmhg", pressure),
        heart_rate_per_min=line.read(f"session_{when}_heart_rate_per_min", rate),
    )
