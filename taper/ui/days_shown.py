"""Which days a page shows: a button, or two dates."""

from datetime import date, timedelta

import streamlit as st

from taper.record.record import Record
from taper.words import say

_BACK = {"four_weeks": timedelta(weeks=4), "three_months": timedelta(days=91)}
_RANGES = ("everything", "three_months", "four_weeks", "from_to")


def ask(shown: Record) -> tuple[date, date]:
    """Ask for the days and give the first and the last, both included."""
    span = shown.span()
    chosen = st.segmented_control(
        say("compare.days"),
        _RANGES,
        default="everything",
        required=True,
        format_func=lambda each: say(f"compare.days_{each}"),
        key="days-shown",
        label_visibility="collapsed",
        wrap=True,
    )
    if chosen == "from_to":
        return _ask_dates(*span)
    if chosen in _BACK:
        return max(span[0], shown.today - _BACK[chosen] + timedelta(days=1)), shown.today
    return span


def _ask_dates(first: date, last: date) -> tuple[date, date]:
    with st.container(horizontal=True):
        start = st.date_input(
            say("compare.first_day"), first, first, last, key="first-day", format="YYYY-MM-DD"
        )
        end = st.date_input(
            say("compare.last_day"), last, first, last, key="last-day", format="YYYY-MM-DD"
        )
    return min(start, end), max(start, end)
