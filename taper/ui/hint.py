"""A quiet sentence beside what it is about."""

import streamlit as st


def draw(text: str, *, key: str) -> None:
    """Draw *text* quietly; the stylesheet keeps its contrast, which a caption alone has not."""
    with st.container(key=f"hint-{key}"):
        st.caption(text)
