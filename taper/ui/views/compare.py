"""Planned, taken and felt on one time axis, with its table and its CSV."""

from datetime import date

import streamlit as st

from taper.actions import record
from taper.ids import PatientId
from taper.record.record import Record
from taper.ui import around_changes, compare_chart, days_shown, here, pieces, whose
from taper.words import say


def draw(patient: PatientId) -> None:
    """Draw the page of one patient."""
    shown = record.record(here.clinic(), here.me(), patient, page="compare")
    whose.draw(patient)
    if not shown.diary_is_open:
        st.info(say("compare.diary_closed"), icon=":material/lock:")
    if shown.is_empty:
        st.info(say("compare.empty", reader=here.reader()), icon=":material/hourglass_empty:")
        return
    _draw_days(patient, shown, *days_shown.ask(shown))


def _draw_days(patient: PatientId, shown: Record, first: date, last: date) -> None:
    timelines = shown.timelines(first, last)
    compare_chart.offer_csv(patient, timelines, first, last)
    compare_chart.draw(shown, timelines)
    around_changes.draw(shown)


pieces.title(say("shell.compare"))
patient = here.patient()
if patient is None:
    st.info(say("shell.choose_patient"))
else:
    draw(patient)
