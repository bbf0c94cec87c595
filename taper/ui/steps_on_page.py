"""The step table as a table of the page itself: readable aloud, on a phone and on paper."""

from html import escape

import streamlit as st

from taper.charts.steps_table import taken_text
from taper.record.steps_written import StepCell, StepLine, StepsTable
from taper.words import say


def draw(table: StepsTable, *, key: str) -> None:
    """Draw the table, in parts that fit paper; everything a person wrote is escaped."""
    with st.container(key=f"step-table-{key}"):
        if not table.headings:
            st.text(say("compare.steps_none"))
            return
        st.text(say("compare.steps_about"))
        for part in table.parts():
            st.html(_table(part))


def _table(part: StepsTable) -> str:
    heads = "".join(
        f"<th scope='col'>{escape(each)}</th>" for each in (say("column.step"), *part.headings)
    )
    body = "".join(_row(each, part.kinds) for each in part.lines)
    caption = escape(say("compare.steps_caption"))
    return (
        f"<div class='scroll' tabindex='0'><table><caption>{caption}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(line: StepLine, kinds: tuple[str, ...]) -> str:
    facts = (
        say("compare.steps_recorded", of_days=line.recorded),
        taken_text(line),
        line.recorded_before,
    )
    small = "".join(f"<span class='small'>{escape(each)}</span>" for each in facts)
    cells = zip(line.cells, line.before, kinds, strict=True)
    return (
        f"<tr><th scope='row'><span class='step'>{escape(line.name)}</span>{small}</th>"
        f"{''.join(_cell(*each) for each in cells)}</tr>"
    )


def _cell(cell: StepCell, before: StepCell, kind: str) -> str:
    return f"<td class='{kind}'>{_figures(cell, 'now')}{_figures(before, 'before')}</td>"


def _figures(cell: StepCell, name: str) -> str:
    if cell.share is None:
        said = say("column.not_recorded")
        return f"<span class='{name} small'>{escape(_labelled(said, name))}</span>"
    said = say("column.figures_short", mean=cell.mean, range=cell.range, n=cell.days)
    return (
        f"<span class='{name} bar'><span style='width:{100 * cell.share:.0f}%'></span></span>"
        f"<span class='{name} small'>{escape(_labelled(said, name))}</span>"
    )


def _labelled(said: str, name: str) -> str:
    return say("column.of_before", figures=said) if name == "before" else said
