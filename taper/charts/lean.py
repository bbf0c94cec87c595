"""Specifications made small: they travel at every run."""

from collections.abc import Callable
from typing import Any

_ASSUMED = ("type", "nominal")


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
    return without(spec, lambda name, value: name == "$schema" or (name, value) == _ASSUMED)


def without(spec: Any, is_left_out: Callable[[str, Any], bool]) -> Any:
    """Give *spec* without the names and values of which *is_left_out* is true, however deep."""
    if isinstance(spec, list):
        return [without(each, is_left_out) for each in spec]
    if isinstance(spec, dict):
        return {
            name: without(value, is_left_out)
            for name, value in spec.items()
            if not is_left_out(name, value)
        }
    return spec
