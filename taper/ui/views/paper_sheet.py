"""A paper sheet typed in by the patient, one week at a time."""

import streamlit as st

from taper.actions import plans
from taper.ui import here, navigation, nobody_live, paper_week, pieces
from taper.words import say

own = here.me().patient
assert own is not None  # noqa: S101 - this page is in the list of patients alone
pieces.title(say("shell.paper_sheet"))
st.text(say("paper.about"))
nobody_live.draw(own, plans.signed_plans(here.clinic(), here.me(), own, page="today"))
paper_week.draw(own, own=True)
st.button(say("shell.catch_up"), key="back", on_click=navigation.go, args=("catch_up",))
