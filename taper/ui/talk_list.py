"""What I want to ask or talk about: a list kept between visits."""

from collections.abc import Sequence

import streamlit as st

from taper.actions import events
from taper.actions.events import SaidEvent
from taper.diary.events import WORDS, Event, EventId, Kind, Text
from taper.ids import PatientId
from taper.ui import event_form, here, pieces
from taper.words import say

_KINDS = "talk"


def draw(patient: PatientId, listed: Sequence[Event], *, own: bool) -> None:
    """Draw what is open, the way to add to it, and what was talked about."""
    kept = [each for each in listed if not each.struck_out]
    waiting = [each for each in kept if each.closed_on is None]
    if not waiting:
        st.text(say("events.talk_none"))
    for each in waiting:
        _draw_one(each, own=own)
    if own:
        _draw_new(patient)
    done = [each for each in kept if each.closed_on is not None]
    if done:
        with st.expander(say("events.talk_done", n=len(done)), key="talked-about"):
            for each in reversed(done):
                _draw_one(each, own=own)


def _draw_one(each: Event, *, own: bool) -> None:
    with st.container(border=True, key=f"talk-{each.id}", gap="small"):
        st.text(each.words)
        if each.private:
            st.caption(say("events.is_private_whole"))
        if each.closed_on:
            st.caption(say("events.talked_on", day=each.closed_on))
        if own:
            st.button(
                say("events.talk_open_again" if each.closed_on else "events.talk_close"),
                key=f"talk-close-{each.id}-{each.revision}",
                on_click=_close,
                args=(each,),
            )


def _close(each: Event) -> None:
    def act() -> str:
        events.close(
            here.clinic(),
            here.me(),
            each.patient,
            each.id,
            expected_revision=each.revision,
            done=each.closed_on is None,
        )
        return say("events.talk_kept")

    pieces.attempt(act)


def _draw_new(patient: PatientId) -> None:
    identifier = event_form.new_entry(_KINDS)
    st.text_area(say("events.talk_new"), key=f"talk-new-{identifier}", height=68)
    st.caption(say("events.not_read"))
    st.checkbox(say("events.private"), key=f"talk-private-{identifier}")
    st.button(
        say("events.talk_add"),
        type="primary",
        key=f"talk-add-{identifier}",
        on_click=_add,
        args=(patient, identifier),
    )


def _add(patient: PatientId, identifier: EventId) -> None:
    if f"talk-new-{identifier}" not in st.session_state:
        return

    def act() -> str:
        state = st.session_state
        private = bool(state[f"talk-private-{identifier}"])
        said = SaidEvent(
            kind=Kind.TO_TALK,
            texts={WORDS: Text(words=state[f"talk-new-{identifier}"])},
            private=private,
        )
        events.save_event(here.clinic(), here.me(), patient, identifier, said, expected_revision=0)
        event_form.forget_new(_KINDS)
        return say("events.saved_private" if private else "events.saved")

    pieces.attempt(act)
