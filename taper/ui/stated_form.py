"""What a person says about a file of another program: nothing is guessed, nothing is filled in."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from taper.actions.bring_in import SEPARATORS, Looked, Stated, StatedScale
from taper.diary.symptoms import Symptom
from taper.errors import TaperError
from taper.ui.labels import in_label
from taper.words import of_fact, say

_ENCODINGS = ("utf-8", "utf-16", "cp1252")
_SEPARATORS = dict(zip(SEPARATORS, ("comma", "semicolon", "tab", "bar"), strict=True))
_FORMS = ("YYYY-MM-DD", "DD.MM.YYYY", "D.M.YYYY", "DD/MM/YYYY", "MM/DD/YYYY", "YYYY/MM/DD")
_DECIMALS = {".": "point", ",": "comma"}
_ROUNDINGS = ("half_up", "half_even", "down", "up", "refuse")


def _choose(label: str, options: Sequence[Any], key: str, **more: Any) -> Any:
    hint = say("shell.choose_one")
    return st.selectbox(say(label), options, index=None, key=key, placeholder=hint, **more)


def ask_written() -> tuple[Any, Any] | None:
    """Ask how the file is written; None until both are said."""
    encoding = _choose(
        "bring_in.encoding",
        _ENCODINGS,
        "bring-encoding",
        format_func=lambda each: say(f"bring_in.encoding_{each.replace('-', '_')}"),
    )
    separator = _choose(
        "bring_in.separator",
        list(_SEPARATORS),
        "bring-separator",
        format_func=lambda each: say(f"bring_in.separator_{_SEPARATORS[each]}"),
    )
    return (encoding, separator) if encoding and separator else None


def draw_first(looked: Looked) -> None:
    """Draw the first rows as they stand in the file."""
    st.markdown(f"**{say('bring_in.first')}**")
    rows = [dict(zip(looked.columns, cells, strict=True)) for cells in looked.first]
    st.dataframe(rows, hide_index=True, key="bring-first")


def ask_columns(looked: Looked, symptoms: Sequence[Symptom]) -> None:
    """Ask what the columns mean."""
    columns = list(looked.columns)
    st.markdown(f"**{say('bring_in.columns')}**")
    st.caption(say("bring_in.columns_about"))
    _ask_cells(columns)
    _ask_scale(say("bring_in.mood"), columns, "mood", "bring_in.scale_mood")
    followed = {each.slug: of_fact(each.label) for each in symptoms if not each.retired}
    chosen = st.multiselect(
        say("bring_in.symptoms"),
        list(followed),
        format_func=followed.__getitem__,
        key="bring-symptoms",
        placeholder=say("shell.choose_one"),
    )
    for slug in chosen:
        label = say("bring_in.symptom", label=in_label(followed[slug]))
        _ask_scale(label, columns, f"symptom-{slug}", "bring_in.scale_symptom")
    _choose("bring_in.sleep", columns, "bring-sleep")
    if st.session_state.get("bring-sleep"):
        _choose(
            "bring_in.sleep_unit",
            ("hours", "minutes"),
            "bring-sleep-unit",
            format_func=lambda each: say(f"bring_in.{each}"),
        )
    _choose("bring_in.taken", columns, "bring-taken")
    _choose("bring_in.note", columns, "bring-note")
    _choose(
        "bring_in.rounding",
        _ROUNDINGS,
        "bring-rounding",
        format_func=lambda each: say(f"bring_in.rounding_{each}"),
    )


def _ask_cells(columns: Sequence[str]) -> None:
    """Ask for the day and how cells are written."""
    _choose("bring_in.date", columns, "bring-date")
    _choose("bring_in.date_form", _FORMS, "bring-date-form")
    _choose(
        "bring_in.decimal",
        list(_DECIMALS),
        "bring-decimal",
        format_func=lambda each: say(f"bring_in.decimal_{_DECIMALS[each]}"),
    )
    st.text_input(say("bring_in.missing"), key="bring-missing", max_chars=40, autocomplete="off")


def _ask_scale(label: str, columns: Sequence[str], name: str, about: str) -> None:
    hint = say("shell.choose_one")
    st.selectbox(label, columns, index=None, key=f"bring-{name}", placeholder=hint)
    if st.session_state.get(f"bring-{name}"):
        st.caption(say(about))
        with st.container(horizontal=True, key=f"bring-ends-{name}"):
            for end in ("lowest", "highest"):
                st.text_input(
                    say(f"bring_in.{end}"),
                    key=f"bring-{name}-{end}",
                    max_chars=12,
                    autocomplete="off",
                )


def stated() -> Stated:
    """Give what was said; TaperError for what is still to say."""
    state = st.session_state
    needed = [
        state.get(f"bring-{name}")
        for name in ("encoding", "separator", "decimal", "date", "date-form")
    ]
    if not all(needed):
        raise TaperError("bring_in.stated_missing")
    encoding, separator, decimal, date_column, date_form = needed
    sleep, unit = state.get("bring-sleep"), state.get("bring-sleep-unit")
    any_of = ("mood", "symptoms", "sleep", "taken", "note")
    if (sleep and not unit) or not any(state.get(f"bring-{name}") for name in any_of):
        raise TaperError("bring_in.columns_missing")
    taken, missing = state.get("bring-taken"), (state.get("bring-missing") or "").strip()
    return Stated(
        encoding=encoding,
        separator=separator,
        decimal=decimal,
        missing=(missing,) if missing else (),
        date_column=date_column,
        date_form=date_form,
        rounding=state.get("bring-rounding"),
        mood=_scale("mood"),
        symptoms=tuple(
            (slug, scale)
            for slug in state.get("bring-symptoms") or ()
            if (scale := _scale(f"symptom-{slug}"))
        ),
        sleep=(sleep, unit) if sleep else None,
        taken=(taken, "mg") if taken else None,
        note=state.get("bring-note"),
    )


def _scale(name: str) -> StatedScale | None:
    state = st.session_state
    column = state.get(f"bring-{name}")
    if not column:
        return None
    return StatedScale(
        column=column,
        lowest=state.get(f"bring-{name}-lowest") or "",
        highest=state.get(f"bring-{name}-highest") or "",
    )
