"""What a person says about a file of another program: nothing is guessed, nothing is filled in."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from taper.actions.bring_in import SEPARATORS, Looked, Stated
from taper.diary.symptoms import Symptom
from taper.errors import TaperError
from taper.ui import stated_scales
from taper.ui.stated_scales import scale
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
    missing = missing_word()
    stated_scales.ask_mood(looked, missing)
    followed = {each.slug: of_fact(each.label) for each in symptoms if not each.retired}
    chosen = st.multiselect(
        say("bring_in.symptoms"),
        list(followed),
        format_func=followed.__getitem__,
        key="bring-symptoms",
        placeholder=say("shell.choose_one"),
    )
    for slug in chosen:
        stated_scales.ask_symptom(looked, missing, slug, followed[slug])
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
    stated_scales.ask_scores(looked)
    if st.session_state.get("bring-sleep") or stated_scales.has_numbers(chosen):
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


def missing_word() -> str:
    """Give the word that was typed for "not recorded"; nothing where there is none."""
    return (st.session_state.get("bring-missing") or "").strip()


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
    symptoms = [(each, scale(f"symptom-{each}")) for each in state.get("bring-symptoms") or ()]
    any_of = ("mood", "symptoms", "sleep", "taken", "note", "scores")
    if (sleep and not unit) or not any(state.get(f"bring-{name}") for name in any_of):
        raise TaperError("bring_in.columns_missing")
    if any(found is None for _, found in symptoms):
        raise TaperError("bring_in.symptom_missing")
    taken, missing = state.get("bring-taken"), missing_word()
    return Stated(
        encoding=encoding,
        separator=separator,
        decimal=decimal,
        missing=(missing,) if missing else (),
        date_column=date_column,
        date_form=date_form,
        rounding=state.get("bring-rounding"),
        mood=scale("mood"),
        symptoms=tuple((slug, found) for slug, found in symptoms if found is not None),
        sleep=(sleep, unit) if sleep else None,
        taken=(taken, "mg") if taken else None,
        note=state.get("bring-note"),
        scores=stated_scales.scores(),
    )
