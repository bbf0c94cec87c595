"""The signed plan in large rows, word for word; never a draft."""

from datetime import date

import streamlit as st

from taper import clock
from taper.actions import plans, requests
from taper.ids import PatientId
from taper.plan.diff import row_changes, spans, spans_in_force
from taper.plan.in_force import Stretch, on_day, stretches, too_hard_is_in_sight
from taper.plan.plan import CoursePlans, PlanVersion
from taper.ui import (
    change_desk,
    fridge_print,
    here,
    navigation,
    occupancy_overlay,
    pieces,
    plan_diff,
    plan_elsewhere,
    plan_rows,
    whose,
)
from taper.words import say


def draw(patient: PatientId) -> None:
    """Draw the page of one patient."""
    found = whose.draw(patient)
    signed = plans.signed_plans(here.clinic(), here.me(), patient, page="plan")
    with_plan = [each for each in signed if each.versions]
    draw_open_request(patient, has_plan=bool(with_plan))
    for each in with_plan:
        draw_course(each, clock.today(found.zone))
    if not with_plan:
        draw_none()
    plan_elsewhere.draw(patient)


def draw_open_request(patient: PatientId, *, has_plan: bool) -> None:
    """Say that something is asked for, and that what was signed holds, where something was."""
    asked = requests.requests_of(here.clinic(), here.me(), patient, page="plan")
    if has_plan and any(each.is_open for each in asked):
        st.info(say("request.on_plan", reader=here.reader()), icon=":material/question_answer:")
    if here.is_patient(here.me()) or any(each.is_open for each in asked):
        st.button(
            say("request.see" if any(each.is_open for each in asked) else "request.to_ask"),
            key="to-requests",
            on_click=navigation.go,
            args=("requests",),
        )


def draw_none() -> None:
    """Say that nothing is signed yet, and what comes next."""
    st.info(
        say("plan_page.none", reader=here.reader()),
        icon=":material/description:",
    )
    if not here.is_patient(here.me()):
        st.button(
            say("plan_page.write"),
            type="primary",
            key="write",
            on_click=navigation.go,
            args=("write_plan",),
        )


def draw_course(plans: CoursePlans, today: date) -> None:
    """Draw one medicine: the version that counts, then the others."""
    course = stretches(plans.versions)
    now = on_day(course, today)
    counting = now or next((each for each in course if each.first > today), course[-1])
    plan_rows.draw_heading(
        say("today.medicine", medicine=plans.course.medicine, form=plans.course.form),
        key=str(plans.course.id),
    )
    shown = next(each for each in plans.versions if each.version == counting.version)
    if now is None:
        draw_outside(counting.first, shown, today)
    draw_head(shown)
    fridge_print.offer(plans, today)
    draw_ways(plans)
    plan_rows.draw_signed(shown, plans.versions, today)
    occupancy_overlay.draw_signed(shown.plan, key=f"{shown.course}-{shown.version}")
    draw_after(shown)
    draw_difference(shown, plans)
    draw_texts(shown, in_sight=too_hard_is_in_sight(course, today))
    draw_others([each for each in reversed(plans.versions) if each is not shown], plans, today)


def draw_outside(first: date, shown: PlanVersion, today: date) -> None:
    """Say that the plan has not begun, or is over."""
    ended = shown.plan.ends_on
    if first > today:
        st.info(say("plan_page.begins_on", day=first), icon=":material/event:")
    elif ended is not None:
        st.info(say("plan_page.ended_on", day=ended), icon=":material/event:")


def draw_head(shown: PlanVersion) -> None:
    """Say which version it is, who signed it, when and why."""
    version = say("plan_page.version", version=shown.version, day=shown.in_force_from)
    signed = say(
        "plan_page.signed",
        name=shown.signed_by_name,
        at=here.local(shown.signed_at),
        hash=shown.short_hash,
    )
    st.text(f"{version}\n{signed}")
    if shown.reason:
        pieces.own_words(say("plan_page.reason"), shown.reason)


def draw_after(shown: PlanVersion) -> None:
    """Say what follows after the last row."""
    st.header(say("plan_page.after"), anchor=False)
    st.text(plan_rows.ending_sentence(shown.plan))
    if shown.plan.ending:
        pieces.own_words(say("plan_page.then"), shown.plan.ending.then)


def draw_texts(shown: PlanVersion, *, in_sight: bool) -> None:
    """Draw the three texts; the first one is not before a patient until a week before a change."""
    plan = shown.plan
    if in_sight or not here.is_patient(here.me()):
        draw_text("plan_page.if_too_hard", plan.if_too_hard)
    elif plan.if_too_hard:
        st.caption(say("plan_page.too_hard_later"))
    draw_text("plan_page.if_missed", plan.if_missed)
    draw_text("plan_page.contact", plan.contact)


def draw_text(key: str, words: str) -> None:
    """Draw what the prescriber wrote, or that it was left empty."""
    st.header(say(key), anchor=False)
    st.text(words or say("plan_page.left_empty"))


def draw_ways(plans: CoursePlans) -> None:
    """Offer a prescriber the way to a change."""
    if not here.is_patient(here.me()):
        st.button(
            say("shell.change_plan"),
            icon=":material/edit_calendar:",
            key=f"to-change-{plans.course.id}",
            on_click=change_desk.begin,
            args=(plans.course.patient, plans.course.id),
        )


def draw_difference(shown: PlanVersion, plans: CoursePlans) -> None:
    """Draw what a version changed, beside what was in force before it."""
    before = [each for each in plans.versions if each.version < shown.version]
    if not before:
        return
    since = shown.in_force_from
    label = say("plan_page.difference", version=before[-1].version)
    with st.expander(label, key=f"difference-{shown.course}-{shown.version}"):
        rows = row_changes(spans_in_force(before, since), spans(shown.plan, since))
        plan_diff.draw(rows, key=f"{shown.course}-{shown.version}")


def draw_others(others: list[PlanVersion], plans: CoursePlans, today: date) -> None:
    """Draw the versions that don't count today, each closed and named as such."""
    if others:
        st.header(say("plan_page.other_versions"), anchor=False)
    course = stretches(plans.versions)
    for each in others:
        held = [stretch for stretch in course if stretch.version == each.version]
        label = name_of_other(each, held, today)
        with st.expander(label, key=f"version-{each.course}-{each.version}"):
            draw_head(each)
            plan_rows.draw_signed(each, plans.versions)
            st.text(plan_rows.ending_sentence(each.plan))
        draw_difference(each, plans)


def name_of_other(other: PlanVersion, held: list[Stretch], today: date) -> str:
    """Say on which days a version was, or will be, in force."""
    number = other.version
    if not held:
        return say("plan_page.never_in_force", version=number, day=other.in_force_from)
    if held[-1].last is None or held[-1].last >= today:
        return say("plan_page.coming", version=number, day=held[0].first)
    return say("plan_page.was_in_force", version=number, first=held[0].first, last=held[-1].last)


pieces.title(say("shell.plan"))
chosen = here.patient()
if chosen is None:
    st.info(say("shell.choose_patient"), icon=":material/group:")
else:
    draw(chosen)
