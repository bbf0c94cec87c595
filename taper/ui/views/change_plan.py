"""Changing a signed plan from a day on: asked, read back as old and new rows, and signed."""

from datetime import date
from functools import partial

import streamlit as st

from taper import clock
from taper.actions import plans, requests
from taper.errors import TaperError
from taper.ids import CourseId, PatientId
from taper.people.person import Patient
from taper.plan.amendment import Change, Proposal, in_force_on, propose
from taper.plan.dose import Dose
from taper.plan.in_force import next_change, on_day, stretches
from taper.plan.plan import CoursePlans
from taper.ui import (
    change_desk,
    change_form,
    here,
    labels,
    navigation,
    pieces,
    plan_diff,
    plan_rows,
    request_list,
    section,
    signature_form,
    whose,
)
from taper.ui.change_desk import ChangeDesk
from taper.words import say


def draw(patient: PatientId) -> None:
    """Draw the page of one patient."""
    found = whose.draw(patient)
    signed = plans.signed_plans(here.clinic(), here.me(), patient, page="plan")
    listed = {each.course.id: each for each in signed if each.versions}
    if not listed:
        st.info(say("change_plan.nothing_signed"), icon=":material/description:")
        st.button(say("plan_page.write"), key="write", on_click=navigation.go, args=("write_plan",))
        return
    chosen = choose_course(patient, listed)
    if chosen is not None:
        draw_course(found, chosen)


def choose_course(patient: PatientId, listed: dict[CourseId, CoursePlans]) -> CoursePlans | None:
    """Ask which medicine; the only one there is opens by itself, since it decides nothing."""
    if len(listed) == 1:
        return next(iter(listed.values()))

    def label(course: CourseId) -> str:
        found = listed[course].course
        return labels.in_label(say("today.medicine", medicine=found.medicine, form=found.form))

    chosen = st.segmented_control(
        say("write_plan.which"), list(listed), format_func=label, key=f"change-course-{patient}"
    )
    return listed.get(CourseId(int(chosen))) if chosen is not None else None


def draw_course(patient: Patient, chosen: CoursePlans) -> None:
    """Draw what is changed about one medicine."""
    desk = change_desk.open_desk(chosen.course.id)
    today = clock.today(patient.zone)
    if desk.signed is not None:
        draw_signed(desk)
        return
    draw_now(chosen, today)
    draw_answered(desk, patient.id, chosen)
    change_form.ask_kind(desk)
    if desk.kind == "rewrite":
        draw_rewrite(patient.id, chosen.course.id)
    elif desk.kind:
        draw_change(desk, patient.id, chosen, today)
    pieces.answer()


def draw_now(chosen: CoursePlans, today: date) -> None:
    """Say what is in force today, and what comes next."""
    course = stretches(chosen.versions)
    now, ahead = on_day(course, today), next_change(course, today)
    medicine = say("today.medicine", medicine=chosen.course.medicine, form=chosen.course.form)
    plan_rows.draw_heading(medicine, key=f"change-{chosen.course.id}")
    with st.container(gap=None, key="change-now"):
        if now is None:
            st.text(say("change_plan.nothing_today"))
        else:
            dose = Dose(ug=now.step.ug_on(today))
            since = max(now.step.starts, now.first)
            st.text(say("change_plan.now", dose=dose, row=now.row, since=since))
        if ahead is not None:
            dose = Dose(ug=ahead.step.ug_on(ahead.first))
            st.text(say("today.next_change", day=ahead.first, dose=dose))


def draw_answered(desk: ChangeDesk, patient: PatientId, chosen: CoursePlans) -> None:
    """Keep the request that is being answered in sight."""
    if desk.answers is None:
        return
    asked = requests.requests_of(here.clinic(), here.me(), patient, page="requests")
    for each in asked:
        if each.id == desk.answers:
            with st.container(border=True, key="answers", gap="small"):
                st.text(say("request.answers"))
                request_list.draw_exchange(each, [chosen])


def draw_rewrite(patient: PatientId, course: CourseId) -> None:
    """Lead to the editor, which begins with the rows that were signed."""
    st.button(
        say("change_plan.to_editor"),
        type="primary",
        key="to-editor",
        on_click=open_editor,
        args=(patient, course),
    )


def open_editor(patient: PatientId, course: CourseId) -> None:
    """Open the editor with this medicine chosen."""
    st.session_state[f"course-{patient}"] = course
    navigation.go("write_plan")


def draw_change(desk: ChangeDesk, patient: PatientId, chosen: CoursePlans, today: date) -> None:
    """Ask for the change; once it is complete, read it back and ask for the signature."""
    change_form.ask_day(desk, today)
    try:
        day = change_desk.day_of(desk, today)
        if day is None:
            return
        change_form.ask_rest(desk, in_force_on(chosen.versions, day).plan, day)
        change = change_desk.change_of(desk)
        if change is None:
            return
        proposal = propose(chosen.versions, day, change, today=today)
    except TaperError as error:
        pieces.refuse(error)
        return
    with st.container(border=True, key="read-change"):
        draw_read_back(proposal)
        draw_signature(desk, patient, proposal, change, today)


def draw_read_back(proposal: Proposal) -> None:
    """Read the change back: every row from the day on, old and new."""
    section.heading(say("change_plan.read_title"), "read-change")
    st.text(
        say(
            "change_plan.read",
            version=proposal.of_version + 1,
            day=proposal.in_force_from,
        )
    )
    for version in proposal.gives_way:
        st.text(say("change_plan.gives_way", version=version))
    plan_diff.draw(proposal.rows, key="read")
    st.text(plan_rows.ending_sentence(proposal.plan))
    if "then" in proposal.texts and proposal.plan.ending:
        pieces.own_words(say("plan_page.then"), proposal.plan.ending.then)


def draw_signature(
    desk: ChangeDesk, patient: PatientId, proposal: Proposal, change: Change, today: date
) -> None:
    """Ask why, and for the password; a form, since a hidden field may be left by its own button."""
    signature_form.say_demo_password()
    with st.form(desk.key("signature"), border=False):
        st.text_area(say("write_plan.reason"), key=desk.key("reason"), height=80, max_chars=4000)
        signature_form.draw(
            password_key=desk.key(f"password-{desk.refused}"),
            button_key=desk.key("sign"),
            label=say("change_plan.sign"),
            on_click=sign,
            args=(desk, patient, proposal, change, today),
        )


def sign(
    desk: ChangeDesk, patient: PatientId, proposal: Proposal, change: Change, today: date
) -> None:
    """Sign what was read back; only a refused password is asked for again."""

    def act() -> str:
        try:
            return change_desk.sign(desk, patient, proposal, change, today)
        except TaperError as error:
            desk.refused += error.key == "plan.signature_refused"
            raise

    pieces.attempt(act)


def draw_signed(desk: ChangeDesk) -> None:
    """Say what was signed, and where it stands."""
    signed = desk.signed
    assert signed is not None  # noqa: S101 - asked by the caller
    with st.container(border=True, key="change-signed"):
        section.heading(say("change_plan.signed", version=signed.version), "change-signed")
        at, mark = here.local(signed.signed_at), signed.short_hash
        st.text(say("write_plan.signed_at", at=at, hash=mark, day=signed.in_force_from))
        with st.container(horizontal=True):
            st.button(
                say("write_plan.see_plan"),
                type="primary",
                key="see-plan",
                on_click=navigation.go,
                args=("plan",),
            )
            st.button(
                say("change_plan.another"), key="another-change",
                on_click=partial(change_desk.clear, desk),
            )  # fmt: skip


pieces.title(say("shell.change_plan"))
patient_id = here.patient()
if patient_id is None:
    st.info(say("shell.choose_patient"), icon=":material/group:")
else:
    draw(patient_id)
