"""What was recorded step by step, and by the days since each change; facts, built when opened."""

from typing import NamedTuple

import pandas as pd
import streamlit as st

from taper.charts.headings import symptom_headings
from taper.charts.since_change import Kind, since_change_spec
from taper.charts.since_change_data import (
    change_names,
    since_change_alt_text,
    since_change_frames,
    since_change_table,
)
from taper.charts.steps_table import baseline_lines, steps_table
from taper.plan.plan import Course
from taper.record.alignment import OF_TEN, Clock, aligned
from taper.record.baseline import baseline
from taper.record.columns import symptom_column
from taper.record.record import Record
from taper.record.steps import steps
from taper.ui import here, panels_shown, steps_on_page
from taper.ui.days_shown import Window
from taper.ui.labels import in_label
from taper.words import say

MOOD, SLEEP = "mood", "sleep_min"


class Asked(NamedTuple):
    """What is drawn by days since a change."""

    column: str
    label: str
    clock: Clock
    overlaid: bool


def draw(shown: Record, window: Window) -> None:
    """Draw both parts for each medicine with a plan, for the days of *window*."""
    for plans in shown.courses:
        if plans.versions:
            _draw_steps(shown, plans.course, window)
            _draw_since(shown, plans.course, window)


def _draw_steps(shown: Record, course: Course, window: Window) -> None:
    label = say("compare.steps", medicine=in_label(shown.name_of(course)))
    box = st.expander(label, key=f"steps-{course.id}", on_change="rerun")
    if not box.open:
        return
    whole = shown.timeline(course, *shown.span())  # ten years of days only where they are read
    with box:
        before = baseline(whole, shown.shown_symptoms)
        if before:
            st.text("\n".join(baseline_lines(before, shown.shown_symptoms)))
        found = steps(whole, shown.shown_symptoms, shown.today, window)
        steps_on_page.draw(steps_table(found, shown.shown_symptoms), key=str(course.id))


def _draw_since(shown: Record, course: Course, window: Window) -> None:
    label = say("compare.since", medicine=in_label(shown.name_of(course)))
    box = st.expander(label, key=f"since-open-{course.id}", on_change="rerun")
    if box.open:
        with box:
            asked = _ask(shown, course)
            whole = shown.timeline(course, *shown.span())
            rows = aligned(whole, shown.shown_symptoms, asked.clock, window=window)
            _draw_one_item(course, rows, asked)


def _ask(shown: Record, course: Course) -> Asked:
    own = zip(shown.shown_symptoms, symptom_headings(shown.shown_symptoms), strict=True)
    names = {
        MOOD: say("column.mood"),
        **{symptom_column(each.slug): heading for each, heading in own},
        SLEEP: say("column.sleep"),
        **{each: say(f"column.{each}") for each in OF_TEN if each in panels_shown.on_file(shown)},
    }
    with st.container(horizontal=True):
        column = st.selectbox(
            say("compare.since_what"),
            list(names),
            format_func=names.__getitem__,
            key=f"since-what-{course.id}",
        )
        clock = _one_of(course, "clock", ("planned", "taken"))
        look = _one_of(course, "look", ("rows", "overlaid"))
    return Asked(
        column, names[column], "taken" if clock == "taken" else "planned", look == "overlaid"
    )


def _one_of(course: Course, name: str, options: tuple[str, ...]) -> str:
    return str(
        st.segmented_control(
            say(f"compare.since_{name}"),
            options,
            default=options[0],
            required=True,
            format_func=lambda each: say(
                f"compare.clock_{each}" if name == "clock" else f"compare.since_{each}"
            ),
            key=f"since-{name}-{course.id}",
            wrap=True,
        )
    )


def _draw_one_item(course: Course, rows: pd.DataFrame, asked: Asked) -> None:
    words = since_change_alt_text(rows, asked.label, asked.clock)
    if not rows.empty:
        _draw_chart(course, rows, asked, words)
        st.dataframe(
            since_change_table(rows, asked.column), hide_index=True, key=f"since-table-{course.id}"
        )
    with st.container(key=f"said-since-{course.id}"):
        st.text(words)  # a symptom is called as the patient calls it


def _kind(column: str) -> Kind:
    return _KINDS.get(column, "severity")


_KINDS: dict[str, Kind] = {
    MOOD: "mood",
    SLEEP: "sleep",
    "sleep_quality": "sleep_quality",
    "usual_things": "usual_things",
}


def _draw_chart(course: Course, rows: pd.DataFrame, asked: Asked, words: str) -> None:
    changes = int(rows["change"].nunique())
    chosen = _ask_which(course, rows) if asked.overlaid else None
    spec = since_change_spec(
        _kind(asked.column),
        asked.label,
        changes,
        clock=asked.clock,
        mode=here.mode(),
        overlaid=asked.overlaid,
    )
    st.vega_lite_chart(
        spec={**spec, "datasets": since_change_frames(rows, asked.column, chosen)},
        width="stretch",
        theme=None,
        key=f"since-chart-{course.id}",
        alt=words,
    )


def _ask_which(course: Course, rows: pd.DataFrame) -> int:
    """Ask which change is drawn thick; the newest until somebody chooses."""
    names = change_names(rows)
    chosen = st.selectbox(
        say("compare.since_chosen"),
        range(len(names)),
        index=len(names) - 1,
        format_func=names.__getitem__,
        key=f"since-chosen-{course.id}",
    )
    return int(chosen) + 1
