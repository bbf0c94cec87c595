"""The compare chart on a page: drawn, told in words, as a table, and as CSV."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from taper import ids
from taper.charts.compare import ChartItems, compare_spec
from taper.charts.compare_text import compare_alt_text, compare_table
from taper.charts.frames import compare_frames
from taper.ids import PatientId
from taper.plan.plan import Course
from taper.record.record import Record
from taper.ui import here
from taper.words import say

Timelines = Sequence[tuple[Course | None, pd.DataFrame]]


def draw(shown: Record, timelines: Timelines) -> None:
    """Draw the chart, its facts in words, and its days as a table."""
    items = ChartItems(
        medicines=tuple(course.medicine for course, _ in timelines if course),
        symptoms=shown.shown_symptoms,
    )
    tables = [table for _, table in timelines]
    words = compare_alt_text(tables, items, shown.today)
    frames = compare_frames(tables, items.symptoms, shown.today)
    st.vega_lite_chart(
        spec={**compare_spec(items, mode=here.mode()), "datasets": frames},
        width="stretch",
        theme=None,
        key="compare-chart",
        alt=words,
    )
    st.caption(words)
    table = st.expander(say("compare.table"), key="table-open", on_change="rerun")
    if table.open:  # two years of cells are built and sent only where somebody reads them
        table.dataframe(compare_table(tables, items), hide_index=True, key="table")


def offer_csv(patient: PatientId, timelines: Timelines, first: date, last: date) -> None:
    """Offer the days shown as CSV, one file per medicine."""
    with st.container(horizontal=True):
        for course, _ in timelines:
            query = {"patient": ids.to_text(patient), "from": first, "to": last}
            if course:
                query["course"] = ids.to_text(course.id)
            st.link_button(
                say("compare.csv_of", medicine=course.medicine)
                if course and len(timelines) > 1
                else say("compare.csv"),
                f"/export/timeline.csv?{urlencode(query)}",
                icon=":material/download:",
                key=f"csv-{course.id if course else 0}",
            )
