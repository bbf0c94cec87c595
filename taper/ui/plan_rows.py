"""Rows of a plan as tables: as signed, and as typed beside as understood.

A table of the page itself, since a canvas can't be read aloud, and since words of a person go
in as they are: everything is escaped, nothing is markdown.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape

import streamlit as st

from taper.actions.pharmacy import make_up_text
from taper.plan.cycle import Cycle
from taper.plan.in_force import on_day, stretches
from taper.plan.plan import Plan, PlanVersion, Step, TimedDose
from taper.plan.typed import Problem, ReadRow
from taper.ui import here, row_facts
from taper.words import day_of_pattern, figures, say, short_day

ONE_DAY = timedelta(days=1)
MOST_DAYS_DRAWN = 56  # of a row whose days differ
FEWEST_FOLDED = 3  # rows that are over; fewer are no longer than the line that opens them


def draw_heading(text: str, *, key: str) -> None:
    """Draw a heading of words that a person wrote; a heading of Streamlit's would be markdown."""
    with st.container(key=f"plan-heading-{key}"):
        st.html(f"<h2>{escape(text)}</h2>")


def draw_signed(
    signed: PlanVersion, versions: tuple[PlanVersion, ...], today: date | None = None
) -> None:
    """Draw the rows of a version; today's is named where it is this version's.

    A taper of a year would hide today's row behind a dozen others: those before the last one that
    is over are folded.
    """
    now = on_day(stretches(versions), today) if today else None
    row_now = now.row if now and now.version == signed.version else None
    draw_plan(
        signed.plan,
        key=f"{signed.course}-{signed.version}",
        row_now=row_now,
        in_force_from=signed.in_force_from,
        folded=max(0, row_now - 2) if row_now else 0,
    )


def draw_plan(
    plan: Plan,
    *,
    key: str,
    row_now: int | None = None,
    in_force_from: date | None = None,
    folded: int = 0,
) -> None:
    """Draw the rows of *plan*, signed or read back; the first ones *folded* where they are many."""
    lasts = [step.starts - ONE_DAY for step in plan.steps[1:]] + [plan.ends_on]
    beside = _worked_lines if here.reader() == "clinician" else _nothing
    rows = [
        _signed_row(number, step, last, _mark(number == row_now, last, in_force_from), beside(step))
        for number, (step, last) in enumerate(zip(plan.steps, lasts, strict=True), start=1)
    ]
    with st.container(key=f"plan-rows-{key}"):
        if folded >= FEWEST_FOLDED:
            with st.expander(say("plan_page.over", n=folded), key=f"over-{key}"):
                _draw_rows(rows[:folded])
            rows = rows[folded:]
        _draw_rows(rows)


def _draw_rows(rows: Sequence[str]) -> None:
    head = _head("plan_page.rows", "plan_page.step", "plan_page.days", "plan_page.dose")
    st.html(f"<table>{head}<tbody>{''.join(rows)}</tbody></table>")


def _mark(is_now: bool, last: date | None, in_force_from: date | None) -> str:
    """Name what stands out about a row, in words."""
    if is_now:
        return say("plan_page.today")
    if in_force_from and last and last < in_force_from:
        return say("plan_page.earlier")
    return ""


def _head(caption: str, *headings: str) -> str:
    cells = "".join(f"<th scope='col'>{escape(say(each))}</th>" for each in headings)
    return f"<caption>{escape(say(caption))}</caption><thead><tr>{cells}</tr></thead>"


def _signed_row(
    number: int, step: Step, last: date | None, mark: str, beside: Sequence[str]
) -> str:
    until = say("plan_page.until", day=short_day(last)) if last else _held_on(step)
    tag = f"<span class='tag'>{escape(mark)}</span>" if mark else ""
    words = say("plan_page.row_words", words=step.words) if step.words else ""
    doses = map(escape, dose_lines(step.cycle, step.starts))
    made = "".join(
        f"<span class=made>{escape(each)}</span>" for each in made_of_lines(step.cycle, step.starts)
    )
    made += "".join(f"<span class=beside>{escape(each)}</span>" for each in beside)
    return (
        f"<tr class='{'now' if mark == say('plan_page.today') else 'other'}'>"
        f"<td class='number'>{number}</td>"
        f"<th scope='row'><span class='from'>{escape(short_day(step.starts))}</span>{tag}"
        f"<span class='until'>{escape(until)}</span>"
        f"{made}{f'<span class=words>{escape(words)}</span>' if words else ''}</th>"
        f"<td class='dose'>{'<br>'.join(doses)}</td></tr>"
    )


def _worked_lines(step: Step) -> list[str]:
    """Give what was intended beside what is made, and the working: the prescriber's own check."""
    working = [say("expand.row_working", working=step.working)] if step.working else []
    return [*row_facts.intended_lines(step.cycle, step.starts), *working]


def _nothing(_step: Step) -> list[str]:
    return []


def _held_on(step: Step) -> str:
    is_zero = all(timed.dose.ug == 0 for of_day in step.cycle for timed in of_day)
    return say("plan_page.from_then_on" if is_zero else "plan_page.further_notice")


def dose_lines(cycle: Cycle, first: date | None) -> list[str]:
    """Write the dose of a step: one line, or one for each day of a pattern from *first* on."""
    if len(cycle) == 1:
        return _of_day(cycle[0])
    return [
        f"{day_of_pattern(number, len(cycle), first)}: {', '.join(_of_day(of_day))}"
        for number, of_day in enumerate(cycle, start=1)
    ]


def made_of_lines(cycle: Cycle, first: date | None) -> list[str]:
    """Write what was picked to make each dose of, named by its day and time where they differ."""
    lines = []
    for number, of_day in enumerate(cycle, start=1):
        for timed in of_day:
            if timed.made_of:
                parts = make_up_text(timed.make_up)
                dose = say("plan_page.at_time", at=timed.at, dose=timed.dose) if timed.at else ""
                day = day_of_pattern(number, len(cycle), first) if len(cycle) > 1 else ""
                where = ", ".join(filter(None, (day, dose or (figures(timed.dose) if day else ""))))
                key = "plan_page.made_about" if timed.make_up.about else "plan_page.made_of"
                said = say(key, parts=parts)
                lines.append(f"{where}: {said}" if where else said)
    return lines


def _of_day(timed: tuple[TimedDose, ...]) -> list[str]:
    return [
        say("plan_page.at_time", at=each.at, dose=each.dose) if each.at else figures(each.dose)
        for each in timed
    ]


def draw_typed(
    rows: tuple[ReadRow, ...], *, key: str, beside: Mapping[int, Sequence[str]] | None = None
) -> None:
    """Draw what was typed beside what was understood, each problem at its row, in words.

    *beside* gives more lines to a row, by its number.
    """
    head = _head(
        "write_plan.understood",
        "write_plan.number",
        "write_plan.as_typed",
        "write_plan.as_understood",
    )
    with st.container(key=f"typed-rows-{key}"):
        body = "".join(_typed_row(row, (beside or {}).get(row.number, ())) for row in rows)
        st.html(f"<table>{head}<tbody>{body}</tbody></table>")


def _typed_row(row: ReadRow, beside: Sequence[str]) -> str:
    blocks = any(problem.blocks for problem in row.problems)
    typed = _pair(
        *(text.strip() or say("write_plan.blank") for text in (row.typed.starts, row.typed.dose))
    )
    words = row.typed.words.strip()
    own = f"<span class='words'>{escape(words)}</span>" if words else ""
    problems = "".join(f"<p>{escape(problem_sentence(each))}</p>" for each in row.problems)
    lines = "".join(f"<span class='beside'>{escape(line)}</span>" for line in beside)
    more = f"<tr class='more'><td></td><td colspan='2'>{lines}</td></tr>" if lines else ""
    return (
        f"<tr class='{'open' if blocks else 'read'}'><td class='number'>{row.number}</td>"
        f"<td class='typed'>{typed}</td>"
        f"<td>{_pair(_day_read(row), _dose_read(row))}{own}{problems}</td></tr>{more}"
    )


def _pair(day: str, dose: str) -> str:
    return f"<span class='pair'>{_cell(day)}{_cell(dose)}</span>"


def _cell(text: str) -> str:
    """Keep a date on one line, and let anything longer be broken."""
    return f"<span class='{'short' if len(text) < 18 else 'long'}'>{escape(text)}</span>"


def _day_read(row: ReadRow) -> str:
    return short_day(row.starts) if row.starts else say("write_plan.not_understood")


def _dose_read(row: ReadRow) -> str:
    if row.cycle is None:
        return say("write_plan.not_understood")
    return ", ".join(dose_lines(row.cycle, row.starts))


def problem_sentence(problem: Problem) -> str:
    """Write a problem, saying first whether it stands in the way of a signature."""
    sentence = say(problem.key, reader=None, **problem.values)
    key = "write_plan.to_correct" if problem.blocks else "write_plan.note"
    return say(key, sentence=sentence)


def ending_sentence(plan: Plan) -> str:
    """Say how long the last row holds."""
    if plan.ending is None:
        return say("plan_page.zero_holds")
    if plan.ending.holds_until is None:
        return say("plan_page.holds_on")
    return say("plan_page.holds_until", day=plan.ending.holds_until)


def corners(rows: tuple[ReadRow, ...]) -> list[tuple[date, int]]:
    """Give days and micrograms of the rows that are understood, for the dose line.

    A row whose days differ gives each of its days: they are shown, never averaged.
    """
    read = [
        Step(starts=row.starts, cycle=row.cycle)
        for row in rows
        if row.starts and row.cycle and not any(each.blocks for each in row.problems)
    ]
    nexts = [step.starts for step in read[1:]] + [None]
    return [
        (day, step.ug_on(day))
        for step, following in zip(read, nexts, strict=False)
        for day in _days_that_differ(step, following)
    ]


def _days_that_differ(step: Step, following: date | None) -> list[date]:
    until = following or step.starts + MOST_DAYS_DRAWN * ONE_DAY
    days = min((until - step.starts).days, MOST_DAYS_DRAWN) if len(step.cycle) > 1 else 1
    return [step.starts + number * ONE_DAY for number in range(days)]
