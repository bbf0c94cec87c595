"""Nobody watches live; who looks, and when, in the prescriber's own words."""

from collections.abc import Sequence

import streamlit as st

from taper.actions import people
from taper.ids import PatientId
from taper.plan.plan import CoursePlans
from taper.ui import dose_of_day, here
from taper.words import say


def draw(patient: PatientId, signed: Sequence[CoursePlans]) -> None:
    """Say that nobody watches live, and when the prescriber looks, in the prescriber's words."""
    with st.container(key="nobody-live", gap=None):
        st.text(say("today.nobody_live"))
        draw_who_looks(patient, signed)


def draw_who_looks(patient: PatientId, signed: Sequence[CoursePlans]) -> None:
    """Say when each prescriber looks: as signed, or else as typed when inviting."""
    words = dose_of_day.looks(signed) or people.who_looks(here.clinic(), here.me(), patient)
    for name, contact in words:
        st.text(say("today.looks", name=name, words=contact))
