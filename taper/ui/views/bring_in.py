"""Days out of a file: looked at first, listed with every reason, then added or not."""

from collections.abc import Sequence

import streamlit as st

from taper.actions import bring_in, day_words, plans, symptoms
from taper.actions.bring_in import (
    MEGABYTES,
    UNNAMED,
    Courses,
    FileMedicine,
    ImportedDay,
    ImportedEntry,
    Read,
    Stated,
)
from taper.diary.symptoms import Symptom
from taper.errors import TaperError
from taper.ids import CourseId, PatientId
from taper.plan.plan import Course
from taper.ui import here, pieces, stated_form
from taper.ui.labels import in_label
from taper.words import say, say_error, say_values, short_day

FIRST_SHOWN = 10
LIST_PX = 320  # of a list that is longer, to be moved through
# No fault: there is more to say about the file yet.
STILL_TO_SAY = frozenset(
    {
        "bring_in.stated_missing",
        "bring_in.columns_missing",
        "bring_in.scale_missing",
        "bring_in.rounding_missing",
        "bring_in.score_missing",
        "bring_in.symptom_missing",
        "bring_in.words_missing",
        "bring_in.written_as_missing",
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
    mine = [
        each.course for each in plans.signed_plans(here.clinic(), here.me(), patient, page="today")
    ]
    for number, named in enumerate(found.medicines):
        ask_medicine(number, named, mine)
    courses = chosen_courses(found)
    new = found.new(courses)
    st.text(say("bring_in.days", n=len(new)))
    if found.on_file:
        st.text(say("bring_in.there", n=len(found.on_file)))
    draw_days(new, found.symptoms, courses, mine)
    draw_entries(found)
    if found.refused:
        draw_refused(found)
    if new or found.entries:
        st.button(
            say("bring_in.do"), type="primary", key="bring-do", on_click=keep, args=(patient,)
        )
    else:
        st.text(say("bring_in.nothing_new"))


def draw_days(
    new: Sequence[ImportedDay], symptoms: Sequence[Symptom], courses: Courses, mine: list[Course]
) -> None:
    """Draw the first days as they were understood."""
    with st.container(gap="xsmall", key="bring-days"):
        for each in new[:FIRST_SHOWN]:
            lines = day_words.lines(each.answers_with(courses), symptoms, mine)
            draw_line(short_day(each.day), lines)


def draw_entries(found: Read) -> None:
    """Draw how many entries would come in, and the first of them."""
    if not found.entries:
        return
    st.text(say("bring_in.entries", n=len(found.entries)))
    with st.container(gap="xsmall", key="bring-entries"):
        for _, each in found.entries[:FIRST_SHOWN]:
            kind = say(f"events.kind_{each.kind}", reader=here.reader())
            draw_line(f"{short_day(each.day)}, {kind}" if each.day else kind, entry_lines(each))


def draw_line(head: str, lines: Sequence[str]) -> None:
    """Draw what one day or entry says; not in a table, which a phone would cut off."""
    st.text(f"{head}: {' · '.join(lines)}" if lines else head)


def entry_lines(each: ImportedEntry) -> list[str]:
    """Write what an entry says."""
    lines = [text.words for text in each.texts.values()]
    if each.score:
        points, *ends = (f"{one.normalize():f}" for one in each.score.model_dump().values())
        lines.append(say("events.score", points=points, lowest=ends[0], highest=ends[1]))
    return lines


def draw_refused(found: Read) -> None:
    """List each line that does not fit, with its reason."""
    st.markdown(f"**{say('bring_in.refused', n=len(found.refused))}**")
    lines = [
        say(
            "bring_in.refused_line",
            line=each.line,
            column=each.column or say("bring_in.whole_line"),
            sentence=say_values(each.key, each.values),
        )
        for each in found.refused
    ]
    with st.container(height=LIST_PX if len(lines) > FIRST_SHOWN else "content"):
        st.text("\n".join(lines))
    st.checkbox(say("bring_in.keep_fitting"), key="bring-keep-fitting")


def ask_medicine(number: int, named: FileMedicine, mine: Sequence[Course]) -> None:
    """Ask whose doses they are; nothing is chosen."""
    names = {course.id: medicine_text(course) for course in mine}
    label = say("bring_in.medicine")
    if named != UNNAMED:
        label = say("bring_in.medicine_named", medicine=in_label(medicine_text(named)))
    st.selectbox(
        label,
        [*names, NO_DOSES],
        index=None,
        format_func=lambda each: names.get(each, say("bring_in.medicine_none")),
        key=f"bring-course-{number}",
        placeholder=say("shell.choose_one"),
    )


def medicine_text(named: FileMedicine | Course) -> str:
    """Write a medicine with its form."""
    return say("today.medicine", medicine=named.medicine, form=named.form)


def chosen_courses(found: Read) -> Courses:
    """Give the medicines of the file that were said to be one of the plan's."""
    return {
        named: course
        for number, named in enumerate(found.medicines)
        if (course := st.session_state.get(f"bring-course-{number}"))
    }


def keep(patient: PatientId) -> None:
    """Add what is in the file that was looked at."""
    state = st.session_state

    def act() -> str:
        data = chosen_file()
        if data is None:
            raise TaperError("bring_in.file_missing")
        stated = None if state.get("bring-kind") == "own" else stated_form.stated()
        found = bring_in.read(here.clinic(), here.me(), patient, data, stated)
        asked = range(len(found.medicines))
        if any(state.get(f"bring-course-{number}") is None for number in asked):
            raise TaperError("bring_in.medicine_missing")
        added = bring_in.bring_in(
            here.clinic(),
            here.me(),
            patient,
            data,
            stated,
            courses=chosen_courses(found),
            keep_fitting=bool(state.get("bring-keep-fitting")),
        )
        told = [say("bring_in.done", n=added.days)] if added.days or not added.entries else []
        return " ".join(
            told + [say("bring_in.done_entries", n=added.entries)] * bool(added.entries)
        )

    pieces.attempt(act)


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
