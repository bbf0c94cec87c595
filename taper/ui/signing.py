"""Reading a draft back as it will be signed, and signing it."""

from datetime import date

import streamlit as st

from taper.errors import TaperError
from taper.people.person import Patient
from taper.plan.diff import row_changes, spans, spans_in_force
from taper.plan.dose import Dose
from taper.plan.plan import Plan, PlanVersion
from taper.plan.reading import read_date
from taper.plan.typed import TEXTS, ReadPlan
from taper.ui import desk as desks
from taper.ui import (
    here,
    navigation,
    occupancy_overlay,
    pieces,
    plan_diff,
    plan_rows,
    signature_form,
)
from taper.ui.desk import Desk
from taper.words import say, say_error


def draw_read_back(desk: Desk, patient: Patient, versions: tuple[PlanVersion, ...]) -> None:
    """Draw the draft on file in full, then the fields that sign it."""
    read = desk.read()
    if read.plan is None:
        return
    with st.container(border=True, width=820, key="read-back"):
        st.header(say("write_plan.read_title"), anchor=False)
        _draw_plan(desk, read.plan, patient, version=len(versions) + 1)
        _draw_notices(read)
        st.divider()
        st.header(say("write_plan.sign_title"), anchor=False)
        _draw_signature(desk, versions)


def _draw_plan(desk: Desk, plan: Plan, patient: Patient, *, version: int) -> None:
    st.text(
        say(
            "write_plan.read_whose",
            name=patient.known_as,
            medicine=plan.medicine,
            form=plan.form,
            version=version,
        )
    )
    first, last = plan.steps[0], plan.steps[-1]
    st.text(
        say(
            "write_plan.read_rows",
            n=len(plan.steps),
            first=first.starts,
            dose=Dose(ug=first.ug_on(first.starts)),
            last=last.starts,
            last_dose=Dose(ug=last.ug_on(last.starts)),
        )
    )
    plan_rows.draw_plan(plan, key=f"{desk.course.id}-read")
    if plan.shared_curves:
        st.text(say("expand.overlay_shared", region=plan.shared_curves[0].region))
        st.text(occupancy_overlay.source_line(plan.shared_curves[0]))
    st.text(plan_rows.ending_sentence(plan))
    if plan.ending:
        pieces.own_words(say("plan_page.then"), plan.ending.then)
    for name in TEXTS:
        words = getattr(plan, name) or say("plan_page.left_empty")
        pieces.own_words(say(f"plan_page.{name}"), words)


def _draw_notices(read: ReadPlan) -> None:
    notices = [(row.number, problem) for row in read.rows for problem in row.problems]
    if notices:
        st.markdown(f"**{say('write_plan.notices')}**")
    for number, problem in notices:
        sentence = say(problem.key, reader=None, **problem.values)
        st.text(say("write_plan.at_row", number=number, sentence=sentence))


def _draw_signature(desk: Desk, versions: tuple[PlanVersion, ...]) -> None:
    if versions:
        _draw_in_force_from(desk, versions)
    st.text_area(
        say("write_plan.reason" if versions else "write_plan.reason_first"),
        key=desk.field("reason", desk.reason),
        height=80,
        max_chars=4000,
    )
    signature_form.say_demo_password()
    with st.form(desk.key("signature"), border=False):
        signature_form.draw(
            password_key=_password_key(desk),
            button_key=desk.key("sign"),
            label=say("write_plan.sign"),
            on_click=sign,
            args=(desk,),
        )
    if desk.place == "sign":
        pieces.answer()
    desk.reason = st.session_state[desk.key("reason")]


def _password_key(desk: Desk) -> str:
    """Give a new field after a refusal: emptying the old one is not seen by the browser."""
    return desk.key(f"password-{desk.refused}")


def _draw_in_force_from(desk: Desk, versions: tuple[PlanVersion, ...]) -> None:
    typed = st.text_input(
        say("write_plan.in_force_from"),
        key=desk.field("in-force-from", desk.in_force_from),
        help=say("write_plan.in_force_help"),
        autocomplete="off",
        width=360,
    )
    desk.in_force_from = typed or ""
    if desk.in_force_from.strip():
        try:
            day = read_date(desk.in_force_from)
            st.caption(say("write_plan.read_as", day=day))
            _draw_difference(desk, versions, day)
        except TaperError as error:
            st.text(say("write_plan.to_correct", sentence=say_error(error)))


def _draw_difference(desk: Desk, versions: tuple[PlanVersion, ...], day: date) -> None:
    """Draw the rows from *day* on beside those in force: what the signature changes."""
    plan = desk.read().plan
    if plan is not None:
        st.markdown(f"**{say('plan_page.difference', version=versions[-1].version)}**")
        rows = row_changes(spans_in_force(versions, day), spans(plan, day))
        plan_diff.draw(rows, key=f"{desk.course.id}-desk")


def sign(desk: Desk) -> None:
    """Sign with what stands in the fields; only a refused password is asked for again."""
    state = st.session_state
    in_force_from = state.get(desk.key("in-force-from"))
    reason, password = state.get(desk.key("reason"), ""), state.get(_password_key(desk), "")
    desk.place = "sign"

    def act() -> str:
        try:
            return desks.sign(desk, in_force_from=in_force_from, reason=reason, password=password)
        except TaperError as error:
            if error.key == "plan.signature_refused":
                desk.refused += 1
            raise

    pieces.attempt(act)


def draw_signed(desk: Desk, patient: Patient, signed: PlanVersion) -> None:
    """Say what was signed, and offer the plan page."""
    with st.container(border=True, width=820, key="signed"):
        st.header(say("write_plan.signed", version=signed.version), anchor=False)
        st.text(patient.known_as)
        st.text(
            say(
                "write_plan.signed_at",
                at=here.local(signed.signed_at),
                hash=signed.short_hash,
                day=signed.in_force_from,
            )
        )
        with st.container(horizontal=True):
            st.button(
                say("write_plan.see_plan"),
                type="primary",
                key="see-plan",
                on_click=navigation.go,
                args=("plan",),
            )
            st.button(
                say("write_plan.another_version"),
                key="another-version",
                on_click=desks.clear,
                args=(desk,),
            )
