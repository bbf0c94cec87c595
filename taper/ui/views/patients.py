"""The list of patients: facts in name order, and the way to each of them."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from taper import ids
from taper.actions.patients import Order, PatientPage, patient_page
from taper.ids import PatientId
from taper.ui import here, labels, navigation, patient_card, pieces
from taper.words import say

PAGE = "page-of-patients"


def draw_nobody() -> None:
    """Say what comes first."""
    st.info(say("patients.nobody"), icon=":material/person_add:")
    st.button(
        say("patients.invite"),
        type="primary",
        key="go-invite",
        on_click=navigation.go,
        args=("invite",),
    )


def draw(shown: PatientPage) -> None:
    """Draw the way to a patient, then a part of the list."""
    names = named(shown.names)
    st.text(say("patients.about", n=len(shown.names)))
    with st.container(horizontal=True, vertical_alignment="bottom", key="find"):
        draw_find(names)
        draw_order()
    draw_pages(shown, "top")
    with st.container(key="patients-head"):
        patient_card.draw_headings()
    for line in shown.lines:
        with st.container(horizontal=True, key=f"patient-card-{line.patient.id}"):
            st.button(
                labels.in_label(names[line.patient.id]),
                type="tertiary",
                key=f"open-{line.patient.id}",
                on_click=open_patient,
                args=(line.patient.id,),
            )
            patient_card.draw_facts(line)
    draw_pages(shown, "end")


def draw_find(names: dict[PatientId, str]) -> None:
    """Open the patient who is picked from everybody; typing a part of the name finds them."""
    st.selectbox(
        say("patients.find"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        key="find-patient",
        placeholder=say("patients.find_hint"),
        width=360,
        filter_mode="contains",
        on_change=open_found,
    )


def open_found() -> None:
    """Open the patient who was found by name."""
    chosen: PatientId | None = st.session_state.get("find-patient")
    if chosen is not None:
        open_patient(chosen)


def open_patient(chosen: PatientId) -> None:
    """Put a patient in sight and open the first page about them."""
    here.choose(chosen)
    navigation.go("patient")


def draw_order() -> None:
    """Let the reader sort; name order until then."""
    st.selectbox(
        say("patients.order"),
        list(Order),
        index=None,
        placeholder=say("patients.by_name"),
        format_func=lambda order: say(f"patients.by_{order.value}"),
        key="order-of-patients",
        on_change=to_page,
        args=(0,),
        width=240,
    )


def draw_pages(shown: PatientPage, place: str) -> None:
    """Draw the way through the parts of a long list, above it and below."""
    if shown.pages == 1:
        return
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"pages-of-patients-{place}"
    ):
        for name, page, there in (
            ("earlier", shown.page - 1, shown.page > 0),
            ("later", shown.page + 1, shown.page + 1 < shown.pages),
        ):
            st.button(
                say(f"patients.{name}"),
                key=f"patients-{name}-{place}",
                disabled=not there,
                on_click=to_page,
                args=(page,),
            )
        st.text(say("patients.page", page=shown.page + 1, pages=shown.pages))


def to_page(page: int) -> None:
    """Go to another part of the list."""
    st.session_state[PAGE] = page


def named(everybody: Sequence[tuple[PatientId, str]]) -> dict[PatientId, str]:
    """Name each patient; people of one name are told apart by their id."""
    often = Counter(name for _, name in everybody)
    return {
        each: say("patients.same_name", name=name, id=ids.to_text(each))
        if often[name] > 1
        else name
        for each, name in everybody
    }


pieces.title(say("shell.patients"))
found = patient_page(
    here.clinic(),
    here.me(),
    order=st.session_state.get("order-of-patients") or Order.NAME,
    page=st.session_state.get(PAGE, 0),
)
if found.names:
    draw(found)
else:
    draw_nobody()
