"""Questionnaires: what is asked for, one to fill in, and what was answered."""

import streamlit as st

from taper.actions import answered, questionnaires
from taper.actions.answered import Asked, Overview
from taper.errors import TaperError
from taper.ids import PatientId
from taper.ui import asking_form, here, pieces, sheet_form, sheets_on_file, whose
from taper.words import say, say_error
from taper.words.language import in_use


def draw_sheet(patient: PatientId) -> None:
    """Draw the questionnaire that is being filled in."""
    assignment, day = st.session_state[sheet_form.OPEN]
    try:
        sheet = questionnaires.sheet(here.clinic(), here.me(), patient, assignment, day)
    except TaperError as refusal:  # it was ended meanwhile, or the language was changed
        pieces.title(say("shell.questionnaires"))
        pieces.refuse(refusal)
    else:
        pieces.title(sheet.instrument.title, say("questionnaire.of_day", day=day))
        pieces.answer()
        sheet_form.Form(sheet).draw(patient)
    st.button(say("questionnaire.back"), key="back", on_click=sheet_form.close_sheet)


def draw_own(patient: PatientId) -> None:
    """Draw a patient's own list."""
    seen = answered.overview(here.clinic(), here.me(), patient)
    pieces.title(say("shell.questionnaires"))
    pieces.answer()
    st.text(say("questionnaire.not_live"))
    draw_asked(seen)
    sheets_on_file.draw(seen, own=True)


def draw_asked(seen: Overview) -> None:
    """Draw what is asked for, what was begun first."""
    if not seen.asked:
        st.text(say("questionnaire.nothing_asked"))
    for each in seen.asked:
        with st.container(border=True, key=f"asked-{each.assignment.id}", gap="small"):
            st.markdown(f"**{each.instrument.title}**")
            if each.assignment.question:
                st.text(each.assignment.question)
            for line in lines(each):
                st.text(line)
            if not each.instrument.is_in(in_use().code):
                st.text(say_error(questionnaires.other_language(each.instrument)))
                continue
            with st.container(horizontal=True):
                draw_ways(seen, each)


def lines(each: Asked) -> list[str]:
    """Say when it is asked for."""
    found = [say("questionnaire.asked_since", day=each.now)] if each.now else []
    if each.after:
        found.append(say("questionnaire.next", day=each.after))
    return found or [asking_form.rhythm(each.assignment)]


def draw_ways(seen: Overview, each: Asked) -> None:
    """Draw the way to begin today's, and to go on with each that was begun."""
    today_done = any(
        one.response.assignment == each.assignment.id and one.response.day == seen.today
        for one in seen.answered
    )
    days = list(each.begun) if today_done else [*each.begun, seen.today]
    for day in days:
        begun = day in each.begun
        st.button(
            say("questionnaire.go_on_with", day=day) if begun else say("questionnaire.fill_in"),
            type="primary" if each.now else "secondary",
            key=f"open-{each.assignment.id}-{day}",
            on_click=sheet_form.open_sheet,
            args=(each.assignment.id, day),
        )


def draw_as_prescriber(patient: PatientId) -> None:
    """Draw what is asked for and answered, and the way to ask."""
    whose.draw(patient)
    seen = answered.overview(here.clinic(), here.me(), patient)
    pieces.title(say("shell.questionnaires"))
    pieces.answer()
    asking_form.draw_asked(seen.asked, patient)
    asking_form.Form(patient).draw()
    sheets_on_file.draw(seen, own=False)


chosen = here.patient()
if chosen is None:
    st.info(say("shell.choose_patient"))
elif not here.is_patient(here.me()):
    draw_as_prescriber(chosen)
elif sheet_form.OPEN in st.session_state:
    draw_sheet(chosen)
else:
    draw_own(chosen)
