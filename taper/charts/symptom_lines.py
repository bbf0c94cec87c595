"""Symptoms as small lines under one another: the same answers as the cells, on the same days."""

import altair as alt

from taper.charts.axes import (
    SYMPTOMS,
    catcher,
    change_rules,
    key,
    legible,
    of_pointed_day,
    panel,
    placed,
    pointed_day,
    x,
)
from taper.charts.expressions import either, is_known, severity_words, text
from taper.charts.theme import Palette
from taper.words import say

ROW, TOP, BOTTOM = 46, 21, 40  # px of a row, and of its scale from severe to none
SEVERE = 3


def symptom_lines(colours: Palette, slots: list[str]) -> alt.LayerChart:
    """Draw a line per symptom that breaks at days without an answer."""
    height = ROW * len(slots)
    scale = alt.Scale(domain=[0, height], range=[0, height])
    ends = [row * ROW + end for row in range(len(slots)) for end in (TOP, BOTTOM)]
    severe, none = text("chart.severity_3"), text("chart.severity_0")
    words = either(f"datum.value % {ROW} == {TOP}", severe, none)
    axis = alt.Axis(title=None, values=ends, labelExpr=words, grid=True, labelOverlap=False)
    folded = _folded(alt.Chart(), slots)
    lines = folded.mark_line(
        color=colours.severity[2],
        strokeWidth=1.5,
        strokeCap="round",  # a day with none beside it is still a dot
        invalid="break-paths-show-domains",
    )
    above = {"baseline": "bottom", "y": alt.Y("top:Q", scale=scale)}
    rows = alt.Chart(SYMPTOMS).transform_calculate(top=f"datum.lane * {ROW} + {TOP - 5}")
    # A longer name would make the chart narrower than the page; its tooltip has it whole.
    whole = {"text": "label:N", "limit": alt.ExprRef("width")}
    names = legible(rows, align="left", x=alt.value(0), **whole, **above)
    answers = legible(
        _folded(of_pointed_day(), slots).transform_calculate(top=f"datum.lane * {ROW} + {TOP - 5}"),
        align="right",
        x=alt.value(alt.expr("width")),
        text="tip_severity:N",
        **above,
    )
    return panel(
        key(say("chart.symptoms"), "chart.symptom_lines_key"),
        height,
        change_rules(),
        placed(lines, x=x("noon"), y=alt.Y("place:Q", scale=scale, axis=axis), detail="slot:N"),
        *names,
        pointed_day(),
        *answers,
        catcher("symptoms", labels=True),
    )


def _folded(days: alt.Chart, slots: list[str]) -> alt.Chart:
    share = f"datum.severity / {SEVERE}"
    place = f"datum.lane * {ROW} + {BOTTOM} - {BOTTOM - TOP} * {share}"
    return (
        days.transform_fold([*slots], as_=["slot", "severity"])
        .transform_lookup("slot", alt.LookupData(SYMPTOMS, "slot", ["lane"]))
        .transform_calculate(
            place=either(is_known("severity"), place, "null"),
            tip_severity=either(
                is_known("severity"),
                f"{severity_words()}[datum.severity]",
                text("chart.tip_not_recorded"),
            ),
        )
    )
