"""Modelled occupancy of the days compared: for the prescriber, and for whom it is shared with."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from taper.actions import steps as stepping
from taper.errors import TaperError
from taper.people.person import Role
from taper.plan.occupancy import Curve
from taper.plan.plan import Course, CoursePlans, PlanVersion
from taper.record.columns import MISSING, whole
from taper.record.record import Record
from taper.ui import here
from taper.ui.occupancy_overlay import Line, draw_chart, is_once_daily
from taper.words import say, say_error


def draw(shown: Record, timelines: Sequence[tuple[Course | None, pd.DataFrame]]) -> None:
    """Offer the occupancy of each medicine's planned doses; nothing is drawn until it is asked."""
    tables = {course.id: table for course, table in timelines if course}
    for plans in shown.courses:
        if plans.versions and plans.course.id in tables and _may_see(plans):
            _draw_one(plans, tables[plans.course.id])


def _may_see(plans: CoursePlans) -> bool:
    return _prescribes() or bool(_shared(plans.versions))


def _prescribes() -> bool:
    return Role.PRESCRIBER in here.me().roles


def _shared(versions: Sequence[PlanVersion]) -> tuple[Curve, ...]:
    """Give what the newest signed version shares with the patient."""
    return versions[-1].plan.shared_curves


def _draw_one(plans: CoursePlans, table: pd.DataFrame) -> None:
    course = plans.course
    label = say("compare.occupancy", medicine=course.medicine)
    if not st.toggle(label, key=f"occupancy-on-{course.id}"):
        return
    try:
        curves = _curves(plans)
    except TaperError as error:
        st.markdown(f":material/error: {say_error(error)}")
        return
    chosen = _ask_region(course, curves)
    if chosen is None:
        return
    line, last = line_of(table)
    if line:
        draw_chart(line, last, chosen, key=f"occupancy-compared-{course.id}")


def _curves(plans: CoursePlans) -> Sequence[Curve]:
    """Give the curves there are; TaperError with the reason where there can be none."""
    steps = (step for each in plans.versions for step in each.plan.steps)
    if not all(is_once_daily(step.cycle) for step in steps):
        raise TaperError("method.occupancy_once_daily")
    shared = _shared(plans.versions)
    if shared or not _prescribes():
        return shared
    course = plans.course
    stepping.no_curve(course.medicine, course.form)
    return stepping.curves_for(course.medicine, course.form)


def _ask_region(course: Course, curves: Sequence[Curve]) -> Sequence[Curve] | None:
    """Give the curve of the region that is picked, then the others; what is shared is picked."""
    if not _prescribes():
        return curves
    region = st.selectbox(
        say("expand.overlay_region"),
        [each.region for each in curves],
        index=None,
        placeholder=say("expand.region_hint"),
        key=f"occupancy-region-{course.id}",
        width=420,
    )
    return sorted(curves, key=lambda each: each.region != region) if region else None


def line_of(table: pd.DataFrame) -> tuple[Line, date | None]:
    """Give each planned dose of *table* with its first day, and the last day of the last one.

    After a time without a plan it begins anew: what was taken then is not on file.
    """
    line: list[tuple[date, int]] = []
    last: date | None = None
    before = MISSING
    for moment, ug in zip(table["date"], whole(table["planned_ug"]).tolist(), strict=True):
        if ug != MISSING:
            if before == MISSING:
                line.clear()
            if ug != before:
                line.append((moment.date(), ug))
            last = moment.date()
        before = ug
    return line, last
