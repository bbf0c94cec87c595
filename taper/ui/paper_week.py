"""A week of a paper sheet: which one, its days in the grid, and on to the next."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

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
    following = first + ONE_WEEK if first + ONE_WEEK <= week.today else None
    if asked and st.toggle(say("paper.as_table"), key="paper-as-table"):
        paper_table.draw(patient, asked)
        _offer_next(st.button, following, partial(paper_table.is_unsaved, asked))
    elif asked:
        unsaved = partial(days_grid.is_unsaved, asked)
        below = partial(_offer_next, st.form_submit_button, following, unsaved)
        days_grid.draw_form(patient, asked, source=by_sheet, below=below)
    else:
        days_grid.draw_answer()
        st.text(say("paper.nothing_missing"))
        _offer_next(st.button, following, lambda: False)
    days_grid.draw_on_file(patient, week, signed)


def _offer_next(
    button: Callable[..., bool], first: date | None, is_unsaved: Callable[[], bool]
) -> None:
    if first is not None:
        button(say("paper.next"), key="paper-next", on_click=_next, args=(first, is_unsaved))


def _next(first: date, is_unsaved: Callable[[], bool]) -> None:
    """Open the week that follows; what is typed and not saved would be gone with this one."""

    def refuse() -> str:
        raise TaperError("paper.not_saved")

    if is_unsaved():
        pieces.attempt(refuse)
        return
    pieces.quiet()
    st.session_state[FIRST] = words.day(first)
