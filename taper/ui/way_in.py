"""A way in on the screen, once: the link, the same as a picture, and how long it works."""

from html import escape

import segno
import streamlit as st

from taper.ui import here
from taper.words import say


def draw(path: str, code: str, until: str) -> None:
    """Draw the link to *path* with its code; nothing of it is kept anywhere."""
    link = f"{here.clinic().settings.public_url.rstrip('/')}/{path}/{code}"
    st.info(say("invite.once"), icon=":material/visibility:")
    with st.container(horizontal=True, gap="medium", key=f"way-in-{path}"):
        st.html(_picture(link), width="content")
        with st.container(width="stretch"):
            st.markdown(f"**{say('invite.link')}**")
            st.code(link, language=None, wrap_lines=True)
            st.text(until)


def _picture(link: str) -> str:
    """Give the link as a QR code, drawn into the page: an image file would have an address."""
    uri = segno.make(link, error="m").svg_data_uri(scale=5, border=4, light="white", dark="black")
    return f'<img src="{escape(uri)}" alt="{escape(say("invite.qr"))}" width="220" height="220">'
