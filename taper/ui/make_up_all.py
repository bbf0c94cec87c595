"""One rule, picked by the prescriber, for all doses that have no way yet: for long plans."""

import streamlit as st

from taper.errors import TaperError
from taper.plan.amount import decimal_text
from taper.plan.picked import FIRST, fill
from taper.plan.plan import Supply
from taper.plan.preparations import Preparation
from taper.plan.typed import ReadPlan
from taper.ui import pieces
from taper.ui.desk import Desk
from taper.words import say

LEAST_ROWS = 2  # one row has a field of its own


def draw(desk: Desk, read: ReadPlan, supply: Supply) -> None:
    """Offer a rule; none is chosen beforehand, and nothing that is picked is changed."""
    if len(read.rows) < LEAST_ROWS:
        return
    key = f"ways-all-{desk.course.id}"
    rules = {FIRST: say("supply.all_first")} | {
        place: _alone(place, each) for place, each in enumerate(supply.preparations)
    }
    with st.expander(say("supply.all_title"), key=f"{key}-open"):
        st.caption(say("supply.all_about"))
        st.selectbox(
            say("supply.all_rule"),
            tuple(rules),
            index=None,
            format_func=rules.__getitem__,
            key=key,
            placeholder=say("supply.all_hint"),
            width=420,
        )
        st.button(
            say("supply.all_do"), key=f"{key}-by-rule", on_click=put, args=(desk, key, supply)
        )
        if desk.place == "ways":
            pieces.answer()


def _alone(place: int, each: Preparation) -> str:
    if each.kind == "liquid":
        mg = each.mg
    else:
        mg = each.capsule_mg if each.kind == "beads" else each.strength_mg
    kind = say(f"supply.kind_{each.kind}")
    return say("supply.all_alone", number=place + 1, kind=kind, mg=decimal_text(mg))


def put(desk: Desk, key: str, supply: Supply) -> None:
    """Pick by the rule; one press of the button is one edit, and can be taken back."""
    desk.place = "ways"

    def act() -> str:
        rule = st.session_state.get(key)
        if rule is None:
            raise TaperError("supply.all_none")
        desk.gather()
        found = fill(desk.typed, desk.read().rows, supply, rule)
        desk.put(found.typed)
        said = [say("supply.all_done", n=found.picked)]
        if found.without:
            said.append(say("supply.all_left", n=found.without))
        return " ".join(said)

    pieces.attempt(act)
