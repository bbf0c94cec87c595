"""One patient as a line of facts: a row of a table where there is room, a card on a phone."""

from collections.abc import Iterator
from html import escape

import streamlit as st

from taper.actions.patients import DAYS_COUNTED, CourseLine, PatientLine
from taper.plan.dose import Dose
from taper.words import figures, say, short_day

HEADINGS = ("medicine", "step", "dose", "next_change", "last_check_in", "days_recorded", "more")


def draw_headings() -> None:
    """Draw the names of the columns; each fact of a card has its own."""
    cells = "".join(f"<span>{escape(heading(each))}</span>" for each in HEADINGS)
    st.html(f"<div class='facts' aria-hidden='true'>{cells}</div>")


def heading(name: str) -> str:
    """Give the name of a column."""
    return say(f"patients.{name}", days=DAYS_COUNTED)


def draw_facts(line: PatientLine) -> None:
    """Draw the facts of one patient, a line for each medicine."""
    st.html("".join(_facts(line, course) for course in line.courses or (None,)))


def _facts(line: PatientLine, course: CourseLine | None) -> str:
    said = facts(line, course)
    cells = "".join(
        f"<div class='{'empty' if not said[name] else 'fact'}'><dt>{escape(heading(name))}</dt>"
        f"<dd>{escape(said[name]).replace(' mg', '&nbsp;mg')}</dd></div>"
        for name in HEADINGS
    )
    return f"<dl class='facts'>{cells}</dl>"


def facts(line: PatientLine, course: CourseLine | None) -> dict[str, str]:
    """Write each fact; "" where there is none."""
    standing = course.standing if course else None
    said = dict.fromkeys(HEADINGS, "")
    if course:
        said["medicine"] = course.course.medicine
    if standing and standing.row:
        said["step"] = say("patients.step_of", row=standing.row, rows=standing.rows)
    if standing and standing.ug is not None:
        said["dose"] = figures(Dose(ug=standing.ug))
    if standing and standing.changes_on and standing.changes_to_ug is not None:
        dose = Dose(ug=standing.changes_to_ug)
        said["next_change"] = say(
            "patients.change_to", day=short_day(standing.changes_on), dose=dose
        )
    if line.last_check_in:
        said["last_check_in"] = short_day(line.last_check_in)
    if line.days_recorded is not None:
        said["days_recorded"] = str(line.days_recorded)
    said["more"] = "; ".join(remarks(line, course))
    return said


def remarks(line: PatientLine, course: CourseLine | None) -> Iterator[str]:
    """Say in words what has no column, and what the columns leave empty."""
    if line.is_new:
        yield say("patients.is_new")
    if line.open_requests:
        yield say("patients.requests", n=line.open_requests)
    if course is None:
        yield say("patients.no_course")
    elif course.standing is None:
        yield say("patients.no_signed_plan")
    elif course.standing.begins:
        yield say("patients.begins", day=short_day(course.standing.begins))
    elif course.standing.ended:
        yield say("patients.ended", day=short_day(course.standing.ended))
    if not line.has_account:
        yield say("patients.not_in_yet")
    elif not line.shares_diary:
        yield say("patients.not_shared")
    if line.safety_answer_not_opened:
        yield say("patients.safety_answer")
