"""The dose line of a plan that is being typed: drawn from the rows that are understood."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd

from taper.charts import locale
from taper.charts.expressions import mg
from taper.charts.theme import PALETTES, Mode, config
from taper.words import say
from taper.words.language import kept_by_language

Layers = alt.LayerChart | alt.FacetChart  # what altair says that a layering is

HEIGHT = 190  # px
DAY_MS = 86_400_000  # a day is drawn at its UTC midnight: the browser's own clock stays out of it
# How far the last row is drawn on where it has no end: a share of the line before it, for the eye.
DRAWN_ON = 0.06
ROW_ALONE_DAYS = 7

_CORNERS = alt.NamedData(name="corners")


@kept_by_language(2)
def plan_spec(mode: Mode) -> dict[str, Any]:
    """Give the specification without data; it names the frame of `plan_frames`."""
    return whole(dose_layers(mode), mode)


def whole(layers: Layers, mode: Mode) -> dict[str, Any]:
    """Give *layers* as a specification that fills the width there is."""
    chart = layers.properties(height=HEIGHT).to_dict()
    return {**chart, "autosize": {"type": "fit-x", "contains": "padding"}, "config": config(mode)}


def day_axis() -> alt.X:
    """Give the axis of days that every layer of the chart shares."""
    return alt.X(
        "start:T",
        title=None,
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(format="%-d %b %Y", grid=False, labelOverlap="greedy", tickCount=5),
    )


def dose_layers(mode: Mode) -> Layers:
    """Draw the dose as steps, a point where each row begins."""
    colours = PALETTES[mode]
    corners = alt.Chart(_CORNERS).transform_calculate(
        start=f"datum.day * {DAY_MS}",
        mg="datum.ug / 1000",
        dose=mg("ug"),
        begins=f"utcFormat(datum.start, {locale.day()})",
    )
    encoded = corners.encode(
        x=day_axis(),
        y=alt.Y(
            "mg:Q",
            scale=alt.Scale(domainMin=0, nice=True),
            axis=alt.Axis(title=say("chart.dose_unit"), tickCount=4),
        ),
        tooltip=[
            alt.Tooltip("begins:N", title=say("chart.tip_day")),
            alt.Tooltip("dose:N", title=say("chart.tip_planned")),
        ],
    )
    line = encoded.mark_line(
        interpolate="step-after", color=colours.dose, strokeWidth=2.5, tooltip=False
    )
    rows = encoded.transform_filter("datum.is_row").mark_point(
        color=colours.dose, filled=True, size=45, opacity=1
    )
    return alt.layer(line, rows)


def plan_frames(
    rows: Sequence[tuple[date, int]], until: date | None = None
) -> dict[str, pd.DataFrame]:
    """Give the corners of the line: *rows* are days and micrograms, in the order of days.

    *until* is the last day that the last row holds; the line ends when that day is over.
    """
    corners = [(day, ug, True) for day, ug in rows]
    if rows:
        last_day, last_ug = rows[-1]
        corners.append((last_day_drawn(rows[0][0], last_day, until), last_ug, False))
    return {
        "corners": pd.DataFrame(
            {
                "day": pd.Series([number_of(day) for day, _, _ in corners], dtype="int32"),
                "ug": pd.Series([ug for _, ug, _ in corners], dtype="int32"),
                "is_row": pd.Series([is_row for _, _, is_row in corners], dtype="bool"),
            }
        )
    }


def number_of(day: date) -> int:
    """Give a day as its number since 1 January 1970."""
    return (day - date(1970, 1, 1)).days


def last_day_drawn(first: date, last_row: date, until: date | None) -> date:
    """Give the day that the line of the last row is drawn to."""
    if until is not None and until >= last_row:
        return until + timedelta(days=1)
    if last_row == first:
        return first + timedelta(days=ROW_ALONE_DAYS)  # a line of one day can't be seen
    return last_row + timedelta(days=max(1, round((last_row - first).days * DRAWN_ON)))
