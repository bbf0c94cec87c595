"""Notes for the appointment: the patient's prescribers write and read them, nobody else."""

import pytest
import sqlalchemy as sa

from taper.actions import appointment_notes, patients, record
from taper.errors import Refused, TaperError
from taper.people.audit import Event
from taper.people.note import AppointmentNote, NoteId
from taper.storage import trail
from taper.storage.tables import FreeTextRow
from tests.conftest import Cast
from tests.saving import chains_hold, save


def write(cast: Cast, words: str = "Ask about sleep.", who: str = "dr_bose") -> AppointmentNote:
    return appointment_notes.write_note(
        cast.clinic, cast.actor(who), cast.patient, NoteId(1), words=words
    )


def close(cast: Cast, who: str = "dr_bose", number: int = 1) -> AppointmentNote:
    return appointment_notes.close_note(cast.clinic, cast.actor(who), cast.patient, NoteId(number))


def seen_by(cast: Cast, who: str = "dr_bose") -> list[AppointmentNote]:
    return appointment_notes.notes_of(cast.clinic, cast.actor(who), cast.patient)


def events(cast: Cast) -> list[Event]:
    with cast.clinic.store.reading() as session:
        found = [each.event for each in trail.traces(session, cast.patient)]
    return [each for each in found if each.value.startswith("note")]


def test_a_note_is_kept_once_and_closed_once(cast: Cast):
    written = [write(cast) for _ in range(3)][-1]
    assert (written.words, written.written_by_name, written.closed_at) == (
        "Ask about sleep.",
        "Dr Bose",
        None,
    )
    closed = [close(cast) for _ in range(3)][-1]
    assert closed.closed_at is not None
    assert seen_by(cast) == [closed]
    assert events(cast) == [Event.NOTE_WRITTEN, Event.NOTE_CLOSED]
    assert chains_hold(cast)


@pytest.mark.parametrize("name", ["alex", "dr_stranger", "sam", "ada"])
def test_nobody_else_writes_reads_or_closes_one(cast: Cast, name: str):
    write(cast)
    for act in (seen_by, close, lambda c, who: write(c, who=who)):
        with pytest.raises(Refused):
            act(cast, name)


@pytest.mark.parametrize(
    ("words", "key"), [(" ", "request.words_missing"), ("x" * 4001, "request.words_too_long")]
)
def test_a_note_that_cannot_be_kept_is_refused_in_words(cast: Cast, words: str, key: str):
    with pytest.raises(TaperError) as refusal:
        write(cast, words)
    assert refusal.value.key == key
    assert seen_by(cast) == []


def test_a_note_that_is_not_there_is_not_closed(cast: Cast):
    with pytest.raises(TaperError, match=r"id\.unreadable"):
        close(cast, number=9)


def test_words_that_were_erased_leave_the_note(cast: Cast):
    write(cast)
    with cast.clinic.store.writing() as session:
        session.execute(sa.delete(FreeTextRow).where(FreeTextRow.patient_id == cast.patient))
    assert [each.words for each in seen_by(cast)] == [""]


def test_a_prescriber_reads_in_the_trail_what_others_than_the_patient_did(cast: Cast):
    save(cast)
    write(cast)
    for_doctor = [
        trace.event for trace, _ in record.trail_of(cast.clinic, cast.dr_bose, cast.patient)
    ]
    for_alex = [trace.event for trace, _ in record.trail_of(cast.clinic, cast.alex, cast.patient)]
    assert Event.NOTE_WRITTEN in for_doctor
    assert Event.CHECK_IN_SAVED not in for_doctor
    assert Event.CHECK_IN_SAVED in for_alex


def test_the_overview_says_who_looks_after_a_patient_and_is_in_the_trail(cast: Cast):
    shown = patients.overview(cast.clinic, cast.dr_bose, cast.patient)
    assert shown.prescribers == ("Dr Bose",)
    assert shown.consent is not None
    with cast.clinic.store.reading() as session:
        last = trail.traces(session, cast.patient)[-1]
    assert (last.event, last.detail["page"]) == (Event.VIEWED, "patient")
