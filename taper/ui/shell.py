"""The gate and the navigation: run for every person, page and rerun."""

from pathlib import Path

import streamlit as st

from taper.errors import TaperError
from taper.ui import here, navigation, pieces, whose
from taper.words import say

actor = here.signed_in()
here.speak(actor)
# Without an icon of our own, the page's material icon would be fetched from another host.
st.set_page_config(
    page_title=say("product.name"),
    page_icon=Path(__file__).parent / "static" / "mark.svg",
)
if actor is None:
    pieces.style()
    st.title(say("shell.signed_out_title"), anchor=False)
    st.link_button(say("shell.sign_in_again"), "/sign-in", type="primary")
    st.link_button(say("shell.crisis"), "/crisis")
    pieces.leave_quickly()
    st.stop()

with here.run_of(actor):
    pages = list(navigation.pages(actor).values())
    page = st.navigation(pages, position="hidden")
    st.set_page_config(layout=navigation.layout(page))  # once a run: a second one makes it jump
    pieces.draw_again_when_reconnected()
    pieces.top(pages, page)
    whose.reserve()
    # Another page, or the same of another patient.
    pieces.arrive(f"{page.url_path} {here.named()}")
    try:
        with st.container(key="page"):
            page.run()
    except TaperError as error:
        pieces.refuse(error)
    pieces.foot()
