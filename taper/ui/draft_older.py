"""A draft that was begun before the newest version was signed: said before it can be signed."""

import streamlit as st

from taper.plan.diff import row_changes, spans, spans_in_force
from taper.plan.plan import PlanVersion
from taper.ui import desk as desks
from taper.ui import here, pieces, plan_diff
from taper.ui.desk import Desk
from taper.words import say


def is_older(desk: Desk, versions: tuple[PlanVersion, ...]) -> bool:
    """Say whether a version was signed since the draft was begun."""
    return bool(versions) and desk.typed.begun_after != versions[-1].version


def draw(desk: Desk, versions: tuple[PlanVersion, ...]) -> None:
    """Say what was signed meanwhile and what it changed, and ask how to go on."""
    if not is_older(desk, versions):
        return
    newest, begun = versions[-1], desk.typed.begun_after or 0
    with st.container(border=True, key="draft-older"):
        st.header(say("write_plan.older_title"), anchor=False)
        at = here.local(newest.signed_at)
        key = "write_plan.older" if begun else "write_plan.older_first"
        st.text(say(key, of=begun, version=newest.version, at=at))
        since = newest.in_force_from
        before = [each for each in versions if each.version <= begun]
        st.markdown(f"**{say('write_plan.older_changed', version=newest.version)}**")
        rows = row_changes(spans_in_force(before, since), spans(newest.plan, since))
        plan_diff.draw(rows, key=f"{desk.course.id}-older")
        with st.container(horizontal=True):
            st.button(
                say("write_plan.older_go_on"),
                key="older-go-on",
                on_click=go_on,
                args=(desk, newest),
            )
            st.button(
                say("write_plan.start_from", version=newest.version),
                key="older-start-from",
                on_click=start_from,
                args=(desk, newest),
            )


def go_on(desk: Desk, newest: PlanVersion) -> None:
    """Go on with the draft as it is, after what was signed."""
    desk.place = "head"

    def act() -> str:
        desk.go_on_after(newest.version)
        return say("write_plan.older_went_on", version=newest.version)

    pieces.attempt(act)


def start_from(desk: Desk, newest: PlanVersion) -> None:
    """Put what was signed in place of the draft; it can be taken back."""
    desk.place = "head"

    def act() -> str:
        desk.gather()
        return desks.start_from(desk, newest)

    pieces.attempt(act)
