"""Modelled occupancy over the dose line: off until switched on, and shared only if picked."""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

import streamlit as st

from taper.actions import steps as stepping
from taper.charts.occupancy import overlay_frames, overlay_spec
from taper.charts.plan import plan_frames
from taper.errors import TaperError
from taper.plan.cycle import Cycle
from taper.plan.dose import Dose
from taper.plan.occupancy import CAP_PERCENT, Curve, shown_percent, spread
from taper.plan.plan import Plan
from taper.plan.typed import ReadPlan
from taper.ui import here, section
from taper.ui.desk import Desk
from taper.ui.row_facts import percent_text
from taper.words import say, say_error

Line = Sequence[tuple[date, int]]


def draw(desk: Desk, read: ReadPlan) -> Sequence[Curve]:
    """Ask whether and for which region; give that curve first, then the others; () for none."""
    on = st.toggle(say("expand.overlay"), key=desk.field("overlay", bool(desk.typed.shared_curves)))
    if not on:
        return ()
    try:
        curves = _curves(desk, read)
    except TaperError as error:
        st.markdown(f":material/error: {say_error(error)}")
        return ()
    regions = [each.region for each in curves]
    shared = desk.typed.shared_curves
    region = st.selectbox(
        say("expand.overlay_region"),
        regions,
        index=None,
        key=desk.field("overlay-region", shared[0].region if shared else None),
        placeholder=say("expand.region_hint"),
        on_change=share,
        args=(desk,),
        width=420,
    )
    if region is None:
        return ()
    ordered = sorted(curves, key=lambda each: each.region != region)
    st.checkbox(
        say("expand.overlay_share"),
        key=desk.field("overlay-share", bool(shared)),
        on_change=share,
        args=(desk,),
    )
    return ordered


def _curves(desk: Desk, read: ReadPlan) -> Sequence[Curve]:
    """Give the curves for exactly this medicine and form; refuse where there can be none."""
    stepping.no_curve(desk.course.medicine, desk.course.form)
    if not all(is_once_daily(row.cycle) for row in read.rows if row.cycle):
        raise TaperError("method.occupancy_once_daily")
    return stepping.curves_for(desk.course.medicine, desk.course.form)


def is_once_daily(cycle: Cycle) -> bool:
    """Whether a row is one dose once a day, the same every day."""
    return len(cycle) == 1 and len(cycle[0]) == 1


def share(desk: Desk) -> None:
    """Keep with the draft what the patient is to see, or that it is nothing."""
    desk.gather()
    state = st.session_state
    region, shared = state.get(desk.key("overlay-region")), state.get(desk.key("overlay-share"))
    curves = stepping.curves_for(desk.course.medicine, desk.course.form)
    ordered = sorted(curves, key=lambda each: each.region != region)
    kept = tuple(each.alone for each in ordered) if region and shared else ()
    desk.change(desk.typed.model_copy(update={"shared_curves": kept}))


def draw_chart(line: Line, until: date | None, curves: Sequence[Curve], *, key: str) -> None:
    """Draw the dose line with the occupancy of the first of *curves*, and what is to be said."""
    frames = plan_frames(line, until) | overlay_frames(line, until, curves[0], curves)
    st.vega_lite_chart(
        {**overlay_spec(here.mode()), "datasets": frames},
        width="stretch",
        theme=None,
        key=key,
        alt=say("occupancy.alt"),
    )
    with st.container(key=f"hint-occupancy-{key}", gap="xsmall"):
        for sentence in _said(line, curves):
            st.caption(sentence)
        st.text(say("occupancy.source", source=curves[0].source))


def _said(line: Line, curves: Sequence[Curve]) -> list[str]:
    curve, doses = curves[0], [Fraction(ug, 1000) for _, ug in line]
    said = [say("occupancy.about"), say("occupancy.region", region=curve.region)]
    if len(curves) > 1:
        regions = ", ".join(each.region for each in curves)
        said.append(say("occupancy.spread", n=len(curves), regions=regions))
    ranges = {curve.range_of(dose) for dose in doses}
    if ranges & {"below", "above"}:
        said.append(say("occupancy.extrapolated"))
    if "unknown" in ranges:
        said.append(say("occupancy.unknown"))
    if any(each.occupancy(dose) > CAP_PERCENT for each in curves for dose in doses):
        said.append(say("occupancy.capped"))
    return said


def of_row(curves: Sequence[Curve]) -> Callable[[Fraction], str]:
    """Give what writes the modelled occupancy of a dose: the table twin of the chart."""

    def write(mg: Fraction) -> str:
        curve = curves[0]
        low, high = spread(curves, mg) or (Fraction(0), Fraction(0))
        texts = [percent_text(shown_percent(each)) for each in (curve.occupancy(mg), low, high)]
        percent, lowest, highest = texts
        said = say("expand.overlay_row", percent=percent, region=curve.region)
        if len(curves) > 1:
            said = say(
                "expand.overlay_row_spread",
                percent=percent,
                region=curve.region,
                low=lowest,
                high=highest,
            )
        if curve.range_of(mg) in ("below", "above"):
            said = f"{said} {say('expand.overlay_row_extrapolated')}"
        return said

    return write


def draw_shared(plan: Plan, *, key: str) -> None:
    """Draw the occupancy that a signed plan shares, on the chart of its doses."""
    if not plan.shared_curves or not all(is_once_daily(step.cycle) for step in plan.steps):
        return
    line = [(step.starts, step.cycle[0][0].dose.ug) for step in plan.steps]
    section.heading(say("occupancy.title"), f"occupancy-{key}")
    draw_chart(line, plan.ends_on, plan.shared_curves, key=f"occupancy-{key}")
    curve = plan.shared_curves[0]
    with st.expander(say("occupancy.rows"), key=f"occupancy-rows-{key}"):
        for day, ug in line:
            dose = Dose(ug=ug)
            percent = percent_text(shown_percent(curve.occupancy(dose.mg)))
            said = say("occupancy.of_row", percent=percent, region=curve.region)
            st.text(say("occupancy.row", day=day, dose=dose, said=said))
