"""How charts look: one hue per meaning, in light and in dark."""

from typing import Any, Literal, NamedTuple

from taper.charts.locale import vega_locale

Mode = Literal["light", "dark"]

AXIS_ROOM = 50  # px that every panel keeps for its y axis, so that a day is one vertical line
TEXT_SIZE = 13  # px of every word in a chart but its headings
FONT = "Atkinson Hyperlegible Next, sans-serif"  # named as in .streamlit/config.toml


class Palette(NamedTuple):
    """Colours of one mode. Text has a contrast of at least 4.5:1 on *background*."""

    background: str  # the page's own, so that a chart is legible even where the mode is misjudged
    text: str
    quiet: str  # axis labels and keys
    grid: str
    rule: str  # a planned change, through every panel
    dose: str
    mood: str
    sleep: str
    recorded: str
    sheet: str  # points of a questionnaire
    event: str
    severity: tuple[str, str, str, str]  # none … severe: one hue, further from the background


PALETTES: dict[Mode, Palette] = {
    "light": Palette(
        background="#ffffff",
        text="#16302e",
        quiet="#4a605d",
        grid="#e6eceb",
        rule="#b3c1be",
        dose="#0b6b66",
        mood="#4338ca",
        sleep="#3a6ea5",
        recorded="#5f7370",
        sheet="#4338ca",
        event="#4a605d",
        severity=("#f8e6b8", "#f0b440", "#c8740c", "#763c00"),
    ),
    "dark": Palette(
        background="#101817",
        text="#e7efed",
        quiet="#a8bab7",
        grid="#22302e",
        rule="#4b5f5c",
        dose="#6cc9c1",
        mood="#a9b4ff",
        sleep="#86b8ea",
        recorded="#8fa39f",
        sheet="#a9b4ff",
        event="#a8bab7",
        severity=("#3f3218", "#85601c", "#d09428", "#ffdf9e"),
    ),
}


def config(mode: Mode) -> dict[str, Any]:
    """Give the Vega-Lite configuration of *mode*."""
    colours = PALETTES[mode]
    quiet = {
        "labelColor": colours.quiet,
        "labelFontSize": TEXT_SIZE,
        "titleColor": colours.quiet,
        "titleFontSize": TEXT_SIZE,
        "titleFontWeight": 400,
    }
    return {
        "background": colours.background,
        "font": FONT,
        "padding": {"left": 0, "right": 8, "top": 4, "bottom": 4},
        "view": {"stroke": None},
        "concat": {"spacing": 18},
        "title": _headings(colours),
        "axis": {
            **quiet,
            "gridColor": colours.grid,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
        },
        "axisX": {
            "title": None,
            "grid": False,
            "labelFlush": True,
            "labelOverlap": "greedy",
            "labelSeparation": 10,
        },
        "axisY": {"minExtent": AXIS_ROOM, "maxExtent": AXIS_ROOM, "titleX": 14 - AXIS_ROOM},
        "mark": {"tooltip": None},  # the bars over each day say everything
        "text": {"fontSize": TEXT_SIZE, "color": colours.quiet},
        "style": _styles(colours),
        "legend": quiet,
        **vega_locale(),
    }


def _styles(colours: Palette) -> dict[str, Any]:
    """Give what marks of several panels share: text over marks is a halo, then its letters."""
    return {
        "halo": {
            "fillOpacity": 0,
            "stroke": colours.background,
            "strokeWidth": 4,
            "strokeJoin": "round",
        },
        "letters": {"color": colours.text},
        "touched": {"align": "right", "baseline": "top", "lineBreak": "\n"},
        "change": {"color": colours.rule},
        "pointed": {"color": colours.text, "strokeDash": [2, 2]},
    }


def _headings(colours: Palette) -> dict[str, Any]:
    return {
        "anchor": "start",
        "align": "left",
        "frame": "group",
        "color": colours.text,
        "fontSize": 15,
        "fontWeight": 600,
        "subtitleColor": colours.quiet,
        "subtitleFontSize": TEXT_SIZE,
        "subtitlePadding": 3,
        "offset": 10,
        "dx": -AXIS_ROOM,  # headings begin where the units of the y axes stand
    }
