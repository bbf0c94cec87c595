"""A draft that begins elsewhere: an earlier plan of the patient, or a plan file."""

from collections.abc import Iterable

import streamlit as st

from taper.actions.drafts import import_plan_file
from taper.errors import TaperError
from taper.ids import PatientId
from taper.plan.draft import typed_plan
from taper.plan.plan import CoursePlans, PlanVersion
from taper.plan.plan_file import LONGEST_FILE
from taper.ui import desk as desks
from taper.ui import here, pieces, plan_elsewhere
from taper.ui.desk import Desk
from taper.words import say

MEGABYTES = 2  # as .streamlit/config.toml takes them


def draw(desk: Desk, every_course: Iterable[CoursePlans], elsewhere: Iterable[PlanVersion]) -> None:
    """Offer every signed version of the patient as a beginning; none is chosen beforehand."""
    signed = {
        f"{each.course.id}-{version.version}": version
        for each in every_course
        for version in reversed(each.versions)
    }
    came = {f"elsewhere-{place}": version for place, version in enumerate(elsewhere)}
    signed |= came
    if not signed:
        return
    with st.expander(say("write_plan.clone"), key=f"desk-{desk.course.id}-clone"):
        st.caption(say("write_plan.clone_about"))
        key = f"clone-{desk.course.id}"
        st.selectbox(
            say("write_plan.clone_which"),
            tuple(signed),
            index=None,
            format_func=lambda each: (
                plan_elsewhere.name_of(signed[each]) if each in came else _name(signed[each])
            ),
            key=key,
            placeholder=say("write_plan.clone_hint"),
            width=560,
        )
        st.button(
            say("write_plan.clone_put"),
            key=f"{key}-put",
            on_click=put,
            args=(desk, key, signed),
        )
        if desk.place == "clone":
            pieces.answer()


def _name(version: PlanVersion) -> str:
    plan = version.plan
    return say(
        "write_plan.clone_version",
        medicine=plan.medicine,
        form=plan.form,
        version=version.version,
        day=version.in_force_from,
    )


def put(desk: Desk, key: str, signed: dict[str, PlanVersion]) -> None:
    """Put the rows and words of a signed version on the desk, as if typed again."""
    desk.place = "clone"

    def act() -> str:
        chosen = signed.get(st.session_state.get(key) or "")
        if chosen is None:
            raise TaperError("write_plan.clone_none")
        desk.gather()
        desk.put(typed_plan(chosen.plan))
        desk.facts = ()
        return say("write_plan.started_from", version=chosen.version)

    pieces.attempt(act)


def draw_file(patient: PatientId) -> None:
    """Offer to read a plan file as the draft of the medicine that it names."""
    with st.expander(say("write_plan.file"), key="plan-file-in"):
        st.caption(say("write_plan.file_about"))
        st.file_uploader(
            say("write_plan.file_which"),
            type="json",
            max_upload_size=MEGABYTES,
            key="plan-file-chosen",
        )
        st.button(
            say("write_plan.file_read"),
            key="plan-file-read",
            on_click=read_file,
            args=(patient,),
        )


def read_file(patient: PatientId) -> None:
    """Read the file that was chosen, and open its medicine."""

    def act() -> str:
        chosen = st.session_state.get("plan-file-chosen")
        if chosen is None:
            raise TaperError("write_plan.file_none")
        text = _decoded(chosen.getvalue())
        course = import_plan_file(here.clinic(), here.me(), patient, text)
        desks.forget(course)
        st.session_state[f"course-{patient}"] = course
        return say("write_plan.file_done")

    pieces.attempt(act)


def _decoded(body: bytes) -> str:
    if len(body) > LONGEST_FILE * 4:
        raise TaperError("plan_file.too_long", most=LONGEST_FILE)
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TaperError("plan_file.not_json") from error
