"""A week of a paper sheet: which one, its days in the grid, and on to the next."""

from datetime import date, timedelta

import streamlit as st

from taper import words
from taper.actions import paper, plans
from taper.diary.check_in import Source
from taper.errors import TaperError
from taper.ids import PatientId
from taper.plan.reading import read_date
from taper.ui import asked_days, days_grid, here, paper_table, pieces
from taper.words import say

FIRST = "paper-first"  # the first day of the week, as typed
ONE_WEEK = timedelta(weeks=1)


def by_sheet() -> Source:
    """Say how these days came in."""
    return Source.PAPER


def draw(patient: PatientId, *, own: bool) -> None:
    """Ask for the week and draw its days; nothing is drawn until a day is typed."""
    st.text_input(
        say("paper.first"), key=FIRST, max_chars=40, autocomplete="off", on_change=pieces.quiet
    )
    st.caption(say("paper.first_about"))
    typed = st.session_state[FIRST].strip()
    if not typed:
        pieces.answer()
        return
    try:
        first = read_date(typed)
        week = paper.week(here.clinic(), here.me(), patient, first)
    except TaperError as refusal:
        pieces.refuse(refusal)
        return
    signed = plans.signed_plans(here.clinic(), here.me(), patient, page="enter_days")
    asked = asked_days.to_fill_in(week, signed, own=own)
    if asked and st.toggle(say("paper.as_table"), key="paper-as-table"):
        paper_table.draw(patient, asked)
    elif asked:
        days_grid.draw_form(patient, asked, source=by_sheet)
    else:
        pieces.answer()
        st.text(say("paper.nothing_missing"))
    if first + ONE_WEEK <= week.today:
        st.button(say("paper.next"), key="paper-next", on_click=_next, args=(first + ONE_WEEK,))
    days_grid.draw_on_file(patient, week, signed)


def _next(first: date) -> None:
    pieces.quiet()
    st.session_state[FIRST] = words.day(first)
