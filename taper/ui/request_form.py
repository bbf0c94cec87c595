"""The fields of a request; nothing is chosen beforehand."""

from collections.abc import Sequence

import streamlit as st

from taper.actions import requests
from taper.errors import TaperError
from taper.ids import CourseId, PatientId, new_id
from taper.people.request import Kind, RequestId
from taper.plan.plan import CoursePlans
from taper.ui import here, labels, pieces
from taper.words import say

_ROUND = "request-id"  # the request that the fields will become: five clicks make one


def draw(patient: PatientId, signed: Sequence[CoursePlans]) -> None:
    """Draw the form."""
    identifier: RequestId = st.session_state.setdefault(_ROUND, RequestId(new_id()))
    with st.form(f"request-{identifier}", border=True):
        with st.container(key="ask-request-kind"):
            st.segmented_control(
                say("request.kind"),
                list(Kind),
                format_func=lambda kind: say(f"request.kind_{kind.value}"),
                key=_key(identifier, "kind"),
            )
        if len(signed) > 1:
            names = {each.course.id: _name(each) for each in signed}
            st.selectbox(
                say("request.course"),
                list(names),
                index=None,
                format_func=names.__getitem__,
                key=_key(identifier, "course"),
                placeholder=say("request.course_hint"),
            )
        st.text_area(
            say("request.words"),
            key=_key(identifier, "words"),
            height=100,
        )
        st.form_submit_button(
            say("request.ask"), type="primary", key="ask-do", on_click=_ask,
            args=(patient, identifier, bool(signed)),
        )  # fmt: skip


def _key(identifier: RequestId, name: str) -> str:
    return f"request-{identifier}-{name}"


def _name(plans: CoursePlans) -> str:
    course = plans.course
    return labels.in_label(say("today.medicine", medicine=course.medicine, form=course.form))


def _ask(patient: PatientId, identifier: RequestId, has_plan: bool) -> None:
    state = st.session_state
    kind: Kind | None = state.get(_key(identifier, "kind"))
    course: CourseId | None = state.get(_key(identifier, "course"))
    words = state.get(_key(identifier, "words")) or ""

    def act() -> str:
        if kind is None:
            raise TaperError("request.kind_missing")
        requests.ask(
            here.clinic(), here.me(), patient, identifier, kind=kind, course=course, words=words
        )
        st.session_state[_ROUND] = RequestId(new_id())
        return say("request.asked") if has_plan else say("request.asked_no_plan")

    pieces.attempt(act)
