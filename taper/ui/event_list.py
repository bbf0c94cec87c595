"""Entries as they are on file: the day, what it was, the words, who wrote it and how."""

from collections.abc import Mapping, Sequence

import streamlit as st

from taper import words
from taper.actions import events
from taper.actions.events import EventsOnFile
from taper.diary.check_in import Source
from taper.diary.events import WORDS, Event
from taper.ids import PersonId
from taper.ui import event_form, here, pieces, session_form
from taper.words import say

SHOWN_AT_FIRST = 10  # entries; the rest on request


def draw(seen: EventsOnFile, shown: Sequence[Event], name: str) -> None:
    """Draw entries, newest first; the one being changed as a form."""
    if not shown:
        st.text(say("events.none"))
    newest = shown[::-1]
    whole = st.session_state.get(f"all-{name}")
    for each in newest if whole else newest[:SHOWN_AT_FIRST]:
        with st.container(border=True, key=f"entry-{each.id}", gap="small"):
            if st.session_state.get(event_form.EDITING) == each.id:
                event_form.Form(seen.today, "day", each).draw(each.patient)
                st.button(
                    say("events.keep"), key=f"keep-{each.id}", on_click=event_form.stop_change
                )
                continue
            draw_entry(each, seen.names)
            draw_changes(each)
    if len(shown) > SHOWN_AT_FIRST:
        st.toggle(say("events.show_all", n=len(shown)), key=f"all-{name}")


def draw_entry(each: Event, names: Mapping[PersonId, str]) -> None:
    """Draw one entry in one of its versions."""
    kind = say(f"events.kind_{each.kind}", reader=here.reader())
    st.markdown(f"**{kind}, {words.short_day(each.day)}**" if each.day else f"**{kind}**")
    if each.struck_out:
        st.text(say("events.struck_out"))
    with st.container(gap="xsmall"):
        if each.words:
            st.text(each.words)
        if each.score:
            st.text(say("events.score", **each.score.model_dump()))
        for line in session_form.lines(each.session) if each.session else ():
            st.text(line)
        for name, text in each.texts.items():
            if name != WORDS:
                pieces.own_words(say(f"events.{name}"), text.words)
                if text.private:
                    st.caption(say("events.is_private"))
    if each.private:
        st.caption(say("events.is_private_whole"))
    st.caption(who(each, names))


def who(each: Event, names: Mapping[PersonId, str]) -> str:
    """Write who recorded it, and when."""
    name = names.get(each.recorded_by, "")
    at = here.local(each.revised_at)
    if each.source is Source.IMPORT:
        return say("events.by_import", at=at)
    return say("events.by", name=name, at=at)


def draw_changes(each: Event) -> None:
    """Draw the ways to change an entry, where the reader may."""
    if not here.is_patient(here.me()) and each.source is not Source.ON_BEHALF:
        return
    with st.popover(say("events.edit"), key=f"edit-event-{each.id}"):
        st.button(
            say("events.change"),
            key=f"change-event-{each.id}",
            on_click=event_form.start_change,
            args=(each.id,),
        )
        if not each.struck_out:
            st.write(say("events.mistake_ask"))
            st.button(
                say("events.mistake_do"),
                key=f"strike-event-{each.id}-{each.revision}",
                on_click=_strike_out,
                args=(each,),
            )
    if each.revision > 1:
        with st.expander(say("events.earlier", n=each.revision - 1), key=f"earlier-{each.id}"):
            earlier = events.earlier(here.clinic(), here.me(), each.patient, each.id)
            for before in reversed(earlier):
                draw_entry(before, {})


def _strike_out(each: Event) -> None:
    def act() -> str:
        events.strike_out(
            here.clinic(), here.me(), each.patient, each.id, expected_revision=each.revision
        )
        return say("events.mistake_done")

    pieces.attempt(act)
