"""Panels of one answer a day from 0 to 10, beside the mood: quality of sleep, usual things."""

import altair as alt

from taper.charts.axes import (
    catcher,
    change_rules,
    key,
    nothing,
    panel,
    placed,
    pointed_day,
    touched_day,
    x,
    y,
)
from taper.charts.expressions import text
from taper.charts.theme import Palette
from taper.words import say


def of_ten(colours: Palette, column: str, height: int) -> alt.LayerChart:
    """Draw each day's answer as a dot; *column* is the timeline's."""
    scale = alt.Scale(domain=[0, 10], range=[height - 4, 4])
    hue = colours.sleep if column == "sleep_quality" else colours.recorded
    dots = alt.Chart().mark_circle(color=hue, size=18, opacity=0.8)
    axis = y(column, say("chart.mood_unit"), scale, values=[0, 5, 10])
    said = {say(f"chart.{column}"): f"tip_{column}"}
    return panel(
        key(say(f"chart.{column}"), f"chart.{column}_key"),
        height,
        change_rules(),
        placed(dots, x=x("noon"), y=axis),
        nothing(column, "chart.nothing", height),
        pointed_day(),
        *touched_day(f"{text(f'chart.{column}')} + ': ' + datum.tip_{column}"),
        catcher(column, said),
    )
