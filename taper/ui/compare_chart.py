"""The compare chart on a page: drawn, told in words, as a table, and as CSV."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from taper import ids
from taper.charts.compare import ChartItems, compare_spec
from taper.charts.frames import compare_frames
from taper.charts.twin import compare_alt_text, compare_table
from taper.ids import PatientId
from taper.plan.plan import Course
from taper.record.record import Record
from taper.words import say

Timelines = Sequence[tuple[Course | None, pd.DataFrame]]


def draw(shown: Record, timelines: Timelines) -> None:
    """Draw the chart, and say its facts for those who don't see it."""
    symptoms = shown.shown_symptoms
    items = ChartItems(medicines=tuple(_name(course) for course, _ in timelines), symptoms=symptoms)
    mode = "dark" if st.context.theme.type == "dark" else "light"
    frames = compare_frames([table for _, table in timelines], symptoms, shown.today)
    st.vega_lite_chart(
        {**compare_spec(items, mode=mode), "datasets": frames},
        width="stretch",
        theme=None,
        key="compare-chart",
    )
    for course, table in timelines:
        st.caption(compare_alt_text(table, medicine=_name(course)))


def _name(course: Course | None) -> str:
    return course.medicine if course else say("compare.no_medicine")


def offer_csv(patient: PatientId, timelines: Timelines, first: date, last: date) -> None:
    """Offer the days shown as CSV, one file per medicine."""
    with st.container(horizontal=True):
        for course, _ in timelines:
            query = {"patient": ids.to_text(patient), "from": first, "to": last}
            if course:
                query["course"] = ids.to_text(course.id)
            label = (
                say("compare.csv_of", medicine=course.medicine)
                if course and len(timelines) > 1
                else say("compare.csv")
            )
            st.link_button(
                label,
                f"/export/timeline.csv?{urlencode(query)}",
                icon=":material/download:",
                key=f"csv-{course.id if course else 0}",
            )


def draw_tables(shown: Record, timelines: Timelines) -> None:
    """Draw the same days as a table."""
    for course, table in timelines:
        with st.expander(say("compare.table_of", medicine=_name(course))):
            st.dataframe(
                compare_table(table, shown.shown_symptoms),
                hide_index=True,
                key=f"table-{course.id if course else 0}",
            )
