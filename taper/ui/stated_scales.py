"""What the answers in a column mean: numbers from one end to another, or each word by itself."""

from collections.abc import Mapping, Sequence

import streamlit as st

from taper.actions.bring_in import Looked, StatedScale, StatedScore
from taper.errors import TaperError
from taper.ui.labels import in_label
from taper.words import say

_OF_TEN = range(11)
_SEVERITIES = range(4)
_ENDS = ("lowest", "highest")


def ask_mood(looked: Looked, missing: str) -> None:
    """Ask for the column of moods, and what its answers mean."""
    ends = {0: say("bring_in.mood_lowest"), 10: say("bring_in.mood_highest")}
    ours = {each: ends.get(each, str(each)) for each in _OF_TEN}
    _ask_scale(say("bring_in.mood"), looked, missing, "mood", "bring_in.scale_mood", ours)


def ask_symptom(looked: Looked, missing: str, slug: str, label: str) -> None:
    """Ask for the column of a symptom, and what its answers mean."""
    ours = {each: say(f"today.severity_{each}") for each in _SEVERITIES}
    title = say("bring_in.symptom", label=in_label(label))
    _ask_scale(title, looked, missing, f"symptom-{slug}", "bring_in.scale_symptom", ours)


def _ask_scale(
    label: str, looked: Looked, missing: str, name: str, about: str, ours: Mapping[int, str]
) -> None:
    hint = say("shell.choose_one")
    column = st.selectbox(label, looked.columns, index=None, key=f"bring-{name}", placeholder=hint)
    if not column:
        return
    written = st.segmented_control(
        say("bring_in.written_as"),
        ("numbers", "words"),
        format_func=lambda each: say(f"bring_in.as_{each}"),
        key=f"bring-{name}-as",
    )
    if written == "numbers":
        st.caption(say(about))
        _ask_ends(name)
    elif written == "words":
        _ask_words(looked.words(column, missing), name, ours)


def _ask_ends(name: str) -> None:
    with st.container(horizontal=True, key=f"bring-ends-{name}"):
        for end in _ENDS:
            st.text_input(
                say(f"bring_in.{end}"),
                key=f"bring-{name}-{end}",
                max_chars=12,
                autocomplete="off",
            )


def _ask_words(words: Sequence[str], name: str, ours: Mapping[int, str]) -> None:
    """Ask what each word stands for."""
    st.caption(say("bring_in.words_about"))
    for word in words:
        st.selectbox(
            say("bring_in.word", word=in_label(word)),
            list(ours),
            index=None,
            format_func=ours.__getitem__,
            key=f"bring-{name}-word-{word}",
            placeholder=say("shell.choose_one"),
        )


def has_numbers(slugs: Sequence[str]) -> bool:
    """Say whether mood or a symptom of *slugs* is written as numbers."""
    names = ("mood", *(f"symptom-{slug}" for slug in slugs))
    return any(st.session_state.get(f"bring-{name}-as") == "numbers" for name in names)


def scale(name: str) -> StatedScale | None:
    """Give what was said of a column; None where none was chosen."""
    state = st.session_state
    column, written = state.get(f"bring-{name}"), state.get(f"bring-{name}-as")
    if not column:
        return None
    if written is None:
        raise TaperError("bring_in.written_as_missing")
    if written == "words":
        begin = f"bring-{name}-word-"
        words = {
            str(key).removeprefix(begin): value
            for key, value in state.items()
            if str(key).startswith(begin) and value is not None
        }
        return StatedScale(column=column, words=words)
    lowest, highest = (state.get(f"bring-{name}-{end}") or "" for end in _ENDS)
    return StatedScale(column=column, lowest=lowest, highest=highest)


def ask_scores(looked: Looked) -> None:
    """Ask which columns hold the points of a questionnaire, and of which."""
    chosen = st.multiselect(
        say("bring_in.scores"),
        looked.columns,
        key="bring-scores",
        placeholder=say("shell.choose_one"),
    )
    for column in chosen:
        st.text_input(
            say("bring_in.score", column=in_label(column)),
            key=f"bring-score-{column}-title",
            max_chars=200,
            autocomplete="off",
        )
        _ask_points(column)


def _ask_points(column: str) -> None:
    with st.container(horizontal=True, key=f"bring-ends-score-{column}"):
        for end in _ENDS:
            st.text_input(
                say(f"events.score_{end}"),
                key=f"bring-score-{column}-{end}",
                max_chars=12,
                autocomplete="off",
            )


def scores() -> tuple[StatedScore, ...]:
    """Give what was said of the columns with points."""
    state = st.session_state
    return tuple(
        StatedScore(
            column=column,
            **{name: state.get(f"bring-score-{column}-{name}") or "" for name in ("title", *_ENDS)},
        )
        for column in state.get("bring-scores") or ()
    )
