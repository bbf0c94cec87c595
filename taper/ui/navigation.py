"""Which pages a person has. A page that isn't in the list doesn't open by its address either."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from taper.people.person import Actor, Role
from taper.ui import here
from taper.words import say

_VIEWS = Path(__file__).parent / "views"

# name: icon; the file, the address and the words are called the same
OF_A_PATIENT = {
    "today": "today",
    "catch_up": "calendar_month",
    "my_symptoms": "checklist",
    "compare": "stacked_line_chart",
    "visit": "summarize",
    "plan": "description",
    "requests": "question_answer",
    "questionnaires": "quiz",
    "events": "event_note",
    "sharing": "group_add",
    "my_data": "shield_person",
    "bring_in": "upload_file",
    "safety": "support",
    "paper_sheet": "edit_document",
    "reminders": "notifications",
}
OF_A_PRESCRIBER = {
    "patients": "group",
    "patient": "person",
    "compare": "stacked_line_chart",
    "visit": "summarize",
    "plan": "description",
    "write_plan": "edit_note",
    "change_plan": "edit_calendar",
    "requests": "question_answer",
    "questionnaires": "quiz",
    "events": "event_note",
    "enter_days": "post_add",
    "invite": "person_add",
}
OF_A_SUPPORTER = {"shared_with_me": "group"}  # and of everybody else who supports somebody
_WIDE = ("patients", "compare", "visit", "write_plan", "shared_with_me")
# What stands in the first line of every page; a patient's other pages are behind "More".
PRIMARY = frozenset({"today", "compare", "plan", "nothing_here"})
# A prescriber's pages about one patient: a strip under the patient's name.
STRIP = (
    "patient",
    "compare",
    "visit",
    "plan",
    "change_plan",
    "write_plan",
    "requests",
    "questionnaires",
    "events",
    "enter_days",
)
_OF_NOBODY = {"nothing_here": "info"}
_WITHOUT_A_LINK = frozenset({"safety", "paper_sheet", "reminders"})  # another page opens it


def pages(actor: Actor) -> dict[str, StreamlitPage]:
    """Give the pages of *actor* by name; the first one is what opens."""
    if Role.PRESCRIBER in actor.roles:
        names = OF_A_PRESCRIBER
    elif here.is_patient(actor):
        names = OF_A_PATIENT
    else:
        names = _OF_NOBODY
    if Role.SUPPORTER in actor.roles:
        names = OF_A_SUPPORTER if names is _OF_NOBODY else {**names, **OF_A_SUPPORTER}
    return {
        name: st.Page(
            _VIEWS / f"{name}.py",
            title=say(f"shell.{name}"),
            icon=f":material/{icon}:",
            url_path=name.replace("_", "-"),
            default=place == 0,
            visibility="hidden" if name in _WITHOUT_A_LINK else "visible",
        )
        for place, (name, icon) in enumerate(names.items())
    }


def in_first_line(page: StreamlitPage, actor: Actor) -> bool:
    """Whether a page is among the few that stand above every page."""
    if Role.PRESCRIBER in actor.roles:
        return page.url_path in {"patients", "invite", "shared-with-me", ""}
    return page.url_path in PRIMARY | {""}


def behind_more(listed: Sequence[StreamlitPage], actor: Actor) -> list[StreamlitPage]:
    """Give a patient's other pages; a prescriber's are in the strip of each patient."""
    if Role.PRESCRIBER in actor.roles:
        return []
    return [
        page for page in listed if page.visibility == "visible" and not in_first_line(page, actor)
    ]


def layout(page: StreamlitPage) -> Literal["centered", "wide"]:
    """Say how much room a page takes: tables and charts all there is, words a readable line."""
    return "wide" if page.title in {say(f"shell.{name}") for name in _WIDE} else "centered"


def go(name: str) -> None:
    """Switch to a page, keeping whose record is in sight."""
    chosen = st.session_state.get(here.PATIENT)
    st.switch_page(pages(here.me())[name], query_params={here.PATIENT: chosen} if chosen else None)
