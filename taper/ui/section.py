"""The heading of a part of a page: the next level below the page's title, no larger than needed."""

import streamlit as st


def heading(text: str, name: str) -> None:
    """Draw the heading of the part called *name*."""
    with st.container(key=f"section-{name}"):
        st.header(text, anchor=False)
