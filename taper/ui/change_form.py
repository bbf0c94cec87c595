"""The fields of a change: what changes, from which day, and what that kind of change asks for."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from taper.plan.amend import row_on
from taper.plan.plan import Plan
from taper.ui import plan_rows
from taper.ui.change_desk import (
    ANOTHER_DAY,
    FURTHER_NOTICE,
    KINDS,
    SOME_DAYS,
    TODAY,
    ChangeDesk,
)
from taper.words import say, short_day


def ask_kind(desk: ChangeDesk) -> None:
    """Ask what changes."""
    st.segmented_control(
        say("change_plan.kind"),
        KINDS,
        format_func=lambda kind: say(f"change_plan.kind_{kind}"),
        key=desk.key("kind"),
    )
    if desk.kind:
        st.caption(say(f"change_plan.about_{desk.kind}"))


def ask_day(desk: ChangeDesk, today: date) -> None:
    """Ask from which day on; nothing is chosen beforehand."""

    def label(which: str) -> str:
        return say(f"change_plan.from_{which}", day=short_day(today))

    st.segmented_control(
        say("change_plan.from"), (TODAY, ANOTHER_DAY), format_func=label, key=desk.key("from")
    )
    if desk.value("from") == ANOTHER_DAY:
        _text(desk, "from-day", say("change_plan.from_day"))
    elif desk.value("from") == TODAY:
        st.caption(say("change_plan.today_about"))


def ask_rest(desk: ChangeDesk, plan: Plan, day: date) -> None:
    """Ask what this kind of change needs."""
    now = row_on(plan, day)
    match desk.kind:
        case "hold":
            _ask_days(desk, "change_plan.hold_days")
        case "hold_on":
            _ask_then(desk)
        case "lengthen":
            _ask_row(desk, plan, range(now + 1, len(plan.steps) + 1))
            _ask_days(desk, "change_plan.longer_days")
        case "go_back":
            _ask_row(desk, plan, range(1, now + 1))
            _ask_how_long(desk)
        case "end":
            _text(desk, "last-day", say("change_plan.last_day"))
            _ask_then(desk)


def _text(desk: ChangeDesk, name: str, label: str) -> None:
    st.text_input(label, key=desk.key(name), autocomplete="off", width=360, max_chars=60)


def _ask_days(desk: ChangeDesk, label: str) -> None:
    _text(desk, "days", say(label))


def _ask_then(desk: ChangeDesk) -> None:
    st.text_area(say("plan_page.then"), key=desk.key("then"), height=80, max_chars=4000)


def _ask_row(desk: ChangeDesk, plan: Plan, numbers: Sequence[int]) -> None:
    def label(number: int) -> str:
        step = plan.steps[number - 1]
        dose = "; ".join(plan_rows.dose_lines(step.cycle, step.starts))
        return say("change_plan.row_of", number=number, dose=dose, day=short_day(step.starts))

    st.selectbox(
        say(f"change_plan.row_{desk.kind}"),
        list(numbers),
        index=None,
        format_func=label,
        key=desk.key("row"),
        placeholder=say("change_plan.row_hint"),
        width=560,
    )


def _ask_how_long(desk: ChangeDesk) -> None:
    st.segmented_control(
        say("change_plan.how_long"),
        (FURTHER_NOTICE, SOME_DAYS),
        format_func=lambda which: say(f"change_plan.for_{which}"),
        key=desk.key("how-long"),
    )
    if desk.value("how-long") == FURTHER_NOTICE:
        _ask_then(desk)
    elif desk.value("how-long") == SOME_DAYS:
        _ask_days(desk, "change_plan.back_days")
        st.segmented_control(
            say("change_plan.and_then"),
            ("present_row", "rows_again"),
            format_func=lambda which: say(f"change_plan.then_{which}"),
            key=desk.key("and-then"),
        )
