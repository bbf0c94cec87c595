"""The way to a diary sheet on paper: from which day, on which paper."""

from urllib.parse import urlencode

import streamlit as st

from taper import ids
from taper.actions.paper import PAPERS
from taper.ids import PatientId
from taper.ui import here
from taper.words import say


def offer(patient: PatientId) -> None:
    """Offer the sheet, with its days written in or left for the hand that fills it in."""
    with st.expander(say("diary_sheet.print"), key="print-sheet"):
        st.write(say("diary_sheet.print_about", reader=here.reader()))
        first = st.date_input(
            say("diary_sheet.first_day"), value=None, key="sheet-first", format="YYYY-MM-DD"
        )
        with st.container(horizontal=True):
            for paper in PAPERS:
                query = {"patient": ids.to_text(patient), "paper": paper}
                if first is not None:
                    query["from"] = first.isoformat()
                st.link_button(
                    say(f"diary_sheet.paper_{paper}"),
                    f"/export/diary-sheet.pdf?{urlencode(query)}",
                    icon=":material/print:",
                    key=f"sheet-{paper}",
                )
