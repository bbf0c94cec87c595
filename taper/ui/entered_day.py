"""A day typed for a patient, or from a sheet: put right, or marked as entered in error."""

from collections.abc import Sequence

import streamlit as st

from taper import words
from taper.actions import diary
from taper.actions.catch_up import DayLine
from taper.diary.check_in import CheckIn, Source
from taper.diary.symptoms import Symptom
from taper.ids import PatientId
from taper.plan.plan import CoursePlans
from taper.ui import here, pieces
from taper.ui.questions import Questions
from taper.words import say

_CHANGING = "changing-entered-day"


def may_change(line: DayLine) -> bool:
    """Say whether the reader may put this day right here.

    A prescriber what was typed for the patient; the patient a sheet, however old. Every
    other day of the patient's own has its page.
    """
    made = line.check_in
    if made is None:
        return False
    return made.source is Source.PAPER if here.is_patient(here.me()) else made.is_entered


def draw_ways(patient: PatientId, made: CheckIn) -> None:
    """Draw the ways to change a day."""
    st.button(say("today.change"), key=f"correct-{made.day}", on_click=_start_change, args=(made,))
    with st.popover(say("today.mistake"), key=f"mistake-{made.day}"):
        st.write(say("today.mistake_ask"))
        st.button(
            say("today.mistake_do"),
            key=f"strike-out-{made.day}-{made.revision}",
            on_click=_strike_out,
            args=(patient, made),
        )


def is_changing(line: DayLine) -> bool:
    """Say whether the day is open for changing."""
    return may_change(line) and pieces.kept().get(_CHANGING) == line.day


def is_any_open() -> bool:
    """Say whether some day is open for changing: only its own buttons know what is typed there."""
    return _CHANGING in pieces.kept()


def draw_form(
    patient: PatientId, made: CheckIn, symptoms: Sequence[Symptom], signed: Sequence[CoursePlans]
) -> None:
    """Draw the day as it is on file, to be put right."""
    questions = Questions(
        made.day,
        made,
        symptoms,
        signed,
        own=here.is_patient(here.me()),
    )
    with st.container(border=True, key=f"grid-day-{made.day}", gap="xsmall"):
        with st.form(questions.key("correct"), border=False):
            st.header(words.short_day(made.day), anchor=False)
            questions.draw_core()
            questions.draw_more()
            st.form_submit_button(
                say("today.save"),
                type="primary",
                width="stretch",
                key=questions.key("save"),
                on_click=_save,
                args=(patient, made, questions),
            )
        st.button(say("today.keep"), key="keep", on_click=_stop_change)


def _start_change(made: CheckIn) -> None:
    pieces.quiet()
    pieces.kept()[_CHANGING] = made.day


def _stop_change() -> None:
    pieces.quiet()
    pieces.kept().pop(_CHANGING, None)


def _save(patient: PatientId, made: CheckIn, questions: Questions) -> None:
    def act() -> str:
        kept = diary.save_check_in(
            here.clinic(),
            here.me(),
            patient,
            made.day,
            questions.said(),
            expected_revision=made.revision,
            source=Source(made.source),
        )
        pieces.kept().pop(_CHANGING, None)
        return say("today.saved", day=kept.day)

    if questions.is_drawn:
        pieces.attempt(act)


def _strike_out(patient: PatientId, made: CheckIn) -> None:
    def act() -> str:
        diary.strike_out(
            here.clinic(),
            here.me(),
            patient,
            made.day,
            expected_revision=made.revision,
            source=Source(made.source),
        )
        return say("today.mistake_done", day=made.day)

    pieces.attempt(act)
