"""Modelled occupancy over the dose line: a second axis, dashed where nobody was scanned."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import altair as alt
import pandas as pd

from taper.charts.plan import (
    DAY_MS,
    Layers,
    day_axis,
    dose_layers,
    last_day_drawn,
    number_of,
    whole,
)
from taper.charts.theme import AXIS_ROOM, Mode
from taper.plan.dose import UG_PER_MG
from taper.plan.occupancy import CAP_PERCENT, Curve, shown_percent, spread
from taper.words import say
from taper.words.language import kept_by_language

# One hue of its own, in no other chart: occupancy is neither dose nor anything recorded.
COLOUR = {"light": "#8a2f6b", "dark": "#e3a6cf"}
DASHES, LINE = [5, 4], [1, 0]

_SEGMENTS = alt.NamedData(name="segments")


@kept_by_language(2)
def overlay_spec(mode: Mode) -> dict[str, Any]:
    """Give the specification without data; it names the frames of `overlay_frames`."""
    layers = alt.layer(dose_layers(mode), _occupancy(mode)).resolve_scale(y="independent")
    return whole(layers, mode)


def _occupancy(mode: Mode) -> Layers:
    """Draw a band across regions, and a line for each row in the region that was picked."""
    segments = alt.Chart(_SEGMENTS).transform_calculate(
        start=f"datum.first * {DAY_MS}", ends=f"datum.last * {DAY_MS}"
    )
    scale = alt.Scale(domain=[0, int(CAP_PERCENT)], nice=False)
    axis = alt.Axis(
        title=say("occupancy.axis"), orient="right", grid=False, tickCount=4, titleX=AXIS_ROOM - 6
    )
    band = segments.mark_rect(color=COLOUR[mode], opacity=0.18, tooltip=False).encode(
        x=day_axis(), x2="ends:T", y=alt.Y("low:Q", scale=scale, axis=axis), y2="high:Q"
    )
    line = segments.mark_rule(color=COLOUR[mode], strokeWidth=2.5).encode(
        x=day_axis(),
        x2="ends:T",
        y=alt.Y("percent:Q", scale=scale, axis=axis),
        strokeDash=alt.condition("datum.scanned", alt.value(LINE), alt.value(DASHES)),
        tooltip=[alt.Tooltip("said:N", title=say("occupancy.title"))],
    )
    return alt.layer(band, line)


def overlay_frames(
    rows: Sequence[tuple[date, int]],
    until: date | None,
    curve: Curve,
    regions: Sequence[Curve],
) -> dict[str, pd.DataFrame]:
    """Give one segment for each row: *rows* are days and micrograms, once a day, every day.

    *regions* are all curves of the medicine: the band is their lowest to highest. Nothing is
    drawn above 100 %.
    """
    ends = [day for day, _ in rows[1:]]
    if rows:
        ends.append(last_day_drawn(rows[0][0], rows[-1][0], until))
    found = [
        _segment(day, end, Fraction(ug, UG_PER_MG), curve, regions)
        for (day, ug), end in zip(rows, ends, strict=True)
    ]
    columns = ("first", "last", "percent", "low", "high", "scanned", "said")
    return {"segments": pd.DataFrame(found, columns=pd.Index(columns))}


def _segment(
    first: date, last: date, mg: Fraction, curve: Curve, regions: Sequence[Curve]
) -> tuple[int, int, float, float, float, bool, str]:
    low, high = spread(regions, mg) or (curve.occupancy(mg), curve.occupancy(mg))
    percent = float(shown_percent(curve.occupancy(mg)))
    said = say("occupancy.of_row", percent=f"{percent:.1f}", region=curve.region)
    edges = (float(shown_percent(low)), float(shown_percent(high)))
    scanned = curve.range_of(mg) == "inside"
    return (number_of(first), number_of(last), percent, *edges, scanned, said)
