"""The compare chart: planned, taken and felt, stacked on one time axis.

Each panel is a layer. Streamlit draws such a stack no wider than its container only if the
specification sets ``autosize`` itself and the page asks for ``width="stretch"``.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

import altair as alt
from pydantic import BaseModel

from taper.charts import beside, occupancy_panel, panels
from taper.charts.axes import DAY_MS, DAYS, TIMES, WINDOW, named, pointing
from taper.charts.dose import dose, dose_heading, doses_by_code
from taper.charts.expressions import either, is_known
from taper.charts.lean import hoisted, lean
from taper.charts.occupancy_panel import CurvesShown, occupancy_heading
from taper.charts.of_ten import of_ten
from taper.charts.one_page import NAMES_ROOM, Heights, headed, heights, keyed, on_one_page
from taper.charts.symptom_lines import symptom_lines
from taper.charts.theme import PALETTES, Mode, Palette, config
from taper.charts.tooltips import sentences, whole_day
from taper.diary.symptoms import Symptom
from taper.record.beside import InstrumentShown
from taper.words import say
from taper.words.language import kept_by_language


class ChartItems(BaseModel, frozen=True):
    """What the compare chart draws, in its order; names that are left out have no panel."""

    medicines: tuple[str, ...]  # the name above each dose panel, one per timeline
    occupancy: tuple[CurvesShown, ...] = ()  # of medicines for which somebody asked for it
    symptoms: tuple[Symptom, ...]
    symptoms_as: Literal["cells", "lines"] = "cells"
    mood: bool = True
    sleep: bool = True
    of_ten: tuple[str, ...] = ()  # columns of further answers from 0 to 10
    instruments: tuple[InstrumentShown, ...] = ()  # drawn with their points
    events: bool = False
    check_ins: bool = True  # False: check-ins aren't open to the reader, so nothing says "no entry"
    compact: bool = False  # for one screen or one page: lower, without keys and without the brush


ROOMY = Heights(dose=130, mood=110, symptom=30, sleep=70, of_ten=60, sheet=62, events=26)
DOSES, LEAST_DOSE = 300, 64  # px: of all panels of doses together, and of one of very many


class _Shape(NamedTuple):
    """What decides about the specification: nothing about a person."""

    medicines: int
    occupancy: tuple[int, ...]  # places of medicines
    symptoms: int
    symptoms_as: str
    mood: bool
    sleep: bool
    of_ten: tuple[str, ...]
    instruments: tuple[InstrumentShown, ...]
    events: bool
    check_ins: bool
    compact: bool


def compare_spec(items: ChartItems, *, mode: Mode) -> dict[str, Any]:
    """Give the specification without data; it names the frames of `compare_frames`.

    Only its shape is kept between calls. Names of medicines are put in here, and everything
    else about a person travels in the frames.
    """
    spec = copy(_spec(_shape(items), mode))
    own = _named(spec["vconcat"], items)
    tip = {"calculate": whole_day(items.medicines, with_taken=items.check_ins), "as": "tip"}
    return {
        **spec,
        "vconcat": own + spec["vconcat"][len(own) :],
        "transform": [*spec["transform"], tip],
    }


def _named(stack: list[dict[str, Any]], items: ChartItems) -> list[dict[str, Any]]:
    """Give the uppermost panels with the names of their medicines."""
    if items.compact:
        unit = say("chart.dose_unit")
        doses = zip(stack, items.medicines, strict=False)
        found = [headed(panel, medicine, unit) for panel, medicine in doses]
        if items.check_ins:
            found[:1] = [keyed(each, say("chart.dose_key_taken")) for each in found[:1]]
        return found  # what the marks mean is said once, above them all
    return [
        {**panel, "title": named(panel["title"], heading)}
        for panel, heading in zip(stack, _headings(items), strict=False)
    ]


def _shape(items: ChartItems) -> _Shape:
    return _Shape(
        medicines=len(items.medicines),
        occupancy=() if items.compact else tuple(each.medicine for each in items.occupancy),
        symptoms=len(items.symptoms),
        symptoms_as=items.symptoms_as,
        mood=items.mood,
        sleep=items.sleep,
        of_ten=items.of_ten,
        instruments=items.instruments,
        events=items.events,
        check_ins=items.check_ins,
        compact=items.compact,
    )


def _headings(items: ChartItems) -> Sequence[str]:
    """Give the headings that name a medicine, from the top."""
    of_doses = [dose_heading(each, with_taken=items.check_ins) for each in items.medicines]
    return of_doses + [
        occupancy_heading(items.medicines[each.medicine], each) for each in items.occupancy
    ]


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
_MEAN = either(is_known("mean_tenths"), "datum.mean_tenths / 10", "null")


@kept_by_language(64)
def _spec(shape: _Shape, mode: Mode) -> dict[str, Any]:
    medicines = shape.medicines
    stack = _stack(shape, mode)
    overview = panels.overview(PALETTES[mode], medicines)
    whole = alt.vconcat(*stack, overview, data=DAYS)
    chart = whole.resolve_scale(fill="independent").to_dict()
    sheets, has_events = len(shape.instruments), shape.events
    calculated = TIMES | {"mean": _MEAN} | sentences(medicines, shape.of_ten)
    calculated |= beside.sentences(sheets, has_events=has_events)
    calculated |= occupancy_panel.sentences(shape.occupancy)
    views = [
        layer["name"]
        for panel in chart["vconcat"][:-1]
        for layer in panel["layer"]
        if "name" in layer
    ]
    made = {
        **lean({**chart, "vconcat": [hoisted(each) for each in chart["vconcat"]]}),
        "transform": [
            *doses_by_code(medicines),
            *beside.lookups(sheets, has_events=has_events),
            *occupancy_panel.lookups(shape.occupancy),
            *({"calculate": each, "as": field} for field, each in calculated.items()),
        ],
        "params": chart["params"] + pointing(views),
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": config(mode),
        # One canvas instead of thousands of elements: a phone scrolls and zooms without a stall.
        "usermeta": {"embedOptions": {"renderer": "canvas"}},
    }
    return on_one_page(made) if shape.compact else made


def _stack(shape: _Shape, mode: Mode) -> list[alt.LayerChart]:
    """Give the panels from the top; the doses are the first, by whose numbers they are called."""
    colours: Palette = PALETTES[mode]
    high = _heights(shape)
    stack = [
        dose(colours, number, high.dose, of=shape.medicines, with_taken=shape.check_ins)
        for number in range(shape.medicines)
    ]
    stack += [occupancy_panel.occupancy(mode, number) for number in shape.occupancy]
    if shape.mood:
        stack.append(panels.mood(colours, high.mood))
    if shape.symptoms:
        slots = [f"s{number}" for number in range(shape.symptoms)]
        if shape.symptoms_as == "lines" and not shape.compact:
            stack.append(symptom_lines(colours, slots))
        else:
            room = NAMES_ROOM if shape.compact else 0
            stack.append(panels.symptoms(colours, slots, high.symptom, len(stack), names_room=room))
    if shape.sleep:
        stack.append(panels.sleep(colours, high.sleep))
    stack += [of_ten(colours, column, high.of_ten) for column in shape.of_ten]
    for number, each in enumerate(shape.instruments):
        stack.append(beside.sheet(colours, number, each, len(stack), high.sheet))
    if shape.events:
        stack.append(beside.events(colours, high.events))
    return [*stack, panels.recorded(colours)] if shape.check_ins else stack


def _heights(shape: _Shape) -> Heights:
    if not shape.compact:
        share = max(DOSES // max(shape.medicines, 1), LEAST_DOSE)
        return ROOMY._replace(dose=min(ROOMY.dose, share))
    others = shape.mood + shape.sleep + len(shape.of_ten)
    return heights(
        shape.medicines, shape.symptoms, len(shape.instruments), others, events=shape.events
    )
