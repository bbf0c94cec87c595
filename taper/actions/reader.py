"""In whose language a file is written that somebody else will read."""

from sqlalchemy.orm import Session

from taper.ids import PatientId, PersonId
from taper.storage import people
from taper.words.language import called, in_use


def language_for(session: Session, patient: PatientId) -> str:
    """Give the code of the patient's language; the asker's where the patient chose none."""
    chosen = called(people.language_of(session, PersonId(patient)))
    return (chosen or in_use()).code


def reader_language(session: Session, reader: PersonId | None) -> str:
    """Give the code of the language of *reader*; the asker's where nobody is named or chose."""
    chosen = called(people.language_of(session, reader)) if reader is not None else None
    return (chosen or in_use()).code
