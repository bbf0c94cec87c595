"""The panels of doses and of symptoms where there is little room: many medicines, many days."""

import json
import re
from typing import Any

import pytest

from taper.charts.compare import DOSES, ChartItems, compare_spec
from taper.charts.frames import compare_frames
from taper.charts.svg import svg
from taper.charts.theme import PALETTES
from taper.plan.plan import CoursePlans
from tests.record_cases import DIZZY, EXAMPLINE, SYMPTOMS, signed, step
from tests.record_hostile import diary, record

MEANS = "◆ other amount   ✕ not taken   ○ not recorded"
LIGHT = PALETTES["light"]
SEVERAL = pytest.mark.parametrize("medicines", [2, 3, 4])


def doses(medicines: int) -> list[dict[str, Any]]:
    names = tuple(f"Number {number}" for number in range(medicines))
    spec = compare_spec(ChartItems(medicines=names, symptoms=SYMPTOMS), mode="light")
    found: list[dict[str, Any]] = spec["vconcat"][:medicines]
    return found


def has_dates(panel: dict[str, Any]) -> bool:
    return "labelExpr" in json.dumps(panel["layer"][-1]["encoding"]["x"])


def drawn(days: int) -> str:
    """Draw *days* days, every ninth of them without an entry, in the width of a phone."""
    plan = CoursePlans(course=EXAMPLINE, versions=(signed(1, 0, [step(0, 10_000)]),))
    shown = record([plan], diary(days, (DIZZY,)), (DIZZY,), today=days)
    tables = [table for _, table in shown.timelines(*shown.span())]
    items = ChartItems(medicines=("Exampline",), symptoms=(DIZZY,))
    frames = compare_frames(tables, items.symptoms, shown.today)
    return svg(compare_spec(items, mode="light"), frames, width=360)


def cell_widths(days: int) -> set[int]:
    """Give the widths, in tenths of a px, of the cells in the colours of the four severities."""
    found = set()
    for path in re.findall(r"<path [^>]*>", drawn(days)):
        width = re.search(r' d="M[-\d.,]+h([\d.]+)v', path)
        if width and "graphics-symbol" in path and any(each in path for each in LIGHT.severity):
            found.add(round(10 * float(width[1])))
    return found


def ring_radii(days: int) -> set[int]:
    """Give the radii, in tenths of a px, of the marks of days on which no dose was recorded."""
    ring = rf'd="M([\d.]+),0A[^"]*"[^>]*fill="{LIGHT.background}"[^>]*stroke="{LIGHT.dose}"'
    return {round(10 * float(each)) for each in re.findall(ring, drawn(days))}


def test_one_medicine_says_what_its_marks_mean_and_has_its_dates():
    (only,) = doses(1)
    assert only["title"]["subtitle"][-1] == MEANS
    assert has_dates(only)
    assert only["height"] == 130


@SEVERAL
def test_several_medicines_say_what_marks_mean_once_and_have_their_dates_once(medicines: int):
    panels = doses(medicines)
    said = [each["title"]["text"] for each in panels if "subtitle" in each["title"]]
    assert said == ["Number 0: planned and taken dose"]
    assert panels[0]["title"]["subtitle"][-1] == MEANS
    assert [has_dates(each) for each in panels] == [*[False] * (medicines - 1), True]


@SEVERAL
def test_all_doses_together_leave_room_on_the_first_screen(medicines: int):
    heights = [each["height"] for each in doses(medicines)]
    assert sum(heights) <= DOSES
    assert len(set(heights)) == 1


def test_a_day_of_many_years_has_a_cell_of_its_own_colour():
    assert min(cell_widths(60)) > 30
    assert cell_widths(730) == {10}  # where a day takes four tenths of a px


def test_days_without_a_dose_do_not_hide_the_line_where_days_stand_close():
    assert ring_radii(60) == {19}
    assert ring_radii(730) == {11}
