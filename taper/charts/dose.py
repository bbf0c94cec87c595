"""The dose panel: what was planned, and what was taken where it was something else."""

from typing import Any

import altair as alt

from taper.charts.axes import (
    DAY_MS,
    PLAN,
    TIMES,
    catcher,
    change_rules,
    is_touched,
    key,
    legible,
    nothing,
    panel,
    placed,
    pointed_day,
    px_of,
    touched_day,
    x,
    y,
)
from taper.charts.expressions import either, is_known, text
from taper.charts.theme import Palette
from taper.words import say

LABEL_WIDTH, SHORT_WIDTH, AHEAD_WIDTH = 66, 26, 96  # px that the words take
ROOM_FOR_HALO = 2  # px of a day
_CROSS = "M-1,-1L1,1M-1,1L1,-1"
# 0 mg lies a little above the panel's edge, where a cross at 0 mg is not cut in half.
_FOOT = 5  # px


def dose_heading(medicine: str, *, with_taken: bool = True) -> str:
    """Name a dose panel; without *with_taken* the planned dose alone is in it."""
    return say("chart.dose" if with_taken else "chart.dose_planned", medicine=medicine)


def doses_by_code(medicines: int) -> list[dict[str, Any]]:
    """Give what turns the codes that doses travel as into micrograms again."""
    return [
        {
            "lookup": f"{name}_code{number}",
            "from": {"data": {"name": "doses"}, "key": "code", "fields": ["ug"]},
            "as": [f"{name}{number}"],
        }
        for number in range(medicines)
        for name in ("planned", "taken")
    ]


def dose(
    colours: Palette, medicine: int, height: int, *, of: int = 1, with_taken: bool = True
) -> alt.LayerChart:
    """Draw the planned dose as steps, and the dose taken where it was another one.

    Without *with_taken* the reader may not know what was taken: no mark says "not recorded" then.
    *of* several, the first says what the marks mean and the last has the dates: each said again
    would push the mood off the first screen.
    """
    scale = alt.Scale(domainMin=0, nice=False, range=[height - _FOOT, 0])
    marks = ("chart.dose_key", "chart.dose_key_taken") if with_taken else ("chart.dose_key",)
    taken = (_unknown(colours, medicine, scale), _taken_otherwise(colours, medicine, scale))
    return panel(
        key(dose_heading("", with_taken=with_taken), *(() if medicine else marks)),
        height,
        change_rules(medicine),
        _version_rules(colours, medicine),
        _version_labels(medicine),
        *_planned(colours, medicine, scale),
        _headroom(medicine, scale),
        *(taken if with_taken else ()),
        nothing(f"planned{medicine}", "chart.no_plan", height),
        *_ahead_label(medicine),
        pointed_day(),
        *touched_day("datum.tip_day", *_touched(medicine, with_taken=with_taken)),
        catcher(f"dose{medicine}", labels=medicine == of - 1),
    )


def _touched(medicine: int, *, with_taken: bool) -> list[str]:
    """Give what a tap on a day says of a medicine."""
    names = ("planned", "taken", "since_planned", "since_taken")
    return [
        f"{text(f'chart.tip_{name}')} + ': ' + datum.tip_{name}{medicine}"
        for name in (names if with_taken else names[::2])
    ]


def planned_corners(medicine: int) -> alt.Chart:
    """Give the corners of one medicine's planned line; mg is null in a gap."""
    return (
        alt.Chart(PLAN)
        .transform_filter(f"datum.medicine == {medicine}")
        .transform_calculate(
            start=TIMES["start"], mg=either(is_known("ug"), "datum.ug / 1000", "null")
        )
    )


def _planned(colours: Palette, medicine: int, scale: alt.Scale) -> list[alt.Chart]:
    steps: dict[str, Any] = {
        "interpolate": "step-after",
        "invalid": "break-paths-show-domains",
        "color": colours.dose,
    }
    corners = planned_corners(medicine)
    so_far = corners.transform_filter("!datum.ahead").mark_area(fillOpacity=0.08, **steps)
    line = corners.mark_line(strokeWidth=2, **steps)
    dashes = alt.condition("datum.ahead", alt.value([5, 4]), alt.value([1, 0]))
    axis = y("mg", say("chart.dose_unit"), scale, tickCount=4)
    return [
        placed(so_far, x=x(), y=alt.Y("mg:Q", scale=scale, stack=None)),
        placed(line, x=x(), y=axis, detail="ahead:N", strokeDash=dashes),
    ]


def _headroom(medicine: int, scale: alt.Scale) -> alt.Chart:
    """Keep the top of the scale a tenth above the highest dose, so that its line is whole."""
    room = f"room{medicine}"
    highest = f"max(datum.planned{medicine}, datum.taken{medicine}) / 1000 * 1.1"
    unseen = (
        alt.Chart()
        .transform_calculate(**{room: highest})
        .transform_aggregate([alt.AggregatedFieldDef(op="max", field=room, **{"as": "top"})])
        .transform_calculate(top=either("datum.top > 0", "datum.top", "1"))
        .mark_point(opacity=0)
    )
    return placed(unseen, y=alt.Y("top:Q", scale=scale))


def _unknown(colours: Palette, medicine: int, scale: alt.Scale) -> alt.Chart:
    """Mark the days of a plan, up to today, on which the dose taken was not recorded."""
    planned, taken = f"planned{medicine}", f"taken{medicine}"
    days = (
        alt.Chart()
        .transform_filter(f"{is_known(planned)} && !{is_known(taken)} && !datum.ahead")
        .transform_calculate(mg=f"datum.{planned} / 1000")
    )
    hollow = days.mark_point(
        filled=True,
        fill=colours.background,
        stroke=colours.dose,
        strokeWidth=1,
        opacity=1,
    )
    size = alt.value(alt.expr(either(_has_room(medicine), "14", "5")))
    return placed(hollow, x=x("noon"), y=alt.Y("mg:Q", scale=scale), size=size)


def _taken_otherwise(colours: Palette, medicine: int, scale: alt.Scale) -> alt.Chart:
    """Mark the days on which the dose taken was another one than the plan's, or none."""
    planned, taken = f"datum.planned{medicine}", f"datum.taken{medicine}"
    days = (
        alt.Chart()
        .transform_filter(f"{is_known(f'taken{medicine}')} && {taken} !== {planned}")
        .transform_calculate(mg=f"{taken} / 1000")
    )
    missed = f"datum.answer{medicine} == 1"

    def either_way(cross: object, diamond: object) -> Any:
        return alt.condition(missed, alt.value(cross), alt.value(diamond))

    return placed(
        days.mark_point(opacity=1),
        x=x("noon"),
        y=alt.Y("mg:Q", scale=scale),
        shape=either_way(_CROSS, "diamond"),
        fill=either_way("transparent", colours.dose),
        stroke=either_way(colours.dose, colours.background),
        strokeWidth=either_way(2, alt.expr(_halo(medicine))),
        size=either_way(40, 60),
    )


def _halo(medicine: int) -> str:
    """Set a diamond off from the line; not where the next one's halo would paint it over."""
    return either(_has_room(medicine), "1", "0")


def _has_room(medicine: int) -> str:
    """Test whether the marks of two days in a row stand apart."""
    px_a_day = f"{px_of(medicine, str(DAY_MS))} - {px_of(medicine, '0')}"
    return f"({px_a_day} > {ROOM_FOR_HALO})"


def _version_rules(colours: Palette, medicine: int) -> alt.Chart:
    """Draw where each version begins."""
    rule = _versions(medicine).mark_rule(color=colours.dose, strokeDash=[1, 3])
    return placed(rule, x=x())


def _version_labels(medicine: int) -> alt.Chart:
    """Name each version above the stretch it was in force, in full where that fits."""
    begins = f"max(0, {_px(medicine, 'start')})"
    room = f"min(width, {_px(medicine, 'next')}) - {begins}"
    short = f"{text('chart.version_short')} + datum.version"
    says = f"{text('chart.version')} + ' ' + datum.version"
    fits = either(f"{room} > {SHORT_WIDTH}", short, "''")
    words = _versions(medicine).mark_text(align="left", baseline="bottom", clip=False)
    return placed(
        words,
        x=alt.value(alt.expr(begins)),
        y=alt.value(-3),
        text=alt.value(alt.expr(either(f"{room} > {LABEL_WIDTH}", says, fits))),
    )


def _versions(medicine: int) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=f"versions{medicine}"))


def _ahead_label(medicine: int) -> list[alt.Chart]:
    """Say where the days ahead begin; from the right edge where there is no room."""
    begins = _px(medicine, "start")
    fits = f"width - {begins} > {AHEAD_WIDTH}"
    first_ahead = (
        planned_corners(medicine)
        .transform_filter(f"datum.ahead && {is_known('ug')}")
        .transform_aggregate(day="min(day)")
        .transform_calculate(start=TIMES["start"])
    )
    return legible(
        first_ahead,
        align=alt.expr(either(fits, "'left'", "'right'")),
        baseline="top",
        opacity=alt.expr(either(f"{begins} < width && !{is_touched()}", "1", "0")),
        x=alt.value(alt.expr(either(fits, f"{begins} + 4", "width"))),
        y=alt.value(3),
        text=alt.value(say("chart.ahead")),
    )


def _px(medicine: int, field: str) -> str:
    """Give the place of a time of one medicine's panel in px."""
    return px_of(medicine, f"datum.{field}")
