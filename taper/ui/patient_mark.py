"""What stands beside a patient's name for prescribers: a year of birth or an alias, as typed."""

import streamlit as st

from taper.actions import people
from taper.people.person import Patient
from taper.ui import here, pieces
from taper.words import say


def draw(patient: Patient) -> None:
    """Offer to change it; it may stay empty."""
    with st.expander(say("patient.mark_title"), key="mark"):
        st.caption(say("patient.mark_about"))
        with st.form("mark-form", border=False):
            key = f"mark-{patient.id}"
            if key not in st.session_state:
                st.session_state[key] = patient.mark
            st.text_input(
                say("patient.mark"),
                key=key,
                max_chars=people.LONGEST_MARK,
                autocomplete="off",
                width=360,
            )
            st.form_submit_button(
                say("patient.mark_keep"), key="mark-keep", on_click=keep, args=(patient,)
            )


def keep(patient: Patient) -> None:
    """Keep what was typed."""
    typed = st.session_state.get(f"mark-{patient.id}") or ""

    def act() -> str:
        kept = people.change_mark(here.clinic(), here.me(), patient.id, typed)
        return say("patient.mark_kept" if kept else "patient.mark_gone")

    pieces.attempt(act)
