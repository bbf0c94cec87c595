"""The patient's own list of symptoms: what stands on the form, and what was there before."""

import streamlit as st

from taper.actions import symptoms
from taper.actions.symptoms import MySymptom, MySymptoms
from taper.diary.symptoms import LONGEST_LABEL, Slug
from taper.diary.tags import Tag
from taper.ids import PatientId
from taper.ui import here, pieces
from taper.words import of_fact, say

_ADDED = "own-symptom-added"  # what was typed last, and is on the form


def draw_followed(patient: PatientId, mine: MySymptoms) -> None:
    """Draw what stands on the form, in its fixed order."""
    for each in (one for one in mine.listed if not one.symptom.retired):
        with st.container(border=True, key=f"symptom-{each.symptom.slug}", gap="small"):
            draw_name(patient, each)
            draw_tag(patient, each)
            draw_history(each, mine)


def draw_name(patient: PatientId, each: MySymptom) -> None:
    """Draw the name with the ways to change it."""
    slug = each.symptom.slug
    with st.container(horizontal=True, vertical_alignment="center", key=f"name-of-{slug}"):
        st.text(of_fact(each.symptom.label), width="stretch")
        with st.popover(say("my_symptoms.change"), key=f"change-{slug}"):
            with st.form(f"rename-{slug}-form", border=False):
                st.text_input(
                    say("my_symptoms.name"),
                    value=of_fact(each.symptom.label),
                    key=f"rename-{slug}",
                    max_chars=LONGEST_LABEL,
                    autocomplete="off",
                )
                st.form_submit_button(
                    say("my_symptoms.rename"),
                    key=f"rename-{slug}-do",
                    on_click=rename,
                    args=(patient, slug),
                )
            st.caption(say("my_symptoms.retire_about"))
            st.button(
                say("my_symptoms.retire"),
                key=f"retire-{slug}",
                on_click=retire,
                args=(patient, slug),
            )


def draw_tag(patient: PatientId, each: MySymptom) -> None:
    """Ask whether it was there before the taper; the answer is kept with its day."""
    slug = each.symptom.slug
    with st.container(key=f"ask-tag-{slug}"):
        st.segmented_control(
            say("my_symptoms.before"),
            list(Tag),
            default=each.tag,
            format_func=lambda said: say(f"my_symptoms.tag_{said}"),
            key=f"tag-{slug}-{len(each.tags)}",
            on_change=tag,
            args=(patient, slug, len(each.tags)),
            wrap=True,
        )


def draw_history(each: MySymptom, mine: MySymptoms) -> None:
    """Draw what was recorded and said about it, and what it was called, as facts with dates."""
    if each.baseline:
        answers = [
            say("my_symptoms.baseline_answer", severity=say(f"today.severity_{level}"), n=days)
            for level, days in each.baseline
        ]
        week = say("my_symptoms.baseline_week", step=mine.first_step, answers=", ".join(answers))
        st.caption(week)
    for said in each.tags:
        st.caption(
            say("my_symptoms.said", what=say(f"my_symptoms.tag_{said.tag}"), at=here.local(said.at))
        )
    for label, until in each.earlier_labels:
        st.text(say("my_symptoms.called", label=label, until=here.local(until)))


def draw_add(patient: PatientId, mine: MySymptoms) -> None:
    """Offer the project's list, one tap each, and a line for own words."""
    st.header(say("my_symptoms.add"), anchor=False)
    with st.container(horizontal=True, gap="small", key="add-symptoms"):
        for each in mine.offered:
            st.button(
                of_fact(each.label),
                key=f"add-{each.slug}",
                icon=":material/add:",
                on_click=add,
                args=(patient, each.slug),
            )
    with (
        st.form("add-own-form", border=False, clear_on_submit=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.text_input(
            say("my_symptoms.own"), key="add-own", max_chars=LONGEST_LABEL, autocomplete="off"
        )
        st.form_submit_button(
            say("my_symptoms.add_own"), key="add-own-do", on_click=add_own, args=(patient,)
        )


def draw_retired(patient: PatientId, listed: list[MySymptom]) -> None:
    """Draw what was taken off the form, with the way back."""
    if not listed:
        return
    st.header(say("my_symptoms.retired"), anchor=False)
    for each in listed:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(of_fact(each.symptom.label), width="stretch")
            st.button(
                say("my_symptoms.bring_back"),
                key=f"back-{each.symptom.slug}",
                on_click=bring_back,
                args=(patient, each.symptom.slug),
            )


def draw_baseline(mine: MySymptoms) -> None:
    """Say which recorded days lie before the first step."""
    st.header(say("my_symptoms.baseline"), anchor=False)
    if mine.first_step is None:
        st.text(say("my_symptoms.no_step"))
    elif mine.baseline:
        first, last = mine.baseline[0], mine.baseline[-1]
        n, step = len(mine.baseline), mine.first_step
        st.text(say("my_symptoms.baseline_days", n=n, first=first, last=last, step=step))
    else:
        st.text(say("my_symptoms.baseline_none", step=mine.first_step))


def add(patient: PatientId, slug: Slug) -> None:
    """Put a symptom of the project's list on the form."""

    def act() -> str:
        symptoms.add_listed(here.clinic(), here.me(), patient, slug)
        return say("my_symptoms.added")

    pieces.attempt(act)


def add_own(patient: PatientId) -> None:
    """Put a symptom in the patient's own words on the form; a second Enter adds no second one."""

    def act() -> str:
        typed = st.session_state["add-own"]
        if pieces.kept().get(_ADDED) != typed or not typed:
            symptoms.add_own(here.clinic(), here.me(), patient, typed)
        pieces.kept()[_ADDED] = typed
        st.session_state["add-own"] = ""
        return say("my_symptoms.added")

    pieces.attempt(act)


def rename(patient: PatientId, slug: Slug) -> None:
    """Give a symptom another name."""

    def act() -> str:
        label = st.session_state[f"rename-{slug}"]
        symptoms.rename(here.clinic(), here.me(), patient, slug, label)
        return say("my_symptoms.renamed")

    pieces.attempt(act)


def retire(patient: PatientId, slug: Slug) -> None:
    """Take a symptom off the form."""

    def act() -> str:
        symptoms.retire(here.clinic(), here.me(), patient, slug)
        return say("my_symptoms.retired_now")

    pieces.attempt(act)


def bring_back(patient: PatientId, slug: Slug) -> None:
    """Put a symptom back on the form."""

    def act() -> str:
        symptoms.bring_back(here.clinic(), here.me(), patient, slug)
        return say("my_symptoms.back_now")

    pieces.attempt(act)


def tag(patient: PatientId, slug: Slug, number: int) -> None:
    """Keep what was said about a symptom; an answer taken back leaves the one on file."""
    chosen = st.session_state.get(f"tag-{slug}-{number}")

    def act() -> str:
        if chosen is not None:
            symptoms.tag(here.clinic(), here.me(), patient, slug, Tag(chosen))
        return say("my_symptoms.tagged")

    pieces.attempt(act)


own = here.me().patient
assert own is not None  # noqa: S101 - this page is in the list of patients alone
mine = symptoms.my_symptoms(here.clinic(), here.me(), own)

pieces.title(say("shell.my_symptoms"))
st.text(say("my_symptoms.about"))
pieces.answer()
draw_followed(own, mine)
draw_add(own, mine)
draw_retired(own, [each for each in mine.listed if each.symptom.retired])
draw_baseline(mine)
