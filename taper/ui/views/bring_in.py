"""Days out of a file: looked at first, listed with every reason, then added or not."""

import streamlit as st

from taper.actions import bring_in, day_words, plans, symptoms
from taper.actions.bring_in import MEGABYTES, Read, Stated
from taper.errors import TaperError
from taper.ids import CourseId, PatientId
from taper.ui import here, pieces, stated_form
from taper.words import say, say_error, say_values, short_day

DAYS_SHOWN, LINES_SHOWN = 10, 50
# No fault: there is more to say about the file yet.
STILL_TO_SAY = frozenset(
    {
        "bring_in.stated_missing",
        "bring_in.columns_missing",
        "bring_in.scale_missing",
        "bring_in.rounding_missing",
    }
)
NO_DOSES = CourseId(0)  # the doses of the file are left out


def chosen_file() -> bytes | None:
    """Give the file that was chosen."""
    found = st.session_state.get("bring-file")
    return found.getvalue() if found is not None else None


def ask_file() -> str | None:
    """Ask where the file is from, and for the file."""
    kind = st.segmented_control(
        say("bring_in.kind"),
        ("own", "other"),
        format_func=lambda each: say(f"bring_in.kind_{each}"),
        key="bring-kind",
    )
    if kind is None:
        return None
    st.caption(say(f"bring_in.{kind}_about"))
    st.file_uploader(
        say("bring_in.file"),
        type=("csv", "zip") if kind == "own" else ("csv", "txt", "tsv"),
        max_upload_size=MEGABYTES,
        key="bring-file",
    )
    return str(kind)


def said(kind: str, patient: PatientId, data: bytes) -> Stated | None:
    """Ask what the file means where another program wrote it; nothing for our own."""
    if kind == "own":
        return None
    written = stated_form.ask_written()
    if written is None:
        raise TaperError("bring_in.stated_missing")
    looked = bring_in.look(
        here.clinic(), here.me(), patient, data, encoding=written[0], separator=written[1]
    )
    stated_form.draw_first(looked)
    mine = symptoms.my_symptoms(here.clinic(), here.me(), patient)
    stated_form.ask_columns(looked, [each.symptom for each in mine.listed])
    return stated_form.stated()


def draw_read(patient: PatientId, found: Read) -> None:
    """Draw what would come in, and what would not, with the way to add it."""
    st.header(say("bring_in.read"), anchor=False)
    st.text(say("bring_in.days", n=len(found.new)))
    if found.on_file:
        st.text(say("bring_in.there", n=len(found.on_file)))
    draw_days(found)
    if found.refused:
        draw_refused(found)
    if found.has_doses:
        ask_medicine(patient)
    if found.new:
        st.button(
            say("bring_in.do"), type="primary", key="bring-do", on_click=keep, args=(patient,)
        )
    else:
        st.text(say("bring_in.nothing_new"))


def draw_days(found: Read) -> None:
    """Draw the first days as they were understood."""
    rows = []
    for each in found.new[:DAYS_SHOWN]:
        lines = day_words.lines(each.answers, found.symptoms, ())
        rows.append(
            {say("bring_in.day"): short_day(each.day), say("bring_in.answers"): " · ".join(lines)}
        )
    if rows:
        st.dataframe(rows, hide_index=True, key="bring-days")


def draw_refused(found: Read) -> None:
    """List each line that does not fit, with its reason."""
    st.markdown(f"**{say('bring_in.refused', n=len(found.refused))}**")
    with st.container(gap="xsmall", key="bring-refused"):
        for each in found.refused[:LINES_SHOWN]:
            st.text(
                say(
                    "bring_in.refused_line",
                    line=each.line,
                    column=each.column or say("bring_in.whole_line"),
                    sentence=say_values(each.key, each.values),
                )
            )
    if len(found.refused) > LINES_SHOWN:
        st.text(say("bring_in.refused_more", n=len(found.refused) - LINES_SHOWN))
    st.checkbox(say("bring_in.keep_fitting"), key="bring-keep-fitting")


def ask_medicine(patient: PatientId) -> None:
    """Ask whose doses they are; nothing is chosen."""
    signed = plans.signed_plans(here.clinic(), here.me(), patient, page="today")
    names = {
        each.course.id: say("today.medicine", medicine=each.course.medicine, form=each.course.form)
        for each in signed
    }
    st.selectbox(
        say("bring_in.medicine"),
        [*names, NO_DOSES],
        index=None,
        format_func=lambda each: names.get(each, say("bring_in.medicine_none")),
        key="bring-course",
        placeholder=say("shell.choose_one"),
    )


def keep(patient: PatientId) -> None:
    """Add the days of the file that was looked at."""
    state = st.session_state

    def act() -> str:
        data = chosen_file()
        if data is None:
            raise TaperError("bring_in.file_missing")
        stated = None if state.get("bring-kind") == "own" else stated_form.stated()
        course = state.get("bring-course")
        if course is None and has_doses(patient, data, stated):
            raise TaperError("bring_in.medicine_missing")
        added, _ = bring_in.bring_in(
            here.clinic(),
            here.me(),
            patient,
            data,
            stated,
            course=course or None,
            keep_fitting=bool(state.get("bring-keep-fitting")),
        )
        return say("bring_in.done", n=added)

    pieces.attempt(act)


def has_doses(patient: PatientId, data: bytes, stated: Stated | None) -> bool:
    """Say whether the file tells what was taken."""
    return bring_in.read(here.clinic(), here.me(), patient, data, stated).has_doses


def draw(patient: PatientId) -> None:
    """Draw the page step by step: the file, what it means, what would come in."""
    kind = ask_file()
    data = chosen_file()
    if kind is None or data is None:
        return
    try:
        stated = said(kind, patient, data)
        found = bring_in.read(here.clinic(), here.me(), patient, data, stated)
    except TaperError as error:
        if error.key in STILL_TO_SAY:
            st.info(say_error(error), icon=":material/edit_note:")
        else:
            pieces.refuse(error)
        return
    draw_read(patient, found)


own = here.me().patient
assert own is not None  # noqa: S101 - this page is in the list of patients alone
pieces.title(say("shell.bring_in"))
st.write(say("bring_in.about"))
pieces.answer()
draw(own)
