"""What each dose is made of: the ways in one fixed order, none picked, one picked per dose."""

from collections.abc import Iterator
from fractions import Fraction

import streamlit as st

from taper.actions.pharmacy import make_up_text
from taper.errors import TaperError
from taper.plan.cycle import cycle_text
from taper.plan.dose import intended_text
from taper.plan.guard import MakeUp, PrintedPart
from taper.plan.preparations import MOST_WAYS
from taper.plan.rounded import Ways, off_by, supply_of, ways_of
from taper.plan.typed import MadeRow, ReadPlan, ReadRow, worked_of
from taper.ui import section
from taper.ui.desk import Desk
from taper.ui.row_facts import percent_text
from taper.words import say, say_error

Parts = tuple[PrintedPart, ...]

MOST_PICKERS = 60  # of one page; a taper of daily steps has hundreds of rows


def draw(desk: Desk, read: ReadPlan) -> None:
    """Draw the ways for every dose that is understood, where preparations are named."""
    supply = supply_of(desk.typed)
    if supply is None or not supply.preparations or not read.rows:
        return
    with st.container(key=f"desk-{desk.course.id}-ways"):
        section.heading(say("supply.ways"), "ways")
        st.caption(say("supply.ways_about"))
        try:
            drawn = list(_first_rows(read))
            for row in drawn:
                _draw_row(desk, row)
        except TaperError as error:  # preparations that can't be combined
            st.markdown(f":material/error: {say_error(error)}")
            return
        if not drawn:
            st.caption(say("supply.not_named_yet"))
        elif len(drawn) < len(read.rows):
            st.caption(say("supply.more_rows", n=len(drawn)))


def _first_rows(read: ReadPlan) -> Iterator[ReadRow]:
    pickers = 0
    for row in read.rows:
        if row.cycle is None or row.starts is None:
            continue
        pickers += sum(map(len, row.cycle))
        if pickers > MOST_PICKERS:
            return
        yield row


def _draw_row(desk: Desk, row: ReadRow) -> None:
    supply = supply_of(desk.typed)
    if supply is None:
        return
    for ways in ways_of(row, supply, _intended(desk, row)):
        if ways.make_ups:
            _draw_ways(desk, row, ways)
        else:
            below, above = intended_text(ways.below), intended_text(ways.above)
            dose = str(ways.timed.dose)
            st.text(say("supply.no_way", number=row.number, dose=dose, below=below, above=above))


def _intended(desk: Desk, row: ReadRow) -> tuple[tuple[Fraction, ...], ...]:
    worked = worked_of(row, desk.typed.worked)
    if worked is not None:
        return tuple(tuple(map(Fraction, day)) for day in worked.intended)
    return tuple(tuple(timed.dose.mg for timed in day) for day in row.cycle or ())


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
        parts = _picked(desk, row)[ways.place[0]][ways.place[1]]
        found = [make_up_text(each) for each in ways.make_ups if each.parts == parts]
        st.session_state[key] = found[0] if found else None
    return key


def _picked(desk: Desk, row: ReadRow) -> list[list[Parts]]:
    """Give the parts that are picked for each dose of a row, () for none."""
    starts, cycle = row.starts, row.cycle or ()
    found = next((each for each in desk.typed.made if starts and each.fits(starts, cycle)), None)
    if found is None:
        return [[() for _ in day] for day in cycle]
    return [list(day) for day in found.made_of]


def pick(desk: Desk, row: ReadRow, ways: Ways, key: str, offered: dict[str, MakeUp]) -> None:
    """Keep the way that was picked for one dose, or that none is."""
    if row.starts is None or row.cycle is None:
        return
    desk.gather()
    made_of = _picked(desk, row)
    chosen = offered.get(st.session_state.get(key) or "")
    made_of[ways.place[0]][ways.place[1]] = chosen.parts if chosen else ()
    made = MadeRow(
        starts=row.starts, dose=cycle_text(row.cycle), made_of=tuple(map(tuple, made_of))
    )
    others = tuple(each for each in desk.typed.made if not each.fits(row.starts, row.cycle))
    desk.change(desk.typed.model_copy(update={"made": (*others, made)}))
