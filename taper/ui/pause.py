"""The pause of the diary: said where it holds, chosen and ended by the patient."""

from datetime import date

import streamlit as st

from taper.actions import catch_up
from taper.diary.pause import Pause
from taper.errors import TaperError
from taper.ids import PatientId
from taper.ui import here, pieces
from taper.words import say


def draw(patient: PatientId, pause: Pause | None, today: date) -> None:
    """Say which pause holds or comes, and how to end it."""
    if pause is None:
        return
    with st.container(border=True, key="pause"):
        st.text(_sentence(pause, today))
        st.button(say("catch_up.pause_end"), key="pause-end", on_click=_end, args=(patient,))


def _sentence(pause: Pause, today: date) -> str:
    if not pause.holds_on(today):
        return say("catch_up.pause_ahead", first=pause.first)
    if pause.last is None:
        return say("catch_up.pause_open")
    return say("catch_up.pause_holds", last=pause.last)


def offer(patient: PatientId, today: date) -> None:
    """Offer to pause the diary for a while."""
    with (
        st.expander(say("catch_up.pause"), key="pause-open"),
        st.form("pause-form", border=False),
    ):
        st.write(say("catch_up.pause_about"))
        with st.container(horizontal=True):
            for name in ("first", "last"):
                st.date_input(
                    say(f"catch_up.pause_{name}"),
                    value=None,
                    min_value=today,
                    key=f"pause-{name}",
                    format="YYYY-MM-DD",
                )
        st.form_submit_button(
            say("catch_up.pause_do"), key="pause-do", on_click=_pause, args=(patient,)
        )


def _pause(patient: PatientId) -> None:
    def act() -> str:
        first, last = (st.session_state.get(f"pause-{name}") for name in ("first", "last"))
        if first is None:
            raise TaperError("catch_up.pause_no_first")
        made = catch_up.pause(here.clinic(), here.me(), patient, first, last)
        return say("catch_up.pause_set", first=made.first)

    pieces.attempt(act)


def _end(patient: PatientId) -> None:
    def act() -> str:
        catch_up.end_pauses(here.clinic(), here.me(), patient)
        return say("catch_up.pause_ended")

    pieces.attempt(act)
