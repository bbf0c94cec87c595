"""A signed plan for elsewhere: quantities and text for the pharmacy, and the plan as a file."""

from urllib.parse import urlencode

import streamlit as st

from taper import ids
from taper.actions import pharmacy
from taper.actions.pharmacy import Asked
from taper.errors import TaperError
from taper.ids import CourseId, PatientId
from taper.plan.plan import CoursePlans, Plan, PlanVersion
from taper.plan.quantities import Leftovers
from taper.plan.reading import read_date
from taper.plan.reading_numbers import read_days
from taper.ui import here
from taper.words import say, say_error

LEFTOVERS = ("kept", "thrown_away")


def draw(patient: PatientId, chosen: CoursePlans) -> None:
    """Draw what can be taken elsewhere of the newest version, once one is signed."""
    if not chosen.versions:
        return
    newest = chosen.versions[-1]
    with st.expander(say("supply.elsewhere"), key=f"elsewhere-{chosen.course.id}"):
        st.text(say("supply.elsewhere_of", version=newest.version, day=newest.in_force_from))
        st.link_button(
            say("supply.plan_file"),
            f"/export/plan.json?{_query(patient, newest)}",
            key="plan-file",
            icon=":material/download:",
        )
        st.caption(say("supply.plan_file_about"))
        _draw_pharmacy(patient, newest)


def _query(patient: PatientId, signed: PlanVersion, **more: str) -> str:
    of = {"patient": ids.to_text(patient), "course": ids.to_text(signed.course)}
    return urlencode({**of, "version": str(signed.version), **more})


def _draw_pharmacy(patient: PatientId, signed: PlanVersion) -> None:
    st.markdown(f"**{say('supply.pharmacy')}**")
    first, days, leftovers = _ask(f"pharmacy-{signed.course}")
    if first and days and leftovers:
        _draw_text(patient, signed, first, days, leftovers)


def draw_draft(course: CourseId, plan: Plan) -> None:
    """Draw how much a draft needs, once it says what its doses are made of: read here alone."""
    if not any(timed.made_of for step in plan.steps for day in step.cycle for timed in day):
        return
    with st.expander(say("supply.draft"), key=f"draft-needs-{course}"):
        st.caption(say("supply.draft_about"))
        first, days, leftovers = _ask(f"draft-needs-{course}")
        if first and days and leftovers:
            _draw_draft_text(plan, first, days, leftovers)


def _draw_draft_text(plan: Plan, first: str, days: str, leftovers: str) -> None:
    try:
        text = pharmacy.needs_of(plan, read_date(first), read_days(days), _leftovers(leftovers))
    except TaperError as error:
        st.markdown(f":material/error: {say_error(error)}")
        return
    st.text(text)


def _leftovers(picked: str) -> Leftovers:
    return "kept" if picked == "kept" else "thrown_away"


def _ask(key: str) -> tuple[str, str, str]:
    """Ask from when, for how long, and what becomes of leftovers; "" for what is not answered."""
    with st.container(horizontal=True):
        for name in ("first", "days"):
            st.text_input(
                say(f"supply.pharmacy_{name}"),
                key=f"{key}-{name}",
                autocomplete="off",
                persist_state="session",
                width=260,
            )
        st.segmented_control(
            say("supply.pharmacy_leftovers"),
            LEFTOVERS,
            format_func=lambda each: say(f"supply.pharmacy_leftovers_{each}"),
            key=f"{key}-leftovers",
            persist_state="session",
        )
    state = st.session_state
    first, days, leftovers = (
        str(state.get(f"{key}-{name}") or "") for name in ("first", "days", "leftovers")
    )
    return first, days, leftovers


def _draw_text(
    patient: PatientId, signed: PlanVersion, first: str, days: str, leftovers: str
) -> None:
    try:
        asked = Asked(
            course=signed.course,
            version=signed.version,
            first=read_date(first),
            days=read_days(days),
            leftovers=_leftovers(leftovers),
        )
        text = pharmacy.quantities(here.clinic(), here.me(), patient, asked)
    except TaperError as error:
        st.markdown(f":material/error: {say_error(error)}")
        return
    with st.container(border=True, key="pharmacy-text"):
        st.text(text)
    query = _query(
        patient,
        signed,
        **{"from": asked.first.isoformat(), "days": str(asked.days), "leftovers": asked.leftovers},
    )
    st.link_button(
        say("supply.pharmacy_file"),
        f"/export/pharmacy.txt?{query}",
        key="pharmacy-file",
        icon=":material/download:",
    )
