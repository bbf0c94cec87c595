"""Which pages a person has. A page that isn't in the list doesn't open by its address either."""

from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from taper.people.person import Actor, Role
from taper.ui import here
from taper.words import say

_VIEWS = Path(__file__).parent / "views"

# name: icon; the file, the address and the words are called the same
_OF_A_PATIENT = {
    "today": "today",
    "catch_up": "calendar_month",
    "my_symptoms": "checklist",
    "compare": "stacked_line_chart",
    "plan": "description",
    "questionnaires": "quiz",
    "events": "event_note",
    "my_data": "shield_person",
    "safety": "support",
}
_OF_A_PRESCRIBER = {
    "patients": "group",
    "compare": "stacked_line_chart",
    "plan": "description",
    "write_plan": "edit_note",
    "questionnaires": "quiz",
    "events": "event_note",
    "enter_days": "post_add",
    "invite": "person_add",
}
_WIDE = ("patients", "compare", "write_plan")
_OF_NOBODY = {"nothing_here": "info"}
_OPENED_BY_A_SAVE = frozenset({"safety"})  # a page without a link to it


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
            visibility="hidden" if name in _OPENED_BY_A_SAVE else "visible",
        )
        for place, (name, icon) in enumerate(names.items())
    }


def layout(page: StreamlitPage) -> Literal["centered", "wide"]:
    """Say how much room a page takes: tables and charts all there is, words a readable line."""
    return "wide" if page.title in {say(f"shell.{name}") for name in _WIDE} else "centered"


def go(name: str) -> None:
    """Switch to a page, keeping whose record is in sight."""
    chosen = st.session_state.get(here.PATIENT)
    st.switch_page(pages(here.me())[name], query_params={here.PATIENT: chosen} if chosen else None)
