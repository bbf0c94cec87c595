"""The way to one file with everything on file of the patient, for another installation."""

from urllib.parse import urlencode

import streamlit as st

from taper import ids
from taper.ids import PatientId
from taper.ui import section
from taper.words import say


def offer(patient: PatientId) -> None:
    """Offer the patient's own takeout, and say whose words are in it."""
    section.heading(say("takeout.title"), "takeout")
    st.write(say("takeout.about"))
    st.write(say("takeout.others"))
    st.link_button(
        say("takeout.download"),
        f"/export/takeout.json?{urlencode({'patient': ids.to_text(patient)})}",
        icon=":material/move_to_inbox:",
        key="takeout-file",
    )
