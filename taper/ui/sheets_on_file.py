"""Questionnaires that were answered: points of the most there can be, and every answer. No more."""

from collections.abc import Mapping
from datetime import timedelta

import streamlit as st

from taper import words
from taper.actions import answered, questionnaires
from taper.actions.answered import Answered, Overview
from taper.diary.check_in import DAYS_BACK
from taper.diary.questionnaires import SafetyAnswer
from taper.ids import PersonId
from taper.ui import here, pieces, section, sheet_form
from taper.words import say
from taper.words.language import in_use

SHOWN_AT_FIRST = 8  # sheets; the rest on request


def draw(seen: Overview, *, own: bool) -> None:
    """Draw what was answered, newest first."""
    section.heading(say("questionnaire.answered"), "answered")
    if not own and not seen.shares_diary:
        st.text(say("questionnaire.not_shared"))
    elif not seen.answered:
        st.text(say("questionnaire.none_answered"))
    open_ones = {each.assignment.id for each in seen.asked}
    whole = st.session_state.get("all-answered")
    # What its reader has not opened stands in sight, however long ago it was written.
    first = [each for at, each in enumerate(seen.answered) if at < SHOWN_AT_FIRST or each.closed]
    for each in seen.answered if whole else first:
        name = f"{each.assignment.id}-{each.response.day}"
        with st.container(border=True, key=f"answered-{name}", gap="small"):
            _draw_head(each, seen.names, own=own)
            if each.closed:
                _draw_closed(each, seen.names, name)
                continue
            with st.expander(say("questionnaire.answers"), key=f"answers-{name}"):
                _draw_answers(each)
            if own:
                in_time = seen.today - each.response.day <= timedelta(days=DAYS_BACK)
                may_change = in_time and each.assignment.id in open_ones
                _draw_changes(each, name, may_change=may_change)
    if len(seen.answered) > SHOWN_AT_FIRST:
        st.toggle(say("questionnaire.show_all", n=len(seen.answered)), key="all-answered")


def _draw_head(each: Answered, names: Mapping[PersonId, str], *, own: bool) -> None:
    head = say("questionnaire.on_day", title=each.instrument.title, day=each.response.day)
    st.markdown(f"**{head}**")
    if each.response.struck_out:
        st.text(say("questionnaire.struck_out"))
    if not each.closed:
        st.text(points(each))
    for safety in each.safety:
        st.text(opened(safety, names, own=own))


def points(each: Answered) -> str:
    """Write the points together, or why there are none."""
    if each.instrument.maximum is None:
        item = each.instrument.items[0]
        choice = item.choice(each.response.answers.get(item.code))
        return choice.text if choice else say("questionnaire.no_answer")
    if each.total is None:
        given = sum(item.code in each.response.answers for item in each.instrument.counted)
        return say("questionnaire.no_total", given=given, all=len(each.instrument.counted))
    return say("questionnaire.total", points=each.total, most=each.instrument.maximum)


def opened(safety: SafetyAnswer, names: Mapping[PersonId, str], *, own: bool) -> str:
    """Write whether a safety answer was opened, by whom and when."""
    answered_at = here.local(safety.answered_at)
    if safety.opened_at is None or safety.opened_by is None:
        key = "safety.not_opened_own" if own else "safety.not_opened"
        return say(key, at=answered_at)
    name = names.get(safety.opened_by, "")
    return say("safety.opened", at=answered_at, name=name, when=here.local(safety.opened_at))


def _draw_closed(each: Answered, names: Mapping[PersonId, str], name: str) -> None:
    if not each.may_open:
        reader = names.get(each.assignment.reader, "") if each.assignment.reader else ""
        st.text(say("safety.other_reader", name=reader))
        return
    st.button(say("safety.open"), key=f"open-answer-{name}", on_click=_open, args=(each,))


def _open(each: Answered) -> None:
    def act() -> str:
        response = each.response
        answered.open_safety_answer(
            here.clinic(), here.me(), response.patient, response.assignment, response.day
        )
        return say("safety.opened_now", day=response.day)

    pieces.attempt(act)


def _draw_answers(each: Answered) -> None:
    language = each.instrument.language
    if not each.instrument.is_in(in_use().code):
        st.caption(say("questionnaire.quoted", language=words.language_name(language)))
    for item in each.instrument.items:
        choice = item.choice(each.response.answers.get(item.code))
        with st.container(gap=None):
            pieces.quoted(item.text, language)
            if choice is None:
                st.caption(say("questionnaire.no_answer"))
                continue
            given = say("questionnaire.given_points", answer=choice.text, points=choice.points)
            pieces.quoted(given if item.counts else choice.text, language, small=True)
    st.caption(say("questionnaire.version", version=each.response.instrument_version))


def _draw_changes(each: Answered, name: str, *, may_change: bool) -> None:
    response = each.response
    st.caption(say("questionnaire.saved_at", at=here.local(response.revised_at)))
    if not may_change and response.struck_out:
        return
    with st.popover(say("questionnaire.edit"), key=f"edit-{name}"):
        if may_change:
            st.button(
                say("questionnaire.change" if response.finished else "questionnaire.go_on"),
                key=f"change-sheet-{name}",
                on_click=sheet_form.open_sheet,
                args=(response.assignment, response.day),
            )
        if not response.struck_out:
            st.write(say("questionnaire.mistake_ask"))
            st.button(
                say("questionnaire.mistake_do"),
                key=f"strike-{name}-{response.revision}",
                on_click=_strike_out,
                args=(each,),
            )


def _strike_out(each: Answered) -> None:
    def act() -> str:
        response = each.response
        questionnaires.strike_out(
            here.clinic(),
            here.me(),
            response.patient,
            response.assignment,
            response.day,
            expected_revision=response.revision,
        )
        return say("questionnaire.mistake_done", day=words.day(response.day))

    pieces.attempt(act)
