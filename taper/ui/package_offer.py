"""The ways to everything on file: as CSV files in one zip, as a FHIR bundle, and to read."""

from datetime import date
from urllib.parse import urlencode

import streamlit as st

from taper import ids
from taper.actions.paper import PAPERS
from taper.ids import PatientId
from taper.words import say


def offer(patient: PatientId, first: date | None = None, last: date | None = None) -> None:
    """Offer the files of the days from *first* to *last*; without days, of all on file."""
    query = {"patient": ids.to_text(patient)}
    zipped, bundled = "package.download", "fhir.download"
    if first is not None and last is not None:
        zipped, bundled = "package.download_days", "fhir.download_days"
        query |= {"from": first.isoformat(), "to": last.isoformat()}
    st.link_button(
        say(zipped),
        f"/export/package.zip?{urlencode(query)}",
        icon=":material/folder_zip:",
        key="package",
    )
    st.link_button(
        say(bundled),
        f"/export/fhir.json?{urlencode(query)}",
        icon=":material/data_object:",
        key="fhir",
    )
    for paper in PAPERS:
        st.link_button(
            say(f"full_record.{paper}"),
            f"/export/record.pdf?{urlencode({**query, 'paper': paper})}",
            icon=":material/description:",
            key=f"record-{paper}",
        )
