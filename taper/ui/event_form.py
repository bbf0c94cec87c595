"""Recording what happened: a kind, a day, a few words; kept private where the patient wishes."""

from datetime import date, timedelta

import streamlit as st

from taper.actions import events
from taper.actions.events import SaidEvent
from taper.diary.events import HISTORY, ON_A_DAY, WORDS, Event, EventId, Kind, SessionFacts, Text
from taper.diary.score import Score, read_score
from taper.errors import TaperError
from taper.ids import PatientId, new_id
from taper.plan.reading import read_date
from taper.ui import here, pieces, session_form
from taper.words import day as day_text
from taper.words import say

SCORE = ("points", "lowest", "highest")
EDITING = "editing-event"  # the entry that is being changed
_NEW = "new-event"  # the ids that the next entries will have, by the kinds they are for


def new_entry(kinds: str) -> EventId:
    """Give the id of the next entry: the same until it is saved, so that two clicks make one."""
    ids = st.session_state.setdefault(_NEW, {})
    return EventId(ids.setdefault(kinds, new_id()))


def forget_new(kinds: str) -> None:
    """Let the next entry have an id of its own: this one is on file."""
    st.session_state.get(_NEW, {}).pop(kinds, None)


def start_change(identifier: EventId) -> None:
    """Begin to change an entry."""
    st.session_state[EDITING] = identifier
    pieces.quiet()


def stop_change() -> None:
    """Leave an entry as it is."""
    st.session_state.pop(EDITING, None)


class Form:
    """One entry, new or on file. Its keys carry id and revision."""

    def __init__(self, today: date, kinds: str, on_file: Event | None = None) -> None:
        self.today, self.kinds, self.on_file = today, kinds, on_file
        self.identifier = on_file.id if on_file else new_entry(kinds)
        self.revision = on_file.revision if on_file else 0
        self.own = here.is_patient(here.me())
        self.texts = dict(on_file.texts) if on_file else {}
        self.session: session_form.Form | None = None

    def key(self, name: str) -> str:
        return f"event-{self.identifier}-{self.revision}-{name}"

    def draw(self, patient: PatientId) -> None:
        """Draw the fields that the kind needs."""
        kind = self.on_file.kind if self.on_file else self._ask_kind()
        if kind is None:
            return
        if kind in ON_A_DAY:
            self._ask_day()
        if kind is Kind.SESSION:
            facts = (self.on_file.session if self.on_file else None) or SessionFacts()
            self.session = session_form.Form(facts, self.texts, self.key, own=self.own)
            self.session.draw()
        if kind is Kind.SCORE:
            self._ask_score()
        st.text_area(
            say(f"events.about_{kind}", reader=here.reader()),
            value=self.texts[WORDS].words if WORDS in self.texts else "",
            key=self.key(WORDS),
            height=100,
        )
        st.caption(say("events.not_read"))
        if self.own:
            st.checkbox(
                say("events.private"),
                value=self.on_file.private if self.on_file else False,
                key=self.key("private"),
            )
        st.button(
            say("events.save"),
            type="primary",
            key=self.key("save"),
            on_click=self.save,
            args=(patient, kind),
        )

    def _ask_kind(self) -> Kind | None:
        kinds = {"day": ON_A_DAY, "history": HISTORY}[self.kinds]
        reader = here.reader()
        return st.selectbox(
            say(f"events.which_{self.kinds}"),
            kinds,
            index=None,
            format_func=lambda kind: say(f"events.kind_{kind}", reader=reader),
            key=self.key("kind"),
            placeholder=say("events.which_hint"),
        )

    def _ask_day(self) -> None:
        on_file = self.on_file.day if self.on_file else None
        days = [self.today, self.today - timedelta(days=1)]
        if on_file is None:
            with st.container(key="ask-event-day"):
                st.segmented_control(
                    say("events.day"),
                    days,
                    format_func=lambda day: say(
                        "events.today" if day == self.today else "events.yesterday"
                    ),
                    key=self.key("near-day"),
                )
        st.text_input(
            say("events.other_day" if on_file is None else "events.day"),
            value=day_text(on_file) if on_file else "",
            key=self.key("day"),
            max_chars=40,
            autocomplete="off",
        )

    def _ask_score(self) -> None:
        on_file = self.on_file.score if self.on_file else None
        with st.container(horizontal=True, key=self.key("score")):
            for name in SCORE:
                st.text_input(
                    say(f"events.score_{name}"),
                    value=str(getattr(on_file, name)) if on_file else "",
                    key=self.key(f"score-{name}"),
                    max_chars=20,
                    autocomplete="off",
                )
        st.caption(say("events.score_about"))

    def _said_score(self, kind: Kind) -> Score | None:
        if kind is not Kind.SCORE:
            return None
        return read_score(*(st.session_state[self.key(f"score-{name}")] for name in SCORE))

    def save(self, patient: PatientId, kind: Kind) -> None:
        """Save what is in the form; the same form sent again changes nothing."""
        if self.key(WORDS) not in st.session_state:
            return  # a click on a form that is no longer there: what is on file is shown
        pieces.attempt(lambda: self._save(patient, kind))

    def _save(self, patient: PatientId, kind: Kind) -> str:
        state = st.session_state
        texts = {WORDS: Text(words=state[self.key(WORDS)])}
        private = bool(state.get(self.key("private")))
        said = SaidEvent(
            kind=kind,
            day=self._said_day() if kind in ON_A_DAY else None,
            texts={**texts, **(self.session.said_texts() if self.session else {})},
            session=self.session.said_facts() if self.session else None,
            score=self._said_score(kind),
            private=private,
        )
        events.save_event(
            here.clinic(),
            here.me(),
            patient,
            self.identifier,
            said,
            expected_revision=self.revision,
        )
        stop_change()
        forget_new(self.kinds)
        return say("events.saved_private" if private else "events.saved")

    def _said_day(self) -> date | None:
        typed = st.session_state[self.key("day")].strip()
        near: date | None = st.session_state.get(self.key("near-day"))
        if typed and near:
            raise TaperError("events.two_days")
        return read_date(typed) if typed else near
