"""What the patient shares, the country for crisis numbers, and the trail of who saw what."""

import streamlit as st

from taper import clock, words
from taper.actions import account, people, plans, record
from taper.ids import PatientId
from taper.ui import (
    here,
    navigation,
    nobody_live,
    package_offer,
    paper_print,
    pieces,
    section,
    takeout_offer,
    trail_lines,
    zones,
)
from taper.words import language, say

SHOWN_AT_FIRST = 50  # lines of the trail; the rest on request


def draw_sharing(patient: PatientId) -> None:
    """Say who may read the diary, and let the patient change it."""
    consent = people.consent_of(here.clinic(), here.me(), patient)
    section.heading(say("my_data.sharing"), "sharing")
    if consent is not None and consent.holds:
        st.write(say("my_data.shared_since", at=here.local(consent.agreed_at)))
        with st.popover(say("my_data.withdraw"), key="withdraw"):
            st.write(say("my_data.withdraw_ask"))
            st.button(
                say("my_data.withdraw_do"), key="withdraw-do", on_click=withdraw, args=(patient,)
            )
    else:
        st.write(say("my_data.not_shared"))
        nobody_live.draw_as_shared(
            patient, plans.signed_plans(here.clinic(), here.me(), patient, page="today")
        )
        st.button(say("my_data.share"), key="share", on_click=share, args=(patient,))


def withdraw(patient: PatientId) -> None:
    """Close the diary to others."""

    def act() -> str:
        people.withdraw_consent(here.clinic(), here.me(), patient)
        return say("my_data.withdrawn")

    pieces.attempt(act)


def share(patient: PatientId) -> None:
    """Open the diary to the patient's prescribers."""

    def act() -> str:
        people.give_consent(here.clinic(), here.me(), patient)
        return say("my_data.shared")

    pieces.attempt(act)


def draw_country(patient: PatientId) -> None:
    """Let the patient choose the country whose crisis numbers come first."""
    section.heading(say("my_data.country"), "country")
    chosen = people.patient_of(here.clinic(), here.me(), patient).country
    countries = sorted(people.crisis_countries(), key=words.country)
    st.selectbox(
        say("my_data.country_ask"),
        countries,
        index=countries.index(chosen) if chosen in countries else None,
        format_func=words.country,
        key="country",
        on_change=choose_country,
        args=(patient,),
        placeholder=say("my_data.country_none"),
    )


def choose_country(patient: PatientId) -> None:
    """Keep the chosen country."""

    def act() -> str:
        people.choose_country(here.clinic(), here.me(), patient, st.session_state["country"])
        return say("my_data.country_kept")

    pieces.attempt(act)


def draw_language() -> None:
    """Let the patient choose the language of pages and files, where there is a choice."""
    offered = language.offered()
    if len(offered) == 1:
        return
    section.heading(say("account.language"), "language")
    names = {each.code: each.name for each in offered}
    st.selectbox(
        say("account.language_lead"),
        list(names),
        index=list(names).index(language.in_use().code),
        format_func=names.__getitem__,
        key="language",
        on_change=choose_language,
    )


def choose_language() -> None:
    """Keep the chosen language."""

    def act() -> str:
        account.choose_language(here.clinic(), here.me(), st.session_state["language"])
        here.speak(here.signed_in())
        return say("account.language_kept")

    pieces.attempt(act)


def draw_zone(patient: PatientId) -> None:
    """Let the patient say where he or she lives now: the diary's days follow that clock."""
    section.heading(say("my_data.zone"), "zone")
    st.write(say("my_data.zone_about"))
    lived = here.me().zone or "UTC"
    offered = zones.zones() if lived in zones.zones() else (lived, *zones.zones())
    st.selectbox(
        say("my_data.zone_ask"),
        offered,
        index=offered.index(lived),
        format_func=zones.zone_label,
        key="zone",
        on_change=choose_zone,
        args=(patient,),
        filter_mode="contains",
    )


def choose_zone(patient: PatientId) -> None:
    """Keep the chosen time zone."""

    def act() -> str:
        zone: str = st.session_state["zone"]
        people.choose_zone(here.clinic(), here.me(), patient, zone)
        return say("my_data.zone_kept", day=words.short_day(clock.today(zone)))

    pieces.attempt(act)


def draw_reminders() -> None:
    """Draw the way to reminders in the patient's own calendar."""
    section.heading(say("my_data.reminders"), "reminders")
    st.write(say("my_data.reminders_about"))
    st.button(say("shell.reminders"), key="reminders", on_click=navigation.go, args=("reminders",))


def draw_trail(patient: PatientId) -> None:
    """Show who did what with this record, newest first, in plain words."""
    section.heading(say("my_data.trail"), "trail")
    st.write(say("my_data.trail_about"))
    lines = record.trail_of(here.clinic(), here.me(), patient)
    shown = lines if st.session_state.get("whole-trail") else lines[:SHOWN_AT_FIRST]
    with st.container(gap="small"):
        for trace, name in shown:
            st.text(trail_lines.line(trace, name))
    if len(lines) > SHOWN_AT_FIRST:
        st.toggle(say("my_data.whole_trail", n=len(lines)), key="whole-trail")


own = here.me().patient
assert own is not None  # noqa: S101 - this page is in the list of patients alone
pieces.title(say("shell.my_data"))
pieces.answer()
draw_sharing(own)
draw_country(own)
draw_language()
draw_zone(own)
draw_reminders()
section.heading(say("package.title"), "files")
st.write(say("package.about"))
st.write(say("fhir.about"))
package_offer.offer(own)
takeout_offer.offer(own)
section.heading(say("my_data.paper"), "paper")
paper_print.offer(own)
draw_trail(own)
