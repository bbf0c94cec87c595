"""What each dose is made of: the ways in one fixed order, none picked, one picked per dose."""

from fractions import Fraction

import streamlit as st

from taper.actions.pharmacy import make_up_text
from taper.errors import TaperError
from taper.plan.dose import intended_text
from taper.plan.guard import MakeUp
from taper.plan.picked import intended_of, picked_of, understood, with_one, with_picked
from taper.plan.plan import Supply
from taper.plan.preparations import MOST_WAYS
from taper.plan.rounded import Ways, off_by, supply_of, ways_of
from taper.plan.typed import ReadPlan, ReadRow
from taper.ui import make_up_all, section
from taper.ui.desk import Desk
from taper.ui.row_facts import percent_text
from taper.words import say, say_error

MOST_PICKERS = 40  # in sight at once; a taper of daily steps has hundreds of rows


def draw(desk: Desk, read: ReadPlan) -> None:
    """Draw the ways for every dose that is understood, where preparations are named."""
    supply = supply_of(desk.typed)
    if supply is None or not supply.preparations or not read.rows:
        return
    with st.container(key=f"desk-{desk.course.id}-ways"):
        section.heading(say("supply.ways"), "ways")
        st.caption(say("supply.ways_about"))
        parts = _parts(read)
        if not parts:
            st.caption(say("supply.not_named_yet"))
            return
        try:
            for row in _choose_part(desk, parts):
                _draw_row(desk, row, supply)
        except TaperError as error:  # preparations that can't be combined
            st.markdown(f":material/error: {say_error(error)}")
            return
        make_up_all.draw(desk, read, supply)


def _parts(read: ReadPlan) -> list[list[ReadRow]]:
    """Cut the rows into parts of so many pickers, in their order; a row is in one part whole."""
    parts: list[list[ReadRow]] = []
    room = 0
    for row in understood(read.rows):
        pickers = sum(map(len, row.cycle or ()))
        if not parts or pickers > room:
            parts.append([])
            room = MOST_PICKERS
        parts[-1].append(row)
        room -= pickers
    return parts


def _choose_part(desk: Desk, parts: list[list[ReadRow]]) -> list[ReadRow]:
    """Ask which rows are in sight, where there are more than one part has."""
    if len(parts) == 1:
        return parts[0]
    key = f"ways-part-{desk.course.id}"
    if st.session_state.get(key) not in (None, *range(len(parts))):
        st.session_state[key] = None  # rows were taken out meanwhile
    names = [
        say("supply.part", first=part[0].number, last=part[-1].number, of=parts[-1][-1].number)
        for part in parts
    ]
    place: int | None = st.selectbox(
        say("supply.which_part"),
        range(len(parts)),
        index=None,
        format_func=names.__getitem__,
        placeholder=names[0],
        key=key,
        persist_state="session",
        width=300,
    )
    return parts[place or 0]


def _draw_row(desk: Desk, row: ReadRow, supply: Supply) -> None:
    for ways in ways_of(row, supply, intended_of(row, desk.typed)):
        if ways.make_ups:
            _draw_ways(desk, row, ways)
        else:
            below, above = intended_text(ways.below), intended_text(ways.above)
            dose = str(ways.timed.dose)
            st.text(say("supply.no_way", number=row.number, dose=dose, below=below, above=above))


def _draw_ways(desk: Desk, row: ReadRow, ways: Ways) -> None:
    offered = {make_up_text(each): each for each in ways.make_ups}
    key = desk.key(f"way-{row.starts}-{_place(ways)}-{'/'.join(offered)}-{ways.timed.dose}")
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"way-{_id(row, ways)}"):
        st.selectbox(
            _label(ways),
            tuple(offered),
            index=None,
            key=_with_pick(desk, row, ways, key),
            placeholder=_hint(len(offered)),
            on_change=pick,
            args=(desk, row, ways, key, offered),
            width=520,
        )
        st.caption(_off(ways))


def _id(row: ReadRow, ways: Ways) -> str:
    return f"{row.number}-{_place(ways)}"


def _place(ways: Ways) -> str:
    return f"{ways.place[0]}-{ways.place[1]}"


def _hint(n: int) -> str:
    return say("supply.ways_first", n=n) if n >= MOST_WAYS else say("supply.ways_hint", n=n)


def _label(ways: Ways) -> str:
    row, dose, day, at = ways.row, str(ways.timed.dose), ways.day, ways.timed.at
    if day and at:
        return say("supply.ways_of_day_time", number=row, dose=dose, day=day, at=at)
    if day:
        return say("supply.ways_of_day", number=row, dose=dose, day=day)
    if at:
        return say("supply.ways_of_time", number=row, dose=dose, at=at)
    return say("supply.ways_of", number=row, dose=dose)


def _off(ways: Ways) -> str:
    by, intended = off_by(ways), ways.intended
    if abs(by) <= Fraction(1, 2000):
        return say("supply.off_exact")
    sign = "−" if by < 0 else "+"
    percent = percent_text(abs(by) / intended * 100) if intended else "100"
    return say(
        "supply.off_by",
        mg=f"{sign}{intended_text(abs(by))}",
        percent=f"{sign}{percent}",
        intended=intended_text(intended),
    )


def _with_pick(desk: Desk, row: ReadRow, ways: Ways, key: str) -> str:
    """Put what is picked on the desk into a field that has just been opened."""
    if key not in st.session_state:
        parts = picked_of(row, desk.typed)[ways.place[0]][ways.place[1]]
        found = [make_up_text(each) for each in ways.make_ups if each.parts == parts]
        st.session_state[key] = found[0] if found else None
    return key


def pick(desk: Desk, row: ReadRow, ways: Ways, key: str, offered: dict[str, MakeUp]) -> None:
    """Keep the way that was picked for one dose, or that none is."""
    desk.gather()
    chosen = offered.get(st.session_state.get(key) or "")
    made_of = with_one(picked_of(row, desk.typed), ways.place, chosen.parts if chosen else ())
    desk.change(with_picked(desk.typed, row, made_of))
