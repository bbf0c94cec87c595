"""Working rows out from a method: every field empty, every choice asked, nothing proposed."""

from collections.abc import Mapping

import streamlit as st

from taper.actions import steps as stepping
from taper.actions.drafts import put_beside
from taper.errors import TaperError
from taper.plan.method_form import METHODS, Asked, ReadForm, asked, read_form, stands_at
from taper.plan.requests import StepsRequest
from taper.plan.steps import plan_steps
from taper.plan.typed_preparations import Missing
from taper.ui import desk as desks
from taper.ui import here, pieces
from taper.ui.desk import Desk
from taper.words import say, say_error, say_values

OCCUPANCY = "occupancy"
PERCENT = frozenset({"percent_of_current", "two_phase_percent", "micro", "slide"})
WIDE = frozenset({"region", "source", "curve_source", "split_start"})
REFUSED = "expand-refused"  # what the last press named, by course


def draw(desk: Desk) -> None:
    """Draw the section, unless the operator switched it off."""
    if here.clinic().settings.step_expander == "off":
        return
    with st.expander(say("expand.title"), key=f"desk-{desk.course.id}-expand"):
        st.caption(say("expand.about"))
        kind = st.selectbox(
            say("expand.method"),
            tuple(METHODS),
            index=None,
            format_func=lambda each: say(f"expand.method_{each}"),
            placeholder=say("expand.method_hint"),
            key=_key(desk, "method"),
            persist_state="session",
            width=560,
        )
        if kind is not None:
            _draw_method(desk, kind)
        if desk.place == "expand":
            pieces.answer()


def _key(desk: Desk, name: str) -> str:
    return f"expand-{desk.course.id}-field_{name}"


def answers(desk: Desk) -> Mapping[str, str]:
    """Give what was typed and picked, "" for what was not."""
    start = _key(desk, "")
    return {
        str(key).removeprefix(start): str(value or "")
        for key, value in st.session_state.items()
        if str(key).startswith(start)
    }


def _draw_method(desk: Desk, kind: str) -> None:
    missing = _named(desk, kind)
    if kind.startswith(OCCUPANCY):
        st.caption(say("expand.occupancy_about"))
    if kind in PERCENT:
        st.caption(say("expand.percent_about"))
    with st.container(horizontal=True, gap="medium", key="expand-fields"):
        for field in asked(kind, answers(desk)):
            wide = field.lines or field.name in WIDE
            with st.container(width="stretch" if wide else 330, gap="xsmall"):
                _draw_field(desk, field)
                _name(missing, field.name)
                if field.name == "curve":
                    _draw_curves(desk)
    _name(missing, "made_from")
    ways = ("replace", "below") if desk.typed.rows else ("put",)
    with st.container(horizontal=True):
        for way in ways:
            st.button(
                say(f"expand.work_out_{way}"),
                key=_key(desk, f"work-out-{way}"),
                type="primary" if way != "below" else "secondary",
                on_click=work_out,
                args=(desk, kind),
                kwargs={"below": way == "below"},
            )


def _draw_field(desk: Desk, field: Asked) -> None:
    label, key = say(f"expand.field_{field.name}"), _key(desk, field.name)
    if field.name == "region":
        _draw_regions(desk, key)
    elif field.choices:
        st.segmented_control(
            label,
            field.choices,
            format_func=lambda each: say(f"expand.pick_{field.name}_{each}"),
            key=key,
            persist_state="session",
        )
    elif field.lines:
        st.text_area(
            label,
            key=key,
            height=150,
            help=say(f"expand.help_{field.name}"),
            persist_state="session",
        )
    else:
        st.text_input(label, key=key, autocomplete="off", persist_state="session")


def _draw_regions(desk: Desk, key: str) -> None:
    listed = stepping.curves_for(desk.course.medicine, desk.course.form)
    st.selectbox(
        say("expand.field_region"),
        tuple(each.region for each in listed),
        index=None,
        placeholder=say("expand.region_hint"),
        key=key,
        persist_state="session",
        width=420,
    )
    for each in listed:
        if each.region == st.session_state.get(key):
            st.text(say("expand.curve_source", source=each.source))
            st.text(say("expand.curve_checked", how=each.how_checked))


def _draw_curves(desk: Desk) -> None:
    """Say where there is no curve of the list: none is borrowed."""
    if not stepping.curves_for(desk.course.medicine, desk.course.form):
        try:
            stepping.no_curve(desk.course.medicine, desk.course.form)
        except TaperError as error:
            st.caption(say_error(error))


def _named(desk: Desk, kind: str) -> tuple[Missing, ...]:
    """Give what the last press named, as long as it still stands in the way."""
    refused_kind, refused = st.session_state.get(f"{REFUSED}-{desk.course.id}", ("", ()))
    if refused_kind != kind:
        return ()
    now = {(each.field, each.error.key) for each in _read(desk, kind).missing}
    return tuple(
        each for each in refused if each.place == -1 or (each.field, each.error.key) in now
    )


def _name(missing: tuple[Missing, ...], field: str) -> None:
    for each in missing:
        if each.field == field:
            sentence = say_error(each.error)
            if each.place and each.place > 0:
                sentence = say("expand.at_line", line=each.place, sentence=sentence)
            st.markdown(f":material/error: {say('write_plan.to_correct', sentence=sentence)}")


def _read(desk: Desk, kind: str) -> ReadForm:
    course = desk.course
    return read_form(
        kind,
        answers(desk),
        medicine=course.medicine,
        form=course.form,
        supply=desk.typed.supply,
    )


def work_out(desk: Desk, kind: str, *, below: bool) -> None:
    """Work the rows out and put them into the editor; a refusal stands at its field."""
    desk.place = "expand"

    def act() -> str:
        desk.gather()
        read = _read(desk, kind)
        if read.request is None:
            _refuse(desk, kind, read.missing)
            raise TaperError("expand.still_open", n=len(read.missing))
        try:
            count = _put(desk, read.request, below=below)
        except TaperError as error:
            stands = stands_at(kind, answers(desk), error)
            if stands.field:
                _refuse(desk, kind, (stands._replace(place=-1),))
            raise
        _refuse(desk, kind, ())
        return say("expand.worked_out", n=count)

    pieces.attempt(act)


def _refuse(desk: Desk, kind: str, missing: tuple[Missing, ...]) -> None:
    st.session_state[f"{REFUSED}-{desk.course.id}"] = (kind, missing)


def _put(desk: Desk, request: StepsRequest, *, below: bool) -> int:
    """Put the rows on the desk; those of a second medicine become a draft of their own."""
    found = stepping.work_out_steps(here.clinic().settings, request)
    facts, method = stepping.facts_of_all(found), request.method
    curve = stepping.curve_of(request)
    if curve is not None:
        key = "expand.curve_typed" if curve.typed else "expand.curve_used"
        facts = (*facts, say(key, region=curve.region, source=curve.source))
    first, second = stepping.by_medicine(found)
    steps, others = plan_steps(first, say_working), plan_steps(second, say_working)
    if method.kind == "cross_taper":
        put_beside(
            here.clinic(),
            here.me(),
            desk.course.patient,
            not_into=desk.course.id,
            medicine=method.second_medicine,
            form=method.second_form,
            steps=others,
        )
        facts = (*facts, say("expand.second_draft", medicine=method.second_medicine))
    desks.put_worked(desk, steps, facts, below=below)
    return len(steps)


def say_working(working: tuple[str, Mapping[str, str]]) -> str:
    """Write how a row came about."""
    key, values = working
    return say_values(key, values)
