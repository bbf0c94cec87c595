"""Typing the rows of a plan: in a table, in a list of fields, or pasted. All of it is text."""

import pandas as pd
import streamlit as st

from taper.plan.paste import paste
from taper.plan.typed import TypedPlan, TypedRow
from taper.ui import pieces
from taper.ui.desk import COLUMNS, Desk
from taper.words import say

WAYS = ("table", "list")


def draw(desk: Desk) -> None:
    """Draw the rows as the way to type them asks for."""
    st.segmented_control(
        say("write_plan.way"),
        WAYS,
        format_func=lambda way: say(f"write_plan.way_{way}"),
        key=desk.field("way", WAYS[desk.as_list]),
        required=True,
        on_change=change_way,
        args=(desk,),
    )
    if desk.as_list:
        _draw_list(desk)
    else:
        _draw_table(desk)
    with st.expander(say("write_plan.paste"), key=f"desk-{desk.course.id}-paste"):
        _draw_paste(desk)


def change_way(desk: Desk) -> None:
    """Go from the table to the list or back, with what was typed."""
    as_list = st.session_state[desk.key("way")] == "list"
    typed = desk.gather()
    desk.as_list, desk.rows_wanted = as_list, 1
    desk.put(typed)


def _draw_table(desk: Desk) -> None:
    # Text alone: a number column makes 5 of a pasted "0,5", a date column guesses day and month.
    st.data_editor(
        pd.DataFrame([row.model_dump() for row in desk.base], columns=COLUMNS, dtype="str"),
        column_config={
            "starts": st.column_config.TextColumn(say("write_plan.starts"), width="small"),
            "dose": st.column_config.TextColumn(say("write_plan.dose"), width="small"),
            "words": st.column_config.TextColumn(say("write_plan.words"), width="medium"),
        },
        num_rows="dynamic",
        height="content",
        placeholder="",
        key=desk.key("rows"),
        alt=say("write_plan.editor"),
    )


def _draw_list(desk: Desk) -> None:
    for place, row in enumerate(desk.base):
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"desk-row-{place}"):
            for column in COLUMNS:
                st.text_input(
                    say(f"write_plan.{column}_of", number=place + 1),
                    key=desk.field(f"{column}-{place}", getattr(row, column)),
                    autocomplete="off",
                    width="stretch" if column == "words" else 130,
                )
            st.button(
                say("write_plan.drop_row", number=place + 1),
                key=desk.key(f"drop-{place}"),
                on_click=drop_row,
                args=(desk, place),
                type="tertiary",
            )
    st.button(
        say("write_plan.add_row"),
        key=desk.key("add"),
        on_click=add_row,
        args=(desk,),
        icon=":material/add:",
    )


def add_row(desk: Desk) -> None:
    """Add a blank row at the end of the list."""
    desk.rows_wanted = len(desk.base) + 1
    desk.put(desk.gather())


def drop_row(desk: Desk, place: int) -> None:
    """Take one row out of the list."""
    typed = desk.gather()
    rows = typed.rows[:place] + typed.rows[place + 1 :]
    desk.rows_wanted = max(1, len(desk.base) - 1)
    desk.put(typed.model_copy(update={"rows": rows}))


def _draw_paste(desk: Desk) -> None:
    key = f"desk-{desk.course.id}-pasted"
    st.text_area(say("write_plan.paste_about"), key=key, height=150)
    ways = {"paste_replace": (), "paste_add": None} if desk.typed.rows else {"paste_put": ()}
    with st.container(horizontal=True):
        for name, above in ways.items():
            st.button(
                say(f"write_plan.{name}"),
                key=f"{key}-{name}",
                on_click=put_pasted,
                args=(desk, key, above),
            )


def put_pasted(desk: Desk, key: str, above: tuple[TypedRow, ...] | None) -> None:
    """Put pasted rows below *above* (None: all there are); a refusal changes nothing."""
    desk.place = "rows"

    def act() -> str:
        rows = paste(st.session_state.get(key, ""))
        typed = desk.gather()
        kept = typed.rows if above is None else above
        desk.put(TypedPlan(**{**dict(typed), "rows": (*kept, *rows)}))
        st.session_state[key] = ""
        return say("write_plan.pasted", n=len(rows))

    pieces.attempt(act)
