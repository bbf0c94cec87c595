"""The visit summary: read in 30 seconds, for the days chosen; on screen, as PDF and as text."""

from urllib.parse import urlencode

import streamlit as st

from taper import ids
from taper.actions import visit
from taper.actions.visit import Visit
from taper.ids import PatientId, PersonId
from taper.ui import days_shown, here, pieces, visit_parts, visit_sections, whose
from taper.words import language_name, say
from taper.words.language import in_use

FULL = "visit-full-screen"  # whether the ways to other pages stand back


def draw(patient: PatientId) -> None:
    """Draw the page of one patient."""
    opened = visit.opened(here.clinic(), here.me(), patient)
    whose.show(opened.record.patient)
    pieces.answer()
    with st.container(horizontal=True, vertical_alignment="center", key="visit-choices"):
        st.title(say("shell.visit"), anchor=False, width="content")
        first, last = days_shown.ask(opened.record, "since_appointment", name="visit-days")
        reader = visit_sections.ask_reader(opened.readers) if opened.readers else None
        _draw_full_screen()
    found = visit.visit(here.clinic(), here.me(), patient, first, last, reader, of=opened)
    visit_parts.draw_first_screen(found)
    _draw_files(patient, found, reader)
    if reader is not None and not st.session_state.get(FULL):
        visit_sections.draw(patient, found, reader)
    visit_parts.draw_rest(found)


def _draw_full_screen() -> None:
    """Offer the summary without the ways to other pages, for two people to look at together."""
    full = bool(st.session_state.get(FULL))
    with st.container(key="visit-full" if full else "visit-page", width="content"):
        st.button(
            say("visit.leave_full_screen" if full else "visit.full_screen"),
            icon=":material/fullscreen_exit:" if full else ":material/fullscreen:",
            key="visit-mode",
            on_click=_turn,
        )


def _turn() -> None:
    st.session_state[FULL] = not st.session_state.get(FULL)


def _draw_files(patient: PatientId, found: Visit, reader: PersonId | None) -> None:
    query = {"patient": ids.to_text(patient), "from": found.days.first, "to": found.days.last}
    if reader is not None:
        query["for"] = ids.to_text(reader)
    files = {
        "pdf_a4": ("pdf", {"paper": "a4"}),
        "pdf_letter": ("pdf", {"paper": "letter"}),
        "text": ("txt", {}),
    }
    with st.container(horizontal=True, key="visit-files"):
        for name, (ending, asked) in files.items():
            st.link_button(
                say(f"visit.{name}"),
                f"/export/visit.{ending}?{urlencode({**query, **asked})}",
                icon=":material/download:",
                key=f"visit-{name}",
            )
    if found.language != in_use().code:
        name = dict(found.readers)[reader] if reader is not None else ""
        language = language_name(found.language)
        st.caption(say("visit.files_language", name=name, language=language))


patient = here.patient()
if patient is None:
    pieces.title(say("shell.visit"))
    st.info(say("shell.choose_patient"))
else:
    draw(patient)
