"""The signed plan in large rows, word for word; never a draft."""

from datetime import date

import streamlit as st

from taper import clock
from taper.actions import plans
from taper.ids import PatientId
from taper.plan.in_force import on_day, stretches, too_hard_is_in_sight
from taper.plan.plan import CoursePlans, PlanVersion
from taper.ui import here, hint, navigation, pieces, plan_rows, whose
from taper.words import say


def draw(patient: PatientId) -> None:
    """Draw the page of one patient."""
    found = whose.draw(patient)
    signed = plans.signed_plans(here.clinic(), here.me(), patient, page="plan")
    with_plan = [each for each in signed if each.versions]
    for each in with_plan:
        draw_course(each, clock.today(found.zone))
    if not with_plan:
        draw_none()


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
    plan_rows.draw_signed(shown, plans.versions, today)
    draw_after(shown)
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
    st.subheader(say("plan_page.after"), anchor=False)
    st.text(plan_rows.ending_sentence(shown.plan))
    if shown.plan.ending:
        pieces.own_words(say("plan_page.then"), shown.plan.ending.then)


def draw_texts(shown: PlanVersion, *, in_sight: bool) -> None:
    """Draw the three texts; the first one is not before a patient until a week before a change."""
    plan = shown.plan
    if in_sight or not here.is_patient(here.me()):
        draw_text("plan_page.if_too_hard", plan.if_too_hard)
    elif plan.if_too_hard:
        hint.draw(say("plan_page.too_hard_later"), key=f"later-{shown.course}")
    draw_text("plan_page.if_missed", plan.if_missed)
    draw_text("plan_page.contact", plan.contact)


def draw_text(key: str, words: str) -> None:
    """Draw what the prescriber wrote, or that it was left empty."""
    st.subheader(say(key), anchor=False)
    st.text(words or say("plan_page.left_empty"))


def draw_others(others: list[PlanVersion], plans: CoursePlans, today: date) -> None:
    """Draw the versions that don't count today, each closed and named as such."""
    if others:
        st.subheader(say("plan_page.other_versions"), anchor=False)
    ahead = {each.version for each in stretches(plans.versions) if each.first > today}
    for each in others:
        coming = each.version in ahead
        key = "plan_page.coming" if coming else "plan_page.was_in_force"
        label = say(key, version=each.version, day=each.in_force_from)
        with st.expander(label, key=f"version-{each.course}-{each.version}"):
            draw_head(each)
            plan_rows.draw_signed(each, plans.versions)
            st.text(plan_rows.ending_sentence(each.plan))


pieces.title(say("shell.plan"))
chosen = here.patient()
if chosen is None:
    st.info(say("shell.choose_patient"), icon=":material/group:")
else:
    draw(chosen)
