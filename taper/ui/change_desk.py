"""The change of a signed plan that a prescriber is putting together; nothing is filled in."""

import re
from datetime import date

import streamlit as st

from taper.actions import amendments
from taper.errors import TaperError
from taper.ids import CourseId, PatientId, new_id
from taper.people.request import RequestId
from taper.plan.amend import LONGEST_DAYS
from taper.plan.amendment import (
    Change,
    End,
    GoBack,
    GoBackFor,
    Hold,
    HoldOn,
    Lengthen,
    Proposal,
)
from taper.plan.plan import PlanVersion
from taper.plan.reading import read_date
from taper.ui import here, navigation
from taper.words import say

KINDS = ("hold", "hold_on", "lengthen", "go_back", "end", "rewrite")
TODAY, ANOTHER_DAY = "today", "another_day"
FURTHER_NOTICE, SOME_DAYS = "further_notice", "some_days"


class ChangeDesk:
    """The fields of one change. Each round has keys of its own, and becomes one version at most."""

    def __init__(self, course: CourseId, answers: RequestId | None = None) -> None:
        self.course = course
        self.answers = answers
        self.amendment_id = new_id()
        self.signed: PlanVersion | None = None
        self.refused = 0  # signatures refused: the password field is a new one each time

    def key(self, name: str) -> str:
        """Give the key of a field."""
        return f"change-{self.amendment_id}-{name}"

    def value(self, name: str) -> str:
        """Give what a field holds, "" where it is empty or not drawn."""
        return str(st.session_state.get(self.key(name)) or "")

    @property
    def kind(self) -> str:
        """Give which change is asked for, "" before it is picked."""
        return self.value("kind")


def open_desk(course: CourseId) -> ChangeDesk:
    """Give the desk of a course as it was left."""
    key = f"change-desk-{course}"
    if key not in st.session_state:
        st.session_state[key] = ChangeDesk(course)
    found: ChangeDesk = st.session_state[key]
    return found


def begin(
    patient: PatientId,
    course: CourseId,
    kind: str | None = None,
    answers: RequestId | None = None,
) -> None:
    """Open the page with an empty desk, but for the kind and the request that were picked."""
    desk = ChangeDesk(course, answers)
    st.session_state[f"change-desk-{course}"] = desk
    st.session_state[f"change-course-{patient}"] = course
    if kind is not None:
        st.session_state[desk.key("kind")] = kind
    navigation.go("change_plan")


def clear(desk: ChangeDesk) -> None:
    """Begin another change with empty fields."""
    st.session_state[f"change-desk-{desk.course}"] = ChangeDesk(desk.course)


def day_of(desk: ChangeDesk, today: date) -> date | None:
    """Give the day from which the change is in force; None before it is said."""
    if desk.value("from") == TODAY:
        return today
    typed = desk.value("from-day") if desk.value("from") == ANOTHER_DAY else ""
    day = read_date(typed) if typed.strip() else None
    if day is not None and day < today:
        raise TaperError("amend.past", today=today)
    return day


def read_days(text: str) -> int:
    """Read a number of days; TaperError for anything else."""
    if not re.fullmatch(r"[0-9]{1,4}", text.strip()):
        raise TaperError("amend.days", most=LONGEST_DAYS)
    return int(text)


def change_of(desk: ChangeDesk) -> Change | None:
    """Give the change as it is typed; None while a field of it is empty."""
    days, then, row = desk.value("days").strip(), desk.value("then").strip(), desk.value("row")
    match desk.kind:
        case "hold" if days:
            return Hold(days=read_days(days))
        case "hold_on" if then:
            return HoldOn(then=then)
        case "lengthen" if row and days:
            return Lengthen(row=int(row), days=read_days(days))
        case "go_back" if row:
            return _back(desk, int(row), days, then)
        case "end" if desk.value("last-day").strip() and then:
            return End(last_day=read_date(desk.value("last-day")), then=then)
    return None


def _back(desk: ChangeDesk, row: int, days: str, then: str) -> Change | None:
    how_long, and_then = desk.value("how-long"), desk.value("and-then")
    if how_long == FURTHER_NOTICE and then:
        return GoBack(row=row, then=then)
    if how_long == SOME_DAYS and days and and_then:
        in_words = "rows_again" if and_then == "rows_again" else "present_row"
        return GoBackFor(row=row, days=read_days(days), and_then=in_words)
    return None


def sign(
    desk: ChangeDesk, patient: PatientId, read_back: Proposal, change: Change, today: date
) -> str:
    """Sign what was read back, where the fields still say it; a second click finds it signed."""
    if desk.signed is None:
        if change_of(desk) != change or day_of(desk, today) != read_back.in_force_from:
            raise TaperError("change_plan.read_again")
        desk.signed = amendments.amend(
            here.clinic(),
            here.me(),
            patient,
            desk.course,
            amendment_id=desk.amendment_id,
            change=change,
            in_force_from=read_back.in_force_from,
            mark=read_back.mark,
            reason=desk.value("reason"),
            password=desk.value(f"password-{desk.refused}"),
            answers=desk.answers,
        )
    return say("change_plan.signed", version=desk.signed.version)
