"""What the patient shares, the country for crisis numbers, and the trail of who saw what."""

import streamlit as st

from taper.actions import people, record
from taper.facts import crisis
from taper.ids import PatientId
from taper.people.audit import Event, Trace
from taper.ui import here, pieces
from taper.words import say

SHOWN_AT_FIRST = 50  # lines of the trail; the rest on request


def draw_sharing(patient: PatientId) -> None:
    """Say who may read the diary, and let the patient change it."""
    consent = people.consent_of(here.clinic(), here.me(), patient)
    st.subheader(say("my_data.sharing"), anchor=False)
    if consent is not None and consent.holds:
        st.write(say("my_data.shared_since", at=consent.agreed_at))
        with st.popover(say("my_data.withdraw"), key="withdraw"):
            st.write(say("my_data.withdraw_ask"))
            st.button(
                say("my_data.withdraw_do"), key="withdraw-do", on_click=withdraw, args=(patient,)
            )
    else:
        st.write(say("my_data.not_shared"))
        st.button(say("my_data.share"), key="share", on_click=share, args=(patient,))


def withdraw(patient: PatientId) -> None:
    """Close the diary to others."""

    def act() -> str:
        people.withdraw_consent(here.clinic(), here.me(), patient)
        return say("my_data.withdrawn")

    pieces.attempt(act)


def share(patient: PatientId) -> None:
    """Open the diary to the patient's prescribers."""

    def act() -> str:
        people.give_consent(here.clinic(), here.me(), patient)
        return say("my_data.shared")

    pieces.attempt(act)


def draw_country(patient: PatientId) -> None:
    """Let the patient choose the country whose crisis numbers come first."""
    st.subheader(say("my_data.country"), anchor=False)
    chosen = people.patient_of(here.clinic(), here.me(), patient).country
    countries = [each.code for each in crisis.countries()]
    st.selectbox(
        say("my_data.country_ask"),
        countries,
        index=countries.index(chosen) if chosen in countries else None,
        format_func=crisis.country_name,
        key="country",
        on_change=choose_country,
        args=(patient,),
        placeholder=say("my_data.country_none"),
    )


def choose_country(patient: PatientId) -> None:
    """Keep the chosen country."""

    def act() -> str:
        people.choose_country(here.clinic(), here.me(), patient, st.session_state["country"])
        return say("my_data.country_kept")

    pieces.attempt(act)


def draw_trail(patient: PatientId) -> None:
    """Show who did what with this record, newest first, in plain words."""
    st.subheader(say("my_data.trail"), anchor=False)
    st.write(say("my_data.trail_about"))
    lines = record.trail_of(here.clinic(), here.me(), patient)
    shown = lines if st.session_state.get("whole-trail") else lines[:SHOWN_AT_FIRST]
    for trace, name in shown:
        st.text(trail_line(trace, name))
    if len(lines) > SHOWN_AT_FIRST:
        st.toggle(say("my_data.whole_trail", n=len(lines)), key="whole-trail")


def trail_line(trace: Trace, name: str) -> str:
    """Write one line of the trail."""
    detail = {key: str(value) for key, value in trace.detail.items()}
    if trace.event is Event.VIEWED:
        detail["page"] = say(f"my_data.page_{detail['page']}")
    sentence = say(f"my_data.event_{trace.event}", **detail)
    return say("my_data.line", at=trace.at, name=name, sentence=sentence)


own = here.me().patient
assert own is not None  # noqa: S101 - this page is in the list of patients alone
pieces.title(say("shell.my_data"))
pieces.answer()
draw_sharing(own)
draw_country(own)
draw_trail(own)
