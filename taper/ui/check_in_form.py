"""The check-in: asked in one form, so that nothing is sent before Save; nothing pre-selected."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from taper.actions import diary
from taper.actions.diary import DayOnFile, Said, SaidTaken
from taper.diary.check_in import Answers
from taper.diary.intake import Taken
from taper.diary.sleep import read_sleep, sleep_text
from taper.diary.symptoms import Severity, Symptom
from taper.errors import TaperError
from taper.ids import PatientId
from taper.plan.dose import mg_text
from taper.plan.plan import Course
from taper.plan.reading import read_dose
from taper.ui import here, pieces
from taper.words import say

EDITING = "editing"  # the day whose saved answers are being changed


class Form:
    """One day's form. Its keys carry day and revision: another day never shows its answers."""

    def __init__(self, on_file: DayOnFile, courses: Sequence[Course]) -> None:
        self.day = on_file.day
        self.saved = on_file.check_in
        self.revision = self.saved.revision if self.saved else 0
        self.answers = self.saved.answers if self.saved and not self.saved.struck_out else Answers()
        self.symptoms = [
            each
            for each in on_file.symptoms
            if not each.retired or each.slug in self.answers.symptoms
        ]
        self.courses = courses

    def key(self, name: object) -> str:
        return f"check-in-{self.day}-{self.revision}-{name}"

    def draw(self, patient: PatientId) -> None:
        """Draw the questions and Save."""
        with st.form(self.key("form"), border=False):
            self._ask_mood()
            for symptom in self.symptoms:
                self._ask_symptom(symptom)
            for course in self.courses:
                self._ask_taken(course)
            with st.expander(say("today.more"), key=self.key("more")):
                self._ask_more()
            st.form_submit_button(
                say("today.save"),
                type="primary",
                width="stretch",
                key=self.key("save"),
                on_click=self.save,
                args=(patient,),
            )
        st.caption(say("today.skip"))

    def _ask_mood(self) -> None:
        with st.container(key="ask-mood"):
            st.segmented_control(
                say("today.mood"),
                range(11),
                default=self.answers.mood,
                key=self.key("mood"),
                width="stretch",
                wrap=True,
            )

    def _ask_symptom(self, symptom: Symptom) -> None:
        with st.container(key=f"ask-{symptom.slug}"):
            st.segmented_control(
                symptom.label,
                list(Severity),
                default=self.answers.symptoms.get(symptom.slug),
                format_func=lambda score: say(f"today.severity_{int(score)}"),
                key=self.key(f"symptom-{symptom.slug}"),
                width="stretch",
            )

    def _ask_taken(self, course: Course) -> None:
        old = next((each for each in self.answers.intakes if each.course == course.id), None)
        with st.container(key=f"ask-taken-{course.id}"):
            st.segmented_control(
                say("today.taken", medicine=course.medicine),
                list(Taken),
                default=old.taken if old else None,
                format_func=lambda taken: say(f"today.taken_{taken}"),
                key=self.key(f"taken-{course.id}"),
                width="stretch",
            )
            st.text_input(
                say("today.amount"),
                value=mg_text(old.ug) if old and old.taken is Taken.OTHER else "",
                key=self.key(f"amount-{course.id}"),
                max_chars=20,
                autocomplete="off",
            )

    def _ask_more(self) -> None:
        slept = self.answers.sleep_min
        st.text_input(
            say("today.sleep"),
            value="" if slept is None else sleep_text(slept),
            key=self.key("sleep"),
            max_chars=20,
            autocomplete="off",
        )
        st.text_area(
            say("today.note"),
            value=self.answers.note,
            key=self.key("note"),
            max_chars=4000,
        )
        st.caption(say("today.note_about"))

    def save(self, patient: PatientId) -> None:
        """Save what is in the form; the same form sent again changes nothing."""
        if self.key("note") not in st.session_state:
            return  # a click on a form that is no longer there: what is on file is shown
        pieces.attempt(lambda: self._save(patient))

    def _save(self, patient: PatientId) -> str:
        made = diary.save_check_in(
            here.clinic(),
            here.me(),
            patient,
            self.day,
            self._said(),
            expected_revision=self.revision,
        )
        st.session_state.pop(EDITING, None)
        return say("today.saved", day=made.day)

    def _said(self) -> Said:
        state = st.session_state
        scores = {each.slug: state[self.key(f"symptom-{each.slug}")] for each in self.symptoms}
        return Said(
            mood=state[self.key("mood")],
            symptoms={slug: int(score) for slug, score in scores.items() if score is not None},
            sleep_min=read_sleep(state[self.key("sleep")]),
            note=state[self.key("note")],
            taken=tuple(self._said_taken()),
        )

    def _said_taken(self) -> list[SaidTaken]:
        said = []
        for course in self.courses:
            taken = st.session_state[self.key(f"taken-{course.id}")]
            amount = st.session_state[self.key(f"amount-{course.id}")].strip()
            if taken is None and not amount:
                continue
            said.append(_said_one(course, taken, amount))
        return said


def _said_one(course: Course, taken: Taken | None, amount: str) -> SaidTaken:
    """Read one medicine's answer; an amount beside another answer is asked back, not dropped."""
    if amount and taken is not Taken.OTHER:
        raise TaperError("check_in.amount_unclear")
    ug = read_dose(amount).ug if amount else None
    return SaidTaken(course=course.id, taken=taken or Taken.OTHER, ug=ug)


def start_change(day: date) -> None:
    """Open a saved day for changing."""
    pieces.quiet()
    st.session_state[EDITING] = day


def stop_change() -> None:
    """Leave a saved day as it is."""
    st.session_state.pop(EDITING, None)
