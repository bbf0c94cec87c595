"""Who else sees something of the diary: people, links, and what people noticed."""

import streamlit as st

from taper.ui import here, observed, pieces, sharing_links, sharing_people
from taper.words import say

own = here.me().patient
assert own is not None  # noqa: S101 - this page is in the list of patients alone
pieces.title(say("shell.sharing"))
st.write(say("sharing.about"))
st.caption(say("sharing.prescriber"))
pieces.answer()
sharing_people.draw(own)
sharing_links.draw(own)
observed.draw(own)
