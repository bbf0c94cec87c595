"""What the compare chart draws: the panels and how symptoms look, as the reader chooses."""

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from taper.charts.compare import ChartItems
from taper.charts.occupancy_panel import CurvesShown
from taper.plan.plan import Course
from taper.record.record import Record
from taper.ui import occupancy_compared
from taper.words import say

OF_TEN = ("sleep_quality", "usual_things")


class PanelsShown(NamedTuple):
    """What the reader wants to see, besides the doses."""

    names: frozenset[str]
    symptoms_as_lines: bool
    occupancy: tuple[CurvesShown, ...] = ()


def on_file(shown: Record) -> tuple[str, ...]:
    """Give the panels that have something to draw, in the order they are drawn."""
    diary = shown.diary
    found = {
        "symptoms": bool(shown.shown_symptoms),
        "sleep_quality": diary.has_answers(diary.sleep_quality),
        "usual_things": diary.has_answers(diary.usual_things),
        "questionnaires": bool(shown.beside.instruments),
        "events": bool(shown.beside.on_days),
    }
    others = tuple(name for name, has in found.items() if has)
    return ("mood", *others, "sleep") if shown.check_ins_are_open else others


def ask(shown: Record, *, occupancy: bool = False) -> PanelsShown:
    """Ask which panels are drawn; all that have something to draw until somebody chooses.

    *occupancy*: whether modelled occupancy is offered too, which is off until then.
    """
    names = on_file(shown)
    if not (names or occupancy):
        return PanelsShown(frozenset(), symptoms_as_lines=False)
    with st.popover(say("compare.panels"), icon=":material/tune:", key="panels-open"):
        chosen = _ask_names(names) if names else ()
        look = _ask_look() if "symptoms" in names else "cells"
        curves = occupancy_compared.ask(shown) if occupancy else ()
    return PanelsShown(frozenset(chosen), look == "lines", curves)


def _ask_names(names: Sequence[str]) -> Sequence[str]:
    found: Sequence[str] = st.pills(
        say("compare.panels_about"),
        names,
        default=names,
        selection_mode="multi",
        format_func=lambda each: say(f"compare.panel_{each}"),
        key="panels",
    )
    return found


def _ask_look() -> str:
    found: str = st.segmented_control(
        say("compare.symptoms_as"),
        ("cells", "lines"),
        default="cells",
        required=True,
        format_func=lambda each: say(f"compare.symptoms_as_{each}"),
        key="symptoms-as",
    )
    return found


def items(shown: Record, courses: list[Course | None], panels: PanelsShown) -> ChartItems:
    """Give what the chart draws of a record."""
    names = panels.names
    return ChartItems(
        medicines=tuple(shown.name_of(course) for course in courses if course),
        occupancy=panels.occupancy,
        symptoms=shown.shown_symptoms if "symptoms" in names else (),
        symptoms_as="lines" if panels.symptoms_as_lines else "cells",
        mood="mood" in names,
        sleep="sleep" in names,
        of_ten=tuple(each for each in OF_TEN if each in names),
        instruments=shown.beside.instruments if "questionnaires" in names else (),
        events="events" in names,
        check_ins=shown.check_ins_are_open,
    )
