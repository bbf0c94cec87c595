"""Which parts of the visit summary a patient leaves out, for each reader."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from taper.ids import PatientId, PersonId
from taper.storage.tables_beside import VisitChoiceRow


def left_out(session: Session, patient: PatientId, reader: PersonId) -> frozenset[str]:
    """Give the names of the parts that *reader* does not get; none where nothing was chosen."""
    row = session.get(VisitChoiceRow, (patient, reader))
    return frozenset(row.left_out) if row else frozenset()


def leave_out(
    session: Session, patient: PatientId, reader: PersonId, names: Collection[str], at: datetime
) -> None:
    """Keep what *reader* does not get, in place of what was chosen before."""
    row = session.get(VisitChoiceRow, (patient, reader))
    if row is None:
        session.add(
            VisitChoiceRow(
                patient_id=patient, reader_id=reader, left_out=sorted(names), chosen_at=at
            )
        )
    else:
        row.left_out, row.chosen_at = sorted(names), at
    session.flush()
