"""Nobody watches live; who looks, and when, in the prescriber's own words."""

from collections.abc import Sequence

import streamlit as st

from taper.actions import people
from taper.ids import PatientId
from taper.plan.plan import CoursePlans
from taper.ui import dose_of_day, here
from taper.words import say


def draw(patient: PatientId, signed: Sequence[CoursePlans]) -> None:
    """Say that nobody watches live, and when the prescriber looks, or that nobody can."""
    consent = people.consent_of(here.clinic(), here.me(), patient)
    if consent is not None and consent.holds:
        draw_as_shared(patient, signed)
        return
    with st.container(key="nobody-live", gap=None):
        st.text(say("today.nobody_live"))
        st.text(say("my_data.not_shared"))


def draw_as_shared(patient: PatientId, signed: Sequence[CoursePlans]) -> None:
    """Say when the prescriber looks, of what is open to a prescriber or is about to be."""
    with st.container(key="nobody-live", gap=None):
        st.text(say("today.nobody_live"))
        # As signed, or else as typed when inviting.
        words = dose_of_day.looks(signed) or people.who_looks(here.clinic(), here.me(), patient)
        for name, contact in words:
            st.text(say("today.looks", name=name, words=contact))
