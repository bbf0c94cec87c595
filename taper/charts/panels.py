"""The panels below the dose: mood, symptoms, sleep, days recorded, and the whole range small."""

from typing import Any

import altair as alt

from taper.charts.axes import (
    SYMPTOMS,
    brush,
    catcher,
    change_rules,
    key,
    legible,
    nothing,
    of_pointed_day,
    panel,
    placed,
    pointed_day,
    px_of,
    row_y,
    touched_day,
    x,
    x_drawn,
    y,
)
from taper.charts.dose import planned_corners
from taper.charts.expressions import is_known, severity_words, text
from taper.charts.one_page import NAME_SIZE, NAMES_ROOM
from taper.charts.theme import Palette
from taper.charts.tooltips import tooltip
from taper.words import say

STRIP_HEIGHT, OVERVIEW_HEIGHT = 10, 34  # px
GAP = 2  # px between rows whose names stand beside them
NAME_ROOM = 18  # px of a symptom's row for its name and the halo around it; cells have the rest
LETTER, LEAST_NAME = 7, 66  # px of a letter of a panel's name, and kept for the name at least
SLEEP_HOURS_SHOWN = 14  # a fixed scale; longer sleep is marked at its top, not cut off silently


def mood(colours: Palette, height: int) -> alt.LayerChart:
    """Draw each day as a dot, and the trailing mean as a line that breaks at gaps."""
    # The ends lie a little inside the panel's edges, where no dot is cut in half.
    scale = alt.Scale(domain=[0, 10], range=[height - 4, 4])
    dots = alt.Chart().mark_circle(color=colours.mood, size=16, opacity=0.45)
    line = alt.Chart().mark_line(
        color=colours.mood,
        strokeWidth=2,
        strokeCap="round",  # a mean with none beside it is still a dot
        invalid="break-paths-show-domains",
    )
    axis = y("mean", say("chart.mood_unit"), scale, values=[0, 5, 10])
    return panel(
        key(say("chart.mood"), "chart.mood_key"),
        height,
        change_rules(),
        placed(dots, x=x("noon"), y=alt.Y("mood:Q", scale=scale)),
        placed(line, x=x("noon"), y=axis),
        nothing("mood", "chart.nothing", height),
        pointed_day(),
        *touched_day(
            f"{text('chart.tip_mood')} + ': ' + datum.tip_mood",
            f"{text('chart.tip_mood_mean')} + ': ' + datum.tip_mood_mean",
        ),
        catcher(
            "mood",
            {say("chart.tip_mood"): "tip_mood", say("chart.tip_mood_mean"): "tip_mood_mean"},
        ),
    )


def symptoms(
    colours: Palette, slots: list[str], row: int, place: int, *, names_room: int = 0
) -> alt.LayerChart:
    """Draw a row of cells per symptom, one cell per day; a day without an answer has none.

    *row*: px; the name stands above its cells and takes no width from a phone. With *names_room*,
    px, it stands at their left instead and takes no height. *place* is the panel's number in the
    stack, by which Vega-Lite calls its scale.
    """
    gap = (GAP if names_room else NAME_ROOM) / row
    # Half of it outside, all of that above the first row: each row is *row* px high.
    rows = alt.Scale(domain=slots, paddingInner=gap, paddingOuter=gap / 2, align=1)
    baseline, band = ("middle", 0.5) if names_room else ("bottom", 0)
    above = {"baseline": baseline, "y": alt.Y("slot:N", scale=rows, bandPosition=band)}
    # A longer name would make the chart narrower than the page; its tooltip has it whole.
    whole: dict[str, Any] = {
        "text": "label:N",
        "x": alt.value(-names_room),
        "limit": alt.ExprRef("width"),
    }
    if names_room:
        whole |= {"limit": names_room - GAP, "fontSize": NAME_SIZE}
    names = legible(alt.Chart(SYMPTOMS), align="left", **whole, **above)
    answers = legible(
        _folded(of_pointed_day(), slots).transform_filter(is_known("severity")),
        align="right",
        x=alt.value(alt.expr("width")),
        text="tip_severity:N",
        **above,
    )
    return panel(
        key(say("chart.symptoms"), "chart.symptoms_key"),
        row * len(slots),
        change_rules(),
        *names,
        pointed_day(),
        catcher("symptoms", labels=True),
        _cells(colours, slots, rows, place, beside_name=bool(names_room)),
        *answers,
    )


def _folded(days: alt.Chart, slots: list[str]) -> alt.Chart:
    """Give one row per day and symptom: wide is small to send, long is what a heatmap draws."""
    words = f"{severity_words()}[datum.severity]"
    return days.transform_fold([*slots], as_=["slot", "severity"]).transform_calculate(
        tip_severity=f"{is_known('severity')} ? {words} : {text('chart.tip_not_recorded')}"
    )


def _cells(
    colours: Palette, slots: list[str], rows: alt.Scale, place: int, *, beside_name: bool
) -> alt.Chart:
    named = alt.LookupData(SYMPTOMS, "slot", ["label"])
    cells = _folded(alt.Chart(), slots).transform_lookup("slot", named).mark_rect()
    legend = alt.Legend(
        title=None,
        direction="horizontal",
        symbolType="square",
        symbolSize=120,
        offset=0,
        padding=0,
        labelExpr=f"{severity_words()}[datum.value]",
        **(_beside_name() if beside_name else {"orient": "top"}),
    )
    ramp = alt.Scale(domain=[0, 1, 2, 3], range=list(colours.severity))
    severity: Any = alt.condition(
        is_known("severity"),
        alt.Color("severity:O", scale=ramp, legend=legend),
        alt.value("transparent"),
    )
    said = {say("chart.symptoms"): "label", say("chart.symptoms_unit"): "tip_severity"}
    return placed(
        cells,
        x=x(),
        x2=alt.value(alt.expr(_at_least_a_px(place))),
        y=row_y("slot", rows),
        fill=severity,
        tooltip=tooltip(said),
    )


def _beside_name() -> dict[str, Any]:
    """Begin beside the panel's name, in any language, and so end within a phone."""
    room = max(LEAST_NAME, LETTER * (len(say("chart.symptoms")) + 1))  # px
    return {"orient": "none", "legendX": room - NAMES_ROOM, "legendY": -16}


def _at_least_a_px(place: int) -> str:
    """End a day's cell a px on at least: many in one px would mix into a colour nobody chose."""
    begins, ends = (px_of(place, f"datum.{field}") for field in ("start", "end"))
    return f"max({ends}, {begins} + 1)"


def sleep(colours: Palette, height: int) -> alt.LayerChart:
    """Draw the hours slept as bars."""
    scale = alt.Scale(domain=[0, SLEEP_HOURS_SHOWN])
    hours = (
        alt.Chart()
        .transform_filter(is_known("sleep"))
        .transform_calculate(hours="datum.sleep / 60")
    )
    bars = hours.mark_rect(color=colours.sleep)
    over = hours.transform_filter(f"datum.hours > {SLEEP_HOURS_SHOWN}").mark_point(
        shape="triangle-up", filled=True, color=colours.text, size=30
    )
    axis = y("hours", say("chart.sleep_unit"), scale, values=[0, 7, SLEEP_HOURS_SHOWN])
    return panel(
        key(say("chart.sleep"), "chart.sleep_key"),
        height,
        change_rules(),
        placed(bars, x=x(), x2="end:T", y=axis, y2=alt.datum(0)),
        placed(over, x=x("noon"), y=alt.value(4)),
        nothing("sleep", "chart.nothing", height),
        pointed_day(),
        *touched_day(f"{text('chart.tip_sleep')} + ': ' + datum.tip_sleep"),
        catcher("sleep", {say("chart.tip_sleep"): "tip_sleep"}),
    )


def recorded(colours: Palette) -> alt.LayerChart:
    """Draw a thin strip with one cell for every day that has a record."""
    cells = alt.Chart().transform_filter("datum.recorded").mark_rect(color=colours.recorded)
    # Its own mark, not a value: a bad day stands for no number in any panel.
    bad_days = (
        alt.Chart()
        .transform_filter("datum.bad_day")
        .mark_point(shape="triangle-down", filled=True, color=colours.text, size=36, opacity=1)
    )
    said = {say("chart.tip_recorded"): "tip_recorded"}
    return panel(
        key(say("chart.recorded"), "chart.recorded_key"),
        STRIP_HEIGHT,
        change_rules(),
        placed(cells, x=x(), x2="end:T"),
        placed(bad_days, x=x("noon"), y=alt.value(STRIP_HEIGHT / 2)),
        pointed_day(),
        catcher("recorded", said, labels=True),
    )


def overview(colours: Palette, medicines: int) -> alt.LayerChart:
    """Draw the whole range small, to choose dates from."""
    ground = (
        alt.Chart()
        .transform_aggregate(start="min(start)", end="max(end)")
        .mark_rect(fill=colours.grid)
    )
    days = placed(ground, x=x_drawn(labels=True, zooms=False), x2="end:T")
    plans = [
        placed(
            planned_corners(number).mark_area(
                interpolate="step-after",
                invalid="break-paths-show-domains",
                color=colours.dose,
                fillOpacity=0.25,
            ),
            x=x(zooms=False),
            y=alt.Y("mg:Q", axis=None, stack=None),
            detail="ahead:N",
        )
        for number in range(medicines)
    ]
    title = key(say("chart.overview"))
    return panel(title, OVERVIEW_HEIGHT, days.add_params(brush(colours)), *plans)
