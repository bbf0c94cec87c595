"""What the patient's own calendar reminds of, its secret address, and the same as a file."""

from urllib.parse import urlencode

import streamlit as st

from taper import ids
from taper.actions import reminders
from taper.diary.intake import read_time
from taper.diary.reminders import Chosen, Reminders
from taper.ids import PatientId
from taper.ui import here, navigation, pieces, section, zones
from taper.words import say

_ADDRESS = "calendar-address"  # shown while this page is open, and kept nowhere


def draw_choices(patient: PatientId, kept: Reminders) -> None:
    """Draw what can be reminded of; nothing is chosen beforehand."""
    chosen = kept.chosen
    with st.form("reminders-form", border=False):
        st.text_input(
            say("reminders.check_in_at"),
            value=f"{chosen.check_in_at:%H:%M}" if chosen.check_in_at else "",
            key="check-in-at",
            max_chars=20,
            autocomplete="off",
        )
        zone = zones.zone_label(here.me().zone or "UTC")
        st.caption(say("reminders.zone", zone=zone))
        for name in ("dose_changes", "questionnaires", "names_shown"):
            st.checkbox(say(f"reminders.{name}"), value=getattr(chosen, name), key=name)
        st.caption(say("reminders.names_about"))
        st.form_submit_button(
            say("reminders.save"), type="primary", key="save", on_click=save, args=(patient,)
        )
    st.caption(say("reminders.paused"))


def save(patient: PatientId) -> None:
    """Keep what was chosen."""

    def act() -> str:
        state = st.session_state
        chosen = Chosen(
            check_in_at=read_time(state["check-in-at"]),
            dose_changes=state["dose_changes"],
            questionnaires=state["questionnaires"],
            names_shown=state["names_shown"],
        )
        reminders.set_reminders(here.clinic(), here.me(), patient, chosen)
        return say("reminders.saved")

    pieces.attempt(act)


def draw_address(patient: PatientId, kept: Reminders) -> None:
    """Draw the way to an address, the address once, and the way to close it."""
    section.heading(say("reminders.address"), "address")
    st.write(say("reminders.address_about"))
    address: str | None = pieces.kept().get(_ADDRESS)
    if address:
        st.write(say("reminders.shown_once"))
        st.code(address, language=None, wrap_lines=True)
        st.link_button(
            say("reminders.subscribe"),
            address.replace("https://", "webcal://").replace("http://", "webcal://"),
            key="subscribe",
        )
    elif kept.has_address:
        st.text(say("reminders.make_again_about"))
    with st.container(horizontal=True):
        st.button(
            say("reminders.make_again" if kept.has_address else "reminders.make"),
            key="make-address",
            on_click=make,
            args=(patient,),
        )
        if kept.has_address:
            st.button(say("reminders.close"), key="close-address", on_click=close, args=(patient,))


def make(patient: PatientId) -> None:
    """Make an address and show it."""

    def act() -> str:
        made = reminders.make_address(here.clinic(), here.me(), patient)
        pieces.kept()[_ADDRESS] = made
        return say("reminders.made")

    pieces.attempt(act)


def close(patient: PatientId) -> None:
    """Close the address."""

    def act() -> str:
        reminders.close_address(here.clinic(), here.me(), patient)
        pieces.kept().pop(_ADDRESS, None)
        return say("reminders.closed")

    pieces.attempt(act)


def draw_file(patient: PatientId) -> None:
    """Draw the way to the same as a file."""
    section.heading(say("reminders.file"), "file")
    st.write(say("reminders.file_about"))
    st.link_button(
        say("reminders.file_do"),
        f"/export/reminders.ics?{urlencode({'patient': ids.to_text(patient)})}",
        icon=":material/download:",
        key="reminders-file",
    )


own = here.me().patient
assert own is not None  # noqa: S101 - this page is in the list of patients alone
on_file = reminders.reminders(here.clinic(), here.me(), own)
pieces.title(say("shell.reminders"))
st.text(say("reminders.about"))
pieces.answer()
draw_choices(own, on_file)
if not on_file.chosen.is_empty:
    draw_address(own, on_file)
    draw_file(own)
st.button(say("shell.my_data"), key="back", on_click=navigation.go, args=("my_data",))
