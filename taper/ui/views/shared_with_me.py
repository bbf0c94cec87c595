"""What others share with a supporter: to look at, and nothing to change."""

from collections.abc import Sequence

import streamlit as st

from taper.actions import record, sharing
from taper.actions.sharing import Supported
from taper.people.grant import Section
from taper.plan.in_force import on_day, stretches
from taper.plan.plan import CoursePlans
from taper.record.record import Record
from taper.ui import (
    around_changes,
    compare_chart,
    days_shown,
    here,
    observe_form,
    offer_form,
    package_offer,
    panels_shown,
    pieces,
    plan_rows,
    section,
)
from taper.words import say


def which(found: Sequence[Supported]) -> Supported | None:
    """Ask whose diary is looked at, where there are several; None until it is said."""
    if len(found) == 1:
        return found[0]
    place = st.selectbox(
        say("sharing.who"),
        range(len(found)),
        index=None,
        format_func=lambda each: found[each].name,
        key="supported",
        placeholder=say("shell.choose_one"),
    )
    return None if place is None else found[place]


def draw(supported: Supported) -> None:
    """Draw everything that one person shares."""
    grant = supported.grant
    draw_offer(supported)
    shown = record.record(here.clinic(), here.me(), grant.patient, page="shared")
    if shown.is_empty:
        st.info(say("sharing.empty"), icon=":material/hourglass_empty:")
    else:
        draw_record(shown)
    if grant.may_observe:
        observe_form.draw(supported)


def draw_offer(supported: Supported) -> None:
    """Say what is shared and until when, and what is not: a gap below is no gap in the diary."""
    name, grant = supported.name, supported.grant
    left_out = frozenset(Section) - grant.sections
    st.text(say("sharing.you_see", name=name, sections=offer_form.names(grant.sections)))
    if grant.ends_soon(supported.today):
        st.info(say("sharing.ends_for_you", day=grant.last_day), icon=":material/event:")
    elif grant.last_day:
        st.text(say("sharing.you_see_until", day=grant.last_day))
    if left_out:
        st.text(say("sharing.not_shared", sections=offer_form.names(left_out)))
    st.text(say("sharing.read_only", name=name))


def draw_record(shown: Record) -> None:
    """Draw the chart, its table and the plan, of what is shared alone."""
    with st.container(horizontal=True, key="compare-choices"):
        first, last = days_shown.ask(shown)
        panels = panels_shown.ask(shown)
    timelines = shown.timelines(first, last)
    items = panels_shown.items(shown, [course for course, _ in timelines], panels)
    compare_chart.draw(shown, timelines, items)
    package_offer.offer(shown.patient.id, first, last)
    compare_chart.draw_table(shown, timelines, items)
    around_changes.draw(shown, (first, last))
    with_plan = [each for each in shown.courses if each.versions]
    if with_plan:
        section.heading(say("sharing.plan"), "plan")
        st.write(say("sharing.plan_about"))
    for each in with_plan:
        draw_plan(each, shown)


def draw_plan(plans: CoursePlans, shown: Record) -> None:
    """Draw the version that counts today, as it was signed."""
    course = stretches(plans.versions)
    now = on_day(course, shown.today)
    counting = now or next((each for each in course if each.first > shown.today), course[-1])
    version = next(each for each in plans.versions if each.version == counting.version)
    name = say("today.medicine", medicine=plans.course.medicine, form=plans.course.form)
    plan_rows.draw_heading(name, key=str(plans.course.id))
    st.text(say("plan_page.version", version=version.version, day=version.in_force_from))
    plan_rows.draw_signed(version, plans.versions, shown.today)
    st.text(plan_rows.ending_sentence(version.plan))


pieces.title(say("shell.shared_with_me"))
pieces.answer()
listed = sharing.supported(here.clinic(), here.me())
chosen = which(listed) if listed else None
if chosen is not None:
    draw(chosen)
elif not listed:
    st.info(say("sharing.nothing_shared"), icon=":material/group:")
