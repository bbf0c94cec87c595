"""One patient at a glance, for the prescriber: plan, requests, notes, exports, access, trail."""

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from taper import ids
from taper.actions import patients, plans, record, requests
from taper.actions.patients import DAYS_COUNTED, CourseLine, Overview, PatientLine
from taper.ids import PatientId
from taper.plan.dose import Dose
from taper.plan.in_force import last_change, stretches
from taper.plan.plan import CoursePlans
from taper.ui import (
    appointment_notes,
    change_desk,
    here,
    navigation,
    package_offer,
    patient_card,
    patient_mark,
    pieces,
    plan_rows,
    request_list,
    section,
    trail_lines,
    whose,
)
from taper.words import day, say

LINES_SHOWN = 50  # of the trail


def draw(patient: PatientId) -> None:
    """Draw the page of one patient."""
    found = whose.draw(patient)
    shown = patients.overview(here.clinic(), here.me(), patient)
    signed = plans.signed_plans(here.clinic(), here.me(), patient, page="patient")
    pieces.answer()
    draw_diary(shown.line)
    draw_plans(shown.line, signed)
    draw_requests(patient, signed)
    appointment_notes.draw(patient)
    draw_exports(patient, shown)
    draw_access(patient, shown)
    patient_mark.draw(found)
    draw_trail(patient)


def draw_diary(line: PatientLine) -> None:
    """Say how much of a diary there is, and what is open."""
    with st.container(gap=None, key="patient-facts"):
        if line.last_check_in:
            st.text(say("patient.last_check_in", day=line.last_check_in))
        if line.days_recorded is not None:
            st.text(say("patient.days", n=line.days_recorded, days=DAYS_COUNTED))
        for remark in patient_card.remarks(line, None):
            if remark != say("patients.no_course"):
                st.text(say("patient.also", remark=remark))


def draw_plans(line: PatientLine, signed: Sequence[CoursePlans]) -> None:
    """Draw where each medicine stands, with the ways to change it."""
    of_course = {each.course.id: each for each in signed}
    for each in line.courses:
        with st.container(border=True, key=f"standing-{each.course.id}", gap="small"):
            draw_standing(line, each, of_course[each.course.id])
    if not any(each.standing for each in line.courses):
        st.text(say("plan_page.none", reader="clinician"))
        st.button(
            say("shell.write_plan"),
            type="primary",
            key="go-write",
            on_click=navigation.go,
            args=("write_plan",),
        )


def draw_standing(line: PatientLine, each: CourseLine, signed: CoursePlans) -> None:
    """Draw one medicine: the dose of today, both ends of the row, and two buttons."""
    course, standing = each.course, each.standing
    name = say("today.medicine", medicine=course.medicine, form=course.form)
    plan_rows.draw_heading(name, key=f"of-{course.id}")
    said = patient_card.facts(line.model_copy(update={"is_new": False}), each)
    with st.container(gap=None, key=f"facts-{course.id}"):
        if standing and standing.ug is not None:
            st.text(say("patient.dose", dose=Dose(ug=standing.ug), step=said["step"]))
        changed = last_change(stretches(signed.versions), line.today)
        if changed:
            st.text(say("today.days_since", n=(line.today - changed).days, changed=changed))
        if said["next_change"]:
            st.text(say("patient.next_change", change=said["next_change"]))
    if signed.versions:
        with st.container(horizontal=True):
            for kind, label in (("hold", "patient.hold"), (None, "patient.other_change")):
                st.button(
                    say(label),
                    type="primary" if kind else "secondary",
                    key=f"begin-{kind}-{course.id}",
                    on_click=change_desk.begin,
                    args=(course.patient, course.id, kind),
                )


def draw_requests(patient: PatientId, signed: Sequence[CoursePlans]) -> None:
    """Draw the requests that are open, with the ways to answer."""
    asked = requests.requests_of(here.clinic(), here.me(), patient, page="patient")
    still_open = [each for each in asked if each.is_open]
    if still_open:
        section.heading(say("request.open_title"), "open-requests")
    for each in still_open:
        request_list.draw_open(each, [of for of in signed if of.versions])


def draw_exports(patient: PatientId, shown: Overview) -> None:
    """Offer the whole diary as a file."""
    section.heading(say("patient.exports"), "exports")
    if not shown.line.shares_diary:
        st.text(say("patient.diary_closed"))
        return
    with st.container(horizontal=True):
        st.link_button(
            say("patient.csv"),
            f"/export/timeline.csv?{urlencode({'patient': ids.to_text(patient)})}",
            icon=":material/download:",
            key="csv-file",
        )
        package_offer.offer(patient)


def draw_access(patient: PatientId, shown: Overview) -> None:
    """Say who can read what."""
    section.heading(say("patient.access"), "access")
    st.text(say("patient.prescribers", names=", ".join(shown.prescribers)))
    if shown.consent is None or not shown.consent.holds:
        st.text(say("patient.diary_closed"))
    else:
        st.text(say("patient.diary_open", day=day(here.local(shown.consent.agreed_at).date())))
    st.link_button(
        say("care.to_page"),
        f"/care?{urlencode({'patient': ids.to_text(patient)})}",
        icon=":material/group:",
        key="go-care",
    )


def draw_trail(patient: PatientId) -> None:
    """Show what others than the patient did with the record, newest first, when it is opened."""
    opened = st.expander(say("my_data.trail"), key="trail-open", on_change="rerun")
    if not opened.open:
        return
    with opened:
        st.caption(say("patient.trail_about"))
        lines = record.trail_of(here.clinic(), here.me(), patient)
        for trace, name in lines[:LINES_SHOWN]:
            st.text(trail_lines.line(trace, name))


pieces.title(say("shell.patient"))
chosen = here.patient()
if chosen is None:
    st.info(say("shell.choose_patient"), icon=":material/group:")
else:
    draw(chosen)
