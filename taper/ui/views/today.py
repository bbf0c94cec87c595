"""The patient's day: the signed dose, and the check-in."""

from datetime import date

import streamlit as st

from taper import clock, words
from taper.actions import catch_up, diary, plans
from taper.diary.check_in import CheckIn, days_meant, open_days
from taper.ids import PatientId
from taper.plan.plan import CoursePlans
from taper.ui import (
    check_in_form,
    day_on_file,
    dose_of_day,
    here,
    nobody_live,
    pause,
    pieces,
    sharing_ends,
)
from taper.words import say


def draw_doses(signed: list[CoursePlans], day: date) -> None:
    """Draw a card for each medicine with a signed plan."""
    with_plan = [each for each in signed if each.versions]
    for each in with_plan:
        dose_of_day.draw(each, day)
    if not with_plan:
        st.info(say("today.no_plan"), icon=":material/description:")


def choose_day(today: date, kept: dict[date, CheckIn]) -> date:
    """Offer the last days behind one button; today until another is chosen."""

    def label(day: date) -> str:
        text = words.short_day(day)
        if day == today:
            return say("today.day_today", day=text)
        return say("today.day_on_file" if day in kept else "today.day_empty", day=text)

    with st.popover(say("today.another_day"), key="another-day"):
        return st.selectbox(
            say("today.which_day"),
            open_days(today),
            format_func=label,
            key="day",
            on_change=pieces.quiet,
        )


def ask_day_meant(meant: tuple[date, ...], today: date) -> date | None:
    """Ask after midnight whether today or yesterday is meant; None until it is answered."""

    def label(day: date) -> str:
        which = "today" if day == today else "yesterday"
        return say(f"today.day_meant_{which}", day=words.short_day(day))

    with st.container(key="ask-day-meant"):
        return st.segmented_control(
            say("today.day_meant"),
            meant,
            format_func=label,
            key="day-meant",
            width="stretch",
            on_change=pieces.quiet,
        )


def draw_check_in(patient: PatientId, day: date, signed: list[CoursePlans]) -> None:
    """Draw the day as it is on file, or the form where there is nothing or it is being changed."""
    on_file = diary.day_on_file(here.clinic(), here.me(), patient, day)
    courses = [each.course for each in signed]
    form = check_in_form.opened(on_file, signed)
    if form is None:
        day_on_file.draw(patient, on_file, courses)
        return
    if form.is_behind:
        with st.container(border=True, key=f"on-file-{day}"):
            day_on_file.draw_answers(on_file, courses)
        st.info(say("today.not_saved_here"), icon=":material/edit_note:")
    elif on_file.check_in is None:
        check_in_form.offer_bad_day(patient, day)
    form.draw(patient)
    if on_file.check_in is not None:
        st.button(
            say("today.keep"), key=f"keep-{day}", on_click=check_in_form.stop_change, args=(day,)
        )


def draw_other_open_days(patient: PatientId, chosen: date, signed: list[CoursePlans]) -> None:
    """Keep the forms of other days in sight, folded: what was typed there is not saved yet."""
    for day in check_in_form.open_days():
        if day != chosen:
            with st.expander(say("today.also_open", day=words.short_day(day)), key=f"also-{day}"):
                draw_check_in(patient, day, signed)


actor = here.me()
own = actor.patient
assert own is not None  # noqa: S101 - this page is in the list of patients alone
zone = clock.zone(actor.zone or "UTC")
local = clock.now().astimezone(zone)
today, meant = local.date(), days_meant(local)
signed = plans.signed_plans(here.clinic(), actor, own, page="today")
kept = diary.days_on_file(here.clinic(), actor, own, open_days(today)[-1], today)

with st.container(horizontal=True, vertical_alignment="center", key="day-line"):
    pieces.title(words.short_day(today))
    chosen: date | None = choose_day(today, kept)
draw_doses(signed, today)
pieces.answer()
paused = catch_up.pause_today(here.clinic(), actor, own)
pause.draw(own, paused, today)
if chosen == today and len(meant) > 1:
    chosen = ask_day_meant(meant, today)
elif chosen != today and chosen is not None:
    st.header(words.short_day(chosen), anchor=False)
nobody_live.draw(own, signed)
sharing_ends.draw(own)
if chosen is not None:
    draw_check_in(own, chosen, signed)
    draw_other_open_days(own, chosen, signed)
