"""A saved day, read back as it is on file, with what it said before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from taper.actions import day_words, diary
from taper.actions.diary import DayOnFile
from taper.diary.check_in import Answers, CheckIn, Source
from taper.ids import PatientId
from taper.plan.plan import Course
from taper.ui import check_in_form, here, pieces
from taper.words import say


def draw(patient: PatientId, on_file: DayOnFile, courses: Sequence[Course]) -> None:
    """Draw what is on file for a day that has an entry."""
    made = on_file.check_in
    assert made is not None  # noqa: S101 - the page draws a form where nothing is on file
    with st.container(border=True, key="on-file"):
        draw_answers(on_file, courses)
        with st.container(horizontal=True):
            st.button(
                say("today.change" if made.answers.has_details else "today.fill_in"),
                key=f"change-{made.day}",
                on_click=check_in_form.start_change,
                args=(on_file,),
            )
            if not made.struck_out:
                _offer_strike_out(patient, made)
    if made.revision > 1:
        _draw_revisions(patient, on_file, courses)


def draw_answers(on_file: DayOnFile, courses: Sequence[Course]) -> None:
    """Draw what a day says, who entered it and when."""
    made = on_file.check_in
    if made is None:
        return
    st.markdown(f"**{say('today.on_file', day=made.day)}**")
    if made.struck_out:
        st.text(say("today.on_file_struck_out"))
    _draw_lines(day_words.lines(made.answers, on_file.symptoms, courses))
    if made.source is Source.PAPER:
        st.text(say("paper.on_file"))
    if on_file.entered_by:
        st.text(say("today.entered_by", name=on_file.entered_by))
    st.caption(_when(made))


def _draw_lines(answers: Sequence[str]) -> None:
    with st.container(gap="xsmall"):
        for line in answers:
            st.text(line)


def _when(made: CheckIn) -> str:
    if made.source is Source.IMPORT:
        return say("today.recorded_import")
    saved = say(
        "today.saved_late" if made.late else "today.saved_at", at=here.local(made.recorded_at)
    )
    if made.revision == 1:
        return saved
    return f"{saved} {say('today.revised_at', n=made.revision - 1, at=here.local(made.revised_at))}"


def _offer_strike_out(patient: PatientId, made: CheckIn) -> None:
    with st.popover(say("today.mistake"), key=f"mistake-{made.day}"):
        st.write(say("today.mistake_ask"))
        st.button(
            say("today.mistake_do"),
            key=f"strike-out-{made.day}-{made.revision}",
            on_click=_strike_out,
            args=(patient, made),
        )


def _strike_out(patient: PatientId, made: CheckIn) -> None:
    def act() -> str:
        diary.strike_out(
            here.clinic(), here.me(), patient, made.day, expected_revision=made.revision
        )
        return say("today.mistake_done", day=made.day)

    pieces.attempt(act)


def _draw_revisions(patient: PatientId, on_file: DayOnFile, courses: Sequence[Course]) -> None:
    earlier = diary.revisions(here.clinic(), here.me(), patient, on_file.day)
    with st.expander(say("today.earlier"), key=f"earlier-{on_file.day}"):
        for body in reversed(earlier):
            at = here.local(datetime.fromisoformat(str(body["revised_at"])))
            st.caption(say("today.revision", revision=body["revision"], at=at))
            _draw_lines(day_words.lines(_answers(body), on_file.symptoms, courses))


def _answers(body: Mapping[str, Any]) -> Answers:
    return Answers.model_validate({**body["answers"], "note": body["note"]}, strict=False)
