"""The plan editor: a course, rows as text, the end and the words, read back and signed."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from taper.actions import plans, takeout
from taper.charts.plan import plan_frames, plan_spec
from taper.errors import TaperError
from taper.ids import CourseId, PatientId
from taper.people.person import Patient
from taper.plan.plan import CoursePlans
from taper.plan.typed import ReadPlan
from taper.ui import (
    clone_form,
    course_choice,
    draft_buttons,
    draft_older,
    expander,
    here,
    make_up_form,
    occupancy_overlay,
    pharmacy_form,
    pieces,
    plan_rows,
    plan_words,
    row_editor,
    row_facts,
    signing,
    supply_form,
    whose,
)
from taper.ui import desk as desks
from taper.ui.desk import Desk
from taper.words import say


def draw(patient: PatientId) -> None:
    """Draw the page of one patient."""
    found = whose.draw(patient)
    listed = {
        each.course.id: each
        for each in plans.signed_plans(here.clinic(), here.me(), patient, page="plan")
    }
    chosen = course_choice.choose(patient, listed)
    if chosen == course_choice.ANOTHER:
        course_choice.draw_new(patient)
        clone_form.draw_file(patient)
    elif chosen is not None:
        draw_course(found, listed[CourseId(int(chosen))], list(listed.values()))


def draw_course(patient: Patient, chosen: CoursePlans, every_course: list[CoursePlans]) -> None:
    """Draw what stands on the desk of one course."""
    desk = desks.open_desk(patient.id, chosen.course.id)
    draft_buttons.answer_at(desk, "head")
    if desk.signed is not None:
        signing.draw_signed(desk, patient, desk.signed)
    elif chosen.versions and not desk.begun:
        draw_beginning(desk, chosen)
    else:
        desk.begin_after(chosen.versions[-1].version if chosen.versions else 0)
        desk.resume()
        draw_desk(desk, patient, chosen, every_course)
    pharmacy_form.draw(patient.id, chosen)


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


def draw_desk(
    desk: Desk, patient: Patient, chosen: CoursePlans, every_course: list[CoursePlans]
) -> None:
    """Draw the editor: what is typed, what is understood beside it, and what comes of it."""
    try:
        desk.gather()
    except TaperError as error:
        pieces.refuse(error)
    draft_older.draw(desk, chosen.versions)
    read = desk.read()
    elsewhere = takeout.signed_elsewhere(here.clinic(), here.me(), patient.id)
    clone_form.draw(desk, every_course, elsewhere)
    supply_form.draw(desk)
    expander.draw(desk)
    with st.grid(2, min_column_width=430, gap="large", key="desk-rows") as grid:
        with grid.cell():
            draw_rows(desk)
        with grid.cell():
            draw_understood(desk, read)
    make_up_form.draw(desk, read)
    if read.plan:
        pharmacy_form.draw_draft(desk.course.id, read.plan)
    with st.grid(2, min_column_width=430, gap="large", key="desk-words") as grid:
        with grid.cell():
            plan_words.draw_ending(desk, read)
        with grid.cell():
            plan_words.draw_texts(desk, read)
    draft_buttons.draw_theirs(desk)
    draft_buttons.draw(desk, chosen)
    if draft_older.is_older(desk, chosen.versions):
        if desk.read_back:
            st.info(say("write_plan.older_still"), icon=":material/info:")
    elif desk.read_back and desk.is_saved:
        signing.draw_read_back(desk, patient, chosen.versions)


def draw_rows(desk: Desk) -> None:
    """Draw the rows as they are typed."""
    st.header(say("write_plan.rows"), anchor=False)
    st.caption(say("write_plan.rows_about"))
    row_editor.draw(desk)
    draft_buttons.draw_take_back(desk)
    draft_buttons.answer_at(desk, "rows")


def draw_understood(desk: Desk, read: ReadPlan) -> None:
    """Draw the dose line and the rows as they are understood."""
    st.header(say("write_plan.understood"), anchor=False)
    line = plan_rows.corners(read.rows)
    curves = occupancy_overlay.draw(desk, read) if line else ()
    if line and curves:
        until = plan_words.last_day(desk)
        occupancy_overlay.draw_chart(line, until, curves, key="desk-line")
    elif line:
        st.vega_lite_chart(
            {**plan_spec(here.mode()), "datasets": plan_frames(line, plan_words.last_day(desk))},
            width="stretch",
            theme=None,
            key="desk-line",
            alt=say("write_plan.line"),
        )
    if desk.facts:
        pieces.own_words(say("expand.facts"), "\n".join(desk.facts))
    if read.rows:
        occupancy = occupancy_overlay.of_row(curves) if curves else None
        beside = row_facts.beside(read.rows, desk.typed, occupancy)
        plan_rows.draw_typed(read.rows, key=str(desk.course.id), beside=beside)
    else:
        st.caption(say("write_plan.nothing_yet"))


pieces.title(say("shell.write_plan"))
patient_id = here.patient()
if patient_id is None:
    st.info(say("shell.choose_patient"), icon=":material/group:")
else:
    draw(patient_id)
