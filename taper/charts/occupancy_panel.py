"""The panel of modelled occupancy: of the planned doses, each day, beside what was recorded."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa
from pydantic import BaseModel, Field

from taper.charts.axes import (
    DAY_MS,
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
from taper.charts.expressions import either, is_known, text
from taper.charts.occupancy import COLOUR, DASHES, LINE
from taper.charts.theme import Mode
from taper.plan.dose import UG_PER_MG
from taper.plan.occupancy import CAP_PERCENT, Curve, shown_percent, spread
from taper.record.columns import MISSING, Numbers, whole
from taper.words import say, say_values

HEIGHT = 90  # px


class CurvesShown(BaseModel, frozen=True):
    """The curve that a medicine's panel draws, and then those of the other regions."""

    medicine: int  # its place among the medicines of the chart
    curves: tuple[Curve, ...] = Field(min_length=1)


def occupancy_heading(medicine: str, shown: CurvesShown) -> str:
    """Name the panel: whose doses, and which part of the brain."""
    return say("chart.occupancy", medicine=medicine, region=shown.curves[0].region)


def occupancy(mode: Mode, medicine: int) -> alt.LayerChart:
    """Draw the curve's line and the band across regions, a piece for each planned dose."""
    # The ends lie a little inside the panel's edges, where no line is cut in half.
    scale = alt.Scale(domain=[0, int(CAP_PERCENT)], range=[HEIGHT - 2, 2], nice=False)
    pieces = alt.Chart(alt.NamedData(name=f"occupancy{medicine}")).transform_calculate(
        start=f"datum.day * {DAY_MS}", end=f"(datum.last + 1) * {DAY_MS}"
    )
    band = pieces.mark_rect(color=COLOUR[mode], opacity=0.18)
    line = pieces.mark_rule(color=COLOUR[mode], strokeWidth=2.5)
    dashes = alt.condition("datum.scanned", alt.value(LINE), alt.value(DASHES))
    axis = y("percent", say("chart.occupancy_unit"), scale, values=[0, 50, 100])
    low, high = (alt.Y(f"{edge}:Q", scale=scale) for edge in ("low", "high"))
    field = f"tip_occupancy{medicine}"
    return panel(
        key("", "chart.occupancy_key", "chart.occupancy_key_marks"),
        HEIGHT,
        change_rules(medicine),
        placed(band, x=x(), x2="end:T", y=low, y2=high.shorthand),
        placed(line, x=x(), x2="end:T", y=axis, strokeDash=dashes),
        nothing(f"planned{medicine}", "chart.no_plan", HEIGHT),
        pointed_day(),
        *touched_day("datum.tip_day", f"datum.{field}"),
        catcher(f"occupancy{medicine}", {say("chart.tip_occupancy"): field}),
    )


def lookups(medicines: Sequence[int]) -> list[dict[str, Any]]:
    """Give what puts the modelled occupancy of a day's planned dose into the day's own row."""
    return [
        {
            "lookup": f"planned_code{number}",
            "from": {
                "data": {"name": f"occupancy{number}"},
                "key": "code",
                "fields": ["says"],
            },
            "as": [f"found_occupancy{number}"],
        }
        for number in medicines
    ]


def sentences(medicines: Sequence[int]) -> dict[str, str]:
    """Give the expressions that say what was found, or that no plan is in force."""
    return {
        f"tip_occupancy{number}": either(
            is_known(f"found_occupancy{number}"),
            f"datum.found_occupancy{number}",
            text("chart.tip_no_plan"),
        )
        for number in medicines
    }


def occupancy_frame(timeline: pd.DataFrame, doses: Numbers, shown: CurvesShown) -> pa.Table:
    """Give a piece for each run of days with one planned dose; days without a plan have none.

    *doses* are those that travel as codes. Nothing is drawn above 100 %.
    """
    ug = whole(timeline["planned_ug"])
    days = timeline["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    starts = np.flatnonzero((ug != MISSING) & (np.diff(ug, prepend=MISSING) != 0))
    stops = np.flatnonzero((ug != MISSING) & (np.diff(ug, append=MISSING) != 0))
    amounts = ug[starts].tolist()
    by_dose = {each: _of_dose(shown.curves, each) for each in set(amounts)}
    columns = {name: [by_dose[each][name] for each in amounts] for name in _KINDS}
    return pa.table(
        {
            "day": days[starts].astype(np.int32),
            "last": days[stops].astype(np.int32),
            "code": np.searchsorted(doses, ug[starts]).astype(np.int32),
            **{name: pa.array(columns[name], kind) for name, kind in _KINDS.items()},
        }
    )


_KINDS = {
    "percent": pa.float64(),
    "low": pa.float64(),
    "high": pa.float64(),
    "scanned": pa.bool_(),
    "says": pa.string(),
}


def _of_dose(curves: Sequence[Curve], ug: int) -> dict[str, Any]:
    mg = Fraction(ug, UG_PER_MG)
    lowest, highest = _across(curves, mg)
    return {
        "percent": float(shown_percent(curves[0].occupancy(mg))),
        "low": float(lowest),
        "high": float(highest),
        "scanned": curves[0].range_of(mg) == "inside",
        "says": occupancy_text(curves, ug),
    }


def _across(curves: Sequence[Curve], mg: Fraction) -> tuple[Fraction, Fraction]:
    """Give the lowest and the highest of all regions, as they are drawn."""
    own = curves[0].occupancy(mg)
    lowest, highest = spread(curves, mg) or (own, own)
    return shown_percent(lowest), shown_percent(highest)


def occupancy_text(curves: Sequence[Curve], ug: int) -> str:
    """Write the modelled occupancy of a dose: its region, all regions, and where nobody looked."""
    curve, mg = curves[0], Fraction(ug, UG_PER_MG)
    lowest, highest = _across(curves, mg)
    facts = {
        "percent": drawn_percent(curve, ug),
        "region": curve.region,
        "low": _written(lowest),
        "high": _written(highest),
    }
    across = "across" if len(curves) > 1 else "one"
    where = {"inside": "", "unknown": "_unknown"}.get(curve.range_of(mg), "_extrapolated")
    return say_values(f"chart.occupancy_{across}{where}", facts)


def drawn_percent(curve: Curve, ug: int) -> str:
    """Write where the curve is drawn at a dose, in %: never above 100."""
    return _written(shown_percent(curve.occupancy(Fraction(ug, UG_PER_MG))))


def _written(percent: Fraction) -> str:
    return f"{float(percent):.1f}"
