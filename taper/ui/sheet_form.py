"""A questionnaire to fill in: word for word, nothing chosen beforehand, saved before anything."""

from datetime import date

import streamlit as st

from taper.actions import questionnaires
from taper.actions.questionnaires import Sheet
from taper.diary.questionnaires import OWN_QUESTION, AssignmentId, Item
from taper.ids import PatientId
from taper.ui import here, navigation, pieces
from taper.words import say

OPEN = "open-sheet"  # the questionnaire that is being filled in
STORED = "stored-before-help"  # whether an answer opened the page of help, and not a person


def open_sheet(assignment: AssignmentId, day: date) -> None:
    """Put a questionnaire of one day in sight."""
    st.session_state[OPEN] = (assignment, day)
    pieces.quiet()


def close_sheet() -> None:
    """Go back to the list; what was saved stays."""
    st.session_state.pop(OPEN, None)


class Form:
    """One sheet. Its keys carry day and revision: another one never shows its answers."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        response = sheet.response
        self.revision = response.revision if response else 0
        on_file = response is not None and not response.struck_out
        self.answers = response.answers if response and on_file else {}

    def key(self, name: object) -> str:
        return f"sheet-{self.sheet.assignment.id}-{self.sheet.day}-{self.revision}-{name}"

    def draw(self, patient: PatientId) -> None:
        """Draw the questions, and the two ways to save."""
        if self.sheet.instrument.lead:
            st.markdown(f"**{self.sheet.instrument.lead}**")
        with st.form(self.key("form"), border=False):
            for number, item in enumerate(self.sheet.instrument.items, start=1):
                self._ask(number, item)
            with st.container(horizontal=True):
                for name, kind in (("save", "primary"), ("finish", "secondary")):
                    st.form_submit_button(
                        say(f"questionnaire.{name}"),
                        type="primary" if kind == "primary" else "secondary",
                        key=self.key(name),
                        on_click=self.save,
                        args=(patient, name == "finish"),
                    )
        st.caption(say("questionnaire.skip"))
        if self.sheet.instrument.notice:
            st.caption(self.sheet.instrument.notice)

    def _ask(self, number: int, item: Item) -> None:
        if item.asks_safety:
            self._say_who_reads("above")
        own = item.code == OWN_QUESTION
        if own:
            st.text(item.text)  # a person wrote it: never as markdown
        points = [choice.points for choice in item.choices]
        texts = {choice.points: choice.text for choice in item.choices}
        with st.container(key=f"ask-sheet-{item.code}"):
            st.segmented_control(
                say("questionnaire.your_answer") if own else f"{number}. {item.text}",
                points,
                default=self.answers.get(item.code),
                format_func=texts.__getitem__,
                key=self.key(item.code),
                width="stretch",
                wrap=True,
            )
        if item.asks_safety:
            self._say_who_reads("below")

    def _say_who_reads(self, place: str) -> None:
        with st.container(key=f"who-reads-{place}", border=True, gap="xsmall"):
            if self.sheet.shares_diary:
                pieces.own_words(say("questionnaire.who_reads"), self.sheet.assignment.reads)
            else:
                st.text(say("questionnaire.nobody_reads"))
            st.text(say("questionnaire.not_live"))

    def save(self, patient: PatientId, finish: bool) -> None:
        """Save what is in the form; then, where an answer leads to help, show help."""
        if self.key(self.sheet.instrument.items[0].code) not in st.session_state:
            return  # a click on a form that is no longer there: what is on file is shown
        leads: list[bool] = []
        pieces.attempt(lambda: self._save(patient, finish, leads))
        if any(leads):
            st.session_state[STORED] = True
            navigation.go("safety")

    def _save(self, patient: PatientId, finish: bool, leads: list[bool]) -> str:
        given = {
            item.code: st.session_state[self.key(item.code)] for item in self.sheet.instrument.items
        }
        saved = questionnaires.save_answers(
            here.clinic(),
            here.me(),
            patient,
            self.sheet.assignment.id,
            self.sheet.day,
            {code: int(points) for code, points in given.items() if points is not None},
            finish=finish,
            expected_revision=self.revision,
        )
        leads.append(saved.leads_to_help)
        if not saved.response.finished:
            return say("questionnaire.saved_begun")
        close_sheet()
        return say("questionnaire.saved", day=self.sheet.day)
