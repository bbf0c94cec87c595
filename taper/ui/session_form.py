"""What can be recorded of a treatment session: every field may stay empty, nothing is filled in."""

from collections.abc import Callable, Iterable
from datetime import time
from enum import StrEnum

import streamlit as st

from taper.diary.events import (
    PRIVATE_AT_FIRST,
    SESSION_TEXTS,
    Alertness,
    Phase,
    Route,
    SessionFacts,
    Setting,
    Text,
    Vitals,
)
from taper.diary.session_text import read_clock, read_count, read_pressure, read_rate
from taper.diary.symptoms import Severity
from taper.words import say

_TIMES = ("before", "during", "after")
_CHOICES: dict[str, type[StrEnum]] = {"route": Route, "setting": Setting, "phase": Phase}


class Form:
    """The fields of a session; *key* gives the key of each."""

    def __init__(
        self,
        facts: SessionFacts,
        texts: dict[str, Text],
        key: Callable[[str], str],
        *,
        own: bool,
    ) -> None:
        self.facts, self.texts, self.key, self.own = facts, texts, key, own

    def draw(self) -> None:
        """Draw the fields in groups; only the first is open."""
        for name, kinds in _CHOICES.items():
            self._choose(name, list(kinds), getattr(self.facts, name))
        self._type("dose", self.texts["dose"].words if "dose" in self.texts else "", length=200)
        self._type("number", _digits(self.facts.number))
        with st.expander(say("events.group_times"), key=self.key("times")):
            for name in ("starts", "ends", "discharged_at"):
                self._type(name, _clock(getattr(self.facts, name)))
        with st.expander(say("events.group_measured"), key=self.key("measured")):
            for name in _TIMES:
                self._measure(name, getattr(self.facts, name))
        with st.expander(say("events.group_felt"), key=self.key("felt")):
            self._choose("dissociation", list(range(11)), self.facts.dissociation)
            self._choose("nausea", list(Severity), self.facts.nausea)
            self._choose("alertness", list(Alertness), self.facts.alertness)
            self._choose("escorted_home", [True, False], self.facts.escorted_home)
            self._write("adverse")
            self._write("next_day")
        if self.own:
            with st.expander(say("events.group_own"), key=self.key("own")):
                self._write("intention")
                self._write("journal")

    def _choose(self, name: str, answers: Iterable[object], on_file: object) -> None:
        with st.container(key=f"ask-session-{name}"):
            st.segmented_control(
                say(f"events.{name}"),
                answers,
                default=on_file,
                format_func=lambda answer: _choice(name, answer),
                key=self.key(name),
                width="stretch",
                wrap=True,
            )

    def _type(self, name: str, on_file: str, *, length: int = 20) -> None:
        st.text_input(
            say(f"events.{name}"),
            value=on_file,
            key=self.key(name),
            max_chars=length,
            autocomplete="off",
        )

    def _measure(self, name: str, vitals: Vitals) -> None:
        pressure = (
            ""
            if vitals.systolic_mmhg is None
            else f"{vitals.systolic_mmhg}/{vitals.diastolic_mmhg}"
        )
        rate = _digits(vitals.heart_rate_per_min)
        with st.container(horizontal=True):
            for kind, on_file in (("pressure", pressure), ("rate", rate)):
                st.text_input(
                    say(f"events.{kind}", when=say(f"events.{name}")),
                    value=on_file,
                    key=self.key(f"{name}-{kind}"),
                    max_chars=20,
                    autocomplete="off",
                    width=240,
                )

    def _write(self, name: str) -> None:
        on_file = self.texts.get(name)
        st.text_area(
            say(f"events.{name}"),
            value=on_file.words if on_file else "",
            key=self.key(name),
            height=100,
        )
        if self.own:
            st.checkbox(
                say("events.keep_private", what=say(f"events.{name}").lower()),
                value=on_file.private if on_file else name in PRIVATE_AT_FIRST,
                key=self.key(f"{name}-private"),
            )

    def said_facts(self) -> SessionFacts:
        """Read what was chosen and typed; TaperError where something can't be read."""
        state = st.session_state
        chosen = {
            name: state[self.key(name)]
            for name in (*_CHOICES, "dissociation", "nausea", "alertness", "escorted_home")
        }
        return SessionFacts(
            number=read_count(state[self.key("number")]),
            starts=read_clock(state[self.key("starts")]),
            ends=read_clock(state[self.key("ends")]),
            discharged_at=read_clock(state[self.key("discharged_at")]),
            **{name: self._said_vitals(name) for name in _TIMES},
            **chosen,
        )

    def _said_vitals(self, name: str) -> Vitals:
        upper, lower = read_pressure(st.session_state[self.key(f"{name}-pressure")]) or (None, None)
        rate = read_rate(st.session_state[self.key(f"{name}-rate")])
        return Vitals(systolic_mmhg=upper, diastolic_mmhg=lower, heart_rate_per_min=rate)

    def said_texts(self) -> dict[str, Text]:
        """Give what was written, each with whether it is kept from the prescriber."""
        state = st.session_state
        return {
            name: Text(
                words=state[self.key(name)],
                private=bool(state.get(self.key(f"{name}-private"))),
            )
            for name in SESSION_TEXTS
            if self.key(name) in state
        }


def _choice(name: str, answer: object) -> str:
    """Write one answer that can be chosen."""
    if isinstance(answer, bool):
        return say("events.yes" if answer else "events.no")
    if isinstance(answer, Severity):
        return say(f"events.nausea_{int(answer)}")
    return str(answer) if isinstance(answer, int) else say(f"events.{name}_{answer}")


def _digits(number: int | None) -> str:
    return "" if number is None else str(number)


def _clock(at: time | None) -> str:
    return "" if at is None else f"{at:%H:%M}"


def lines(facts: SessionFacts) -> list[str]:
    """Write what was recorded in a few lines; what was not recorded is left out."""
    given = [_choice(name, answer) for name in _CHOICES if (answer := getattr(facts, name))]
    if facts.number is not None:
        given.append(say("events.told_number", number=facts.number))
    return [", ".join(given)] * bool(given) + [*_times(facts), *_measured(facts), *_felt(facts)]


def _times(facts: SessionFacts) -> list[str]:
    times = {name: getattr(facts, name) for name in ("starts", "ends", "discharged_at")}
    told = [say(f"events.told_{name}", at=at) for name, at in times.items() if at is not None]
    return [", ".join(told)] * bool(told)


def _measured(facts: SessionFacts) -> list[str]:
    found = []
    for name in _TIMES:
        vitals: Vitals = getattr(facts, name)
        told = []
        if vitals.systolic_mmhg is not None:
            told.append(f"{vitals.systolic_mmhg}/{vitals.diastolic_mmhg} mmHg")
        if vitals.heart_rate_per_min is not None:
            told.append(say("events.told_rate", rate=vitals.heart_rate_per_min))
        if told:
            found.append(_line(f"measured_{name}", ", ".join(told)))
    return found


def _felt(facts: SessionFacts) -> list[str]:
    found = []
    for name in ("dissociation", "nausea", "alertness", "escorted_home"):
        answer = getattr(facts, name)
        if answer is not None:
            of_ten = name == "dissociation"
            found.append(
                _line(name, say("events.of_ten", n=answer) if of_ten else _choice(name, answer))
            )
    return found


def _line(name: str, told: str) -> str:
    return say("events.line", what=say(f"events.{name}"), told=told)
