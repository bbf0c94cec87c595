"""Modelled occupancy over the dose line: off until switched on, and shared only if picked."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import partial

import streamlit as st

from taper.charts.occupancy import overlay_frames, overlay_spec
from taper.charts.plan import plan_frames
from taper.errors import TaperError
from taper.people.person import Role
from taper.plan.cycle import Cycle
from taper.plan.dose import UG_PER_MG, Dose
from taper.plan.occupancy import CAP_PERCENT, Curve, shown_percent, spread
from taper.plan.plan import Plan
from taper.plan.typed import ReadPlan
from taper.plan.typed_curve import typed_fields
from taper.ui import expander, here, labels, occupancy_pick, section
from taper.ui.desk import Desk
from taper.ui.row_facts import percent_text
from taper.words import say, say_error

Line = Sequence[tuple[date, int]]


def draw(desk: Desk, read: ReadPlan) -> Sequence[Curve]:
    """Ask whether and for which curve; give that curve first, then the others; () for none."""
    key, shared = _key(desk), desk.typed.shared_curves
    _seed(desk, shared)
    if not st.toggle(say("expand.overlay"), key=key("on"), persist_state="session"):
        return ()
    try:
        _check_once_daily(row.cycle for row in read.rows if row.cycle)
    except TaperError as error:
        st.markdown(f":material/error: {say_error(error)}")
        return ()
    course = desk.course
    curves = occupancy_pick.ask(
        key,
        medicine=course.medicine,
        form=course.form,
        elsewhere=expander.answers(desk),
        changed=partial(share, desk),
    )
    if curves:
        st.checkbox(
            say("expand.overlay_share"),
            key=desk.field("overlay-share", bool(shared)),
            on_change=share,
            args=(desk,),
        )
    return curves


def _key(desk: Desk) -> Callable[[str], str]:
    """Give the keys of the fields: they stay where rows are put on the desk anew."""
    return lambda name: f"overlay-{desk.course.id}-{name}"


def _seed(desk: Desk, shared: Sequence[Curve]) -> None:
    """Put what the draft shares into the fields, whenever a draft is put on the desk."""
    seeded = desk.key("overlay-seeded")
    if seeded in st.session_state or not shared:
        return
    key, state = _key(desk), st.session_state
    state[seeded] = state[key("on")] = True
    state[key("curve")] = "typed" if shared[0].typed else "listed"
    fields = typed_fields(shared[0]) if shared[0].typed else {"region": shared[0].region}
    for name, value in fields.items():
        state[key(name)] = value


def _check_once_daily(cycles: Iterable[Cycle]) -> None:
    if not all(map(is_once_daily, cycles)):
        raise TaperError("method.occupancy_once_daily")


def is_once_daily(cycle: Cycle) -> bool:
    """Whether a row is one dose once a day, the same every day."""
    return len(cycle) == 1 and len(cycle[0]) == 1


def share(desk: Desk) -> None:
    """Keep with the draft what the patient is to see, or that it is nothing."""
    desk.gather()
    shared, course = st.session_state.get(desk.key("overlay-share")), desk.course
    curves = occupancy_pick.picked_curves(_key(desk), medicine=course.medicine, form=course.form)
    kept = tuple(curves) if shared else ()
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
        for sentence in said_of([Fraction(ug, UG_PER_MG) for _, ug in line], curves):
            st.caption(sentence)
        st.text(source_line(curves[0]))


def source_line(curve: Curve) -> str:
    """Say where a curve comes from, and whether it was typed."""
    return say("occupancy.typed" if curve.typed else "occupancy.source", source=curve.source)


def said_of(doses: Sequence[Fraction], curves: Sequence[Curve]) -> list[str]:
    """Say what is drawn of *doses* in mg: which region, what the band is, and what the dashes."""
    curve = curves[0]
    region = labels.in_label(curve.region)  # somebody may have typed it
    said = [say("occupancy.about"), say("occupancy.region", region=region)]
    if len(curves) > 1:
        regions = ", ".join(each.region for each in curves)
        said.append(say("occupancy.spread", n=len(curves), regions=regions))
    ranges = {curve.range_of(dose) for dose in doses}
    if ranges & {"below", "above"}:
        said.append(say("occupancy.extrapolated"))
    if "unknown" in ranges:
        said.append(say("occupancy.unknown_typed" if curve.typed else "occupancy.unknown"))
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


def draw_signed(plan: Plan, *, key: str) -> None:
    """Draw the occupancy that a signed plan shares; offer it to a prescriber where it does not."""
    if plan.shared_curves:
        if all(is_once_daily(step.cycle) for step in plan.steps):
            _draw_plan(plan, plan.shared_curves, key=key)
    elif Role.PRESCRIBER in here.me().roles:
        _offer(plan, key=key)


def _offer(plan: Plan, *, key: str) -> None:
    """Offer the overlay to the prescriber alone: off until it is switched on."""
    if not st.toggle(say("expand.overlay"), key=f"overlay-on-{key}", persist_state="session"):
        return
    try:
        _check_once_daily(step.cycle for step in plan.steps)
    except TaperError as error:
        st.markdown(f":material/error: {say_error(error)}")
        return
    curves = occupancy_pick.ask(
        lambda name: f"overlay-{key}-{name}", medicine=plan.medicine, form=plan.form, elsewhere={}
    )
    if curves:
        _draw_plan(plan, curves, key=key)


def _draw_plan(plan: Plan, curves: Sequence[Curve], *, key: str) -> None:
    line = [(step.starts, step.cycle[0][0].dose.ug) for step in plan.steps]
    section.heading(say("occupancy.title"), f"occupancy-{key}")
    draw_chart(line, plan.ends_on, curves, key=f"occupancy-{key}")
    curve = curves[0]
    with st.expander(say("occupancy.rows"), key=f"occupancy-rows-{key}"):
        for day, ug in line:
            dose = Dose(ug=ug)
            percent = percent_text(shown_percent(curve.occupancy(dose.mg)))
            said = say("occupancy.of_row", percent=percent, region=curve.region)
            st.text(say("occupancy.row", day=day, dose=dose, said=said))
