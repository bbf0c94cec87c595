"""Days since a change: one row per change under one another, or all in one, on the same scales."""

from typing import Any, Literal, NamedTuple

import altair as alt

from taper.charts.axes import DAY_MS, named, panel, placed
from taper.charts.expressions import either, is_known, severity_words, text
from taper.charts.locale import whole_day
from taper.charts.theme import PALETTES, Mode, Palette, config
from taper.record.alignment import LONGEST_DAYS, Clock
from taper.words import say
from taper.words.language import kept_by_language

Kind = Literal["mood", "severity", "sleep", "sleep_quality", "usual_things"]

LANE, LANE_TOP, LANE_BOTTOM = 68, 20, 60  # px of a row, and of its scale within it
OVERLAID = 200  # px of the scale that all changes share


class _Scale(NamedTuple):
    highest: float  # in the unit it is drawn in
    per_unit: int  # what travels, per unit
    words: str  # Vega expression for the ends, of datum.value 0 or 1
    says: str  # Vega expression for a value


def _scale(kind: Kind) -> _Scale:
    if kind in ("mood", "sleep_quality", "usual_things"):
        return _Scale(10, 1, "datum.value ? '10' : '0'", "'' + datum.value")
    if kind == "severity":
        words = severity_words()
        return _Scale(3, 1, f"{words}[datum.value ? 3 : 0]", f"{words}[datum.value]")
    hours = f"format(datum.value / 60, '.2~f') + ' ' + {text('chart.tip_hours')}"
    return _Scale(14, 60, "datum.value ? '14' : '0'", hours)


def since_change_spec(
    kind: Kind, label: str, changes: int, *, clock: Clock, mode: Mode, overlaid: bool = False
) -> dict[str, Any]:
    """Give the specification for *changes* rows; it names the frames of `since_change_frames`.

    *label* is what the values are called. *overlaid* puts all changes in one panel.
    """
    spec = _spec(kind, max(changes, 1), clock, mode, overlaid)
    heading = say(f"chart.since_{clock}", item=label)
    return {**spec, "title": named(spec["title"], heading)}


@kept_by_language(64)
def _spec(kind: Kind, changes: int, clock: Clock, mode: Mode, overlaid: bool) -> dict[str, Any]:
    colours = PALETTES[mode]
    scale = _scale(kind)
    height = OVERLAID if overlaid else LANE * changes
    layers = _Layers(colours, kind, scale, changes, overlaid)
    chart = panel(
        alt.TitleParams(
            say(f"chart.since_{clock}", item=""),
            subtitle=[
                say("chart.since_key_overlaid" if overlaid else "chart.since_key"),
                say("chart.since_key_after"),
            ],
        ),
        height,
        *([] if overlaid else [layers.names(), layers.next_changes()]),
        layers.line(),
        layers.dots(),
        layers.catcher(),
    )
    return {
        **chart.properties(data=alt.NamedData(name="values")).to_dict(),
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": config(mode),
        "usermeta": {"embedOptions": {"renderer": "canvas"}},
    }


class _Layers(NamedTuple):
    """The marks; a value's place is worked out in px, so that rows need no panels of their own."""

    colours: Palette
    kind: Kind
    scale: _Scale
    changes: int
    overlaid: bool

    @property
    def colour(self) -> str:
        """The hue of what is drawn."""
        return {
            "mood": self.colours.mood,
            "severity": self.colours.severity[2],
            "sleep": self.colours.sleep,
            "sleep_quality": self.colours.sleep,
            "usual_things": self.colours.recorded,
        }[self.kind]

    @property
    def ends(self) -> tuple[str, int, int]:
        """The lane that a row is in, and the top and bottom of its scale."""
        return ("0", 4, OVERLAID - 4) if self.overlaid else ("datum.lane", LANE_TOP, LANE_BOTTOM)

    def values(self) -> alt.Chart:
        lane, top, bottom = self.ends
        share = f"min(1, datum.value / {self.scale.highest * self.scale.per_unit})"
        place = f"{lane} * {LANE} + {bottom} - {bottom - top} * {share}"
        return alt.Chart().transform_calculate(place=either(is_known("value"), place, "null"))

    def y(self, field: str = "place") -> alt.Y:
        _, top, bottom = self.ends
        rows = 1 if self.overlaid else self.changes
        ticks = [row * LANE + end for row in range(rows) for end in (top, bottom)]
        height = OVERLAID if self.overlaid else LANE * self.changes
        words = self.scale.words.replace("datum.value", f"datum.value % {LANE} == {top % LANE}")
        axis = alt.Axis(title=None, values=ticks, labelExpr=words)
        scale = alt.Scale(domain=[0, height], range=[0, height])
        return alt.Y(f"{field}:Q", scale=scale, axis=axis)

    def x(self, field: str = "days_since") -> alt.X:
        weeks = list(range(0, LONGEST_DAYS + 1, 7))
        axis = alt.Axis(
            title=say("chart.since_days"), values=weeks, grid=True, orient="top", format="d"
        )
        scale = alt.Scale(domain=[-1, LONGEST_DAYS + 1])
        return alt.X(f"{field}:Q", scale=scale, axis=axis)

    def line(self) -> alt.Chart:
        path = self.values().mark_line(
            color=self.colour, strokeCap="round", invalid="break-paths-show-domains"
        )
        thick: Any = alt.condition("datum.chosen", alt.value(3), alt.value(1.5))
        return placed(
            path,
            x=self.x(),
            y=self.y(),
            detail=["lane:N", "after:N"],
            strokeWidth=thick if self.overlaid else alt.value(1.5),
            opacity=self._opacity(),
        )

    def dots(self) -> alt.Chart:
        points = self.values().transform_filter(is_known("value"))
        highest = self.scale.highest * self.scale.per_unit
        beyond = alt.condition(
            f"datum.value > {highest}", alt.value("triangle-up"), alt.value("circle")
        )
        return placed(
            points.mark_point(filled=True, color=self.colour, size=18),
            x=self.x(),
            y=self.y(),
            shape=beyond,
            opacity=self._opacity(),
        )

    def _opacity(self) -> Any:
        faint = 0.25 if self.overlaid else 0.35
        test = "!datum.after && datum.chosen" if self.overlaid else "!datum.after"
        return alt.condition(test, alt.value(1), alt.value(faint))

    def names(self) -> alt.Chart:
        lanes = alt.Chart(alt.NamedData(name="lanes")).transform_calculate(
            place=f"datum.lane * {LANE} + {LANE_TOP - 5}"
        )
        words = lanes.mark_text(
            align="left",
            baseline="bottom",
            color=self.colours.text,
            limit=alt.ExprRef("width"),
        )
        return placed(words, x=alt.value(0), y=self.y(), text="name:N")

    def next_changes(self) -> alt.Chart:
        """Draw where another change followed."""
        ends = alt.Chart(alt.NamedData(name="followed")).transform_calculate(
            top=f"datum.lane * {LANE} + {LANE_TOP}", bottom=f"datum.lane * {LANE} + {LANE_BOTTOM}"
        )
        rule = ends.mark_rule(color=self.colours.dose, strokeDash=[1, 3])
        return placed(rule, x=self.x(), y=self.y("top"), y2="bottom:Q")

    def catcher(self) -> alt.Chart:
        lane, top, bottom = self.ends
        unit = either("datum.days_since == 1", text("chart.tip_one_day"), text("chart.tip_days"))
        said = either(is_known("value"), self.scale.says, text("chart.tip_not_recorded"))
        bars = alt.Chart().transform_calculate(
            left="datum.days_since - 0.5",
            right="datum.days_since + 0.5",
            top=f"{lane} * {LANE} + {top - LANE_TOP}",
            bottom=f"{lane} * {LANE} + {bottom}",
            tip_day=f"utcFormat(datum.day * {DAY_MS}, {whole_day()})",
            tip_since=f"datum.days_since + ' ' + {unit}",
            tip_value=said,
        )
        return placed(
            bars.transform_lookup(
                "lane", alt.LookupData(alt.NamedData(name="lanes"), "lane", ["name"])
            ).mark_rect(fill="transparent"),
            x=self.x("left"),
            x2="right:Q",
            y=self.y("top"),
            y2="bottom:Q",
            tooltip=[
                alt.Tooltip("tip_day:N", title="title"),
                alt.Tooltip("name:N", title=say("chart.tip_change")),
                alt.Tooltip("tip_since:N", title=say("chart.tip_since")),
                alt.Tooltip("tip_value:N", title=say(f"chart.tip_{self.kind}")),
            ],
        )
