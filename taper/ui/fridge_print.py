"""The way to the signed plan on paper: the version that counts, in large type."""

from datetime import date
from urllib.parse import urlencode

import streamlit as st

from taper import ids
from taper.actions.paper import PAPERS
from taper.plan.in_force import stretches
from taper.plan.plan import CoursePlans
from taper.words import say


def offer(plans: CoursePlans, today: date) -> None:
    """Offer the plan on each paper, unless every row is over."""
    if not any(each.last is None or each.last >= today for each in stretches(plans.versions)):
        return
    course = plans.course
    with st.container(horizontal=True, key=f"fridge-{course.id}"):
        for paper in PAPERS:
            query = {"patient": ids.to_text(course.patient), "course": ids.to_text(course.id)}
            st.link_button(
                say(f"fridge.{paper}"),
                f"/export/plan.pdf?{urlencode({**query, 'paper': paper})}",
                icon=":material/print:",
                key=f"fridge-{paper}-{course.id}",
            )
