"""What the patient asks about the plan, and what was said about it; the plan stays meanwhile."""

from collections.abc import Sequence

import streamlit as st

from taper.actions import plans, requests
from taper.ids import PatientId
from taper.people.request import PatientRequest
from taper.plan.plan import CoursePlans
from taper.ui import here, nobody_live, pieces, request_form, request_list, section, whose
from taper.words import say


def draw(patient: PatientId) -> None:
    """Draw the page of one patient."""
    whose.draw(patient)
    signed = [
        each
        for each in plans.signed_plans(here.clinic(), here.me(), patient, page="requests")
        if each.versions
    ]
    found = requests.requests_of(here.clinic(), here.me(), patient, page="requests")
    pieces.answer()
    if here.is_patient(here.me()):
        draw_asking(patient, signed)
    draw_found(found, signed)


def draw_asking(patient: PatientId, signed: Sequence[CoursePlans]) -> None:
    """Say what asking does and doesn't do, and offer the form."""
    with st.container(gap="small", key="about-requests"):
        st.text(say("request.about") if signed else say("request.about_no_plan"))
        nobody_live.draw_as_shared(patient, signed)  # a request is open without the diary
    request_form.draw(patient, signed)


def draw_found(found: Sequence[PatientRequest], signed: Sequence[CoursePlans]) -> None:
    """Draw the open requests, then those that are closed."""
    still_open = [each for each in found if each.is_open]
    closed = [each for each in found if not each.is_open]
    section.heading(say("request.open_title"), "open-requests")
    if not still_open:
        st.text(say("request.none_open"))
    for each in still_open:
        request_list.draw_open(each, signed)
    if closed:
        section.heading(say("request.closed_title"), "closed-requests")
        for each in closed:
            request_list.draw_closed(each, signed)


pieces.title(say("shell.requests"))
chosen = here.patient()
if chosen is None:
    st.info(say("shell.choose_patient"), icon=":material/group:")
else:
    draw(chosen)
