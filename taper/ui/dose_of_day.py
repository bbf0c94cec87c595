"""The signed dose of a day, in the prescriber's words, with its clock and the next change."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from taper.plan.dose import Dose
from taper.plan.in_force import (
    Stretch,
    last_change,
    next_change,
    on_day,
    stretches,
    too_hard_is_in_sight,
)
from taper.plan.plan import CoursePlans, PlanVersion
from taper.ui import here, pieces, plan_rows
from taper.words import figures, say


def draw(plans: CoursePlans, day: date) -> None:
    """Draw one medicine's card for *day*."""
    course = stretches(plans.versions)
    today = on_day(course, day)
    with st.container(border=True, key=f"dose-{plans.course.id}"):
        if today is None:
            _draw_outside(plans, course, day)
        else:
            version = next(each for each in plans.versions if each.version == today.version)
            _draw_dose(plans, today, day)
            with st.container(key=f"facts-{plans.course.id}", gap=None):
                _draw_clock(course, day)
                _draw_next(course, version, day)
            _draw_words(course, version, today, day)


def _draw_dose(plans: CoursePlans, today: Stretch, day: date) -> None:
    doses = today.step.doses_on(day)
    name = say("today.dose_of", medicine=plans.course.medicine, form=plans.course.form)
    st.metric(name, figures(Dose(ug=today.step.ug_on(day))))
    if len(doses) > 1 or doses[0].at:
        for timed in doses:
            st.text(say("today.at_time", at=timed.at or "", dose=timed.dose))
    for line in plan_rows.made_of_lines((doses,), None):
        st.text(line)
    if today.step.words:
        st.text(today.step.words)


def _draw_clock(course: tuple[Stretch, ...], day: date) -> None:
    changed = last_change(course, day)
    if changed is None:
        st.text(say("today.no_change_yet"))
    else:
        st.text(say("today.days_since", n=(day - changed).days, changed=changed))


def _draw_next(course: tuple[Stretch, ...], version: PlanVersion, day: date) -> None:
    ahead = next_change(course, day)
    ends = version.plan.ends_on
    if ahead is not None:
        dose = Dose(ug=ahead.step.ug_on(ahead.first))
        st.text(say("today.next_change", day=ahead.first, dose=dose))
    elif ends is not None:
        st.text(say("today.ends_on", day=ends))
    else:
        st.text(say("today.no_next_change"))


def _draw_words(
    course: tuple[Stretch, ...], version: PlanVersion, today: Stretch, day: date
) -> None:
    plan = version.plan
    shown = {
        "today.if_too_hard": plan.if_too_hard if too_hard_is_in_sight(course, day) else "",
        "today.if_missed": plan.if_missed,
        "today.contact": plan.contact,
    }
    with st.expander(
        say("today.words_of", name=version.signed_by_name), key=f"words-{version.course}"
    ):
        for key, words in shown.items():
            if words:
                pieces.own_words(say(key), words)
        st.caption(
            say(
                "today.signed",
                version=version.version,
                row=today.row,
                rows=len(plan.steps),
                name=version.signed_by_name,
                at=here.local(version.signed_at),
                hash=version.short_hash,
            )
        )


def _draw_outside(plans: CoursePlans, course: tuple[Stretch, ...], day: date) -> None:
    """Say that the plan has not begun, or ends here; never more than was signed."""
    st.markdown(f"**{say('today.plan_of')}**")
    st.text(say("today.medicine", medicine=plans.course.medicine, form=plans.course.form))
    if course and day < course[0].first:
        dose = Dose(ug=course[0].step.ug_on(course[0].first))
        st.text(say("today.begins_on", day=course[0].first, dose=dose))
    elif plans.versions:
        st.text(say("today.plan_ends_here"))
        ending = plans.versions[-1].plan.ending
        if ending and ending.then:
            pieces.own_words(say("today.then"), ending.then)


def looks(signed: Sequence[CoursePlans]) -> tuple[tuple[str, str], ...]:
    """Give who signed the newest plans, with each one's own words on when he or she looks."""
    newest = [each.versions[-1] for each in signed if each.versions]
    return tuple(
        dict.fromkeys(
            (each.signed_by_name, each.plan.contact) for each in newest if each.plan.contact
        )
    )
