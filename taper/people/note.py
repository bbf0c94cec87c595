"""What a prescriber wants to remember for the appointment; the patient's prescribers read it."""

from datetime import datetime
from typing import NewType

from pydantic import BaseModel

from taper.ids import PatientId, PersonId

NoteId = NewType("NoteId", int)

LONGEST_WORDS = 4000  # characters


class AppointmentNote(BaseModel, frozen=True):
    """One note. It is closed once it was talked about, never changed."""

    patient: PatientId
    id: NoteId
    written_at: datetime
    written_by: PersonId
    written_by_name: str
    words: str  # "" where they were deleted
    closed_at: datetime | None
