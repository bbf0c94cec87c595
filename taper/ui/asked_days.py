"""The days a grid asks about: each stays as it was opened until it is saved here or put away."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from taper.actions import day_words
from taper.actions.catch_up import DayLine, Grid
from taper.diary.symptoms import Symptom
from taper.plan.plan import CoursePlans
from taper.ui import pieces
from taper.ui.questions import Questions
from taper.words import say

_OPENED = "opened-days"  # day → the line it was asked from; what is typed for it stays in sight


class AskedDay(Questions):
    """The questions of one day as they were opened, and what is on file for it now."""

    def __init__(
        self,
        opened: DayLine,
        now: DayLine,
        symptoms: Sequence[Symptom],
        signed: Sequence[CoursePlans],
        *,
        own: bool,
    ) -> None:
        super().__init__(opened.day, opened.check_in, symptoms, signed, own=own)
        self.now = now

    @property
    def is_behind(self) -> bool:
        """Whether the day was saved on another page since it was opened here."""
        return self.now.revision != self.revision

    def draw_on_file(self) -> None:
        """Draw what another page saved, and the way to leave it so; inside a form."""
        made = self.now.check_in
        if not self.is_behind or made is None:
            return
        with st.container(border=True, key=self.key("on-file"), gap="xsmall"):
            st.markdown(f"**{say('today.on_file', day=self.day)}**")
            if made.struck_out:
                st.text(say("today.on_file_struck_out"))
            for line in day_words.lines(made.answers, self.symptoms, self.courses):
                st.text(line)
        st.info(say("today.not_saved_here"), icon=":material/edit_note:")


def to_fill_in(grid: Grid, signed: Sequence[CoursePlans], *, own: bool) -> list[AskedDay]:
    """Give the days that are missing, then those without details, each where it first stood.

    A day that another page saves meanwhile is asked on: what was typed for it is not lost.
    """
    opened: dict[date, DayLine] = pieces.kept().setdefault(_OPENED, {})
    for line in (
        *(each for each in grid.days if each.is_missing),
        *(each for each in grid.days if own and each.lacks_details),
    ):
        opened.setdefault(line.day, line)
    now = {each.day: each for each in grid.days}
    return [
        AskedDay(line, now[day], grid.symptoms, signed, own=own)
        for day, line in opened.items()
        if day in now
    ]


def is_behind(now: DayLine) -> bool:
    """Say whether a day is asked about here, and was saved on another page since."""
    opened = pieces.kept().get(_OPENED, {}).get(now.day)
    return opened is not None and opened.revision != now.revision


def put_away(day: date) -> None:
    """Ask no more about a day: it was saved, or is left as it is on file."""
    pieces.kept().get(_OPENED, {}).pop(day, None)
