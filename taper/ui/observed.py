"""What supporters noticed, on a page: read by all who may, hidden by the patient alone."""

import streamlit as st

from taper.actions import observations
from taper.ids import PatientId
from taper.people.grant import Observation
from taper.ui import here, pieces, section
from taper.words import say


def draw(patient: PatientId) -> None:
    """Draw what was noticed; nothing at all where there is nothing."""
    found = observations.observations_of(here.clinic(), here.me(), patient)
    if not found:
        return
    section.heading(say("sharing.observed"), "observed")
    for each in found:
        with st.container(border=True, key=f"observed-{each.id}", gap="small"):
            st.text(say("sharing.observed_line", name=each.written_by_name, day=each.day))
            st.text(each.words)
            if here.me().patient == patient:
                _draw_hiding(each)


def _draw_hiding(each: Observation) -> None:
    hidden = each.hidden_at is not None
    if hidden:
        st.caption(say("sharing.observed_hidden"))
    st.button(
        say("sharing.show") if hidden else say("sharing.hide"),
        key=f"hide-{each.id}",
        on_click=_hide,
        args=(each,),
    )


def _hide(each: Observation) -> None:
    hidden = each.hidden_at is None

    def act() -> str:
        observations.hide(here.clinic(), here.me(), each.patient, each.id, hidden=hidden)
        return say("sharing.hidden") if hidden else say("sharing.shown")

    pieces.attempt(act)
