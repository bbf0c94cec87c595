"""The axes that panels share, the planned changes along them, and the day pointed at."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from taper.charts.expressions import either
from taper.charts.locale import day_and_month
from taper.charts.theme import AXIS_ROOM, Palette
from taper.charts.tooltips import tooltip
from taper.words import say

DAYS = alt.NamedData(name="days")  # of the whole stack; a mark that names no data draws these
PLAN = alt.NamedData(name="plan")
CHANGES = alt.NamedData(name="changes")
SYMPTOMS = alt.NamedData(name="symptoms")

# A day travels as its number since 1970 and is drawn from one UTC midnight to the next: the
# browser's own clock, which has days of 23 hours and midnights that don't exist, stays out of it.
DAY_MS = 86_400_000
TIMES = {
    "start": f"datum.day * {DAY_MS}",
    "noon": f"(datum.day + 0.5) * {DAY_MS}",
    "end": f"(datum.day + 1) * {DAY_MS}",
}

# The selections: the dates to zoom to, the day pointed at, and the same by a finger.
WINDOW, HOVER, TOUCH = "window", "hover", "touch"
# A finger's first touch is no pointer event on anything drawn, and lifting it is no leaving.
_DRAG = (
    "[pointerdown, window:pointerup] > window:pointermove!,"
    "[touchstart, window:touchend] > window:touchmove!"
)
_POINT, _LEAVE = "pointerover, touchstart", "pointerout[event.pointerType !== 'touch']"

_ZOOMED = alt.Scale(type="utc", domain={"param": WINDOW})
_WHOLE = alt.Scale(type="utc")

# 1 January is written as its year, the first of a month as the month, any other day in full.
_DATE_FORM = either("utcmonth(datum.value)", "'%b'", "'%Y'")
FITS_A_PHONE = 34  # letters of a heading in the width of 360 px
_WIDEST = f"width + {AXIS_ROOM}"  # px


def brush(colours: Palette) -> alt.Parameter:
    """Give the selection of dates that zooms every panel."""
    look = alt.BrushConfig(fill=colours.text, fillOpacity=0.12, stroke=colours.quiet)
    return alt.selection_interval(name=WINDOW, encodings=["x"], mark=look, on=_DRAG)


def pointing(views: list[str]) -> list[dict[str, Any]]:
    """Give the selections of the day that is pointed at, or touched, in any of *views*."""
    day = {"type": "point", "fields": ["day"]}
    return [
        {"name": HOVER, "select": {**day, "on": _POINT, "clear": _LEAVE}, "views": views},
        {"name": TOUCH, "select": {**day, "on": "touchstart", "clear": "dblclick"}, "views": views},
    ]


def x(field: str = "start", *, zooms: bool = True) -> alt.X:
    """Give a position on the one time axis, which the brush zooms; `x_drawn` draws the axis.

    Every mark names the scale: a panel zooms only if its uppermost one does.
    """
    return alt.X(f"{field}:T", scale=_ZOOMED if zooms else _WHOLE)


def x_drawn(*, labels: bool, zooms: bool = True) -> alt.X:
    """Give the time axis; the rules of planned changes are its only grid."""
    axis = (
        alt.Axis(labelExpr=_date_label(), tickCount=alt.ExprRef("width / 64"))
        if labels
        else alt.Axis(labels=False)
    )
    return alt.X("start:T", scale=_ZOOMED if zooms else _WHOLE, axis=axis)


def _date_label() -> str:
    form = either("utcdate(datum.value) > 1", day_and_month(), _DATE_FORM)
    return f"utcFormat(datum.value, {form})"


def px_of(place: int, milliseconds: str) -> str:
    """Give the place of a time in px; Vega-Lite calls a scale after its panel's *place*."""
    return f"scale('concat_{place}_x', {milliseconds})"


def y(field: str, unit: str, scale: alt.Scale, **axis: Any) -> alt.Y:
    """Give a y axis with its unit."""
    return alt.Y(f"{field}:Q", scale=scale, axis=alt.Axis(title=unit, **axis))


def row_y(field: str, scale: alt.Scale) -> alt.Y:
    """Give a y axis of rows that are named inside the panel; it takes the same room."""
    return alt.Y(f"{field}:N", scale=scale, axis=alt.Axis(title=None, labels=False, grid=False))


def placed(mark: alt.Chart, **channels: Any) -> alt.Chart:
    """Give *mark* with its *channels*."""
    chart: alt.Chart = mark.encode(**channels)
    return chart


def panel(title: alt.TitleParams, height: int, *layers: alt.Chart) -> alt.LayerChart:
    """Lay *layers* over one another, the first lowest."""
    return alt.LayerChart(layer=list(layers), title=title, height=height)


def key(heading: str, *lines: str) -> alt.TitleParams:
    """Give a heading that says what is drawn, and below it what each mark means."""
    subtitle = [say(line) for line in lines] if lines else alt.Undefined
    limit = alt.Undefined if _fits(heading) else alt.ExprRef(_WIDEST)
    return alt.TitleParams(heading, subtitle=subtitle, limit=limit)


def named(title: Mapping[str, Any], heading: str) -> dict[str, Any]:
    """Give a title that `key` made with another heading."""
    limit = {} if _fits(heading) else {"limit": {"expr": _WIDEST}}
    return {**title, "text": heading, **limit}


def _fits(heading: str) -> bool:
    """Whether a phone is wide enough for it; a longer one is cut at the width of the chart.

    It would make the chart narrower than the page; its facts in words have it whole.
    """
    return len(heading) <= FITS_A_PHONE


def change_rules(medicine: int | None = None) -> alt.Chart:
    """Draw a vertical rule at each planned change of one medicine, or of all."""
    rules = alt.Chart(CHANGES)
    if medicine is not None:
        rules = rules.transform_filter(f"datum.medicine == {medicine}")
    return placed(rules.mark_rule(style="change"), x=x())


def of_pointed_day(selection: str = HOVER) -> alt.Chart:
    """Give the one day that is pointed at, or nothing."""
    return alt.Chart().transform_filter({"param": selection, "empty": False})


def pointed_day() -> alt.Chart:
    """Draw the day that is pointed at, through every panel."""
    hair = of_pointed_day().mark_rule(style="pointed")
    return placed(hair, x=x("noon"))


def touched_day(*lines: str) -> list[alt.Chart]:
    """Write what a tooltip would say into the panel, since a finger's tap opens no tooltip."""
    says = " + '\\n' + ".join(lines)
    touched = of_pointed_day(TOUCH).transform_calculate(says=says)
    place = {"x": alt.value(alt.expr("width")), "y": alt.value(2), "text": "says:N"}
    return legible(touched, also="touched", **place)


def is_touched() -> str:
    """Test whether a day is touched, to clear the place where `touched_day` writes."""
    return f"length(data('{TOUCH}_store'))"


def legible(data: alt.Chart, **look: Any) -> list[alt.Chart]:
    """Write text over marks: a halo in the colour of the page below, the letters above.

    `also` names a style of the theme that both have besides their own.
    """
    channels = {channel: look.pop(channel) for channel in ("x", "y", "text")}
    look |= {"clip": False}
    also = look.pop("also", "")
    halo, letters = (
        data.mark_text(style=[style, also] if also else style, **look)
        for style in ("halo", "letters")
    )
    return [placed(halo, **channels), placed(letters, **channels)]


def nothing(field: str, sentence: str, height: int) -> alt.Chart:
    """Say *sentence* in the middle of a panel where *field* has no value on any day."""
    known = f"{field}_known"  # its own name: counts of one name would be added up into one
    counted = alt.AggregatedFieldDef(op="valid", field=field, **{"as": known})
    words = (
        alt.Chart()
        .transform_aggregate([counted])
        .transform_filter(f"datum.{known} == 0")
        .mark_text(clip=False)
    )
    middle = {"x": alt.value(alt.expr("width / 2")), "y": alt.value(height / 2)}
    return placed(words, **middle, text=alt.value(say(sentence)))


def catcher(
    view: str, values: Mapping[str, str] | None = None, *, labels: bool = False
) -> alt.Chart:
    """Lay an unseen bar over every day, so that pointing anywhere in it says what it holds.

    *values*: fields of the panel's own, by the name they have in the tooltip.
    """
    bars = alt.Chart(name=view).mark_rect(fill="transparent")
    days = x_drawn(labels=labels)
    return placed(bars, x=days, x2="end:T", tooltip=tooltip(values or {}))
