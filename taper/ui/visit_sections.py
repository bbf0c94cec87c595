"""What each reader gets of the visit summary: the patient chooses, and reads it before."""

import streamlit as st

from taper.actions import visit
from taper.actions.visit import SECTIONS, Readers, Visit
from taper.ids import PatientId, PersonId
from taper.ui import here, labels, pieces
from taper.words import say


def ask_reader(readers: Readers) -> PersonId | None:
    """Ask whose copy the patient looks at; None: everything."""
    names = {
        "": say("visit.for_myself"),
        **{str(reader): say("visit.as_read_by", name=name) for reader, name in readers},
    }
    chosen = st.selectbox(
        say("visit.for_whom"),
        list(names),
        format_func=lambda each: names[each],
        key="visit-reader",
        label_visibility="collapsed",
        width=205,
    )
    return PersonId(int(chosen)) if chosen else None


def draw(patient: PatientId, found: Visit, reader: PersonId) -> None:
    """Let the patient choose the sections that *reader* gets."""
    name = dict(found.readers)[reader]
    kept = visit.sections_of(here.clinic(), here.me(), patient, reader)
    with st.container(key="visit-sections"):
        st.pills(
            say("visit.sections", name=labels.in_label(name)),
            SECTIONS,
            default=kept,
            selection_mode="multi",
            format_func=lambda each: say(f"visit.{each}"),
            key=f"sections-{reader}",
        )
        st.button(
            say("visit.keep"), key=f"keep-sections-{reader}", on_click=_keep, args=(patient, reader)
        )
        st.text(say("visit.preview", name=name))


def _keep(patient: PatientId, reader: PersonId) -> None:
    def act() -> str:
        chosen = st.session_state.get(f"sections-{reader}", [])
        left_out = [each for each in SECTIONS if each not in chosen]
        visit.choose_sections(here.clinic(), here.me(), patient, reader, left_out)
        return say("visit.chosen")

    pieces.attempt(act)
