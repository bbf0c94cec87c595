"""The compare chart: planned, taken and felt, stacked on one time axis.

Each panel is a layer. Streamlit draws such a stack no wider than its container only if the
specification sets ``autosize`` itself and the page asks for ``width="stretch"``.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import altair as alt
from pydantic import BaseModel

from taper.charts import panels
from taper.charts.axes import DAY_MS, DAYS, TIMES, WINDOW, pointing
from taper.charts.dose import dose, dose_heading
from taper.charts.expressions import either, is_known
from taper.charts.theme import PALETTES, Mode, config
from taper.charts.tooltips import sentences
from taper.diary.symptoms import Symptom


class ChartItems(BaseModel, frozen=True):
    """What the compare chart draws, in its order."""

    medicines: tuple[str, ...]  # the name above each dose panel, one per timeline
    symptoms: tuple[Symptom, ...]


def compare_spec(items: ChartItems, *, mode: Mode) -> dict[str, Any]:
    """Give the specification without data; it names the frames of `compare_frames`.

    Only its shape is kept between calls. Names of medicines are put in here, and everything
    else about a person travels in the frames.
    """
    spec = copy(_spec(len(items.medicines), len(items.symptoms), mode))
    named = [
        {**panel, "title": {**panel["title"], "text": heading}}
        for panel, heading in zip(spec["vconcat"], _headings(items), strict=False)
    ]
    return {**spec, "vconcat": named + spec["vconcat"][len(named) :]}


def _headings(items: ChartItems) -> Sequence[str]:
    return [dose_heading(medicine) for medicine in items.medicines]


def chosen_days(selection: Mapping[str, Any]) -> tuple[date, date] | None:
    """Give the first and the last day under the brush, from what the page's chart gave back.

    None where nothing is chosen, and for anything that a brush can't send.
    """
    edges = selection.get(WINDOW, {}).get("start", [])
    if len(edges) != 2 or not all(isinstance(edge, int | float) for edge in edges):
        return None
    start, end = sorted(edges)
    if not -_FURTHEST_MS < start < end < _FURTHEST_MS:
        return None
    epoch = date(1970, 1, 1)
    first, last = int(start // DAY_MS), int(-(-end // DAY_MS)) - 1
    return epoch + timedelta(days=first), epoch + timedelta(days=last)


_FURTHEST_MS = 500 * 365 * DAY_MS  # within what a date can hold
_MEAN = either(is_known("mean_hundredths"), "datum.mean_hundredths / 100", "null")


@lru_cache(maxsize=32)
def _spec(medicines: int, symptoms: int, mode: Mode) -> dict[str, Any]:
    colours = PALETTES[mode]
    stack = [dose(colours, number, medicines) for number in range(medicines)]
    stack.append(panels.mood(colours, medicines))
    if symptoms:
        slots = [f"s{number}" for number in range(symptoms)]
        stack.append(panels.symptoms(colours, slots, medicines))
    stack += [panels.sleep(colours, medicines), panels.recorded(colours, medicines)]
    whole = alt.vconcat(*stack, panels.overview(colours, medicines), data=DAYS)
    chart = whole.resolve_scale(fill="independent").to_dict()
    calculated = TIMES | {"mean": _MEAN} | sentences(medicines)
    views = [
        layer["name"]
        for panel in chart["vconcat"][:-1]
        for layer in panel["layer"]
        if "name" in layer
    ]
    return {
        **_lean(chart),
        "transform": [
            {"calculate": expression, "as": field} for field, expression in calculated.items()
        ],
        "params": chart["params"] + pointing(views),
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": config(mode),
        # One canvas instead of thousands of elements: a phone scrolls and zooms without a stall.
        "usermeta": {"embedOptions": {"renderer": "canvas"}},
    }


def _lean(spec: Any) -> Any:
    """Leave out what Vega-Lite assumes anyway: the specification travels at every run."""
    if isinstance(spec, list):
        return [_lean(each) for each in spec]
    if isinstance(spec, dict):
        return {
            name: _lean(value)
            for name, value in spec.items()
            if (name, value) != ("type", "nominal") and name != "$schema"
        }
    return spec
