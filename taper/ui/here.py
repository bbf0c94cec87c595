"""Who is looking, and at whose record."""

import streamlit as st

from taper import ids
from taper.actions import clinic as clinics
from taper.actions import sessions
from taper.actions.clinic import Clinic
from taper.errors import TaperError
from taper.ids import PatientId
from taper.people.person import Actor, Role

PATIENT = "patient"  # the one thing kept in an address: an opaque id, checked by every action


def clinic() -> Clinic:
    """Give the clinic that this process serves."""
    return clinics.running()


def signed_in() -> Actor | None:
    """Give who holds the session that the guard put before this run; None where it is over."""
    reference = st.user.get("session")
    return sessions.actor_by_session(clinic(), str(reference)) if reference else None


def me() -> Actor:
    """Give who is signed in, asked anew in every run and callback; TaperError where nobody is."""
    actor = signed_in()
    if actor is None:
        raise TaperError("sign_in.over")
    return actor


def is_patient(actor: Actor) -> bool:
    """Say whether the person has a diary and looks after nobody."""
    return actor.roles == {Role.PATIENT}


def patient() -> PatientId | None:
    """Give whose record is in sight: one's own, or the one named in the address."""
    actor = me()
    if is_patient(actor):
        return actor.patient
    named = st.query_params.get(PATIENT) or st.session_state.get(PATIENT)
    if named is None:
        return None
    st.session_state[PATIENT] = named
    st.query_params[PATIENT] = named
    return PatientId(ids.from_text(named))


def choose(chosen: PatientId) -> None:
    """Put somebody's record in sight."""
    st.session_state[PATIENT] = ids.to_text(chosen)
