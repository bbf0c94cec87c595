"""Links to a summary on a patient's page: those that work, the end of one, and a new one."""

import streamlit as st

from taper.actions import share_links
from taper.actions.share_links import OFFERED_DAYS, SHAREABLE, MadeLink
from taper.ids import PatientId
from taper.people.grant import Section, ShareLink
from taper.ui import here, offer_form, pieces, section, way_in
from taper.words import say

MADE = "share-link"  # on the screen; neither link nor code is kept anywhere else


def draw(patient: PatientId) -> None:
    """Draw the links of the patient."""
    section.heading(say("sharing.links"), "links")
    st.write(say("sharing.links_about"))
    for each in share_links.links_of(here.clinic(), here.me(), patient):
        _draw_link(each)
    made: MadeLink | None = st.session_state.get(MADE)
    if made is not None:
        _draw_made(made)
    else:
        _draw_new(patient)


def _draw_link(each: ShareLink) -> None:
    with st.container(border=True, key=f"link-{each.id}", gap="small"):
        st.text(say("sharing.link_line", name=each.name, until=here.local(each.expires_at)))
        st.text(say("sharing.gets", sections=offer_form.names(each.sections)))
        st.button(say("sharing.link_end"), key=f"link-end-{each.id}", on_click=_end, args=(each,))


def _end(each: ShareLink) -> None:
    def act() -> str:
        share_links.end_link(here.clinic(), here.me(), each.patient, each.id)
        st.session_state.pop(MADE, None)
        return say("sharing.link_ended")

    pieces.attempt(act)


def _draw_new(patient: PatientId) -> None:
    with st.expander(say("sharing.link_make"), key="link-open"), st.form("link-form", border=False):
        st.text_input(say("sharing.link_name"), key="link-name", max_chars=120, autocomplete="off")
        offer_form.ask_sections(say("sharing.link_what"), "link-sections", SHAREABLE, None)
        st.segmented_control(
            say("sharing.link_days"),
            OFFERED_DAYS,
            format_func=lambda each: say("sharing.days", n=each),
            key="link-days",
        )
        st.form_submit_button(
            say("sharing.link_make"), type="primary", key="link", on_click=_make, args=(patient,)
        )


def _make(patient: PatientId) -> None:
    state = st.session_state

    def act() -> str:
        state[MADE] = share_links.make_link(
            here.clinic(),
            here.me(),
            patient,
            name=state.get("link-name") or "",
            sections=[Section(each) for each in state.get("link-sections") or ()],
            days=state.get("link-days") or 0,
        )
        return say("sharing.link_made")

    pieces.attempt(act)


def _draw_made(made: MadeLink) -> None:
    with st.container(border=True, key="link-made"):
        st.text(say("sharing.made_for", name=made.link.name))
        until = here.local(made.link.expires_at)
        way_in.draw("shared", made.secret, say("sharing.link_until", until=until))
        st.markdown(f"**{say('sharing.link_code')}**")
        st.code(f"{made.code[:4]} {made.code[4:]}", language=None)
        st.write(say("sharing.link_code_about"))
        st.button(say("invite.done"), type="primary", key="link-done", on_click=_forget)


def _forget() -> None:
    st.session_state.pop(MADE, None)
    pieces.quiet()
