"""The plan editor: a course, rows as text, the end and the words, read back and signed."""

from collections.abc import Callable
from functools import partial
from typing import cast

import streamlit as st

from taper.actions import medicines, plans
from taper.charts.plan import plan_frames, plan_spec
from taper.errors import TaperError
from taper.ids import CourseId, PatientId
from taper.people.person import Patient
from taper.plan.plan import CoursePlans
from taper.plan.typed import ReadPlan, TypedPlan
from taper.ui import desk as desks
from taper.ui import here, hint, pieces, plan_rows, plan_words, row_editor, signing, whose
from taper.ui.desk import Desk
from taper.words import say

ANOTHER = "another"


def draw(patient: PatientId) -> None:
    """Draw the page of one patient."""
    found = whose.draw(patient)
    listed = {
        each.course.id: each
        for each in plans.signed_plans(here.clinic(), here.me(), patient, page="plan")
    }
    chosen = choose_course(patient, listed) if listed else ANOTHER
    if chosen == ANOTHER:
        draw_new_course(patient)
    elif chosen is not None:
        draw_course(found, listed[CourseId(int(chosen))])


def draw_course(patient: Patient, chosen: CoursePlans) -> None:
    """Draw what stands on the desk of one course."""
    desk = desks.open_desk(patient.id, chosen.course.id)
    answer_at(desk, "head")
    if desk.signed is not None:
        signing.draw_signed(desk, patient, desk.signed)
    elif chosen.versions and not desk.begun:
        draw_beginning(desk, chosen)
    else:
        desk.resume()
        draw_desk(desk, patient, chosen)


def answer_at(desk: Desk, place: str) -> None:
    """Answer the last callback where it was asked."""
    if desk.place == place:
        pieces.answer()


def choose_course(patient: PatientId, listed: dict[CourseId, CoursePlans]) -> CourseId | str | None:
    """Ask for the medicine; the only one there is opens by itself, since it decides nothing."""
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


def draw_new_course(patient: PatientId) -> None:
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


def draw_beginning(desk: Desk, chosen: CoursePlans) -> None:
    """Ask what a new version begins with: what was signed, or nothing."""
    last = chosen.versions[-1]
    st.text(say("write_plan.in_force", version=last.version, day=last.in_force_from))
    with st.container(horizontal=True):
        st.button(
            say("write_plan.start_from", version=last.version),
            type="primary",
            key=desk.key("start-from"),
            on_click=begin,
            args=(desk, partial(desks.start_from, desk, last)),
        )
        st.button(
            say("write_plan.start_empty"),
            key=desk.key("start-empty"),
            on_click=begin,
            args=(desk, partial(desks.start_empty, desk)),
        )


def begin(desk: Desk, act: Callable[[], str]) -> None:
    """Begin a new version, and answer at the head of the page."""
    desk.place = "head"
    pieces.attempt(act)


def draw_desk(desk: Desk, patient: Patient, chosen: CoursePlans) -> None:
    """Draw the editor: what is typed, what is understood beside it, and what comes of it."""
    try:
        desk.gather()
    except TaperError as error:
        pieces.refuse(error)
    read = desk.read()
    with st.grid(2, min_column_width=430, gap="large", key="desk-rows") as grid:
        with grid.cell():
            draw_rows(desk)
        with grid.cell():
            draw_understood(desk, read)
    with st.grid(2, min_column_width=430, gap="large", key="desk-words") as grid:
        with grid.cell():
            plan_words.draw_ending(desk, read)
        with grid.cell():
            plan_words.draw_texts(desk, read)
    draw_theirs(desk)
    draw_save(desk, chosen)
    if desk.read_back and desk.is_saved:
        signing.draw_read_back(desk, patient, chosen.versions)


def draw_rows(desk: Desk) -> None:
    """Draw the rows as they are typed."""
    st.header(say("write_plan.rows"), anchor=False)
    hint.draw(say("write_plan.rows_about"), key="rows")
    row_editor.draw(desk)
    answer_at(desk, "rows")


def draw_understood(desk: Desk, read: ReadPlan) -> None:
    """Draw the dose line and the rows as they are understood."""
    st.header(say("write_plan.understood"), anchor=False)
    line = plan_rows.corners(read.rows)
    if line:
        st.vega_lite_chart(
            {**plan_spec(here.mode()), "datasets": plan_frames(line, plan_words.last_day(desk))},
            width="stretch",
            theme=None,
            key="desk-line",
            alt=say("write_plan.line"),
        )
    if read.rows:
        plan_rows.draw_typed(read.rows, key=str(desk.course.id))
    else:
        hint.draw(say("write_plan.nothing_yet"), key="nothing-yet")


def draw_save(desk: Desk, chosen: CoursePlans) -> None:
    """Draw what can be done with the draft, and how it stands."""
    with st.container(horizontal=True, vertical_alignment="center", key="desk-save"):
        st.button(
            say("write_plan.read_back"),
            type="primary",
            key="read-back-button",
            on_click=act_on,
            args=(desk, partial(desks.read_back, desk)),
        )
        st.button(
            say("write_plan.save"),
            key="save-draft",
            on_click=act_on,
            args=(desk, partial(desks.save_draft, desk)),
        )
        if desk.on_file.revision or desk.typed != TypedPlan() or chosen.versions:
            draw_discard(desk)
    hint.draw(state_of(desk), key="state")
    answer_at(desk, "foot")


def state_of(desk: Desk) -> str:
    """Say whether what is typed is on file."""
    saved_at = desk.on_file.saved_at
    if saved_at is None:
        return say("write_plan.not_saved")
    key = "write_plan.saved" if desk.is_saved else "write_plan.changed"
    return say(key, at=here.local(saved_at))


def draw_discard(desk: Desk) -> None:
    """Offer to throw the draft away, asked twice."""
    with st.popover(say("write_plan.discard"), key="discard", type="tertiary"):
        st.write(say("write_plan.discard_ask"))
        st.button(
            say("write_plan.discard_do"),
            key="discard-do",
            on_click=act_on,
            args=(desk, partial(desks.discard, desk)),
        )


def draw_theirs(desk: Desk) -> None:
    """Draw the draft that somebody else saved meanwhile, and ask which one stays."""
    if desk.theirs is None:
        return
    with st.container(border=True, key="theirs"):
        st.header(say("write_plan.theirs"), anchor=False)
        if desk.theirs.saved_at is None:
            st.text(say("write_plan.theirs_gone"))
        else:
            st.text(say("write_plan.theirs_at", at=here.local(desk.theirs.saved_at)))
        plan_words.draw_other(desk.theirs)
        with st.container(horizontal=True):
            for name, act in (("keep_mine", desks.keep_mine), ("take_theirs", desks.take_theirs)):
                st.button(
                    say(f"write_plan.{name}"),
                    key=name,
                    on_click=act_on,
                    args=(desk, partial(act, desk)),
                )


def act_on(desk: Desk, act: Callable[[], str]) -> None:
    """Run what a button of the desk does, and answer beside it."""
    desk.place = "foot"
    pieces.attempt(act)


pieces.title(say("shell.write_plan"))
patient_id = here.patient()
if patient_id is None:
    st.info(say("shell.choose_patient"), icon=":material/group:")
else:
    draw(patient_id)
