"""The way to the package: every kind of entry as a CSV file, in one zip."""

from datetime import date
from urllib.parse import urlencode

import streamlit as st

from taper import ids
from taper.ids import PatientId
from taper.words import say


def offer(patient: PatientId, first: date | None = None, last: date | None = None) -> None:
    """Offer the package of the days from *first* to *last*; without days, of all on file."""
    query = {"patient": ids.to_text(patient)}
    if first is not None and last is not None:
        query |= {"from": first.isoformat(), "to": last.isoformat()}
    st.link_button(
        say("package.download"),
        f"/export/package.zip?{urlencode(query)}",
        icon=":material/folder_zip:",
        key="package",
    )
