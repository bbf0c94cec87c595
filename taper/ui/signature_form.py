"""The password that every signature asks for, and the one button that signs."""

from collections.abc import Callable

import streamlit as st

from taper.demo import PASSWORD
from taper.ui import here
from taper.words import say


def say_demo_password() -> None:
    """Say the demo's own password where a visitor is about to sign; nothing elsewhere."""
    if here.clinic().settings.demo:
        st.caption(say("write_plan.demo_password", password=PASSWORD))


def draw(
    *,
    password_key: str,
    button_key: str,
    label: str,
    on_click: Callable[..., None],
    args: tuple[object, ...],
) -> None:
    """Draw both inside a form: a password left by its "show" button is sent in a form alone."""
    st.text_input(
        say("write_plan.password"),
        key=password_key,
        type="password",
        autocomplete="current-password",
        width=360,
    )
    st.form_submit_button(
        label,
        key=button_key,
        type="primary",
        icon=":material/signature:",
        on_click=on_click,
        args=args,
    )
