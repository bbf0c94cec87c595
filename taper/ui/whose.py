"""Whose record is in sight: a line that stays at the top while the page is read."""

import streamlit as st

from taper.actions import people
from taper.ids import PatientId
from taper.people.person import Patient
from taper.ui import here


def draw(patient: PatientId) -> Patient:
    """Draw the patient's name where it stays in sight for a prescriber, and give the patient."""
    found = people.patient_of(here.clinic(), here.me(), patient)
    if not here.is_patient(here.me()):
        with st.container(key="whose"):
            st.text(found.name)
    return found
