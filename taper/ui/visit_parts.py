"""The visit summary on a page, section by section; every word a person wrote is shown as it is."""

from collections.abc import Sequence

import streamlit as st

from taper.actions.visit import MedicineNow, Part, Visit, chart_items
from taper.ui import compare_chart, section, steps_on_page
from taper.words import say


def draw_first_screen(found: Visit) -> None:
    """Draw what is read first: where things stand, what to talk about, and the chart."""
    left, right = st.columns([0.36, 0.64], gap="medium")
    summary = found.summary
    with left, st.container(key="visit-now"):
        with st.container(key="visit-name"):
            st.text(summary.name)
        several = len(summary.medicines) > 1  # written smaller, so that one screen holds them
        with st.container(key="visit-several" if several else "visit-one", gap="xsmall"):
            for place, each in enumerate(summary.medicines):
                with st.container(key=f"visit-medicine-{place}", gap="xxsmall"):
                    _draw_medicine(each, place, with_clocks=not _clocks_below(summary.medicines))
        st.text(summary.completeness)
        if "talk" not in summary.left_out:
            section.heading(say("visit.talk"), "visit-talk")
            for words in summary.talk or [say("visit.none")]:
                st.text(words)
    if "chart" not in summary.left_out:
        with right:
            timelines = found.record.timelines(*found.days)
            items = chart_items(found.record, summary.left_out)
            compare_chart.draw_compact(found.record, timelines, items)


def _clocks_below(medicines: Sequence[MedicineNow]) -> bool:
    """Whether the days since the changes stand below, since one screen can't hold them too."""
    return len(medicines) > 2


def _draw_medicine(now: MedicineNow, place: int, *, with_clocks: bool) -> None:
    st.text(now.name)
    with st.container(key=f"visit-dose-{place}"):
        st.text(now.today)
    st.text("\n".join(now.lines + now.clocks if with_clocks else now.lines))


def _draw_lines(lines: Sequence[str]) -> None:
    st.text("\n".join(lines or [say("visit.none")]))


def draw_rest(found: Visit) -> None:
    """Draw what follows: changes with reasons, steps, requests, events, questionnaires."""
    summary = found.summary
    _draw_rest_of_medicines(summary.medicines)
    if "steps" not in summary.left_out:
        for place, shown in enumerate(summary.steps):
            section.heading(say("visit.steps"), f"visit-steps-{place}")
            st.text(shown.medicine)
            if shown.before:
                _draw_lines(shown.before)
            steps_on_page.draw(shown.table, key=f"visit-{place}")
    _draw_parts(found, "requests", summary.requests)
    if "events" not in summary.left_out:
        section.heading(say("visit.events"), "visit-events")
        _draw_lines(summary.events)
    _draw_parts(found, "questionnaires", summary.questionnaires)
    if summary.safety:
        section.heading(say("visit.safety"), "visit-safety")
        _draw_lines(summary.safety)
    for note in (summary.left_out_sentence, *summary.notes):
        if note:
            st.caption(note)


def _draw_rest_of_medicines(medicines: Sequence[MedicineNow]) -> None:
    if _clocks_below(medicines):
        section.heading(say("visit.clocks"), "visit-clocks")
        for each in medicines:
            _draw_part(Part(each.name, each.clocks))
    signed = [each for each in medicines if each.versions]
    if signed:
        section.heading(say("visit.versions"), "visit-versions")
        for each in signed:
            _draw_part(Part(each.name, each.versions))


def _draw_parts(found: Visit, name: str, parts: Sequence[Part]) -> None:
    if name in found.summary.left_out:
        return
    section.heading(say(f"visit.{name}"), f"visit-{name}")
    if not parts:
        st.text(say("visit.none"))
    for part in parts:
        _draw_part(part)


def _draw_part(part: Part) -> None:
    with st.container(border=True, gap="xsmall"):
        st.text(part.heading)
        if part.lines:
            _draw_lines(part.lines)
