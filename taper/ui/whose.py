"""Whose record is in sight: the name stays at the top, the ways through the record below it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from taper import ids
from taper.actions import people
from taper.ids import PatientId
from taper.people.person import Patient
from taper.ui import here, navigation

_NAME, _STRIP = "place-of-name", "place-of-strip"


def reserve() -> None:
    """Keep room above the page's title for whoever reads another person's record."""
    if here.is_patient(here.me()):
        return
    st.session_state[_NAME] = st.container(key="whose")
    st.session_state[_STRIP] = st.container(horizontal=True, gap="small", key="strip")


def draw(patient: PatientId) -> Patient:
    """Draw the patient's name where it stays in sight for a prescriber, and give the patient."""
    found = people.patient_of(here.clinic(), here.me(), patient)
    show(found)
    return found


def show(found: Patient) -> None:
    """Draw the name of a patient whom the page has looked up already."""
    if not here.is_patient(here.me()):
        name: DeltaGenerator = st.session_state[_NAME]
        name.text(found.known_as)
        _draw_strip(found.id)


def _draw_strip(patient: PatientId) -> None:
    """Draw one link to each page about this patient."""
    strip: DeltaGenerator = st.session_state[_STRIP]
    listed = navigation.pages(here.me())
    for name in navigation.STRIP:
        if name in listed:
            strip.page_link(
                listed[name],
                width="content",
                query_params={here.PATIENT: ids.to_text(patient)},
            )
