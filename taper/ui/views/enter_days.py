"""Days typed for a patient by a prescriber: told, or from a paper sheet; always marked so."""

import streamlit as st

from taper.actions import catch_up, paper_consent, plans
from taper.actions.catch_up import Grid
from taper.actions.paper_consent import PaperConsent
from taper.diary.check_in import Source
from taper.ids import PatientId
from taper.ui import asked_days, days_grid, here, paper_print, paper_week, pieces, whose
from taper.ui.days_grid import Way
from taper.words import say

SOURCES = (Source.ON_BEHALF, Source.PAPER)
_SOURCE = "source-chosen"


def ask_source() -> None:
    """Ask how the days came in; nothing is chosen beforehand, and no day is drawn until then."""
    st.segmented_control(
        say("enter_days.source"),
        SOURCES,
        format_func=lambda source: say(f"enter_days.{source}"),
        key="source",
        on_change=choose_source,
    )


def choose_source() -> None:
    """Keep how the days came in until another way is chosen, which no unsaved day allows."""
    chosen = st.session_state["source"]
    if chosen is not None:
        pieces.quiet()
        pieces.kept()[_SOURCE] = Source(chosen)


def as_told() -> Source:
    """Say who told these days."""
    return Source.ON_BEHALF


def choose_again() -> None:
    """Ask anew how the days came in."""
    pieces.kept().pop(_SOURCE, None)


def draw(patient: PatientId) -> None:
    """Draw the page of one patient."""
    name = whose.draw(patient).name
    pieces.title(say("shell.enter_days"))
    consent = paper_consent.paper_consent(here.clinic(), here.me(), patient)
    if not consent.diary_is_open:
        pieces.answer()
        draw_closed(patient, name, consent)
        return
    grid = catch_up.grid(here.clinic(), here.me(), patient)
    st.text(say("enter_days.about", name=here.me().name))
    source = pieces.kept().get(_SOURCE)
    if source is None:
        pieces.answer()
        ask_source()
    else:
        st.text(say("enter_days.chosen", source=say(f"enter_days.{source}")))
        draw_days(patient, grid, source)
    paper_print.offer(patient)
    if consent.by_paper:
        draw_end(patient)


def draw_closed(patient: PatientId, name: str, consent: PaperConsent) -> None:
    """Say that the diary is closed; of a patient without an account, keep a consent on paper."""
    st.text(say("paper_consent.closed"))
    if not consent.by_paper:
        return
    st.text(say("paper_consent.ask", name=name))
    with st.form("paper-consent-form", border=False):
        st.text_input(
            say("paper_consent.signed_on"), key="signed-on", max_chars=40, autocomplete="off"
        )
        st.form_submit_button(
            say("paper_consent.keep"), key="keep-consent", on_click=keep_consent, args=(patient,)
        )


def keep_consent(patient: PatientId) -> None:
    """Keep that the patient agreed on paper."""

    def act() -> str:
        typed = st.session_state["signed-on"]
        paper_consent.keep_consent(here.clinic(), here.me(), patient, typed)
        return say("paper_consent.kept")

    pieces.attempt(act)


def draw_end(patient: PatientId) -> None:
    """Offer to keep that the patient no longer agrees."""
    with st.popover(say("paper_consent.end"), key="end-consent"):
        st.write(say("paper_consent.end_ask"))
        st.button(
            say("paper_consent.end_do"),
            key="end-consent-do",
            on_click=end_consent,
            args=(patient,),
        )


def end_consent(patient: PatientId) -> None:
    """Close the diary of a patient without an account."""

    def act() -> str:
        paper_consent.end_consent(here.clinic(), here.me(), patient)
        return say("paper_consent.ended")

    pieces.attempt(act)


def draw_days(patient: PatientId, grid: Grid, source: Source) -> None:
    """Draw the days that came in one way, and the way back to the choice."""
    if source is Source.ON_BEHALF:
        draw_last_days(patient, grid)
        return
    if not paper_week.is_open():
        st.button(say("enter_days.choose_again"), key="choose-again", on_click=choose_again)
    paper_week.draw(patient, own=False)


def draw_last_days(patient: PatientId, grid: Grid) -> None:
    """Draw the last two weeks, as the patient told them."""
    again = Way("choose-again", say("enter_days.choose_again"), choose_again)
    signed = plans.signed_plans(here.clinic(), here.me(), patient, page="enter_days")
    asked = asked_days.to_fill_in(grid, signed, own=False)
    if asked:
        days_grid.draw_form(patient, asked, source=as_told, ways=[again])
    else:
        days_grid.draw_answer()
        st.text(say("enter_days.nothing_missing"))
        days_grid.offer_ways(st.button, [again], lambda: False)
    days_grid.draw_on_file(patient, grid, signed)


chosen = here.patient()
if chosen is None:
    st.info(say("shell.choose_patient"), icon=":material/group:")
else:
    draw(chosen)
