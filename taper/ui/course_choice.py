"""Which medicine a plan is for: one that is open already, or another one, typed."""

from typing import cast

import streamlit as st

from taper.actions import medicines, plans
from taper.ids import CourseId, PatientId
from taper.plan.plan import CoursePlans
from taper.ui import here, pieces
from taper.words import say

ANOTHER = "another"


def choose(patient: PatientId, listed: dict[CourseId, CoursePlans]) -> CourseId | str | None:
    """Ask for the medicine; the only one there is opens by itself, since it decides nothing."""
    if not listed:
        return ANOTHER
    key = f"course-{patient}"
    if key not in st.session_state and len(listed) == 1:
        st.session_state[key] = next(iter(listed))

    def label(course: CourseId | str) -> str:
        if course == ANOTHER:
            return say("write_plan.another")
        found = listed[CourseId(int(course))].course
        return say("today.medicine", medicine=found.medicine, form=found.form)

    chosen = st.selectbox(
        say("write_plan.which"),
        [*listed, ANOTHER],
        index=None,
        format_func=label,
        key=key,
        placeholder=say("write_plan.which_hint"),
        persist_state="session",
        width=560,
    )
    return None if chosen is None else cast("CourseId | str", chosen)


def draw_new(patient: PatientId) -> None:
    """Ask for a medicine and its form, both typed."""
    pieces.answer()
    with st.container(border=True, width=560, key="new-course"):
        st.selectbox(
            say("write_plan.medicine"),
            medicines.names(),
            index=None,
            accept_new_options=True,
            key="medicine",
            placeholder=say("write_plan.medicine_hint"),
            help=say("write_plan.medicine_help"),
            filter_mode="contains",
        )
        st.text_input(
            say("write_plan.form"),
            key="form",
            help=say("write_plan.form_help"),
            autocomplete="off",
            max_chars=120,
        )
        st.button(
            say("write_plan.open"),
            type="primary",
            key="open-course",
            on_click=open_course,
            args=(patient,),
        )


def open_course(patient: PatientId) -> None:
    """Open the course that was typed; the same again opens the one there is."""
    medicine, form = st.session_state.get("medicine") or "", st.session_state.get("form") or ""

    def act() -> str:
        course = plans.open_course(here.clinic(), here.me(), patient, medicine=medicine, form=form)
        st.session_state[f"course-{patient}"] = course
        return say("write_plan.opened")

    pieces.attempt(act)
