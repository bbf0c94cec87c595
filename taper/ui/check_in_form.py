"""The check-in: asked in one form, so that nothing is sent before Save; nothing pre-selected."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from taper import clock
from taper.actions import diary
from taper.actions.diary import DayOnFile
from taper.ids import PatientId
from taper.plan.plan import CoursePlans
from taper.ui import here, pieces
from taper.ui.questions import Questions
from taper.words import say

_OPENED = "opened-days"  # the days whose forms are open, as they were on file when opened


class Form(Questions):
    """The form of one day, as it was opened; what was typed stays whatever is saved elsewhere."""

    def __init__(
        self, opened: DayOnFile, on_file: DayOnFile, signed: Sequence[CoursePlans]
    ) -> None:
        # The dose of today stands at the top of the page, that of another day nowhere else.
        other = opened.day != clock.today(here.me().zone or "UTC")
        super().__init__(opened.day, opened.check_in, opened.symptoms, signed, says_dose=other)
        self.on_file = on_file

    @property
    def is_behind(self) -> bool:
        """Whether the day was saved on another page since the form was opened."""
        return self.on_file.revision != self.revision

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
            expected_revision=self.on_file.revision,  # what stood on the page, beside the form
        )
        close(self.day)
        return say("today.saved", day=made.day)


def opened(on_file: DayOnFile, signed: Sequence[CoursePlans]) -> Form | None:
    """Give the form of a day: of an empty day always, of a day on file while it is changed."""
    begun = _open_days()
    if on_file.day not in begun and on_file.check_in is not None:
        return None
    return Form(begun.setdefault(on_file.day, on_file), on_file, signed)


def open_days() -> tuple[date, ...]:
    """Give the days whose forms stand open on the page in sight.

    What is typed in a form reaches nobody before Save: a form that is no longer drawn would
    lose it without a word.
    """
    return tuple(_open_days())


def _open_days() -> dict[date, DayOnFile]:
    found: dict[date, DayOnFile] = pieces.kept().setdefault(_OPENED, {})
    return found


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
        close(day)
        return say("today.bad_day_saved", day=made.day)

    pieces.attempt(act)


def start_change(on_file: DayOnFile) -> None:
    """Open a saved day for changing."""
    pieces.quiet()
    _open_days()[on_file.day] = on_file


def stop_change(day: date) -> None:
    """Leave a saved day as it is."""
    pieces.quiet()
    close(day)


def close(day: date) -> None:
    """Put the form of a day away."""
    _open_days().pop(day, None)
