"""The end of a plan and the prescriber's own words, as they are typed."""

from datetime import date

import streamlit as st

from taper.actions.plans import Draft
from taper.errors import TaperError
from taper.plan.reading import read_date
from taper.plan.typed import TEXTS, ReadPlan, read_rows
from taper.ui import pieces, plan_rows
from taper.ui.desk import Desk
from taper.words import say

HOLDS = {"until": "holds_until_a_day", "further_notice": "holds_further_notice"}


def draw_ending(desk: Desk, read: ReadPlan) -> None:
    """Ask how long the last row holds and what follows; nothing is chosen beforehand."""
    st.header(say("write_plan.ending"), anchor=False)
    st.caption(say("write_plan.ending_zero"))
    holds = st.segmented_control(
        say("write_plan.holds"),
        HOLDS,
        format_func=lambda each: say(f"write_plan.{HOLDS[each]}"),
        key=desk.field("holds", desk.typed.holds or None),
    )
    _name(desk, read, "holds")
    if holds == "until":
        st.text_input(
            say("write_plan.holds_until"),
            key=desk.field("holds_until", desk.typed.holds_until),
            autocomplete="off",
        )
        if day := last_day(desk):
            st.caption(say("write_plan.read_as", day=day))
        _name(desk, read, "holds_until")
    st.text_area(say("write_plan.then"), key=desk.field("then", desk.typed.then), height=100)
    _name(desk, read, "then")


def last_day(desk: Desk) -> date | None:
    """Give the last day of the last row, where one is typed and understood."""
    if desk.typed.holds != "until":
        return None
    try:
        return read_date(desk.typed.holds_until)
    except TaperError:
        return None


def draw_texts(desk: Desk, read: ReadPlan) -> None:
    """Ask for the three texts, each written or said to stay empty."""
    st.header(say("write_plan.texts"), anchor=False)
    st.caption(say("write_plan.texts_about"))
    for name in TEXTS:
        with st.container(key=f"desk-text-{name}", gap="xsmall"):
            st.text_area(
                say(f"plan_page.{name}"),
                key=desk.field(name, getattr(desk.typed, name)),
                help=say("write_plan.if_too_hard_help") if name == "if_too_hard" else None,
                height=100,
            )
            st.checkbox(
                say("write_plan.stays_empty"),
                key=desk.field(f"{name}_empty", getattr(desk.typed, f"{name}_empty")),
            )
            _name(desk, read, name)


def _name(desk: Desk, read: ReadPlan, field: str) -> None:
    """Name what is missing at its field, once the plan was to be read back."""
    if desk.asked:
        for problem in read.problems:
            if problem.field == field:
                st.markdown(f":material/error: {plan_rows.problem_sentence(problem)}")


def draw_other(draft: Draft) -> None:
    """Draw a draft that is on file, as typed and as understood."""
    plan_rows.draw_typed(read_rows(draft.typed.rows), key="theirs")
    for name in ("then", *TEXTS):
        words = getattr(draft.typed, name)
        if words.strip():
            label = "plan_page.then" if name == "then" else f"plan_page.{name}"
            pieces.own_words(say(label), words)
