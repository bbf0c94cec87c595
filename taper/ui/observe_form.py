"""The form in which a supporter writes what he or she noticed, and what was written before."""

from datetime import timedelta

import streamlit as st

from taper.actions import observations
from taper.actions.sharing import Supported
from taper.diary.check_in import DAYS_BACK
from taper.errors import TaperError
from taper.ids import new_id
from taper.people.grant import ObservationId
from taper.ui import here, pieces, section
from taper.words import say, short_day

_NEW = "observation-id"  # what the form will become: five clicks make one


def draw(supported: Supported) -> None:
    """Draw the form, and what the supporter wrote that is not hidden."""
    section.heading(say("sharing.observe"), "observe")
    st.text(say("sharing.observe_about", name=supported.name))
    identifier: ObservationId = st.session_state.setdefault(_NEW, ObservationId(new_id()))
    days = [supported.today - timedelta(days=back) for back in range(DAYS_BACK + 1)]
    with st.form(f"observe-{identifier}", border=False):
        st.selectbox(
            say("sharing.observe_day"),
            days,
            index=None,
            format_func=short_day,
            key=f"observe-day-{identifier}",
            placeholder=say("shell.choose_one"),
        )
        st.text_area(
            say("sharing.observe_words"),
            key=f"observe-words-{identifier}",
            height=90,
        )
        st.form_submit_button(
            say("sharing.observe_keep"),
            type="primary",
            key="observe",
            on_click=_keep,
            args=(supported, identifier),
        )
    _draw_own(supported)


def _keep(supported: Supported, identifier: ObservationId) -> None:
    state = st.session_state
    day, words = state.get(f"observe-day-{identifier}"), state.get(f"observe-words-{identifier}")

    def act() -> str:
        if day is None:
            raise TaperError("sharing.day_missing")
        observations.observe(
            here.clinic(),
            here.me(),
            supported.grant.patient,
            identifier,
            day=day,
            words=words or "",
        )
        state[_NEW] = ObservationId(new_id())
        return say("sharing.observed_kept")

    pieces.attempt(act)


def _draw_own(supported: Supported) -> None:
    found = observations.observations_of(here.clinic(), here.me(), supported.grant.patient)
    if found:
        st.markdown(f"**{say('sharing.observed_yours')}**")
    for each in found:
        st.caption(short_day(each.day))
        st.text(each.words)
