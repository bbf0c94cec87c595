"""The compare chart on a page: drawn, told in words, as a table, and as CSV."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from taper import ids
from taper.charts.compare import ChartItems, chosen_days, compare_spec
from taper.charts.compare_text import compare_alt_text, compare_table
from taper.charts.frames import compare_frames
from taper.plan.plan import Course
from taper.record.record import Record
from taper.ui import here, package_offer
from taper.ui.days_shown import Window
from taper.words import say

Timelines = Sequence[tuple[Course | None, pd.DataFrame]]


def draw(shown: Record, timelines: Timelines, items: ChartItems) -> Window | None:
    """Draw the chart and its facts in words; give the days under its brush, if there are any."""
    spec, words = _spec_and_words(shown, timelines, items)
    drawn = st.vega_lite_chart(
        spec=spec,
        width="stretch",
        theme=None,
        key="compare-chart",
        alt=words,
        on_select="rerun",
        selection_mode="window",
    )
    with st.container(key="said-compare"):
        st.text(words)  # names of medicines are as somebody typed them
    return chosen_days(drawn.selection)


def draw_compact(shown: Record, timelines: Timelines, items: ChartItems) -> None:
    """Draw the chart low enough for one screen, with its facts in words behind it."""
    spec, words = _spec_and_words(shown, timelines, items)
    # A chart that chooses nothing has no key in the page; the stylesheet finds the box around it.
    with st.container(key="compare-chart-compact"):
        st.vega_lite_chart(spec=spec, width="stretch", theme=None, key="compact-chart", alt=words)


def _spec_and_words(
    shown: Record, timelines: Timelines, items: ChartItems
) -> tuple[dict[str, Any], str]:
    tables = [table for _, table in timelines]
    frames = compare_frames(
        tables,
        items.symptoms,
        shown.today,
        beside=shown.beside,
        of_ten=items.of_ten,
        occupancy=items.occupancy,
    )
    spec = {**compare_spec(items, mode=here.mode()), "datasets": frames}
    return spec, compare_alt_text(tables, items, shown.today, shown.beside)


def narrowed(timelines: Timelines, window: Window) -> Timelines:
    """Give the days of *window* alone."""
    first, last = map(pd.Timestamp, window)
    return [
        (course, table[table["date"].between(first, last)].reset_index(drop=True))
        for course, table in timelines
    ]


def draw_table(shown: Record, timelines: Timelines, items: ChartItems) -> None:
    """Offer the days as a table, built where somebody opens it."""
    table = st.expander(say("compare.table"), key="table-open", on_change="rerun")
    if table.open:  # two years of cells are built and sent only where somebody reads them
        everything = items.model_copy(update={"symptoms": shown.shown_symptoms})
        tables = [each for _, each in timelines]
        table.dataframe(
            compare_table(tables, everything, shown.beside), hide_index=True, key="table"
        )


def offer_csv(shown: Record, first: date, last: date) -> None:
    """Offer the days shown as one CSV file, where the diary is open, and every kind of entry."""
    patient = shown.patient.id
    query = {"patient": ids.to_text(patient), "from": first, "to": last}
    with st.container(horizontal=True, key="csv"):
        if shown.diary_is_open:
            st.link_button(
                say("compare.csv"),
                f"/export/timeline.csv?{urlencode(query)}",
                icon=":material/download:",
                key="csv-file",
            )
        package_offer.offer(patient, first, last)
