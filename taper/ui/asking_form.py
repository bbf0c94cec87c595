"""Asking a patient for a questionnaire: typed by the prescriber, nothing filled in beforehand."""

from collections.abc import Sequence

import streamlit as st

from taper.actions import assignments
from taper.actions.answered import Asked
from taper.actions.assignments import TypedAssignment
from taper.diary.questionnaires import OWN_QUESTION, Assignment
from taper.ids import PatientId, PersonId
from taper.ui import here, pieces, section
from taper.words import day, language_name, say
from taper.words.language import offered

_TYPED = (
    "question",
    "first_day",
    "every_days",
    "on_days",
    "sessions",
    "days_before",
    "days_after",
    "reads",
)
_ROUND = "asking-round"  # how many were asked for: each round has fields of its own


def rhythm(assignment: Assignment) -> str:
    """Write when it is asked for."""
    if assignment.every_days and assignment.first_day:
        return say("questionnaire.every", n=assignment.every_days, first=day(assignment.first_day))
    if assignment.on_days:
        return say("questionnaire.on_days", days=", ".join(map(day, assignment.on_days)))
    return say("questionnaire.any_time")


def draw_asked(asked: Sequence[Asked], patient: PatientId) -> None:
    """Draw what is asked for, each with the way to end it."""
    section.heading(say("questionnaire.asked_for"), "asked-for")
    if not asked:
        st.text(say("questionnaire.none_asked"))
    for each in asked:
        assignment = each.assignment
        with st.container(border=True, key=f"asked-{assignment.id}", gap="small"):
            st.markdown(f"**{each.instrument.title}**")
            for words in filter(None, (assignment.question, rhythm(assignment))):
                st.text(words)
            if each.instrument.asks_safety:
                pieces.own_words(say("questionnaire.who_reads"), assignment.reads)
            with st.popover(say("questionnaire.end"), key=f"end-{assignment.id}"):
                st.write(say("questionnaire.end_ask"))
                st.button(
                    say("questionnaire.end_do"),
                    key=f"end-do-{assignment.id}",
                    on_click=_end,
                    args=(patient, assignment),
                )


def _end(patient: PatientId, assignment: Assignment) -> None:
    def act() -> str:
        assignments.end_assignment(here.clinic(), here.me(), patient, assignment.id)
        return say("questionnaire.ended")

    pieces.attempt(act)


class Form:
    """The fields of one request; their keys carry the round."""

    def __init__(self, patient: PatientId) -> None:
        self.patient = patient
        self.round = st.session_state.setdefault(_ROUND, 0)
        self.titles = {each.id: each.title for each in assignments.instruments()}
        self.language = {each.id: each.language for each in assignments.instruments()}
        self.safety = {each.id for each in assignments.instruments() if each.asks_safety}

    def key(self, name: str) -> str:
        return f"ask-for-{self.patient}-{self.round}-{name}"

    def draw(self) -> None:
        """Draw the fields that the chosen questionnaire needs."""
        section.heading(say("questionnaire.ask"), "ask")
        chosen = st.selectbox(
            say("questionnaire.which"),
            list(self.titles),
            index=None,
            format_func=self.titles.__getitem__,
            key=self.key("instrument"),
            placeholder=say("questionnaire.which_hint"),
        )
        if chosen is None:
            return
        if chosen == OWN_QUESTION:
            st.text_area(say("questionnaire.question"), key=self.key("question"), max_chars=500)
            st.caption(say("questionnaire.question_about"))
        elif len(offered()) > 1:
            language = language_name(self.language[chosen])
            st.caption(say("questionnaire.which_language", language=language))
        st.text(say("questionnaire.when"))
        for name in ("every_days", "first_day"):
            st.text_input(say(f"questionnaire.{name}"), key=self.key(name), autocomplete="off")
        st.text_area(say("questionnaire.days"), key=self.key("on_days"), height=68)
        self._ask_sessions()
        if chosen in self.safety:
            self._ask_reader()
        st.button(
            say("questionnaire.ask_do"), type="primary", key=self.key("do"), on_click=self.save
        )

    def _ask_sessions(self) -> None:
        with st.expander(say("questionnaire.around_sessions"), key=self.key("around")):
            st.text_area(say("questionnaire.sessions"), key=self.key("sessions"), height=68)
            for name in ("days_before", "days_after"):
                st.text_input(say(f"questionnaire.{name}"), key=self.key(name), autocomplete="off")
            st.checkbox(say("questionnaire.on_each_session"), key=self.key("on_each_session"))

    def _ask_reader(self) -> None:
        st.text_area(say("questionnaire.reads"), key=self.key("reads"), max_chars=500)
        st.caption(say("questionnaire.reads_about"))
        named = dict(assignments.readers(here.clinic(), here.me(), self.patient))
        if len(named) > 1:
            st.selectbox(
                say("questionnaire.reader"),
                list(named),
                index=None,
                format_func=named.__getitem__,
                key=self.key("reader"),
                placeholder=say("questionnaire.reader_hint"),
            )

    def save(self) -> None:
        """Ask for what was typed."""
        if self.key("instrument") not in st.session_state:
            return
        pieces.attempt(self._save)

    def _save(self) -> str:
        state = st.session_state
        reader: PersonId | None = state.get(self.key("reader"))
        typed = {name: state.get(self.key(name)) or "" for name in _TYPED}
        chosen = state[self.key("instrument")] or ""
        assignments.assign(
            here.clinic(),
            here.me(),
            self.patient,
            TypedAssignment(
                instrument=chosen,
                reader=reader,
                on_each_session=bool(state.get(self.key("on_each_session"))),
                **typed,
            ),
        )
        state[_ROUND] = self.round + 1
        return say("questionnaire.asked", title=self.titles[chosen])
