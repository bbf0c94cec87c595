"""Who is looking, and at whose record."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Literal

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from taper import clock, ids
from taper.actions import clinic as clinics
from taper.actions import sessions
from taper.actions.clinic import Clinic
from taper.errors import TaperError
from taper.ids import PatientId
from taper.people.person import Actor, Role
from taper.words import Reader, language
from taper.words.language import Language

COOKIE, ACCEPTS = "taper_language", "Accept-Language"  # as in web/language.py
PATIENT = "patient"  # the one thing kept in an address: an opaque id, checked by every action


def clinic() -> Clinic:
    """Give the clinic that this process serves."""
    return clinics.running()


def signed_in() -> Actor | None:
    """Give who holds the session that the guard put before this run; None where it is over."""
    reference = st.user.get("session")
    return sessions.actor_by_session(clinic(), str(reference)) if reference else None


_IN_THIS_RUN: ContextVar[Actor | None] = ContextVar("_IN_THIS_RUN", default=None)


@contextmanager
def run_of(actor: Actor) -> Iterator[None]:
    """Know *actor* for the length of one run of a page; callbacks and fragments run outside it.

    A page names the actor a dozen times, and each question costs as much as a small table.
    Every action looks the session up again all the same.
    """
    token = _IN_THIS_RUN.set(actor)
    try:
        yield
    finally:
        _IN_THIS_RUN.reset(token)


def me() -> Actor:
    """Give who is signed in, asked anew in every run and callback; TaperError where nobody is."""
    actor = _IN_THIS_RUN.get() or signed_in()
    if actor is None:
        raise TaperError("sign_in.over")
    return actor


def speak(actor: Actor | None) -> Language:
    """Speak the language of *actor* in this run: as chosen, or else as the browser asks."""
    return language.use(language.called(_code(actor)))


def _asked_for() -> str | None:
    """Give the reader's language to callbacks and fragments, which run by themselves."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None  # no page: the terminal, or a file made in a thread of its own
    return _code(signed_in())


def _code(actor: Actor | None) -> str | None:
    if actor is not None and language.called(actor.language):
        return actor.language
    chosen = st.context.cookies.get(COOKIE)
    found = language.called(chosen) or language.best_of(st.context.headers.get(ACCEPTS, ""))
    return found.code if found else None


language.ask(_asked_for)


def is_patient(actor: Actor) -> bool:
    """Say whether the person has a diary and looks after nobody."""
    return actor.roles - {Role.SUPPORTER} == {Role.PATIENT}


def patient() -> PatientId | None:
    """Give whose record is in sight: one's own, or the one named in the address."""
    actor = me()
    if is_patient(actor):
        return actor.patient
    found = named()
    if found is None:
        return None
    st.session_state[PATIENT] = found
    st.query_params[PATIENT] = found
    return PatientId(ids.from_text(found))


def named() -> str | None:
    """Give the patient named in the address or chosen last, as written; nobody checked it yet."""
    found: str | None = st.query_params.get(PATIENT) or st.session_state.get(PATIENT)
    return found


def choose(chosen: PatientId) -> None:
    """Put somebody's record in sight."""
    st.session_state[PATIENT] = ids.to_text(chosen)


def local(moment: datetime) -> datetime:
    """Give *moment* on the reader's own clock: the patient's zone, or that of the browser."""
    name = me().zone or st.context.timezone or "UTC"
    return moment.astimezone(clock.zone(name))


def crisis_page() -> str:
    """Give the address of the crisis page, with the patient's country where one was chosen."""
    country = me().country
    return f"/crisis?country={country}" if country else "/crisis"


def mode() -> Literal["light", "dark"]:
    """Say which colours the browser shows."""
    return "dark" if st.context.theme.type == "dark" else "light"


def reader() -> Reader:
    """Say which words are meant for who is signed in, where the two differ."""
    return "clinician" if Role.PRESCRIBER in me().roles else "patient"
