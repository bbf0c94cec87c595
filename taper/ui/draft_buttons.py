"""What can be done with a draft: save, read back, throw away, and choose between two."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from taper.plan.plan import CoursePlans
from taper.ui import desk as desks
from taper.ui import here, pieces, plan_words
from taper.ui.desk import Desk
from taper.words import say


def answer_at(desk: Desk, place: str) -> None:
    """Answer the last callback where it was asked."""
    if desk.place == place:
        pieces.answer()


def draw(desk: Desk, chosen: CoursePlans) -> None:
    """Draw what can be done with the draft, and how it stands."""
    with st.container(horizontal=True, vertical_alignment="center", key="desk-save"):
        st.button(
            say("write_plan.read_back"),
            type="primary",
            key="read-back-button",
            on_click=act_on,
            args=(desk, partial(desks.read_back, desk)),
        )
        st.button(
            say("write_plan.save"),
            key="save-draft",
            on_click=act_on,
            args=(desk, partial(desks.save_draft, desk)),
        )
        if desk.on_file.revision or not desk.is_empty or chosen.versions:
            draw_discard(desk)
    st.caption(state_of(desk))
    answer_at(desk, "foot")


def draw_take_back(desk: Desk) -> None:
    """Offer to take the last edit back, where there is one."""
    if desk.before:
        st.button(
            say("write_plan.take_back"),
            key="take-back",
            icon=":material/undo:",
            on_click=take_back,
            args=(desk,),
        )


def take_back(desk: Desk) -> None:
    """Take the last edit back, and say so beside the rows."""
    desk.place = "rows"
    pieces.attempt(partial(desks.take_back, desk))


def state_of(desk: Desk) -> str:
    """Say whether what is typed is on file."""
    saved_at = desk.on_file.saved_at
    if saved_at is None:
        return say("write_plan.not_saved")
    key = "write_plan.saved" if desk.is_saved else "write_plan.changed"
    return say(key, at=here.local(saved_at))


def draw_discard(desk: Desk) -> None:
    """Offer to throw the draft away, asked twice."""
    with st.popover(say("write_plan.discard"), key="discard", type="tertiary"):
        st.write(say("write_plan.discard_ask"))
        st.button(
            say("write_plan.discard_do"),
            key="discard-do",
            on_click=act_on,
            args=(desk, partial(desks.discard, desk)),
        )


def draw_theirs(desk: Desk) -> None:
    """Draw the draft that somebody else saved meanwhile, and ask which one stays."""
    if desk.theirs is None:
        return
    with st.container(border=True, key="theirs"):
        st.header(say("write_plan.theirs"), anchor=False)
        if desk.theirs.saved_at is None:
            st.text(say("write_plan.theirs_gone"))
        else:
            st.text(say("write_plan.theirs_at", at=here.local(desk.theirs.saved_at)))
        plan_words.draw_other(desk.theirs)
        with st.container(horizontal=True):
            for name, act in (("keep_mine", desks.keep_mine), ("take_theirs", desks.take_theirs)):
                st.button(
                    say(f"write_plan.{name}"),
                    key=name,
                    on_click=act_on,
                    args=(desk, partial(act, desk)),
                )


def act_on(desk: Desk, act: Callable[[], str]) -> None:
    """Run what a button of the desk does, and answer beside it."""
    desk.place = "foot"
    pieces.attempt(act)
