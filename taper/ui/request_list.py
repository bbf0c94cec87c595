"""Requests with their exchange, and what can be done about one that is open."""

from collections.abc import Sequence

import streamlit as st

from taper.actions import requests
from taper.people.request import Entry, PatientRequest, Said
from taper.plan.plan import CoursePlans
from taper.ui import change_desk, here, pieces
from taper.words import say


def draw_open(each: PatientRequest, signed: Sequence[CoursePlans]) -> None:
    """Draw an open request and the ways to close it."""
    with st.container(border=True, key=f"request-card-{each.id}", gap="small"):
        draw_exchange(each, signed)
        if here.is_patient(here.me()):
            st.text(say("request.stays") if signed else say("request.stays_no_plan"))
            _draw_withdraw(each)
        else:
            _draw_answers(each, signed)


def draw_closed(each: PatientRequest, signed: Sequence[CoursePlans]) -> None:
    """Draw a request that was answered or withdrawn."""
    with st.container(border=True, key=f"request-card-{each.id}", gap="small"):
        draw_exchange(each, signed)


def draw_exchange(each: PatientRequest, signed: Sequence[CoursePlans]) -> None:
    """Draw what was asked and what was said about it, oldest first."""
    st.markdown(f"**{say(f'request.kind_{each.kind.value}')}**")
    about = next((of.course for of in signed if of.course.id == each.course), None)
    if about is not None:
        st.text(say("today.medicine", medicine=about.medicine, form=about.form))
    for entry in each.entries:
        with st.container(gap=None, key=f"request-line-{each.id}-{entry.number}"):
            st.caption(line(entry))
            if entry.words:
                st.text(entry.words)


def line(entry: Entry) -> str:
    """Say who did what, and when; the words follow."""
    at, name = here.local(entry.at), entry.by_name
    if entry.kind is Said.AMENDMENT:
        return say("request.line_amendment", at=at, name=name, version=entry.version)
    return say(f"request.line_{entry.kind.value}", at=at, name=name)


def _draw_withdraw(each: PatientRequest) -> None:
    st.button(say("request.withdraw"), key=f"withdraw-{each.id}", on_click=_withdraw, args=(each,))


def _withdraw(each: PatientRequest) -> None:
    def act() -> str:
        requests.withdraw(here.clinic(), here.me(), each.patient, each.id)
        return say("request.withdrawn")

    pieces.attempt(act)


def _draw_answers(each: PatientRequest, signed: Sequence[CoursePlans]) -> None:
    """Offer a change of the plan, or a note."""
    possible = [of for of in signed if each.course in {None, of.course.id}]
    with st.container(horizontal=True):
        for of in possible:
            label = (
                say("request.by_change")
                if len(possible) == 1
                else say("request.by_change_of", medicine=of.course.medicine)
            )
            st.button(
                label,
                type="primary",
                icon=":material/edit_calendar:",
                key=f"by-change-{each.id}-{of.course.id}",
                on_click=change_desk.begin,
                args=(each.patient, of.course.id, None, each.id),
            )
    with st.form(f"answer-{each.id}", border=False):
        st.text_area(say("request.note"), key=f"answer-words-{each.id}", height=80)
        st.form_submit_button(
            say("request.by_note"), key=f"answer-do-{each.id}", on_click=_answer, args=(each,)
        )


def _answer(each: PatientRequest) -> None:
    words = st.session_state.get(f"answer-words-{each.id}") or ""

    def act() -> str:
        requests.answer(here.clinic(), here.me(), each.patient, each.id, words=words)
        return say("request.answered")

    pieces.attempt(act)
