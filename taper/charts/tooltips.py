"""What pointing at a day says: the date, the dose, the version and both clocks by name."""

import altair as alt

from taper.charts.expressions import days, either, is_known, mg, text
from taper.words import say


def sentences(medicines: int) -> dict[str, str]:
    """Give the expressions that write out a day, by the field they fill."""
    found = {"tip_day": "utcFormat(datum.start, '%a %-d %b %Y')"}
    for number in range(medicines):
        found |= {
            f"tip_planned{number}": either(
                is_known(f"planned{number}"),
                f"{mg(f'planned{number}')} + ', ' + {text('chart.tip_version')} + ' '"
                f" + datum.version{number}",
                text("chart.tip_no_plan"),
            ),
            f"tip_taken{number}": _taken(number),
            f"tip_since_planned{number}": days(f"since_planned{number}"),
            f"tip_since_taken{number}": days(f"since_taken{number}"),
        }
    return found | {
        "tip_mood": either(is_known("mood"), "'' + datum.mood", text("chart.tip_not_recorded")),
        "tip_mood_mean": either(
            is_known("mean"),
            "format(datum.mean, '.1f') + ' (' + datum.mean_days + ' '"
            f" + {text('chart.tip_mood_stands_on')} + ')'",
            text("chart.tip_mood_too_few"),
        ),
        "tip_sleep": either(
            is_known("sleep"),
            f"format(datum.sleep / 60, '.2~f') + ' ' + {text('chart.tip_hours')}",
            text("chart.tip_not_recorded"),
        ),
        "tip_recorded": either(
            "datum.recorded",
            f"{either('datum.late', text('chart.tip_late'), text('chart.tip_yes'))}"
            f" + {either('datum.bad_day', text('chart.tip_bad_day'), repr(''))}",
            text("chart.tip_no"),
        ),
    }


def _taken(number: int) -> str:
    how = either(
        f"datum.answer{number} == 0", text("chart.tip_as_planned"), text("chart.tip_other")
    )
    amount = either(
        f"datum.answer{number} == 1",
        text("chart.tip_not_taken"),
        f"{mg(f'taken{number}')} + ', ' + {how}",
    )
    return either(is_known(f"taken{number}"), amount, text("chart.tip_not_recorded"))


def tooltip(medicines: int, *values: alt.Tooltip) -> list[alt.Tooltip]:
    """Give the lines of a tooltip: the day, every medicine, then *values* of the panel."""
    lines = [alt.Tooltip("tip_day:N", title="title")]  # the tooltip shows "title" as a heading
    for number in range(medicines):
        lines += [
            alt.Tooltip(f"tip_planned{number}:N", title=say("chart.tip_planned")),
            alt.Tooltip(f"tip_taken{number}:N", title=say("chart.tip_taken")),
            alt.Tooltip(f"tip_since_planned{number}:N", title=say("chart.tip_since_planned")),
            alt.Tooltip(f"tip_since_taken{number}:N", title=say("chart.tip_since_taken")),
        ]
    return [*lines, *values]
