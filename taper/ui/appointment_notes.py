"""Notes for the appointment on a prescriber's page: who reads them, the open ones, a new one."""

import streamlit as st

from taper.actions import appointment_notes
from taper.ids import PatientId, new_id
from taper.people.note import AppointmentNote, NoteId
from taper.ui import here, pieces, section
from taper.words import say

_NEW = "note-id"  # the note that the field will become: five clicks make one


def draw(patient: PatientId) -> None:
    """Draw the notes of one patient."""
    section.heading(say("patient.notes"), "notes")
    st.caption(say("patient.notes_about"))
    found = appointment_notes.notes_of(here.clinic(), here.me(), patient)
    for each in found:
        if each.closed_at is None:
            _draw_open(each)
    _draw_new(patient)
    closed = [each for each in found if each.closed_at is not None]
    if closed:
        with st.expander(say("patient.notes_closed", n=len(closed)), key="notes-closed"):
            for each in closed:
                _draw_words(each)


def _draw_words(each: AppointmentNote) -> None:
    with st.container(gap=None, key=f"hint-note-{each.id}"):
        at, name = here.local(each.written_at), each.written_by_name
        st.caption(say("patient.note_line", at=at, name=name))
        st.text(each.words)


def _draw_open(each: AppointmentNote) -> None:
    with st.container(border=True, key=f"note-{each.id}", gap="small"):
        _draw_words(each)
        st.button(
            say("patient.note_close"), key=f"close-note-{each.id}", on_click=_close, args=(each,)
        )


def _draw_new(patient: PatientId) -> None:
    identifier: NoteId = st.session_state.setdefault(_NEW, NoteId(new_id()))
    with st.form(f"note-{patient}-{identifier}", border=False):
        st.text_area(
            say("patient.note_words"),
            key=f"note-words-{identifier}",
            height=80,
        )
        st.form_submit_button(
            say("patient.note_keep"), key="note-keep", on_click=_keep, args=(patient, identifier)
        )


def _keep(patient: PatientId, identifier: NoteId) -> None:
    words = st.session_state.get(f"note-words-{identifier}") or ""

    def act() -> str:
        appointment_notes.write_note(here.clinic(), here.me(), patient, identifier, words=words)
        st.session_state[_NEW] = NoteId(new_id())
        return say("patient.note_kept")

    pieces.attempt(act)


def _close(each: AppointmentNote) -> None:
    def act() -> str:
        appointment_notes.close_note(here.clinic(), here.me(), each.patient, each.id)
        return say("patient.note_closed")

    pieces.attempt(act)
