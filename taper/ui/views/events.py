"""Events: what to talk about, what happened, and the history."""

import streamlit as st

from taper.actions import events, paper_consent
from taper.actions.events import EventsOnFile
from taper.diary.events import HISTORY, ON_A_DAY, Kind
from taper.ids import PatientId
from taper.ui import event_form, event_list, here, observed, pieces, talk_list, whose
from taper.words import say


def draw_happened(patient: PatientId, seen: EventsOnFile) -> None:
    """Draw what happened on a day, and the way to record it."""
    st.text(say("events.happened_about"))
    event_form.Form(seen.today, "day").draw(patient)
    event_list.draw(seen, [each for each in seen.events if each.kind in ON_A_DAY], "day")


def draw_history(patient: PatientId, seen: EventsOnFile) -> None:
    """Draw past attempts and medicines, allergies and goals."""
    st.text(say("events.history_about"))
    event_form.Form(seen.today, "history").draw(patient)
    event_list.draw(seen, [each for each in seen.events if each.kind in HISTORY], "history")


def draw(patient: PatientId) -> None:
    """Draw the three lists."""
    own = here.is_patient(here.me())
    if not own:
        whose.draw(patient)
        if not paper_consent.paper_consent(here.clinic(), here.me(), patient).diary_is_open:
            pieces.title(say("shell.events"))
            st.text(say("paper_consent.closed"))
            return
    seen = events.events_on_file(here.clinic(), here.me(), patient)
    pieces.title(say("shell.events"))
    pieces.answer()
    talk, happened, history = st.tabs(
        [say("events.tab_talk"), say("events.tab_happened"), say("events.tab_history")],
        key="events-tabs",
    )
    with talk:
        listed = [each for each in seen.events if each.kind is Kind.TO_TALK]
        talk_list.draw(patient, listed, own=own)
    with happened:
        draw_happened(patient, seen)
        observed.draw(patient)
    with history:
        draw_history(patient, seen)


chosen = here.patient()
if chosen is None:
    st.info(say("shell.choose_patient"))
else:
    draw(chosen)
