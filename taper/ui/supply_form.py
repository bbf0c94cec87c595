"""What the patient has, and the one rounding rule: typed and picked, nothing beforehand."""

import streamlit as st

from taper.errors import TaperError
from taper.plan.preparations import MOST_PREPARATIONS
from taper.plan.rounded import round_rows
from taper.plan.typed import supply_field
from taper.plan.typed_preparations import TypedPreparation, TypedSupply, read_supply
from taper.ui import pieces
from taper.ui.desk import Desk
from taper.words import say, say_error

MADE_FROM = ("as_worked_out", "multiple_of", "preparations")
RULES = ("nearest", "down", "up")
TIES = ("down", "up")
KINDS = ("tablet", "capsule", "liquid", "beads", "compounded")
# The typed fields of each kind, after its name.
ASKED = {
    "tablet": ("strength",),
    "capsule": ("strength",),
    "compounded": ("strength",),
    "beads": ("strength", "beads"),
    "liquid": ("strength", "in_ml", "smallest_ml"),
}
TABLETS = ("scored", "unscored", "modified_release")
CUTS = ("whole", "halves", "quarters")


def draw(desk: Desk) -> None:
    """Draw the section; what is missing is named once something is answered."""
    supply = desk.typed.supply
    with st.expander(say("supply.title"), key=f"desk-{desk.course.id}-supply"):
        st.caption(say("supply.about"))
        _pick(desk, "made_from", MADE_FROM, supply.made_from)
        if supply.made_from == "multiple_of":
            _type(desk, "unit", "unit", supply.unit)
        if supply.made_from == "preparations":
            _draw_preparations(desk, supply)
        if supply.made_from in ("multiple_of", "preparations"):
            _draw_rule(desk, supply)
        if desk.place == "supply":
            pieces.answer()


def _pick(desk: Desk, name: str, choices: tuple[str, ...], value: str, *, field: str = "") -> None:
    """Ask for one of *choices*; *field* names it among several preparations."""
    st.segmented_control(
        say(f"supply.{name}"),
        choices,
        format_func=lambda each: say(f"supply.{name}_{each}"),
        key=desk.field(f"supply-{field or name}", value or None),
    )


def _type(desk: Desk, name: str, field: str, value: str) -> None:
    st.text_input(
        say(f"supply.{name}"),
        key=desk.field(f"supply-{field}", value),
        autocomplete="off",
        max_chars=200,
        width=220,
    )
    _name_missing(desk, field)


def _name_missing(desk: Desk, field: str) -> None:
    """Name what can't be read where something was typed, and all once it is to be read back."""
    for missing in read_supply(desk.typed.supply).missing:
        if supply_field(missing.field, missing.place) != f"supply-{field}":
            continue
        typed = st.session_state.get(desk.key(f"supply-{field}"))
        if desk.asked or typed:
            sentence = say_error(missing.error)
            st.markdown(f":material/error: {say('write_plan.to_correct', sentence=sentence)}")


def _draw_rule(desk: Desk, supply: TypedSupply) -> None:
    _pick(desk, "rule", RULES, supply.rule)
    _name_missing(desk, "rule")
    if supply.rule == "nearest":
        _pick(desk, "ties", TIES, supply.ties)
        _name_missing(desk, "ties")
    read = read_supply(supply)
    if not read.missing and desk.typed.rows:
        st.button(
            say("supply.round_rows"),
            key=desk.key("round-rows"),
            on_click=put_rounded,
            args=(desk,),
        )


def _draw_preparations(desk: Desk, supply: TypedSupply) -> None:
    for place, each in enumerate(supply.preparations):
        with st.container(border=True, key=f"desk-preparation-{place}", gap="small"):
            _draw_one(desk, place, each)
    _name_missing(desk, "preparations")
    st.button(
        say("supply.add"),
        key=desk.key("supply-add"),
        on_click=add,
        args=(desk,),
        icon=":material/add:",
    )


def _draw_one(desk: Desk, place: int, each: TypedPreparation) -> None:
    st.markdown(f"**{say('supply.number', number=place + 1)}**")
    _pick(desk, "kind", KINDS, each.kind, field=f"kind-{place}")
    _name_missing(desk, f"kind-{place}")
    with st.container(horizontal=True):
        for name in ASKED.get(each.kind, ()):
            own = f"{name}_{each.kind}"
            label = own if own in ("strength_beads", "strength_liquid") else name
            _type(desk, label, f"{name}-{place}", getattr(each, name))
    if each.kind == "tablet":
        _draw_tablet(desk, place, each)
    st.button(
        say("supply.take_out", number=place + 1),
        key=desk.key(f"supply-drop-{place}"),
        on_click=drop,
        args=(desk, place),
        type="tertiary",
    )


def _draw_tablet(desk: Desk, place: int, each: TypedPreparation) -> None:
    _pick(desk, "tablet", TABLETS, each.tablet, field=f"tablet-{place}")
    _name_missing(desk, f"tablet-{place}")
    if each.tablet == "scored":
        _pick(desk, "cut", CUTS, each.cut, field=f"cut-{place}")
        _name_missing(desk, f"cut-{place}")
    elif each.tablet:
        st.caption(say("supply.never_cut"))


def add(desk: Desk) -> None:
    """Add a preparation of which nothing is known yet."""
    desk.place = "supply"
    pieces.quiet()
    supply = desk.gather().supply
    if len(supply.preparations) < MOST_PREPARATIONS:
        _put(desk, (*supply.preparations, TypedPreparation()))
        return

    def refuse() -> str:
        raise TaperError("supply.most_preparations", most=MOST_PREPARATIONS)

    pieces.attempt(refuse)


def drop(desk: Desk, place: int) -> None:
    """Take one preparation out."""
    desk.place = "supply"
    pieces.quiet()
    kept = desk.gather().supply.preparations
    _put(desk, kept[:place] + kept[place + 1 :])


def _put(desk: Desk, preparations: tuple[TypedPreparation, ...]) -> None:
    supply = desk.typed.supply.model_copy(update={"preparations": preparations})
    desk.put(desk.typed.model_copy(update={"supply": supply}))


def put_rounded(desk: Desk) -> None:
    """Round the rows by the rule that was picked; what was intended stays beside each."""
    desk.place = "supply"

    def act() -> str:
        rounded, count = round_rows(desk.gather())
        if not count:
            return say("supply.nothing_to_round")
        desk.put(rounded)
        return say("supply.rounded", n=count)

    pieces.attempt(act)
