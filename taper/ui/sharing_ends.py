"""One line on the patient's day where something that is shared ends within a week."""

import streamlit as st

from taper.actions import sharing
from taper.ids import PatientId
from taper.ui import here
from taper.words import say


def draw(patient: PatientId) -> None:
    """Say whose access ends soon, in one line however many there are; nothing where none does."""
    found = sharing.shared(here.clinic(), here.me(), patient)
    ending = [
        (each.last_day, each.name)
        for each in found.grants
        if each.ends_soon(found.today) and each.last_day is not None
    ]
    if ending:
        day, name = min(ending)
        with st.container(key="sharing-ends", gap=None):
            st.text(say("sharing.ends_soon_today", n=len(ending), name=name, day=day))
