"""What a patient offers to share: the parts, the last day, leave to write; nothing is chosen."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from taper.errors import TaperError
from taper.people.grant import Offer, Section
from taper.words import say


def section_name(section: Section) -> str:
    """Name a section as the patient reads it."""
    return say(f"sharing.section_{section}")


def names(sections: frozenset[Section]) -> str:
    """List sections in one line."""
    return ", ".join(section_name(each) for each in Section if each in sections)


def until(last_day: date | None) -> str:
    """Say how long something is shared."""
    return say("sharing.until", day=last_day) if last_day else say("sharing.until_ended")


def ask_sections(label: str, key: str, offered: Sequence[Section], chosen: Offer | None) -> None:
    """Ask for the parts."""
    st.pills(
        label,
        list(offered),
        default=[each for each in offered if chosen and each in chosen.sections] or None,
        selection_mode="multi",
        format_func=section_name,
        key=key,
    )


def ask(key: str, before: Offer | None = None) -> None:
    """Ask for an offer, inside a form; *before* is what holds until it is changed."""
    ask_sections(say("sharing.what"), f"sections-{key}", list(Section), before)
    st.text_input(
        say("sharing.last_day"),
        value=before.last_day.isoformat() if before and before.last_day else "",
        key=f"last-day-{key}",
        help=say("sharing.last_day_help"),
        max_chars=10,
        autocomplete="off",
    )
    st.checkbox(
        say("sharing.may_observe"),
        value=before.may_observe if before else False,
        key=f"observe-{key}",
        help=say("sharing.may_observe_help"),
    )


def asked(key: str) -> Offer:
    """Give what was chosen; TaperError for a day that can't be read."""
    state = st.session_state
    return Offer(
        sections=frozenset(map(Section, state.get(f"sections-{key}") or ())),
        may_observe=bool(state.get(f"observe-{key}")),
        last_day=_day(state.get(f"last-day-{key}") or ""),
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip()) if typed.strip() else None
    except ValueError as error:
        raise TaperError("sharing.last_day_unreadable") from error


def line(offer: Offer, today: date) -> str:
    """Write what is shared and until when, in one line."""
    lasts = until(offer.last_day)
    if offer.last_day and offer.last_day < today:
        lasts = say("sharing.over", day=offer.last_day)
    told = [say("sharing.gets", sections=names(offer.sections)), lasts]
    observes = [say("sharing.observes")] if offer.may_observe else []
    return ". ".join([*told, *observes]) + "."
