"""The list of patients: facts in name order, and the way to each of them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

import pandas as pd
import streamlit as st

from taper import ids
from taper.actions.patients import DAYS_COUNTED, CourseLine, PatientLine, patient_list
from taper.ids import PatientId
from taper.ui import here, hint, navigation, pieces
from taper.words import say, short_day

PAGES = ("compare", "plan", "write_plan")
UG_PER_MG = 1000


def draw(lines: Sequence[PatientLine]) -> None:
    """Draw the way to a patient, and the table."""
    st.text(say("patients.about", n=len(lines)))
    draw_find(lines)
    draw_table(lines)


def draw_nobody() -> None:
    """Say what comes first."""
    st.info(say("patients.nobody"), icon=":material/person_add:")
    st.button(
        say("patients.invite"), type="primary", key="go-invite", on_click=go, args=("invite",)
    )


def go(page: str) -> None:
    """Open a page."""
    navigation.go(page)


def draw_find(lines: Sequence[PatientLine]) -> None:
    """Offer every patient in a list that is searched by typing: the table is a canvas."""
    names = labels(lines)
    with st.container(horizontal=True, vertical_alignment="bottom", key="find"):
        chosen = st.selectbox(
            say("patients.find"),
            list(names),
            index=None,
            format_func=names.__getitem__,
            key="find-patient",
            placeholder=say("patients.find_hint"),
            width=360,
            filter_mode="contains",
        )
        for page in PAGES:
            st.button(
                say(f"shell.{page}"),
                key=f"open-{page}",
                on_click=open_found,
                args=(page,),
                disabled=chosen is None,
            )


def labels(lines: Sequence[PatientLine]) -> dict[PatientId, str]:
    """Name each patient; people of one name are told apart by their id."""
    named = Counter(line.patient.name for line in lines)
    return {
        line.patient.id: say(
            "patients.same_name", name=line.patient.name, id=ids.to_text(line.patient.id)
        )
        if named[line.patient.name] > 1
        else line.patient.name
        for line in lines
    }


def open_found(page: str) -> None:
    """Open the patient who was found by name."""
    chosen: PatientId | None = st.session_state.get("find-patient")
    if chosen is not None:
        open_patient(chosen, page)


def open_patient(chosen: PatientId, page: str) -> None:
    """Put a patient in sight and open a page."""
    here.choose(chosen)
    navigation.go(page)


def draw_table(lines: Sequence[PatientLine]) -> None:
    """Draw one row for each patient and medicine; sorted by the reader alone, no colours."""
    rows = [(line, course) for line in lines for course in line.courses or (None,)]
    hint.draw(say("patients.order"), key="order")
    column = st.column_config
    st.dataframe(
        pd.DataFrame(map(row, *zip(*rows, strict=True))),
        hide_index=True,
        placeholder="",
        height="content" if len(rows) < 25 else 720,
        key="patients",
        alt=say("patients.table"),
        column_config={
            "name": column.TextColumn(say("patients.name"), width=150),
            "open": column.ButtonColumn(
                say("patients.open"),
                key="open-row",
                on_click=open_row,
                args=([line for line, _ in rows],),
                type="tertiary",
            ),
            "medicine": column.TextColumn(say("patients.medicine")),
            "step": column.Column(say("patients.step"), width=60),
            "steps": column.Column(say("patients.steps"), width=50),
            "dose": column.Column(say("patients.dose")),
            "next_change": column.DatetimeColumn(say("patients.next_change"), format="D MMM YYYY"),
            "next_dose": column.Column(say("patients.next_dose")),
            "last": column.DatetimeColumn(say("patients.last_check_in"), format="D MMM YYYY"),
            "days": column.Column(say("patients.days_recorded", days=DAYS_COUNTED)),
            "more": column.TextColumn(say("patients.more")),
        },
    )


def row(line: PatientLine, course: CourseLine | None) -> dict[str, object]:
    """Give one row of the table. Doses are numbers here alone, so that they sort as numbers."""
    standing = course.standing if course else None
    return {
        "name": line.patient.name,
        "open": say("patients.open"),
        "medicine": course.course.medicine if course else "",
        "step": standing.row if standing else None,
        "steps": standing.rows if standing else None,
        "dose": in_mg(standing.ug if standing else None),
        "next_change": midnight(standing.changes_on if standing else None),
        "next_dose": in_mg(standing.changes_to_ug if standing else None),
        "last": midnight(line.last_check_in),
        "days": line.days_recorded,
        "more": "; ".join(remarks(line, course)),
    }


def in_mg(ug: int | None) -> float | None:
    """Give micrograms in mg for a column that sorts."""
    return None if ug is None else ug / UG_PER_MG


def midnight(day: date | None) -> pd.Timestamp | None:
    """Give a day for a column that sorts."""
    return None if day is None else pd.Timestamp(day)


def remarks(line: PatientLine, course: CourseLine | None) -> Iterator[str]:
    """Say in words what the columns leave empty."""
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


def open_row(lines: Sequence[PatientLine]) -> None:
    """Open the patient of the row whose button was pressed."""
    clicked = st.session_state["open-row"]
    open_patient(lines[clicked["row"]].patient.id, "compare")


pieces.title(say("shell.patients"))
listed = patient_list(here.clinic(), here.me())
if listed:
    draw(listed)
else:
    draw_nobody()
