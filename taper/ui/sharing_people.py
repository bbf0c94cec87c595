"""Supporters on a patient's page: who sees what, a change, the end, and an invitation."""

import streamlit as st

from taper.actions import sharing
from taper.actions.sharing import Shared, SupporterCode
from taper.ids import PatientId
from taper.people.grant import Grant
from taper.ui import here, offer_form, pieces, section, way_in
from taper.words import say

MADE = "supporter-invitation"  # on the screen; its code is kept nowhere else


def draw(patient: PatientId) -> None:
    """Draw everybody the patient shares with, and the way to share with one more."""
    section.heading(say("sharing.people"), "people")
    found = sharing.shared(here.clinic(), here.me(), patient)
    if not found.grants:
        st.write(say("sharing.nobody"))
    for each in found.grants:
        _draw_grant(each, found)
    _draw_waiting(patient, found)
    made: SupporterCode | None = st.session_state.get(MADE)
    if made is not None:
        _draw_made(made)
    else:
        _draw_invite(patient)


def _draw_grant(each: Grant, found: Shared) -> None:
    with st.container(border=True, key=f"grant-{each.person}", gap="small"):
        st.text(each.name)
        st.text(offer_form.line(each, found.today))
        if each.ends_soon(found.today):
            st.info(say("sharing.ends_soon", day=each.last_day), icon=":material/event:")
        with st.container(horizontal=True, key=f"grant-do-{each.person}"):
            with st.popover(say("sharing.change"), key=f"change-{each.person}"):
                _draw_change(each)
            with st.popover(say("sharing.stop"), key=f"stop-{each.person}"):
                st.text(say("sharing.stop_ask", name=each.name))
                st.button(
                    say("sharing.stop_do"),
                    key=f"stop-do-{each.person}",
                    on_click=_stop,
                    args=(each,),
                )


def _draw_change(each: Grant) -> None:
    with st.form(f"change-form-{each.person}", border=False):
        offer_form.ask(str(each.person), each)
        st.form_submit_button(
            say("sharing.change_do"), key=f"change-do-{each.person}", on_click=_change, args=(each,)
        )


def _change(each: Grant) -> None:
    def act() -> str:
        offer = offer_form.asked(str(each.person))
        sharing.change_grant(here.clinic(), here.me(), each.patient, each.person, offer)
        return say("sharing.changed")

    pieces.attempt(act)


def _stop(each: Grant) -> None:
    def act() -> str:
        sharing.end_grant(here.clinic(), here.me(), each.patient, each.person)
        return say("sharing.stopped")

    pieces.attempt(act)


def _draw_waiting(patient: PatientId, found: Shared) -> None:
    if not found.invitations:
        return
    st.markdown(f"**{say('sharing.waiting')}**")
    for mark, each in found.invitations:
        with st.container(horizontal=True, vertical_alignment="center", key=f"waiting-{mark[:12]}"):
            until = here.local(each.expires_at)
            st.text(say("sharing.waiting_line", name=each.name, until=until))
            st.button(
                say("sharing.take_back"),
                key=f"take-back-{mark[:12]}",
                on_click=_take_back,
                args=(patient, mark),
            )


def _take_back(patient: PatientId, mark: str) -> None:
    def act() -> str:
        sharing.end_invitation(here.clinic(), here.me(), patient, mark)
        st.session_state.pop(MADE, None)
        return say("sharing.taken_back")

    pieces.attempt(act)


def _draw_invite(patient: PatientId) -> None:
    with st.expander(say("sharing.invite"), key="invite-open"):
        st.write(say("sharing.invite_about"))
        with st.form("invite-form", border=False):
            st.text_input(
                say("sharing.name"), key="supporter-name", max_chars=120, autocomplete="off"
            )
            offer_form.ask("new")
            st.form_submit_button(
                say("sharing.make"), type="primary", key="invite", on_click=_make, args=(patient,)
            )


def _make(patient: PatientId) -> None:
    name = st.session_state.get("supporter-name") or ""

    def act() -> str:
        st.session_state[MADE] = sharing.invite_supporter(
            here.clinic(), here.me(), patient, name=name, offer=offer_form.asked("new")
        )
        return say("sharing.made")

    pieces.attempt(act)


def _draw_made(made: SupporterCode) -> None:
    with st.container(border=True, key="supporter-made"):
        st.text(say("sharing.made_for", name=made.invitation.name))
        until = here.local(made.invitation.expires_at)
        way_in.draw("support", made.code, say("sharing.until_used", until=until))
        st.button(say("invite.done"), type="primary", key="made-done", on_click=_forget)


def _forget() -> None:
    st.session_state.pop(MADE, None)
    pieces.quiet()
