"""Notes for the appointment: written and read by the patient's prescribers, and by nobody else."""

from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading
from taper.errors import TaperError
from taper.ids import PatientId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.note import LONGEST_WORDS, AppointmentNote, NoteId
from taper.people.person import Actor
from taper.storage import appointment_notes


def notes_of(clinic: Clinic, actor: Actor, patient: PatientId) -> list[AppointmentNote]:
    """Give the notes about a patient, newest first."""
    with reading(clinic, actor, Action.KEEP_NOTES, patient, page="notes") as work:
        return appointment_notes.notes(work.session, patient)


def write_note(
    clinic: Clinic, actor: Actor, patient: PatientId, identifier: NoteId, *, words: str
) -> AppointmentNote:
    """Keep a note; the same one again gives what is on file.

    *identifier* is made by the page that asks, so that a second click finds the first.
    """
    with changing(clinic, actor, Action.KEEP_NOTES, patient) as work:
        found = _note(work, identifier)
        if found is not None:
            return found
        said = words.replace("\0", "").strip()  # PostgreSQL keeps no text with a NUL in it
        if not said:
            raise TaperError("request.words_missing")
        if len(said) > LONGEST_WORDS:
            raise TaperError("request.words_too_long", characters=LONGEST_WORDS)
        sha256 = appointment_notes.add(
            work.session, patient, identifier, said, actor.person, work.at
        )
        work.trace(Event.NOTE_WRITTEN, note=str(identifier), sha256=sha256)
        return _there(work, identifier)


def close_note(
    clinic: Clinic, actor: Actor, patient: PatientId, identifier: NoteId
) -> AppointmentNote:
    """Keep that a note was dealt with; asked again, it gives what is on file."""
    with changing(clinic, actor, Action.KEEP_NOTES, patient) as work:
        found = _there(work, identifier)
        if found.closed_at is None:
            appointment_notes.close(work.session, patient, identifier, actor.person, work.at)
            work.trace(Event.NOTE_CLOSED, note=str(identifier))
        return _there(work, identifier)


def _note(work: Work, identifier: NoteId) -> AppointmentNote | None:
    assert work.patient is not None  # noqa: S101 - callers hold a patient's lock
    found = appointment_notes.notes(work.session, work.patient)
    return next((each for each in found if each.id == identifier), None)


def _there(work: Work, identifier: NoteId) -> AppointmentNote:
    found = _note(work, identifier)
    if found is None:
        raise TaperError("id.unreadable")
    return found
