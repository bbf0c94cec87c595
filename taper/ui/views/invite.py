"""Inviting a patient: a name, a time zone, and a way in that is shown once."""

from html import escape

import segno
import streamlit as st

from taper.actions import people
from taper.actions.patients import waiting as not_in_yet
from taper.actions.people import Invitation
from taper.errors import TaperError
from taper.ids import PatientId
from taper.ui import here, pieces
from taper.ui.zones import zone_label, zones
from taper.words import language, say

BEGIN = ("open", "account", "read", "day")  # what a patient does first, in its order
MADE = "invitation"  # the invitation that is on the screen; its code is kept nowhere else


def draw_form() -> None:
    """Ask for a name, a time zone and when the prescriber looks; nothing is filled in."""
    st.text(say("invite.about"))
    with st.form("invite", border=False):
        st.text_input(
            say("invite.name"),
            key="invite-name",
            help=say("invite.name_help"),
            max_chars=120,
            autocomplete="off",
        )
        st.text_input(
            say("invite.mark"),
            key="invite-mark",
            help=say("invite.mark_help"),
            max_chars=people.LONGEST_MARK,
            autocomplete="off",
        )
        st.selectbox(
            say("invite.zone"),
            zones(),
            index=None,
            format_func=zone_label,
            key="invite-zone",
            placeholder=say("invite.zone_hint"),
            filter_mode="contains",
        )
        if len(language.offered()) > 1:
            _ask_language()
        st.text_area(
            say("invite.looks"),
            key="invite-looks",
            help=say("invite.looks_help"),
            height=90,
        )
        st.form_submit_button(say("invite.make"), type="primary", key="make", on_click=make)
    pieces.answer()


def _ask_language() -> None:
    """Ask for the patient's language; that of the page until another one is chosen."""
    names = {each.code: each.name for each in language.offered()}
    st.selectbox(
        say("invite.language"),
        list(names),
        index=list(names).index(language.in_use().code),
        format_func=names.__getitem__,
        key="invite-language",
        help=say("invite.language_help"),
    )


def make() -> None:
    """Make the invitation that was asked for."""
    state = st.session_state
    name, zone = state.get("invite-name", ""), state.get("invite-zone")
    looks = state.get("invite-looks", "").strip()

    def act() -> str:
        if zone is None:
            raise TaperError("invite.zone_missing")
        if not looks:
            raise TaperError("invite.looks_missing")
        state[MADE] = people.invite_patient(
            here.clinic(),
            here.me(),
            name=name,
            zone=zone,
            looks=looks,
            mark=state.get("invite-mark") or "",
            language=state.get("invite-language"),
        )
        return say("invite.made")

    pieces.attempt(act)


def draw_made(made: Invitation) -> None:
    """Show the way in as it is printed: what the patient takes home, in the patient's language."""
    link = f"{address()}/invitation/{made.code}"
    theirs = made.language or language.in_use().code
    with st.container(border=True, key="made"):
        with language.speaking(theirs):
            st.header(say("invite.made"), anchor=False)
        st.text(made.name)
        with st.container(key="on-screen-only"):
            st.info(say("invite.once"), icon=":material/visibility:")
        with language.speaking(theirs):
            _draw_way_in(made, link)
            _draw_how_to_begin()
        with st.container(key="after-sheet"):
            st.caption(say("invite.print"))
            st.button(say("invite.done"), type="primary", key="done", on_click=forget)


def _draw_way_in(made: Invitation, link: str) -> None:
    """Show link, code and picture, and how long they hold."""
    with st.container(horizontal=True, gap="medium", key="way-in"):
        st.html(picture(link), width="content")
        with st.container(width="stretch"):
            st.markdown(f"**{say('invite.link')}**")
            st.code(link, language=None, wrap_lines=True)
            st.markdown(f"**{say('invite.code')}**")
            st.code(made.code, language=None, wrap_lines=True)
            st.text(say("invite.until", until=here.local(made.expires_at)))


def address() -> str:
    """Give the address that people type to get here, without a slash at its end."""
    return here.clinic().settings.public_url.rstrip("/")


def _draw_how_to_begin() -> None:
    """Say to the patient how to begin: this box, printed, is the sheet to take home."""
    st.subheader(say("invite.begin"), anchor=False)
    lines = "".join(f"<li>{escape(say(f'invite.begin_{each}'))}</li>" for each in BEGIN)
    st.html(f"<ol>{lines}</ol>")
    st.text(say("invite.begin_nobody_live", page=f"{address()}/crisis"))


def picture(link: str) -> str:
    """Give the link as a QR code, drawn into the page: an image file would have an address."""
    uri = segno.make(link, error="m").svg_data_uri(scale=5, border=4, light="white", dark="black")
    return f'<img src="{escape(uri)}" alt="{escape(say("invite.qr"))}" width="220" height="220">'


def forget() -> None:
    """Let go of the code on the screen."""
    st.session_state.pop(MADE, None)
    pieces.quiet()


def draw_renew() -> None:
    """Offer a new link for somebody who is not in yet."""
    waiting = dict(not_in_yet(here.clinic(), here.me()))
    if not waiting:
        return
    with st.expander(say("invite.renew_title"), key="renew"):
        st.text(say("invite.renew_about"))
        st.selectbox(
            say("invite.renew_who"),
            list(waiting),
            index=None,
            format_func=waiting.__getitem__,
            key="renew-who",
            placeholder=say("shell.choose_one"),
            filter_mode="contains",
        )
        st.button(say("invite.renew"), key="renew-do", on_click=renew)


def renew() -> None:
    """Make a new way in for the patient who was chosen."""
    chosen: PatientId | None = st.session_state.get("renew-who")

    def act() -> str:
        if chosen is None:
            raise TaperError("invite.renew_missing")
        st.session_state[MADE] = people.renew_invitation(here.clinic(), here.me(), chosen)
        return say("invite.made")

    pieces.attempt(act)


pieces.title(say("shell.invite"))
on_screen: Invitation | None = st.session_state.get(MADE)
if on_screen is None:
    draw_form()
    draw_renew()
else:
    draw_made(on_screen)
