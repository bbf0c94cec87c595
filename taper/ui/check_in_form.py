"""The check-in: asked in one form, so that nothing is sent before Save; nothing pre-selected."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from taper.actions import diary
from taper.actions.diary import DayOnFile
from taper.ids import PatientId
from taper.plan.plan import Course
from taper.ui import here, pieces
from taper.ui.questions import Questions
from taper.words import say

EDITING = "editing"  # the day whose saved answers are being changed


class Form(Questions):
    """The form of one day."""

    def __init__(self, on_file: DayOnFile, courses: Sequence[Course]) -> None:
        super().__init__(on_file.day, on_file.check_in, on_file.symptoms, courses)

    def draw(self, patient: PatientId) -> None:
        """Draw the questions and Save."""
        with st.form(self.key("form"), border=False):
            self.draw_core()
            with st.expander(say("today.more"), key=self.key("more")):
                self.draw_more()
            st.form_submit_button(
                say("today.save"),
                type="primary",
                width="stretch",
                key=self.key("save"),
                on_click=self.save,
                args=(patient,),
            )
        st.caption(say("today.skip"))

    def save(self, patient: PatientId) -> None:
        """Save what is in the form; the same form sent again changes nothing."""
        if self.is_drawn:
            pieces.attempt(lambda: self._save(patient))

    def _save(self, patient: PatientId) -> str:
        made = diary.save_check_in(
            here.clinic(),
            here.me(),
            patient,
            self.day,
            self.said(),
            expected_revision=self.revision,
        )
        st.session_state.pop(EDITING, None)
        return say("today.saved", day=made.day)


def offer_bad_day(patient: PatientId, day: date) -> None:
    """Offer the one tap that records a day without details."""
    st.button(
        say("today.bad_day_tap"),
        key=f"bad-day-{day}",
        icon=":material/water_drop:",
        width="stretch",
        on_click=_record_bad_day,
        args=(patient, day),
    )


def _record_bad_day(patient: PatientId, day: date) -> None:
    def act() -> str:
        made = diary.record_bad_day(here.clinic(), here.me(), patient, day)
        return say("today.bad_day_saved", day=made.day)

    pieces.attempt(act)


def start_change(day: date) -> None:
    """Open a saved day for changing."""
    pieces.quiet()
    st.session_state[EDITING] = day


def stop_change() -> None:
    """Leave a saved day as it is."""
    st.session_state.pop(EDITING, None)
