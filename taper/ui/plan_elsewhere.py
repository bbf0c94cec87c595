"""Plans that were signed in another installation: history, each closed and named as such."""

import streamlit as st

from taper.actions import takeout
from taper.ids import PatientId
from taper.plan.plan import PlanVersion
from taper.ui import here, plan_rows
from taper.words import say


def draw(patient: PatientId) -> None:
    """Draw what was signed elsewhere, newest first; nothing where nothing was."""
    signed = takeout.signed_elsewhere(here.clinic(), here.me(), patient)
    if not signed:
        return
    st.header(say("takeout.elsewhere"), anchor=False)
    st.text(say("takeout.elsewhere_about"))
    for number, each in enumerate(sorted(signed, key=lambda one: one.signed_at, reverse=True)):
        with st.expander(name_of(each), key=f"elsewhere-{number}"):
            _draw_one(each, f"elsewhere-{number}")


def name_of(each: PlanVersion) -> str:
    """Name a plan signed elsewhere, so that nobody takes it for one of this clinic."""
    return say(
        "takeout.version",
        medicine=each.plan.medicine,
        form=each.plan.form,
        version=each.version,
        day=each.in_force_from,
    )


def _draw_one(each: PlanVersion, key: str) -> None:
    st.caption(say("takeout.elsewhere"))
    at = here.local(each.signed_at)
    st.text(say("plan_page.signed", name=each.signed_by_name, at=at, hash=each.short_hash))
    plan_rows.draw_plan(each.plan, key=key, in_force_from=each.in_force_from)
    st.text(plan_rows.ending_sentence(each.plan))
