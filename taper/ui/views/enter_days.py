"""Days typed for a patient by a prescriber: told, or from a paper sheet; always marked so."""

import streamlit as st

from taper.actions import catch_up, plans
from taper.diary.check_in import Source
from taper.errors import TaperError
from taper.ids import PatientId
from taper.ui import days_grid, here, pieces, whose
from taper.words import say

SOURCES = (Source.ON_BEHALF, Source.PAPER)


def ask_source() -> None:
    """Ask how the days came in; nothing is chosen beforehand."""
    st.segmented_control(
        say("enter_days.source"),
        SOURCES,
        format_func=lambda source: say(f"enter_days.{source}"),
        key="source",
    )


def chosen_source() -> Source:
    """Give how the days came in; TaperError where it was not said."""
    chosen = st.session_state.get("source")
    if chosen is None:
        raise TaperError("enter_days.source_missing")
    return Source(chosen)


def draw(patient: PatientId) -> None:
    """Draw the page of one patient."""
    whose.draw(patient)
    pieces.title(say("shell.enter_days"))
    grid = catch_up.grid(here.clinic(), here.me(), patient)
    signed = plans.signed_plans(here.clinic(), here.me(), patient, page="enter_days")
    asked = days_grid.to_fill_in(grid, signed, own=False)
    st.text(say("enter_days.about", name=here.me().name))
    pieces.answer()
    if asked:
        ask_source()
        days_grid.draw_form(patient, asked, source=chosen_source)
    else:
        st.text(say("enter_days.nothing_missing"))
    days_grid.draw_on_file(grid, None)


chosen = here.patient()
if chosen is None:
    st.info(say("shell.choose_patient"), icon=":material/group:")
else:
    draw(chosen)
