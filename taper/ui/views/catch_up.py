"""The last two weeks: several days filled in quickly and saved together."""

from datetime import date

import streamlit as st

from taper.actions import catch_up, plans
from taper.diary.check_in import Source
from taper.ui import (
    asked_days,
    days_grid,
    here,
    navigation,
    nobody_live,
    paper_print,
    pause,
    pieces,
)
from taper.words import say


def by_the_patient() -> Source:
    """Say who tells these days."""
    return Source.PATIENT


def open_day(day: date) -> None:
    """Open a day that is on file on its own page."""
    st.session_state["day"] = day
    navigation.go("today")


actor = here.me()
own = actor.patient
assert own is not None  # noqa: S101 - this page is in the list of patients alone
grid = catch_up.grid(here.clinic(), actor, own)
signed = plans.signed_plans(here.clinic(), actor, own, page="today")
asked = asked_days.to_fill_in(grid, signed, own=True)

pieces.title(say("shell.catch_up"))
nobody_live.draw(own, signed)
pause.draw(own, grid.pause, grid.today)
if asked:
    st.text(say("catch_up.about"))
    st.caption(say("catch_up.after"))
    days_grid.draw_form(own, asked, source=by_the_patient)
else:
    days_grid.draw_answer()
    st.text(say("catch_up.nothing_missing"))
days_grid.draw_on_file(own, grid, signed, open_day)
st.button(say("paper.type_in"), key="type-in-sheet", on_click=navigation.go, args=("paper_sheet",))
paper_print.offer(own)
if grid.pause is None:
    pause.offer(own, grid.today)
