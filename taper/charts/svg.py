"""A chart as SVG for paper: the same specification that a browser draws, compiled here."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from taper.xml_text import fit_for_xml

VEGA_LITE = "6.4"  # the version that the pinned Streamlit ships
SIDES = 60  # px: room for the y axes, and the padding on the right
_FONTS = Path(__file__).parent.parent / "exports" / "fonts"


def svg(
    spec: Mapping[str, Any], frames: Mapping[str, pa.Table], *, width: int, sides: int = SIDES
) -> str:
    """Draw *spec* with its *frames*, *width* px wide; text stays text.

    *sides*: px of *width* that stand left and right of the panels.

    No clock and no network is asked: the same values give the same picture.
    """
    whole = {
        **spec,
        "datasets": {name: frame.to_pylist() for name, frame in frames.items()},
    }
    if "vconcat" in spec:  # each panel of a stack has a width of its own
        whole["vconcat"] = [{**each, "width": width - sides} for each in spec["vconcat"]]
    else:
        whole["width"] = width - sides
    drawn: str = _compiler().vegalite_to_svg(json.dumps(_fit(whole)), vl_version=VEGA_LITE)
    return _numbered(drawn)


def _fit(part: Any) -> Any:
    """Give *part* without characters that no XML holds: the compiler would end the whole process.

    It measures words as XML, and what it can't read there takes everybody's pages down with it.
    """
    match part:
        case str():
            return fit_for_xml(part)
        case Mapping():
            return {_fit(name): _fit(value) for name, value in part.items()}
        case list() | tuple():
            return [_fit(each) for each in part]
    return part


def _numbered(drawn: str) -> str:
    """Give what a picture names within itself numbers from 0: the compiler counts on and on."""
    names: dict[str, str] = {}

    def own(found: re.Match[str]) -> str:
        return names.setdefault(found[0], f"{found[1]}{len(names)}")

    return re.sub(r"\b(clip|gradient_)\d+\b", own, drawn)


@cache
def _compiler() -> Any:
    """Load the compiler with the first chart for paper, and give it the font it measures with."""
    import vl_convert

    vl_convert.register_font_directory(str(_FONTS))
    return vl_convert
