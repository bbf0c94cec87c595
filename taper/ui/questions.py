"""The questions of one day: drawn without an answer, and read back as what was said."""

from collections.abc import Iterator, Sequence
from datetime import date

import streamlit as st

from taper.actions.diary import Said, SaidTaken
from taper.diary.check_in import Answers, CheckIn
from taper.diary.intake import Intake, Taken, read_time
from taper.diary.sleep import read_sleep, sleep_text
from taper.diary.symptoms import Severity, Symptom
from taper.errors import TaperError
from taper.ids import CourseId
from taper.plan.dose import Dose, mg_text
from taper.plan.in_force import on_day, stretches
from taper.plan.plan import Course, CoursePlans
from taper.plan.reading import read_dose
from taper.ui.labels import in_label
from taper.words import of_fact, say


def planned_on(signed: Sequence[CoursePlans], day: date) -> dict[CourseId, Dose]:
    """Give the signed dose of *day*, all intakes together, of each course that has one."""
    found = ((each.course.id, on_day(stretches(each.versions), day)) for each in signed)
    return {course: Dose(ug=now.step.ug_on(day)) for course, now in found if now is not None}


class Questions:
    """One day's questions. Keys carry day and revision: another day never shows its answers."""

    def __init__(
        self,
        day: date,
        saved: CheckIn | None,
        symptoms: Sequence[Symptom],
        signed: Sequence[CoursePlans],
        *,
        own: bool = True,  # asked of the patient, who may keep a note private
        says_dose: bool = True,  # False where the dose of the day stands on the page already
    ) -> None:
        self.day = day
        self.revision = saved.revision if saved else 0
        self.answers = saved.answers if saved and not saved.struck_out else Answers()
        self.symptoms = [
            each for each in symptoms if not each.retired or each.slug in self.answers.symptoms
        ]
        # With a plan for the day, or answered before: a plan that was changed since may no longer
        # reach it, and what was said of it stays.
        planned = planned_on(signed, day)
        known = {*planned, *(intake.course for intake in self.answers.intakes)}
        self.courses = tuple(each.course for each in signed if each.course.id in known)
        self.own = own
        self._planned = planned if says_dose else {}

    def key(self, name: object) -> str:
        """Give the key of a field of this day and revision."""
        return f"check-in-{self.day}-{self.revision}-{name}"

    @property
    def is_drawn(self) -> bool:
        """Whether every field is still there: a click may come from a page that is gone.

        Where a connection breaks in the middle of a run, only some of them may be left.
        """
        return all(self.key(name) in st.session_state for name in self._names())

    def _names(self) -> Iterator[str]:
        yield from ("mood", "sleep", "quality", "usual", "bad-day", "note")
        yield from (f"symptom-{each.slug}" for each in self.symptoms)
        for course in self.courses:
            yield from (f"{kind}-{course.id}" for kind in ("taken", "amount", "time"))

    def draw_core(self) -> None:
        """Draw mood, symptoms and the dose taken."""
        self._ask_of_ten("mood", say("today.mood"), self.answers.mood)
        for symptom in self.symptoms:
            self._ask_symptom(symptom)
        for course in self.courses:
            self._ask_taken(course)

    def draw_more(self) -> None:
        """Draw what is asked beside the core."""
        slept = self.answers.sleep_min
        self._ask_text("sleep", say("today.sleep"), "" if slept is None else sleep_text(slept))
        self._ask_of_ten("quality", say("today.sleep_quality"), self.answers.sleep_quality)
        self._ask_of_ten("usual", say("today.usual_things"), self.answers.usual_things)
        for course in self.courses:
            self._ask_time(course)
        st.checkbox(say("today.bad_day"), value=self.answers.bad_day, key=self.key("bad-day"))
        st.text_area(
            say("today.note"),
            value=self.answers.note,
            key=self.key("note"),
            height=90,
        )
        if self.own:
            st.checkbox(
                say("today.note_private"),
                value=self.answers.note_is_private,
                key=self.key("note-private"),
            )
            st.caption(say("today.note_about"))

    def _ask_of_ten(self, name: str, label: str, answer: int | None) -> None:
        with st.container(key=f"ask-ten-{name}-{self.day}"):
            st.segmented_control(
                label,
                range(11),
                default=answer,
                key=self.key(name),
                width="stretch",
                wrap=True,
            )

    def _ask_symptom(self, symptom: Symptom) -> None:
        with st.container(key=f"ask-symptom-{symptom.slug}-{self.day}"):
            st.segmented_control(
                in_label(of_fact(symptom.label)),
                list(Severity),
                default=self.answers.symptoms.get(symptom.slug),
                format_func=lambda score: say(f"today.severity_{int(score)}"),
                key=self.key(f"symptom-{symptom.slug}"),
                width="stretch",
            )

    def _ask_taken(self, course: Course) -> None:
        old = self._old(course)
        with st.container(key=f"ask-taken-{course.id}-{self.day}", gap="xsmall"):
            st.segmented_control(
                say("today.taken", medicine=in_label(course.medicine)),
                list(Taken),
                default=old.taken if old else None,
                format_func=lambda taken: say(f"today.taken_{taken}"),
                key=self.key(f"taken-{course.id}"),
                width="stretch",
            )
            if course.id in self._planned:
                st.caption(say("today.planned_that_day", dose=self._planned[course.id]))
            # Out of sight until "other amount" is chosen, or something is typed: taper.css.
            with st.container(key=f"amount-of-{course.id}-{self.day}"):
                typed = mg_text(old.ug) if old and old.taken is Taken.OTHER else ""
                self._ask_text(f"amount-{course.id}", say("today.amount"), typed)

    def _ask_time(self, course: Course) -> None:
        old = self._old(course)
        at = f"{old.at:%H:%M}" if old and old.at else ""
        self._ask_text(
            f"time-{course.id}", say("today.time", medicine=in_label(course.medicine)), at
        )

    def _old(self, course: Course) -> Intake | None:
        return next((each for each in self.answers.intakes if each.course == course.id), None)

    def _ask_text(self, name: str, label: str, typed: str) -> None:
        st.text_input(
            label,
            value=typed,
            key=self.key(name),
            max_chars=20,
            autocomplete="off",
            placeholder=" ",  # lets the stylesheet tell an empty field from a typed one
        )

    def said(self) -> Said:
        """Read the fields; TaperError for a text that is not clear."""
        state = st.session_state
        scores = {each.slug: state[self.key(f"symptom-{each.slug}")] for each in self.symptoms}
        return Said(
            mood=state[self.key("mood")],
            symptoms={slug: int(score) for slug, score in scores.items() if score is not None},
            sleep_min=read_sleep(state[self.key("sleep")]),
            sleep_quality=state[self.key("quality")],
            usual_things=state[self.key("usual")],
            bad_day=state[self.key("bad-day")],
            note=state[self.key("note")],
            note_is_private=bool(state.get(self.key("note-private"))),
            taken=tuple(self._said_taken()),
        )

    def _said_taken(self) -> list[SaidTaken]:
        said = []
        for course in self.courses:
            taken = st.session_state[self.key(f"taken-{course.id}")]
            amount = st.session_state[self.key(f"amount-{course.id}")].strip()
            time = st.session_state[self.key(f"time-{course.id}")].strip()
            if taken is not None or amount or time:
                said.append(_said_one(course, taken, amount, time))
        return said


def _said_one(course: Course, taken: Taken | None, amount: str, time: str) -> SaidTaken:
    """Read one medicine's answer; what doesn't fit the answer is asked back, not dropped."""
    if amount and taken is not Taken.OTHER:
        raise TaperError("check_in.amount_unclear")
    if time and taken in {None, Taken.NOT_TAKEN}:
        raise TaperError("check_in.time_unclear", medicine=in_label(course.medicine))
    ug = read_dose(amount).ug if amount else None
    return SaidTaken(course=course.id, taken=taken or Taken.OTHER, ug=ug, at=read_time(time))
