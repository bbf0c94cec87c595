"""Which days a page shows: a button, two dates, or what was drawn across the chart."""

from datetime import date, timedelta

import streamlit as st

from taper.record.record import Record
from taper.words import say

Window = tuple[date, date]

_BACK = {"four_weeks": timedelta(weeks=4), "three_months": timedelta(days=91)}
_RANGES = ("everything", "three_months", "four_weeks", "since_appointment", "from_to")


def ask(shown: Record, default: str = "everything", *, name: str = "days-shown") -> Window:
    """Ask for the days and give the first and the last, both included.

    *default* counts until somebody chooses; without an appointment on file it is four weeks.
    """
    span = shown.span()
    appointment = shown.beside.last_appointment(shown.today)
    chosen = st.segmented_control(
        say("compare.days"),
        [each for each in _RANGES if appointment or each != "since_appointment"],
        default=default if appointment or default != "since_appointment" else "four_weeks",
        required=True,
        format_func=lambda each: say(f"compare.days_{each}"),
        key=name,
        label_visibility="collapsed",
        wrap=True,
    )
    if chosen == "from_to":
        return _ask_dates(*span)
    if chosen == "since_appointment" and appointment:
        return max(span[0], appointment), shown.today
    if chosen in _BACK:
        return max(span[0], shown.today - _BACK[chosen] + timedelta(days=1)), shown.today
    return span


def _ask_dates(first: date, last: date) -> Window:
    with st.container(horizontal=True):
        start = st.date_input(
            say("compare.first_day"), first, first, last, key="first-day", format="YYYY-MM-DD"
        )
        end = st.date_input(
            say("compare.last_day"), last, first, last, key="last-day", format="YYYY-MM-DD"
        )
    return min(start, end), max(start, end)
