"""The compare chart made low enough for one screen or one page, with its names at the left."""

from typing import Any, NamedTuple

from taper.charts.axes import WINDOW
from taper.charts.lean import without
from taper.charts.theme import AXIS_ROOM, TEXT_SIZE

NAMES_ROOM = 150  # px at the left for names and numbers
HEIGHT = 470  # px, of all panels together; a long list of symptoms takes more
SPACING = 6  # px between panels
_LINE = 13  # px of a line of a name
NAME_SIZE = 12  # px
LEAST = 26 / 3  # px; a panel of doses has three of these shares, enough for its name and unit
_KEY, _LEGEND, _VERSIONS, _DAYS = 22, 20, 16, 36  # px
_EVENTS = 14  # px

Spec = dict[str, Any]


class Heights(NamedTuple):
    """In px; of symptoms, one row."""

    dose: int
    mood: int
    symptom: int
    sleep: int
    of_ten: int
    sheet: int
    events: int


def heights(medicines: int, symptoms: int, sheets: int, others: int, *, events: bool) -> Heights:
    """Share out what the page has room for; *others* are panels as high as the mood's."""
    row = 18 if symptoms <= 5 else 13 if symptoms <= 12 else 12
    panels = medicines + bool(symptoms) + sheets + others + events
    used = _KEY + medicines * _VERSIONS + _DAYS + SPACING * panels + events * _EVENTS
    used += _LEGEND + row * symptoms if symptoms else 0
    shares = 3 * medicines + 2 * others + 1.5 * sheets
    share = min(max((HEIGHT - used) / max(shares, 1), LEAST), 28)
    other, sheet = (round(max(times * share, 2 * _LINE)) for times in (2, 1.5))
    return Heights(
        dose=round(3 * share),
        mood=other,
        symptom=row,
        sleep=other,
        of_ten=other,
        sheet=sheet,
        events=_EVENTS,
    )


def on_one_page(spec: Spec) -> Spec:
    """Leave out what takes height: the brush, headings and keys above panels, dates between them.

    Each panel is named at its left by `headed`.
    """
    stack = [_named(panel) for panel in spec["vconcat"][:-1]]
    stack[:-1] = [_without_dates(panel) for panel in stack[:-1]]
    look = spec["config"]
    return {
        **spec,
        "vconcat": without(stack, lambda name, value: (name, value) == _ZOOMED),
        "params": [each for each in spec["params"] if each["name"] != WINDOW],
        "config": {
            **look,
            "concat": {"spacing": SPACING},
            "axisY": {**look["axisY"], "labelOverlap": "greedy"},
        },
    }


def headed(panel: Spec, heading: str, unit: str = "", *, above: bool = False) -> Spec:
    """Put the name of a panel at its left, and below it the unit of its axis; not twice.

    *above*: above its upper edge, where the rows of the panel have names of their own.
    """
    marks = [each for each in panel["layer"] if each.get("data") != _ONCE]
    names = [_beside(heading, -_LINE if above else 0, style="letters", fontWeight=600)]
    if unit:
        names.append(_beside(unit, _LINE))
    return {**panel, "layer": marks + names}


def keyed(panel: Spec, words: str) -> Spec:
    """Put what the marks of a panel mean above it."""
    look = {"fontSize": TEXT_SIZE, "fontWeight": 400, "offset": 4, "dx": -NAMES_ROOM}
    return {**panel, "title": {"text": words, **look}}


def _name(panel: Spec) -> tuple[str, str]:
    """Give the name of a panel and its unit: of "PHQ-9: points of 27", what is on either side."""
    heading, _, rest = str(panel["title"]["text"]).partition(": ")
    axes = (mark.get("encoding", {}).get("y", {}).get("axis") or {} for mark in panel["layer"])
    unit = next((str(axis["title"]) for axis in axes if axis.get("title")), "")
    return heading, rest or unit


def _named(panel: Spec) -> Spec:
    """Give a panel with its name at its left and none above it."""
    heading, unit = _name(panel)
    has_rows = any("legend" in _fill(mark) for mark in panel["layer"])
    return headed(_bare(panel), heading, unit, above=has_rows)


def _fill(mark: Spec) -> Spec:
    found: Spec = mark.get("encoding", {}).get("fill", {}).get("condition", {})
    return found


def _bare(panel: Spec) -> Spec:
    """Leave out the heading above a panel and the unit beside its axis."""
    kept = {name: value for name, value in panel.items() if name != "title"}
    return {**kept, "layer": [_unnamed(mark) for mark in panel["layer"]]}


def _unnamed(mark: Spec) -> Spec:
    y = mark.get("encoding", {}).get("y", {})
    if not y.get("axis"):
        return mark
    bare = {**y, "axis": {**y["axis"], "title": None}}
    return {**mark, "encoding": {**mark["encoding"], "y": bare}}


def _without_dates(panel: Spec) -> Spec:
    """Leave the dates to the last panel."""
    return {**panel, "layer": [_undated(mark) for mark in panel["layer"]]}


def _undated(mark: Spec) -> Spec:
    x = mark.get("encoding", {}).get("x", {})
    if "labelExpr" not in (x.get("axis") or {}):
        return mark
    return {**mark, "encoding": {**mark["encoding"], "x": {**x, "axis": {"labels": False}}}}


_ZOOMED = ("domain", {"param": WINDOW})
_ONCE: Spec = {"values": [{}]}  # a mark that is drawn once


def _beside(words: str, y: int, **look: Any) -> Spec:
    return {
        "data": _ONCE,
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "top",
            "clip": False,
            "fontSize": NAME_SIZE,
            "limit": NAMES_ROOM - 0.7 * AXIS_ROOM,  # what the numbers of the axis leave
            **look,
        },
        "encoding": {"x": {"value": -NAMES_ROOM}, "y": {"value": y}, "text": {"value": words}},
    }
