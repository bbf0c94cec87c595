"""Four weeks of the diary on paper: the questions of the check-in, to be filled in by hand."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import segno

from taper import words
from taper.exports.pdf import CrisisNumbers, Paper, make_pdf
from taper.words import of_fact, say

WEEKS, DAYS = 4, 7


class DiarySheet(NamedTuple):
    """What is printed: whose sheet, from which day, and what this patient is asked."""

    name: str
    first: date | None  # None: the days are written in by hand
    symptoms: tuple[str, ...]
    medicines: tuple[str, ...]
    catch_up: str  # address of the page on which a sheet is typed in


def diary_sheet_pdf(sheet: DiarySheet, *, paper: Paper, crisis: Sequence[CrisisNumbers]) -> bytes:
    """Set four weeks, a page each or as few as it takes, in the form's order; no box is filled."""
    content = {
        "about": say("diary_sheet.about"),
        "scale": say("diary_sheet.scale"),
        "qr": segno.make(sheet.catch_up, error="m").svg_inline(scale=4, border=2),
        "qr_says": say("diary_sheet.qr", address=sheet.catch_up),
        "weeks": [_week(sheet, week) for week in range(WEEKS)],
        "question": say("diary_sheet.question"),
        "rows": list(_rows(sheet)),
    }
    return make_pdf(
        "diary_sheet", content, title=say("diary_sheet.title"), paper=paper, crisis=crisis
    )


def _week(sheet: DiarySheet, week: int) -> dict[str, object]:
    first = sheet.first
    heading = say("diary_sheet.heading", name=sheet.name, week=week + 1, weeks=WEEKS)
    days = [
        words.weekday_and_day(first + timedelta(days=week * DAYS + day)) if first else ""
        for day in range(DAYS)
    ]
    return {"heading": heading, "days": days}


def _rows(sheet: DiarySheet) -> Iterator[dict[str, object]]:
    """Give each question with the kind of box that takes its answer."""
    yield _row("bad_day", "tick")
    yield _row("mood", "number")
    for symptom in sheet.symptoms:
        yield {"asks": of_fact(symptom), "kind": "severity", "choices": ["0", "1", "2", "3"]}
    taken = [say(f"diary_sheet.{answer}") for answer in ("as_planned", "not_taken", "other")]
    for medicine in sheet.medicines:
        asks = say("diary_sheet.taken", medicine=medicine)
        yield {"asks": asks, "kind": "taken", "choices": taken}
    for name in ("sleep", "sleep_quality", "usual_things"):
        yield _row(name, "number")
    yield _row("note", "note")


def _row(name: str, kind: str) -> dict[str, object]:
    return {"asks": say(f"diary_sheet.{name}"), "kind": kind, "choices": []}
