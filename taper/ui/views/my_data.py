"""What the patient shares, the country for crisis numbers, and the trail of who saw what."""

from datetime import date

import streamlit as st

from taper import words
from taper.actions import people, record
from taper.ids import PatientId
from taper.people.audit import Event, Trace
from taper.ui import here, pieces
from taper.words import say, say_values

SHOWN_AT_FIRST = 50  # lines of the trail; the rest on request


def draw_sharing(patient: PatientId) -> None:
    """Say who may read the diary, and let the patient change it."""
    consent = people.consent_of(here.clinic(), here.me(), patient)
    st.subheader(say("my_data.sharing"), anchor=False)
    if consent is not None and consent.holds:
        st.write(say("my_data.shared_since", at=here.local(consent.agreed_at)))
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
    countries = sorted(people.crisis_countries(), key=words.country)
    st.selectbox(
        say("my_data.country_ask"),
        countries,
        index=countries.index(chosen) if chosen in countries else None,
        format_func=words.country,
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
    with st.container(gap="small"):
        for trace, name in shown:
            st.text(trail_line(trace, name))
    if len(lines) > SHOWN_AT_FIRST:
        st.toggle(say("my_data.whole_trail", n=len(lines)), key="whole-trail")


def trail_line(trace: Trace, name: str) -> str:
    """Write one line of the trail."""
    detail: dict[str, object] = dict(trace.detail)
    if trace.event is Event.VIEWED:
        detail["page"] = say(f"my_data.page_{detail['page']}")
    if "day" in detail:
        detail["day"] = date.fromisoformat(str(detail["day"]))
    sentence = say_values(f"my_data.event_{trace.event}", detail)
    who = name or say("my_data.nobody")
    return say("my_data.line", at=here.local(trace.at), name=who, sentence=sentence)


own = here.me().patient
assert own is not None  # noqa: S101 - this page is in the list of patients alone
pieces.title(say("shell.my_data"))
pieces.answer()
draw_sharing(own)
draw_country(own)
draw_trail(own)
