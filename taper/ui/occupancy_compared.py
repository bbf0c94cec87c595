"""Modelled occupancy of the days compared: for the prescriber, and for whom it is shared with."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import pandas as pd
import streamlit as st

from taper.charts.compare import ChartItems
from taper.charts.occupancy_panel import CurvesShown
from taper.errors import TaperError
from taper.people.person import Role
from taper.plan.dose import UG_PER_MG
from taper.plan.occupancy import Curve
from taper.plan.plan import CoursePlans, PlanVersion
from taper.record.columns import MISSING, whole
from taper.record.record import Record
from taper.ui import here, occupancy_pick
from taper.ui.labels import in_label
from taper.ui.occupancy_overlay import is_once_daily, said_of, source_line
from taper.words import say, say_error


def ask(shown: Record) -> tuple[CurvesShown, ...]:
    """Offer the occupancy of each medicine's planned doses; off until somebody switches it on."""
    return tuple(_ask(shown))


def _ask(shown: Record) -> Iterator[CurvesShown]:
    for place, plans in enumerate(shown.courses):
        if plans.versions and _may_see(plans) and (curves := _ask_one(shown, plans)):
            yield CurvesShown(medicine=place, curves=tuple(curves))


def _may_see(plans: CoursePlans) -> bool:
    return _prescribes() or bool(_shared(plans.versions))


def _prescribes() -> bool:
    return Role.PRESCRIBER in here.me().roles


def _shared(versions: Sequence[PlanVersion]) -> tuple[Curve, ...]:
    """Give what the newest signed version shares with the patient."""
    return versions[-1].plan.shared_curves


def _ask_one(shown: Record, plans: CoursePlans) -> Sequence[Curve]:
    """Give the curve that is drawn, then those of the other regions; () for none."""
    course = plans.course
    label = say("compare.occupancy", medicine=in_label(shown.name_of(course)))
    if not st.toggle(label, key=f"occupancy-on-{course.id}"):
        return ()
    steps = (step for each in plans.versions for step in each.plan.steps)
    if not all(is_once_daily(step.cycle) for step in steps):
        error = TaperError("method.occupancy_once_daily")
        st.markdown(f":material/error: {say_error(error)}")
        return ()
    shared = _shared(plans.versions)
    if not _prescribes():
        return shared
    if shared:
        return _ask_region(plans, shared)
    return occupancy_pick.ask(
        lambda name: f"occupancy-{name}-{course.id}",
        medicine=course.medicine,
        form=course.form,
        elsewhere={},
    )


def _ask_region(plans: CoursePlans, curves: Sequence[Curve]) -> Sequence[Curve]:
    """Give the shared curves, that of the region that is picked first; () before it is."""
    region = st.selectbox(
        say("expand.overlay_region"),
        [each.region for each in curves],
        index=None,
        placeholder=say("expand.region_hint"),
        key=f"occupancy-region-{plans.course.id}",
        width=occupancy_pick.WIDE,
    )
    return sorted(curves, key=lambda each: each.region != region) if region else ()


def tell(items: ChartItems, tables: Sequence[pd.DataFrame]) -> None:
    """Say below the chart what its panels of occupancy are, and where their curves come from."""
    for each in items.occupancy:
        medicine = items.medicines[each.medicine]
        with st.container(key=f"hint-occupancy-{each.medicine}", gap="xsmall"):
            st.text(say("compare.occupancy", medicine=medicine))
            for sentence in said_of(_doses(tables[each.medicine]), each.curves):
                st.caption(sentence)
            st.text(source_line(each.curves[0]))


def _doses(table: pd.DataFrame) -> list[Fraction]:
    """Give each planned dose of the days shown, once, in mg."""
    ug = whole(table["planned_ug"])
    return [Fraction(each, UG_PER_MG) for each in sorted(set(ug[ug != MISSING].tolist()))]
