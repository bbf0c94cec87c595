"""The timeline as CSV: RFC 4180, UTF-8 with a byte order mark, one row per day, all medicines.

docs/data-dictionary.md explains every column.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from taper.diary.symptoms import Symptom
from taper.plan.dose import mg_text
from taper.plan.plan import Course
from taper.record.beside import EVENT_WORDS, EVENTS, Beside, total_column
from taper.record.columns import symptom_column

# A cell that begins with one of these is run as a formula by some spreadsheet: the ASCII signs,
# their full-width forms, and the control characters that push a formula into the next cell.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
APOSTROPHE = "'"

Timelines = Sequence[tuple[Course | None, pd.DataFrame]]  # of each medicine, over the same days


def guard(text: str) -> str:
    """Put an apostrophe before *text* that a spreadsheet could run, and before an apostrophe.

    `unguard` gives the text back, whatever it was, but for NUL characters, which no CSV carries.
    """
    text = text.replace("\0", "")
    # Some readers drop leading spaces before they look for a formula.
    risky = text.startswith((APOSTROPHE, *RISKY)) or text.lstrip().startswith(RISKY)
    return APOSTROPHE + text if risky else text


def unguard(cell: str) -> str:
    """Give back the text that `guard` wrote."""
    return cell.removeprefix(APOSTROPHE)


def timeline_csv(
    timelines: Timelines,
    symptoms: Sequence[Symptom],
    beside: Beside | None = None,
    *,
    is_open: bool = True,
) -> bytes:
    """Write the days with their *symptoms*, in the patient's order; empty means not recorded.

    Of several medicines each has columns of its own, with its name in them. Without *is_open* the
    diary isn't open to the reader, and whether a day is recorded stays empty too: not known.
    """
    (_, days), *_ = timelines  # what is no dose is the same in each
    if not is_open:
        days = days.assign(recorded=None)
    columns = {"date": days["date"].dt.strftime("%Y-%m-%d").tolist()}
    columns |= dict(_medicines(timelines))
    columns |= dict(_columns(days, symptoms, beside or Beside()))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue().encode("utf-8-sig")


def _medicines(timelines: Timelines) -> Iterator[tuple[str, list[str]]]:
    """Give the columns of each medicine; from the second on they end in its number."""
    for number, (course, timeline) in enumerate(timelines, start=1):
        end = "" if number == 1 else f"_{number}"
        if course is not None and len(timelines) > 1:
            yield f"medicine{end}", [guard(course.medicine)] * len(timeline)
            yield f"form{end}", [guard(course.form)] * len(timeline)
        yield from ((f"{name}{end}", cells) for name, cells in _doses(timeline))


def _doses(timeline: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    yield "plan_version", _cells(timeline["plan_version"])
    yield "planned_mg", _cells(timeline["planned_ug"], mg_text)
    yield "change_28d_mg", _cells(timeline["change_28d_ug"], _signed_mg)
    yield "change_28d_percent", _cells(timeline["change_28d_percent"], _percent)
    yield "taken_mg", _cells(timeline["taken_ug"], mg_text)
    yield "taken", _cells(timeline["taken"])
    yield "days_since_planned_change", _cells(timeline["days_since_planned_change"])
    yield "days_since_taken_change", _cells(timeline["days_since_taken_change"])


def _columns(
    timeline: pd.DataFrame, symptoms: Sequence[Symptom], beside: Beside
) -> Iterator[tuple[str, list[str]]]:
    yield "mood", _cells(timeline["mood"])
    for column in (symptom_column(each.slug) for each in symptoms):
        yield column, _cells(timeline[column])
    yield "sleep_hours", _cells(timeline["sleep_min"], hours_text)
    yield "sleep_quality", _cells(timeline["sleep_quality"])
    yield "usual_things", _cells(timeline["usual_things"])
    for column in (total_column(each.instrument) for each in beside.instruments):
        yield column, _cells(timeline[column])
    yield "events", _cells(timeline[EVENTS])
    yield "event_words", _cells(timeline[EVENT_WORDS], guard)
    yield "bad_day", _cells(timeline["bad_day"], _yes_or_no)
    yield "recorded", _cells(timeline["recorded"], _yes_or_no)
    yield "late", _cells(timeline["late"], _yes_or_no)
    yield "source", _cells(timeline["source"])
    yield "note", _cells(timeline["note"], guard)
    yield "note_private", _cells(timeline["note_private"], _yes_or_no)


def _cells(column: "pd.Series[Any]", write: Callable[[Any], str] = str) -> list[str]:
    known = zip(column.tolist(), column.notna().tolist(), strict=True)
    return [write(value) if is_known else "" for value, is_known in known]


def _yes_or_no(answer: bool) -> str:
    return "yes" if answer else "no"


def _signed_mg(ug: int) -> str:
    return f"-{mg_text(-ug)}" if ug < 0 else mg_text(ug)


def _percent(percent: float) -> str:
    """Write a percentage to two places: -12.5, 0, 33.33."""
    text = f"{percent:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def hours_text(minutes: int) -> str:
    """Write minutes as hours, to the nearest ten-thousandth: 7.5, 6.3333."""
    hours = Decimal((minutes * 10_000 + 30) // 60).scaleb(-4)
    return f"{hours:f}".rstrip("0").rstrip(".")
