"""Which pages a person has. A page that isn't in the list doesn't open by its address either."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from taper.people.person import Actor, Role
from taper.ui import here
from taper.words import say

_VIEWS = Path(__file__).parent / "views"

# name: icon; the file, the address and the words are called the same
_OF_A_PATIENT = {
    "today": "today",
    "compare": "stacked_line_chart",
    "plan": "description",
    "my_data": "shield_person",
}
_OF_A_PRESCRIBER = {
    "patients": "group",
    "compare": "stacked_line_chart",
    "plan": "description",
    "write_plan": "edit_note",
    "invite": "person_add",
}
_OF_NOBODY = {"nothing_here": "info"}


def pages(actor: Actor) -> dict[str, StreamlitPage]:
    """Give the pages of *actor* by name; the first one is what opens."""
    if Role.PRESCRIBER in actor.roles:
        names = _OF_A_PRESCRIBER
    elif here.is_patient(actor):
        names = _OF_A_PATIENT
    else:
        names = _OF_NOBODY
    return {
        name: st.Page(
            _VIEWS / f"{name}.py",
            title=say(f"shell.{name}"),
            icon=f":material/{icon}:",
            url_path=name.replace("_", "-"),
            default=place == 0,
        )
        for place, (name, icon) in enumerate(names.items())
    }


def go(name: str) -> None:
    """Switch to a page, keeping whose record is in sight."""
    chosen = st.session_state.get(here.PATIENT)
    st.switch_page(pages(here.me())[name], query_params={here.PATIENT: chosen} if chosen else None)
