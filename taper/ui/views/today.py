"""The patient's day: the signed dose, and the check-in."""

from datetime import date

import streamlit as st

from taper import clock, words
from taper.actions import diary, plans
from taper.plan.plan import CoursePlans
from taper.diary.check_in import CheckIn, open_days
from taper.ids import PatientId
from taper.plan.in_force import on_day, stretches
from taper.plan.plan import Course
from taper.ui import check_in_form, day_on_file, dose_of_day, here, pieces
from taper.words import say


def draw_doses(signed: list[CoursePlans], day: date) -> None:
    """Draw a card for each medicine with a signed plan."""
    with_plan = [each for each in signed if each.versions]
    for each in with_plan:
        dose_of_day.draw(each, day)
    if not with_plan:
        st.info(say("today.no_plan"), icon=":material/description:")


def choose_day(today: date, kept: dict[date, CheckIn]) -> date:
    """Ask which of the last days is meant; today until another is chosen."""

    def label(day: date) -> str:
        text = words.short_day(day)
        if day == today:
            return say("today.day_today", day=text)
        return say("today.day_on_file" if day in kept else "today.day_empty", day=text)

    return st.selectbox(
        say("today.which_day"),
        open_days(today),
        format_func=label,
        key="day",
        on_change=pieces.quiet,
    )


def draw_check_in(patient: PatientId, day: date, courses: list[Course]) -> None:
    """Draw the day as it is on file, or the form where there is nothing or it is being changed."""
    on_file = diary.day_on_file(here.clinic(), here.me(), patient, day)
    editing = st.session_state.get(check_in_form.EDITING) == day
    if on_file.check_in is not None and not editing:
        day_on_file.draw(patient, on_file, courses)
        return
    check_in_form.Form(on_file, courses).draw(patient)
    if editing:
        st.button(say("today.keep"), key="keep", on_click=check_in_form.stop_change)


actor = here.me()
own = actor.patient
assert own is not None  # noqa: S101 - this page is in the list of patients alone
today = clock.today(actor.zone or "UTC")
signed = plans.signed_plans(here.clinic(), actor, own, page="today")
kept = diary.days_on_file(here.clinic(), actor, own, open_days(today)[-1], today)

pieces.title(words.short_day(today))
draw_doses(signed, today)
pieces.answer()
day = choose_day(today, kept)
st.caption(say("today.nobody_live"))
asked = [each.course for each in signed if on_day(stretches(each.versions), day)]
draw_check_in(own, day, asked)
