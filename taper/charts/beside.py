"""The panels of what is recorded beside the days: questionnaires with their points, and events."""

import altair as alt

from taper.charts.axes import (
    TIMES,
    catcher,
    change_rules,
    key,
    legible,
    panel,
    placed,
    pointed_day,
    px_of,
    touched_day,
    x,
    y,
)
from taper.charts.beside_frames import DAY_MS, plain
from taper.charts.event_words import sheet_heading
from taper.charts.expressions import either, is_known, text
from taper.charts.theme import Palette
from taper.record.beside import InstrumentShown
from taper.words import say

# px between two diamonds that both show their points: two digits, or as many as "1.231" has.
POINTS_ROOM, DECIMALS_ROOM = 15, 32
_EDGE = 5  # px from the panel's edge, so that no diamond is cut


def sheet(
    colours: Palette, number: int, shown: InstrumentShown, place: int, height: int
) -> alt.LayerChart:
    """Draw a diamond for each time a questionnaire was answered, on its whole scale.

    *place* is the panel's number in the stack, by which Vega-Lite calls its scale.
    """
    lowest, highest = plain(shown.lowest), plain(shown.maximum)
    scale = alt.Scale(domain=[lowest, highest], range=[height - _EDGE, _EDGE])
    frame = alt.Chart(alt.NamedData(name=f"sheets{number}")).transform_calculate(
        noon=TIMES["noon"], next_noon=f"(datum.next + 0.5) * {DAY_MS}"
    )
    counted = frame.transform_filter(is_known("points"))
    axis = y("points", say("chart.sheet_unit"), scale, values=[lowest, highest])
    diamonds = counted.mark_point(
        shape="diamond", filled=True, color=colours.sheet, size=70, opacity=1
    )
    open_ones = frame.transform_filter(f"!{is_known('points')}").mark_point(
        shape="diamond", fill=colours.background, stroke=colours.sheet, size=60, opacity=1
    )
    said = {shown.title: f"tip_sheet{number}"}
    return panel(
        key(sheet_heading(shown), "chart.score_key" if shown.elsewhere else "chart.sheet_key"),
        height,
        change_rules(),
        placed(diamonds, x=x("noon"), y=axis),
        placed(open_ones, x=x("noon"), y=alt.value(height - _EDGE)),
        *_points(counted, shown, scale, place),
        pointed_day(),
        *touched_day(f"datum.tip_sheet{number}"),
        catcher(f"sheet{number}", said),
    )


def _points(
    counted: alt.Chart, shown: InstrumentShown, scale: alt.Scale, place: int
) -> list[alt.Chart]:
    """Write the points beside the diamonds, where there is room for them."""
    # Where they would overlap, the tooltip says them; a mark's own text may ask for the scale.
    room = f"{px_of(place, 'datum.next_noon')} - {px_of(place, 'datum.noon')}"
    needed = DECIMALS_ROOM if shown.elsewhere else POINTS_ROOM
    words = either(f"{room} > {needed}", "'' + datum.points", "''")
    # Below the diamond in the upper half of the scale, above it in the lower half.
    middle = (plain(shown.lowest) + plain(shown.maximum)) / 2
    shift = either(f"datum.points > {middle}", "16", "-8")
    return legible(
        counted,
        align="center",
        baseline="alphabetic",
        dy=alt.expr(shift),
        x=x("noon"),
        y=alt.Y("points:Q", scale=scale),
        text=alt.value(alt.expr(words)),
    )


def events(colours: Palette, height: int) -> alt.LayerChart:
    """Draw a tick for each day on which something happened, a square for a treatment session."""
    ticks = alt.Chart(alt.NamedData(name="events")).transform_calculate(noon=TIMES["noon"])
    middle = alt.value(height / 2)
    sessions = ticks.transform_filter("datum.session").mark_point(
        shape="square", filled=True, color=colours.event, size=60, opacity=1
    )
    others = ticks.transform_filter("datum.other").mark_rule(color=colours.event, strokeWidth=2)
    said = {say("chart.events"): "tip_events"}
    return panel(
        key(say("chart.events"), "chart.events_key"),
        height,
        change_rules(),
        placed(others, x=x("noon"), y=alt.value(3), y2=alt.value(height - 3)),
        placed(sessions, x=x("noon"), y=middle),
        pointed_day(),
        *touched_day("datum.tip_events"),
        catcher("events", said),
    )


def lookups(instruments: int, *, has_events: bool) -> list[dict[str, object]]:
    """Give what puts the points and the events of a day into its own row, for its tooltip."""
    wanted = {f"sheets{number}": f"found_sheet{number}" for number in range(instruments)}
    if has_events:
        wanted["events"] = "found_events"
    return [
        {
            "lookup": "day",
            "from": {"data": {"name": frame}, "key": "day", "fields": ["says"]},
            "as": [field],
        }
        for frame, field in wanted.items()
    ]


def sentences(instruments: int, *, has_events: bool) -> dict[str, str]:
    """Give the expressions that say what was found, or that nothing is on file."""
    found = {
        f"tip_sheet{number}": either(
            is_known(f"found_sheet{number}"),
            f"datum.found_sheet{number}",
            text("chart.tip_not_answered"),
        )
        for number in range(instruments)
    }
    if has_events:
        found["tip_events"] = either(
            is_known("found_events"), "datum.found_events", text("chart.tip_none")
        )
    return found
