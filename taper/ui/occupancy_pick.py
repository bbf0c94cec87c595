"""Which curve modelled occupancy is drawn from: one of the list, or one that is typed."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from taper.actions import steps as stepping
from taper.errors import TaperError
from taper.plan.occupancy import Curve
from taper.plan.typed_curve import FIELDS as TYPED
from taper.plan.typed_curve import ReadCurve, read_typed_curve
from taper.words import say, say_error

FROM = ("listed", "typed")
WIDE = 420  # px
WIDTHS = {"vmax_percent": 120, "k_mg": 270}  # px; the others are as wide as a region

Key = Callable[[str], str]  # gives the key of a field


def ask(
    key: Key,
    *,
    medicine: str,
    form: str,
    elsewhere: Mapping[str, str],
    changed: Callable[[], None] | None = None,
) -> Sequence[Curve]:
    """Ask for a curve; give it first, then those of the other regions. () before it is known.

    *elsewhere* are the fields of a curve that was typed for a method; *changed* hears of each edit.
    """
    picked = st.segmented_control(
        say("expand.field_curve"),
        FROM,
        format_func=lambda each: say(f"expand.pick_curve_{each}"),
        key=key("curve"),
        on_change=changed,
        persist_state="session",
    )
    if picked == "listed":
        _ask_region(key, medicine, form, changed)
    elif picked == "typed":
        _ask_typed(key, elsewhere, changed)
    return picked_curves(key, medicine=medicine, form=form)


def picked_curves(key: Key, *, medicine: str, form: str) -> Sequence[Curve]:
    """Give what the fields say: the curve first, then those of the other regions."""
    state = st.session_state
    if state.get(key("curve")) == "typed":
        curve = _typed(key).curve
        return (curve,) if curve else ()
    region = state.get(key("region"))
    if state.get(key("curve")) != "listed" or region is None:
        return ()
    listed = stepping.curves_for(medicine, form)
    if all(each.region != region for each in listed):
        return ()
    return sorted((each.alone for each in listed), key=lambda each: each.region != region)


def _ask_region(key: Key, medicine: str, form: str, changed: Callable[[], None] | None) -> None:
    try:
        stepping.no_curve(medicine, form)
    except TaperError as error:
        st.markdown(f":material/error: {say_error(error)}")
        return
    st.selectbox(
        say("expand.overlay_region"),
        [each.region for each in stepping.curves_for(medicine, form)],
        index=None,
        key=key("region"),
        placeholder=say("expand.region_hint"),
        on_change=changed,
        persist_state="session",
        width=WIDE,
    )


def _ask_typed(key: Key, elsewhere: Mapping[str, str], changed: Callable[[], None] | None) -> None:
    refused = dict(_typed(key).missing)
    with st.container(horizontal=True, gap="medium"):
        for name in TYPED:
            with st.container(width=WIDTHS.get(name, WIDE), gap="xsmall"):
                st.text_input(
                    say(f"expand.field_{name}"),
                    key=key(name),
                    autocomplete="off",
                    on_change=changed,
                    persist_state="session",
                )
                if name in refused and _text(key, name).strip():
                    st.markdown(f":material/error: {say_error(refused[name])}")
    there = {name: elsewhere.get(name, "") for name in TYPED}
    if all(there.values()) and any(there[name] != _text(key, name) for name in TYPED):
        st.button(
            say("expand.overlay_take"),
            key=key("take"),
            on_click=_take,
            args=(key, there, changed),
        )


def _take(key: Key, there: Mapping[str, str], changed: Callable[[], None] | None) -> None:
    """Put what was typed for the method into the fields, as it was typed."""
    for name, text in there.items():
        st.session_state[key(name)] = text
    if changed is not None:
        changed()


def _text(key: Key, name: str) -> str:
    return str(st.session_state.get(key(name)) or "")


def _typed(key: Key) -> ReadCurve:
    return read_typed_curve({name: _text(key, name) for name in TYPED})
