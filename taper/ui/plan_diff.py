"""Rows of a plan before and after a change, as a table of the page itself: it can be read aloud."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from taper.actions.pharmacy import taken_text
from taper.plan.cycle import Cycle
from taper.plan.diff import RowChange, Span
from taper.ui import plan_rows
from taper.words import say, short_day


def draw(changes: Sequence[RowChange], *, key: str) -> None:
    """Draw every row, old and new, with its dates and mg, and in words what differs."""
    head = "".join(
        f"<th scope='col'>{escape(say(each))}</th>"
        for each in ("change_plan.before", "change_plan.after")
    )
    rows = "".join(map(_row, changes))
    caption = escape(say("change_plan.rows"))
    with st.container(key=f"diff-rows-{key}"):
        st.html(
            f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


def _row(change: RowChange) -> str:
    kind = "same" if change.is_same else "differs"
    return (
        f"<tr class='{kind}'><td>{_side(change, change.before, say('change_plan.not_there'))}</td>"
        f"<td>{_side(change, change.after, say('change_plan.gone'))}"
        f"<span class='tag'>{escape(mark(change))}</span></td></tr>"
    )


def _side(change: RowChange, span: Span | None, nothing: str) -> str:
    if span is None:
        return f"<span class='none'>{escape(nothing)}</span>"
    until = (
        say("plan_page.until", day=short_day(span.last))
        if span.last
        else say("plan_page.further_notice")
    )
    words = f"<span class='words'>{escape(span.step.words)}</span>" if span.step.words else ""
    doses = plan_rows.dose_lines(_turned(span), span.first)
    made = "".join(
        f"<span class='days'>{escape(line)}</span>"
        for line in plan_rows.made_of_lines(_turned(span), span.first)
    )
    made += "" if change.is_same else _taken(span)
    return (
        f"<span class='dose'>{'<br>'.join(map(escape, doses))}</span>"
        f"<span class='days'>{escape(say('change_plan.since', day=short_day(span.first)))}</span>"
        f"<span class='days'>{escape(until)}</span>{made}{words}"
    )


def _taken(span: Span) -> str:
    """Write how much of each preparation is taken in the days of a row, where it has an end."""
    if span.last is None:
        return ""
    what = taken_text(span.step, span.first, span.last)
    days = (span.last - span.first).days + 1
    line = say("change_plan.taken", n=days, what=what)
    return f"<span class='days'>{escape(line)}</span>" if what else ""


def _turned(span: Span) -> Cycle:
    """Give the days of a pattern in the order in which they come."""
    cycle = span.step.cycle
    turn = (span.first - span.step.starts).days % len(cycle)
    return (*cycle[turn:], *cycle[:turn])


def mark(change: RowChange) -> str:
    """Say in words what differs about a row."""
    old, new = change.before, change.after
    if change.is_same:
        return say("change_plan.as_before")
    if old is None:
        return say("change_plan.new_row")
    if new is None:
        return say("change_plan.row_goes")
    return _what_differs(old, new)


def _what_differs(old: Span, new: Span) -> str:
    if old.step.regimen(old.step.starts) != new.step.regimen(new.step.starts):
        return say("change_plan.other_dose")
    moved = (new.first - old.first).days
    if moved:
        return say("change_plan.later" if moved > 0 else "change_plan.earlier", n=abs(moved))
    if old.last != new.last:
        return say("change_plan.other_last_day")
    same_words = old.step.words == new.step.words
    return say("change_plan.other_make_up" if same_words else "change_plan.other_words")
