"""What pointing at a day says: the date, the dose, the version and both clocks by name."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from taper.charts.expressions import days, either, is_known, mg, text
from taper.charts.locale import whole_day as pattern_of_day
from taper.words import say


def sentences(medicines: int, of_ten: Sequence[str] = ()) -> dict[str, str]:
    """Give the expressions that write out a day, by the field they fill."""
    found = {"tip_day": f"utcFormat(datum.start, {pattern_of_day()})"}
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
    found |= {
        f"tip_{column}": either(
            is_known(column), f"'' + datum.{column}", text("chart.tip_not_recorded")
        )
        for column in of_ten
    }
    return found | _of_diary()


def _of_diary() -> dict[str, str]:
    return {
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


def whole_day(medicines: Sequence[str], *, with_taken: bool = True) -> str:
    """Give the expression of what every tooltip says: the day, then each medicine by its name.

    *with_taken*: whether the reader may know what was taken.
    """
    lines = {"title": "tip_day"}  # the tooltip shows "title" as a heading
    names = ("planned", "taken", "since_planned", "since_taken")
    for number, medicine in enumerate(medicines):
        for name in names if with_taken else names[::2]:
            line = say(f"chart.tip_{name}")
            if len(medicines) > 1:
                line = say("chart.tip_of_medicine", medicine=medicine, line=line)
            lines[_unlike(line, lines)] = f"tip_{name}{number}"
    return _object(lines)


def tooltip(values: Mapping[str, str]) -> Any:
    """Give the tooltip of a mark: the whole day, then the fields of *values* by their names."""
    own = f"merge(datum.tip, {_object(values)})" if values else "datum.tip"
    return alt.value(alt.expr(own))


def _unlike(line: str, lines: Mapping[str, str]) -> str:
    """Tell lines apart that would read the same: two medicines may have one name."""
    return line if line not in lines else _unlike(f"{line} ", lines)


def _object(lines: Mapping[str, str]) -> str:
    pairs = (
        f"{json.dumps(name, ensure_ascii=False)}: datum.{field}" for name, field in lines.items()
    )
    return f"{{{', '.join(pairs)}}}"
