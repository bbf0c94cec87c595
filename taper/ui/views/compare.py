"""Planned, taken and felt on one time axis, with its table and its CSV."""

from datetime import date

import streamlit as st

from taper.actions import record
from taper.ids import PatientId
from taper.record.record import Record
from taper.ui import (
    around_changes,
    compare_chart,
    days_shown,
    here,
    occupancy_compared,
    panels_shown,
    pieces,
    whose,
)
from taper.words import say


def draw(patient: PatientId) -> None:
    """Draw the page of one patient."""
    shown = record.record(here.clinic(), here.me(), patient, page="compare")
    whose.show(shown.patient)
    if not shown.diary_is_open:
        st.info(say("compare.diary_closed"), icon=":material/lock:")
    if shown.is_empty:
        st.info(say("compare.empty", reader=here.reader()), icon=":material/hourglass_empty:")
        return
    with st.container(horizontal=True, key="compare-choices"):
        first, last = days_shown.ask(shown)
        panels = panels_shown.ask(shown, occupancy=True)
    _draw_days(shown, first, last, panels)


def _draw_days(shown: Record, first: date, last: date, panels: panels_shown.PanelsShown) -> None:
    timelines: compare_chart.Timelines = shown.timelines(first, last)
    items = panels_shown.items(shown, [course for course, _ in timelines], panels)
    brushed = compare_chart.draw(shown, timelines, items)
    occupancy_compared.tell(items, [table for _, table in timelines])
    if brushed:
        first, last = max(first, brushed[0]), min(last, brushed[1])
        timelines = compare_chart.narrowed(timelines, (first, last))
        st.info(say("compare.brushed", first=first, last=last), icon=":material/date_range:")
    compare_chart.offer_csv(shown, first, last)
    compare_chart.draw_table(shown, timelines, items)
    if shown.diary_is_open:
        around_changes.draw(shown, (first, last))


pieces.title(say("shell.compare"))
patient = here.patient()
if patient is None:
    st.info(say("shell.choose_patient"))
else:
    draw(patient)
