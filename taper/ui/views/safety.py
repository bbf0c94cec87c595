"""Help now: a constant page after an answer that leads to it. The answer is on file already."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from taper import words
from taper.actions import help_now
from taper.actions.help_now import CountryHelp, HelpNow
from taper.ui import here, navigation, pieces, section
from taper.ui.sheet_form import STORED
from taper.words import say


def draw_numbers(help_here: HelpNow) -> None:
    """Draw whom to call or write to."""
    for each in help_here.countries:
        with st.container(border=True, key=f"help-{each.country}"):
            section.heading(words.country(each.country), each.country)
            draw_country(each)
            st.caption(say("crisis.checked_on", day=each.checked_on))
    st.text(say("crisis.other_country"))


def draw_country(each: CountryHelp) -> None:
    """Draw the emergency number and each line of one country."""
    if each.emergency:
        with row(f"{each.country}-emergency"):
            with st.container(gap="xsmall"):
                st.markdown(f"**{say('crisis.emergency')}**")
            reach("call", each.emergency, f"{each.country}-emergency")
    for place, line in enumerate(each.lines):
        name = f"{each.country}-{place}"
        with row(name):
            with st.container(gap=None):
                st.markdown(f"**{line.name}**")
                st.text(
                    " ".join(
                        filter(
                            None,
                            (
                                say("crisis.hours", hours=words.of_fact(line.hours)),
                                line.then and words.of_fact(line.then),
                            ),
                        )
                    )
                )
            if line.call:
                reach("call", line.call, name)
            if line.text:
                reach("text", line.text, name)


def row(name: str) -> DeltaGenerator:
    """Give a row: who it is on the left, the ways to reach them on the right."""
    return st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"help-row-{name}"
    )


def reach(way: str, number: str, name: str) -> None:
    """Draw a link that calls or writes to *number*."""
    scheme = {"call": "tel", "text": "sms"}[way]
    st.link_button(
        say(f"crisis.{way}", number=number),
        f"{scheme}:{number.replace(' ', '')}",
        type="primary" if way == "call" else "secondary",
        key=f"reach-{way}-{name}",
    )


def draw_signs(help_here: HelpNow) -> None:
    """Draw the signs that call for a person now: fixed text, the same for everybody."""
    section.heading(say("crisis.signs_heading"), "signs")
    st.text(say("crisis.signs_lead"))
    st.markdown("\n".join(f"- {words.of_fact(sign.text)}" for sign in help_here.signs))
    st.caption(say("crisis.signs_source", day=help_here.signs_checked_on))


own = here.me().patient
assert own is not None  # noqa: S101 - this page is in the list of patients alone
found = help_now.help_now(here.clinic(), here.me(), own)
pieces.title(say("crisis.heading"), say("crisis.not_live"))
if st.session_state.get(STORED):
    st.text(say("safety.stored"))
draw_numbers(found)
draw_signs(found)
st.button(say("safety.back"), key="back", on_click=navigation.go, args=("questionnaires",))
