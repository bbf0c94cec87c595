"""A week of a sheet as a table, as it lies on the desk: a row for each question, typed by keyboard.

The cards of the same week are its twin for thumbs and screen readers: a table is a canvas.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from taper import words
from taper.actions import catch_up
from taper.actions.catch_up import SaidOfDay
from taper.actions.diary import Said, SaidTaken
from taper.diary.check_in import LONGEST_NOTE, Source
from taper.diary.intake import Taken
from taper.diary.sheet_cells import read_of_ten, read_severity, read_tick
from taper.diary.sleep import read_sleep
from taper.errors import TaperError
from taper.ids import CourseId, PatientId
from taper.plan.plan import Course
from taper.plan.reading import read_dose
from taper.ui import asked_days, here, pieces
from taper.ui.asked_days import AskedDay
from taper.words import of_fact, say, say_error

_ROUND = "paper-table-round"  # how many tables were saved: each has cells of its own
_QUESTION = "question"
_LONGEST = 40  # characters of a cell, but for the note


class Line(NamedTuple):
    """One row: what is asked, which part of a day it answers, and how a cell is read."""

    label: str
    part: str
    name: Any
    read: Callable[[str], Any]


def draw(patient: PatientId, asked: Sequence[AskedDay]) -> None:
    """Draw the days of *asked* as columns, with one Save."""
    lines = _lines(asked)
    key = _key(asked)
    pieces.answer()
    st.caption(say("paper.table_about"))
    for each in asked:
        each.draw_on_file()
    st.data_editor(
        pd.DataFrame(
            {
                _QUESTION: [line.label for line in lines],
                **{each.day.isoformat(): [_first(each, line) for line in lines] for each in asked},
            }
        ),
        hide_index=True,
        num_rows="fixed",
        height="content",
        key=key,
        column_config={
            _QUESTION: st.column_config.TextColumn(
                say("paper.question"), disabled=True, pinned=True, width=200
            ),
            **{
                each.day.isoformat(): st.column_config.TextColumn(
                    words.weekday(each.day), max_chars=LONGEST_NOTE, width=78
                )
                for each in asked
            },
        },
    )
    st.button(
        say("catch_up.save"),
        type="primary",
        width="stretch",
        key="table-save",
        on_click=_save,
        args=(patient, asked, lines, key),
    )


def _key(asked: Sequence[AskedDay]) -> str:
    return f"paper-table-{asked[0].day}-{len(asked)}-{st.session_state.get(_ROUND, 0)}"


def is_unsaved(asked: Sequence[AskedDay]) -> bool:
    """Say whether anything is typed in the table of these days that is not on file."""
    lines, edits = _lines(asked), st.session_state.get(_key(asked), {})
    return any(_is_typed(each, lines, edits) for each in asked)


def _is_typed(questions: AskedDay, lines: Sequence[Line], edits: Mapping[str, Any]) -> bool:
    return _cells(questions, lines, edits) != [_first(questions, line) for line in lines]


def _first(questions: AskedDay, line: Line) -> str:
    return "x" if line.part == "bad_day" and questions.answers.bad_day else ""


def _lines(asked: Sequence[AskedDay]) -> list[Line]:
    """Give the rows in the order of the sheet."""
    symptoms = {each.slug: each for questions in asked for each in questions.symptoms}
    courses = {each.id: each for questions in asked for each in questions.courses}
    return [
        Line(say("diary_sheet.bad_day"), "bad_day", None, read_tick),
        Line(say("diary_sheet.mood"), "mood", None, read_of_ten),
        *(
            Line(of_fact(each.label), "symptoms", slug, read_severity)
            for slug, each in symptoms.items()
        ),
        *(_taken_line(each) for each in courses.values()),
        Line(say("diary_sheet.sleep"), "sleep_min", None, read_sleep),
        Line(say("diary_sheet.sleep_quality"), "sleep_quality", None, read_of_ten),
        Line(say("diary_sheet.usual_things"), "usual_things", None, read_of_ten),
        Line(say("diary_sheet.note"), "note", None, str),
    ]


def _taken_line(course: Course) -> Line:
    def read(typed: str) -> SaidTaken | None:
        short = {"p": Taken.AS_PLANNED, "n": Taken.NOT_TAKEN}.get(typed.casefold())
        if not typed or short:
            return SaidTaken(course=course.id, taken=short) if short else None
        return SaidTaken(course=course.id, taken=Taken.OTHER, ug=read_dose(typed).ug)

    asks = say("diary_sheet.taken", medicine=course.medicine)
    return Line(asks, "taken", course.id, read)


def said_of(
    lines: Sequence[Line], cells: Sequence[str], day: date, planned: Collection[CourseId]
) -> Said:
    """Read the cells of one day; TaperError names the first that can't be read.

    *planned*: the courses that are asked about on that day.
    """
    found: dict[str, Any] = {"symptoms": {}, "taken": ()}
    for line, cell in zip(lines, cells, strict=True):
        try:
            answer = line.read(cell.strip())
            if line.part == "taken" and answer and line.name not in planned:
                raise TaperError("paper.not_asked")  # noqa: TRY301 - told with its box, below
        except TaperError as refusal:
            reason = say_error(refusal)
            raise TaperError("paper.cell", day=day, question=line.label, reason=reason) from refusal
        if line.part == "symptoms":
            found["symptoms"] |= {line.name: answer} if answer is not None else {}
        elif line.part == "taken":
            found["taken"] += (answer,) if answer else ()
        else:
            found[line.part] = answer
    return Said(**found)


def _save(patient: PatientId, asked: Sequence[AskedDay], lines: Sequence[Line], key: str) -> None:
    if key in st.session_state:  # a click may come from a page that is gone
        pieces.attempt(lambda: _saved(patient, asked, lines, st.session_state[key]))


def _saved(
    patient: PatientId,
    asked: Sequence[AskedDay],
    lines: Sequence[Line],
    edits: Mapping[str, Any],
) -> str:
    """Read every cell first: one that can't be read keeps all of them on the page."""
    said = [
        SaidOfDay(
            day=each.day,
            said=said_of(
                lines, _cells(each, lines, edits), each.day, {one.id for one in each.courses}
            ),
            expected_revision=each.now.revision,
        )
        for each in asked
        if _is_typed(each, lines, edits)
    ]
    if not said:
        raise TaperError("catch_up.nothing_said")
    done = catch_up.save_days(here.clinic(), here.me(), patient, said, source=Source.PAPER)
    for day, refusal in done.refused:
        raise TaperError("catch_up.refused", day=day, reason=say_error(refusal))
    for made in done.saved:
        asked_days.put_away(made.day)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    saved = ", ".join(words.short_day(each.day) for each in done.saved)
    return say("catch_up.saved", n=len(done.saved), saved=saved)


def _cells(questions: AskedDay, lines: Sequence[Line], edits: Mapping[str, Any]) -> list[str]:
    """Give a day's cells; the browser sends what it likes, and anything but text is passed over."""
    column = questions.day.isoformat()
    rows = edits.get("edited_rows", {})
    found = []
    for place, line in enumerate(lines):
        cell = rows.get(place, rows.get(str(place), {})).get(column, _first(questions, line))
        text = cell if isinstance(cell, str) else ""
        found.append(text if line.part == "note" else text[:_LONGEST])
    return found
