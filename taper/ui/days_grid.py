"""Several days on one page, saved together: what is missing first, then what is on file."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

import streamlit as st

from taper import words
from taper.actions import catch_up
from taper.actions.catch_up import DayLine, Grid, SaidOfDay
from taper.actions.diary import Said
from taper.diary.check_in import Answers, Source
from taper.errors import TaperError
from taper.ids import PatientId
from taper.plan.plan import CoursePlans
from taper.ui import asked_days, entered_day, here, pieces
from taper.ui.asked_days import AskedDay
from taper.words import say, say_error


class Way(NamedTuple):
    """A way from the days in sight to others: its button, and what a press of it does."""

    key: str
    words: str
    go: Callable[[], None]


def draw_form(
    patient: PatientId,
    asked: Sequence[AskedDay],
    *,
    source: Callable[[], Source],
    ways: Sequence[Way] = (),
) -> None:
    """Draw the days that can be filled in, with one Save for all of them, and its answer.

    The answer stays in sight as Save does: the top of two weeks does not.
    Enter in a field sends nothing. It would press the first button of the form, and that may
    be the one that puts a day away. *ways* lead to other days; only a button of the form brings
    along what was typed.
    """
    with st.form("days-form", border=False, enter_to_submit=False):
        for questions in asked:
            _draw_day(questions)
        with st.container(key="save-days"):
            st.form_submit_button(
                say("catch_up.save"),
                type="primary",
                width="stretch",
                key="days-save",
                on_click=save,
                args=(patient, asked, source),
                shortcut="Ctrl+S",  # by Tab alone it is a hundred answers away
            )
        offer_ways(st.form_submit_button, ways, partial(is_unsaved, asked))
    draw_answer()


def offer_ways(
    button: Callable[..., bool], ways: Sequence[Way], is_unsaved: Callable[[], bool]
) -> None:
    """Offer to go on to other days; refused as long as something on the page is not saved."""
    with st.container(horizontal=True):
        for way in ways:
            button(way.words, key=way.key, on_click=_go, args=(way, is_unsaved))


def _go(way: Way, is_unsaved: Callable[[], bool]) -> None:
    def act() -> None:
        if is_unsaved() or entered_day.is_any_open():
            raise TaperError("paper.not_saved")
        way.go()

    pieces.attempt(act)


def draw_answer() -> None:
    """Draw what the last button has to say, where it stays in sight on a long page."""
    with st.container(key="days-answer"):
        pieces.answer()


def _draw_day(questions: AskedDay) -> None:
    with st.container(border=True, key=f"grid-day-{questions.day}", gap="xsmall"):
        st.header(words.short_day(questions.day), anchor=False)
        if questions.answers.bad_day:
            st.caption(say("today.on_file_bad_day"))
        questions.draw_on_file()
        questions.draw_core()
        with st.expander(say("today.more"), key=questions.key("more")):
            questions.draw_more()
        if questions.is_behind:
            st.form_submit_button(
                say("today.keep"),
                key=questions.key("keep"),
                on_click=_leave,
                args=(questions.day,),
            )


def _leave(day: date) -> None:
    pieces.quiet()
    asked_days.put_away(day)


def save(patient: PatientId, asked: Sequence[AskedDay], source: Callable[[], Source]) -> None:
    """Save every day in which something was said; a day that is refused keeps no other back."""
    drawn = [each for each in asked if each.is_drawn]
    if drawn:
        pieces.attempt(lambda: _save(patient, drawn, source()))


def _save(patient: PatientId, asked: Sequence[AskedDay], source: Source) -> str:
    said, refused = _said(asked)
    done = catch_up.save_days(here.clinic(), here.me(), patient, said, source=source)
    refused += list(done.refused)
    if not done.saved and not refused:
        raise TaperError("catch_up.nothing_said")
    for each in done.saved:
        asked_days.put_away(each.day)
    saved = ", ".join(words.short_day(each.day) for each in done.saved)
    if refused:
        reasons = " ".join(
            say("catch_up.refused", day=day, reason=say_error(refusal)) for day, refusal in refused
        )
        raise TaperError(
            "catch_up.some" if saved else "catch_up.none", saved=saved, reasons=reasons
        )
    return say("catch_up.saved", n=len(done.saved), saved=saved)


def _said(asked: Sequence[AskedDay]) -> tuple[list[SaidOfDay], list[tuple[date, TaperError]]]:
    said, refused = [], []
    for each in asked:
        try:
            found = each.said()
        except TaperError as refusal:
            refused.append((each.day, refusal))
            continue
        if found != _nothing_new(each):
            said.append(SaidOfDay(day=each.day, said=found, expected_revision=each.now.revision))
    return said, refused


def is_unsaved(asked: Sequence[AskedDay]) -> bool:
    """Say whether anything is typed in these days that is not on file."""
    said, refused = _said([each for each in asked if each.is_drawn])
    return bool(said or refused)


def _nothing_new(questions: AskedDay) -> Said:
    return Said(bad_day=questions.answers.bad_day)


def draw_on_file(
    patient: PatientId,
    grid: Grid,
    signed: Sequence[CoursePlans],
    open_day: Callable[[date], None] | None = None,
) -> None:
    """List the days with a record, and those in a pause, with the way to each."""
    lines = [each for each in grid.days if not each.is_missing and not asked_days.is_behind(each)]
    if not lines:
        return
    st.header(say("catch_up.on_file"), anchor=False)
    with st.container(key="days-on-file", gap="xsmall"):
        for each in lines:
            made = each.check_in
            if made is not None and entered_day.is_changing(each):
                entered_day.draw_form(patient, made, grid.symptoms, signed)
                continue
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(_line(each), width="stretch")
                if open_day:
                    st.button(
                        say("catch_up.open"),
                        key=f"open-{each.day}",
                        on_click=open_day,
                        args=(each.day,),
                    )
                elif made is not None and entered_day.may_change(each):
                    entered_day.draw_ways(patient, made)


def _line(line: DayLine) -> str:
    return say("catch_up.line", day=words.short_day(line.day), what="; ".join(_what(line)))


def _what(line: DayLine) -> list[str]:
    made = line.check_in
    if made is None or made.struck_out:
        return [say("catch_up.paused")]
    found = [_details(made.answers)]
    if made.late:
        found.append(say("catch_up.late"))
    if made.source is Source.PAPER:
        found.append(say("paper.from_sheet"))
    if line.entered_by:
        found.append(say("catch_up.entered_by", name=line.entered_by))
    return found


def _details(answers: Answers) -> str:
    if not answers.has_details:
        return say("catch_up.no_details")
    if answers.mood is None:
        return say("catch_up.recorded")
    return say("catch_up.recorded_mood", mood=answers.mood)
