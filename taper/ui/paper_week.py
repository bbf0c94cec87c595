"""A week of a paper sheet: which one, its days in the grid, and on to another.

What is typed on cards is known once a button of their form brings it along. So a week that is
open stays until such a button leaves it, and none does while something is not saved.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import streamlit as st

from taper.actions import paper, plans
from taper.actions.catch_up import Grid
from taper.diary.check_in import Source
from taper.ids import PatientId
from taper.plan.reading import read_date
from taper.ui import asked_days, days_grid, here, paper_table, pieces
from taper.ui.asked_days import AskedDay
from taper.ui.days_grid import Way
from taper.words import say

FIRST = "paper-first"  # the first day of the week, as typed
_OPEN = "paper-open"  # the first day of the week in sight
_AS_TABLE = "paper-as-table"
ONE_WEEK = timedelta(weeks=1)


def by_sheet() -> Source:
    """Say how these days came in."""
    return Source.PAPER


def is_open() -> bool:
    """Say whether a week is in sight: what is typed in it would be gone with it."""
    return _OPEN in pieces.kept()


def draw(patient: PatientId, *, own: bool) -> None:
    """Ask for the week, then draw its days until it is left."""
    if not is_open():
        _ask(patient)
        return
    first: date = pieces.kept()[_OPEN]
    week = paper.week(here.clinic(), here.me(), patient, first)
    signed = plans.signed_plans(here.clinic(), here.me(), patient, page="enter_days")
    asked = asked_days.to_fill_in(week, signed, own=own)
    st.header(say("paper.week", day=first), anchor=False)
    _draw_days(patient, asked, _ways(first, week, asked))
    days_grid.draw_on_file(patient, week, signed)


def _ask(patient: PatientId) -> None:
    st.text_input(
        say("paper.first"),
        key=FIRST,
        max_chars=40,
        autocomplete="off",
        on_change=_open_typed,
        args=(patient,),
    )
    st.caption(say("paper.first_about"))
    pieces.answer()


def _open_typed(patient: PatientId) -> None:
    def act() -> None:
        if not st.session_state[FIRST].strip():
            return
        first = read_date(st.session_state[FIRST])
        paper.week(here.clinic(), here.me(), patient, first)
        _open(first)

    pieces.attempt(act)


def _open(first: date) -> None:
    pieces.kept()[_OPEN] = first


def _close() -> None:
    pieces.kept().pop(_OPEN, None)


def _turn() -> None:
    pieces.kept()[_AS_TABLE] = not _is_table()


def _is_table() -> bool:
    return bool(pieces.kept().get(_AS_TABLE))


def _ways(first: date, week: Grid, asked: Sequence[AskedDay]) -> list[Way]:
    """Give where one can go from a week: on, to another one, and to its other form."""
    found = [Way("paper-another", say("paper.another"), _close)]
    if first + ONE_WEEK <= week.today:
        found.insert(0, Way("paper-next", say("paper.next"), partial(_open, first + ONE_WEEK)))
    if asked:
        name = "paper.as_cards" if _is_table() else "paper.as_table"
        found.append(Way("paper-turn", say(name), _turn))
    return found


def _draw_days(patient: PatientId, asked: Sequence[AskedDay], ways: Sequence[Way]) -> None:
    if not asked:
        days_grid.draw_answer()
        st.text(say("paper.nothing_missing"))
        days_grid.offer_ways(st.button, ways, lambda: False)
    elif _is_table():
        paper_table.draw(patient, asked)
        days_grid.offer_ways(st.button, ways, partial(paper_table.is_unsaved, asked))
    else:
        days_grid.draw_form(patient, asked, source=by_sheet, ways=ways)
