"""Specifications made small, and made to fit one screen or one page."""

from typing import Any

from taper.charts.axes import WINDOW


def on_one_page(spec: dict[str, Any], medicines: int) -> dict[str, Any]:
    """Leave out what takes height: the brush, and keys but those of the doses."""
    stack = [
        {**panel, "title": _short(panel["title"], 1 if number < medicines else 0)}
        for number, panel in enumerate(spec["vconcat"][:-1])
    ]
    stack[medicines:-1] = [_without_labels(panel) for panel in stack[medicines:-1]]
    quiet = spec["config"]
    return {
        **spec,
        "vconcat": [_not_zoomed(panel) for panel in stack],
        "params": [each for each in spec["params"] if each["name"] != WINDOW],
        "config": {
            **quiet,
            "concat": {"spacing": 8},
            "title": {**quiet["title"], "fontSize": 13, "offset": 4},
        },
    }


def _short(title: dict[str, Any], lines: int) -> dict[str, Any]:
    """Keep the heading, and the last *lines* of its key."""
    kept = {name: value for name, value in title.items() if name != "subtitle"}
    return {**kept, "subtitle": title["subtitle"][-lines:]} if lines else kept


def _without_labels(panel: dict[str, Any]) -> dict[str, Any]:
    """Leave the dates to the first and the last panel."""
    layers = [
        {**mark, "encoding": {**mark["encoding"], "x": _unlabelled(mark["encoding"]["x"])}}
        if "labelExpr" in mark.get("encoding", {}).get("x", {}).get("axis", {})
        else mark
        for mark in panel["layer"]
    ]
    return {**panel, "layer": layers}


def _unlabelled(x: dict[str, Any]) -> dict[str, Any]:
    return {**x, "axis": {"labels": False}}


def _not_zoomed(spec: Any) -> Any:
    if isinstance(spec, list):
        return [_not_zoomed(each) for each in spec]
    if isinstance(spec, dict):
        return {
            name: _not_zoomed(value)
            for name, value in spec.items()
            if (name, value) != ("domain", {"param": WINDOW})
        }
    return spec


def hoisted(panel: dict[str, Any]) -> dict[str, Any]:
    """Say once for a panel what all of its marks say of their place in time: half of its bytes."""
    places = [mark["encoding"].get("x", {}) for mark in panel["layer"]]
    shared = {name: value for name, value in places[0].items() if name in {"scale", "type"}}
    if not shared:
        return panel
    layers = []
    for mark, x in zip(panel["layer"], places, strict=True):
        same = x and all(x.get(name) == value for name, value in shared.items())
        own = {name: value for name, value in x.items() if not same or name not in shared}
        layers.append({**mark, "encoding": {**mark["encoding"], **({"x": own} if x else {})}})
    return {**panel, "encoding": {"x": shared}, "layer": _paired(layers)}


def _paired(marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Say once what a halo and its letters share: everything but the mark."""
    found: list[dict[str, Any]] = []
    for mark in marks:
        before = found[-1] if found else {}
        own = {"mark": mark["mark"]}
        rest = {name: value for name, value in mark.items() if name != "mark"}
        if "mark" in before and "name" not in mark and before == {**rest, "mark": before["mark"]}:
            found[-1] = {**rest, "layer": [{"mark": before["mark"]}, own]}
        else:
            found.append(mark)
    return found


def lean(spec: Any) -> Any:
    """Leave out what Vega-Lite assumes anyway: the specification travels at every run."""
    if isinstance(spec, list):
        return [lean(each) for each in spec]
    if isinstance(spec, dict):
        return {
            name: lean(value)
            for name, value in spec.items()
            if (name, value) != ("type", "nominal") and name != "$schema"
        }
    return spec
