"""What was recorded step by step, and by the days since each change; facts, built when opened."""

import pandas as pd
import streamlit as st

from taper.charts.since_change import Kind, since_change_spec
from taper.charts.since_change_data import (
    since_change_alt_text,
    since_change_frames,
    since_change_table,
)
from taper.charts.steps_table import steps_table
from taper.plan.plan import Course
from taper.record.alignment import Clock, aligned
from taper.record.columns import symptom_column
from taper.record.record import Record
from taper.record.steps import steps
from taper.ui import here
from taper.words import say

MOOD, SLEEP = "mood", "sleep_min"


def draw(shown: Record) -> None:
    """Draw both parts for each medicine with a plan, over everything on file."""
    for plans in shown.courses:
        if plans.versions:
            whole = shown.timeline(plans.course, *shown.span())
            _draw_steps(shown, plans.course, whole)
            _draw_since(shown, plans.course, whole)


def _draw_steps(shown: Record, course: Course, whole: pd.DataFrame) -> None:
    label = say("compare.steps", medicine=course.medicine)
    box = st.expander(label, key=f"steps-{course.id}", on_change="rerun")
    if box.open:
        found = steps(whole, shown.shown_symptoms, shown.today)
        box.caption(say("compare.steps_about"))
        box.dataframe(
            steps_table(found, shown.shown_symptoms),
            hide_index=True,
            key=f"steps-table-{course.id}",
        )


def _draw_since(shown: Record, course: Course, whole: pd.DataFrame) -> None:
    label = say("compare.since", medicine=course.medicine)
    box = st.expander(label, key=f"since-open-{course.id}", on_change="rerun")
    if box.open:
        with box:
            _draw_one_item(shown, course, whole)


def _draw_one_item(shown: Record, course: Course, whole: pd.DataFrame) -> None:
    names = {
        MOOD: say("column.mood"),
        **{symptom_column(each.slug): each.label for each in shown.shown_symptoms},
        SLEEP: say("column.sleep"),
    }
    with st.container(horizontal=True):
        column = st.selectbox(
            say("compare.since_what"),
            list(names),
            format_func=names.__getitem__,
            key=f"since-what-{course.id}",
        )
        answer = st.segmented_control(
            say("compare.since_clock"),
            ("planned", "taken"),
            default="planned",
            required=True,
            format_func=lambda each: say(f"compare.clock_{each}"),
            key=f"since-clock-{course.id}",
        )
    clock: Clock = "taken" if answer == "taken" else "planned"
    rows = aligned(whole, shown.shown_symptoms, clock)
    words = since_change_alt_text(rows, names[column], clock)
    if not rows.empty:
        _draw_chart(course, rows, column, names[column], clock, words)
        st.dataframe(
            since_change_table(rows, column), hide_index=True, key=f"since-table-{course.id}"
        )
    st.caption(words)


def _kind(column: str) -> Kind:
    return "mood" if column == MOOD else "sleep" if column == SLEEP else "severity"


def _draw_chart(
    course: Course, rows: pd.DataFrame, column: str, label: str, clock: Clock, words: str
) -> None:
    changes = int(rows["change"].nunique())
    spec = since_change_spec(_kind(column), label, changes, clock=clock, mode=here.mode())
    st.vega_lite_chart(
        spec={**spec, "datasets": since_change_frames(rows, column)},
        width="stretch",
        theme=None,
        key=f"since-chart-{course.id}",
        alt=words,
    )
