"""Nobody watches live; who looks, and when, in the prescriber's own words."""

from collections.abc import Sequence

import streamlit as st

from taper.plan.plan import CoursePlans
from taper.ui import dose_of_day
from taper.words import say


def draw(signed: Sequence[CoursePlans]) -> None:
    """Say that nobody watches live, and when the prescriber looks, in the prescriber's words."""
    with st.container(key="nobody-live", gap=None):
        st.text(say("today.nobody_live"))
        for name, contact in dose_of_day.looks(signed):
            st.text(say("today.looks", name=name, words=contact))
