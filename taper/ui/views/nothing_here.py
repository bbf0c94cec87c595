"""What somebody sees whose role has no page yet."""

import streamlit as st

from taper.ui import pieces
from taper.words import say

pieces.title(say("shell.nothing_here"))
st.write(say("shell.no_page_for_role"))
