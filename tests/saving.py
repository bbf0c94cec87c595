"""What Alex says about a day, and saving it."""

from datetime import date, timedelta

import sqlalchemy as sa

from taper.actions import diary
from taper.actions.diary import Said, SaidTaken
from taper.diary.check_in import CheckIn
from taper.diary.intake import Taken
from taper.ids import CourseId, PatientId
from taper.people.audit import Event, Trace
from taper.people.person import Actor
from taper.storage import trail
from taper.storage.tables import AuditEventRow
from tests.conftest import Cast

TODAY = date(2026, 3, 2)  # Alex's calendar day, as the clock of the tests stands
SAID = Said(mood=5, symptoms={"dizziness": 2, "anxiety": 0}, sleep_min=450, note="Slept badly.")


def back(days: int) -> date:
    """Give the day *days* before today."""
    return TODAY - timedelta(days=days)


def took(course: CourseId, taken: Taken = Taken.AS_PLANNED, ug: int | None = None) -> Said:
    """Say what was taken, and nothing else."""
    return Said(taken=(SaidTaken(course=course, taken=taken, ug=ug),))


def save(
    cast: Cast,
    day: date = TODAY,
    said: Said = SAID,
    *,
    expected: int = 0,
    actor: Actor | None = None,
    patient: PatientId | None = None,
) -> CheckIn:
    """Let Alex save a day, or *actor* a day of *patient*."""
    who, whose = actor or cast.alex, patient or cast.patient
    return diary.save_check_in(cast.clinic, who, whose, day, said, expected_revision=expected)


def strike_out(cast: Cast, day: date = TODAY, *, expected: int) -> CheckIn:
    """Let Alex mark a day as entered in error."""
    return diary.strike_out(cast.clinic, cast.alex, cast.patient, day, expected_revision=expected)


def on_file(cast: Cast, day: date = TODAY) -> CheckIn | None:
    """Give what Alex sees of a day."""
    return diary.day_on_file(cast.clinic, cast.alex, cast.patient, day).check_in


def trail_of(cast: Cast, patient: PatientId | None = None) -> list[Trace]:
    """Give the trail of Alex, or of the clinic for trail.CLINIC, oldest first."""
    with cast.clinic.store.reading() as session:
        return trail.traces(session, cast.patient if patient is None else patient)


def events(cast: Cast, *kinds: Event, patient: PatientId | None = None) -> list[Event]:
    """Give the events of a trail, or only those of some kinds, oldest first."""
    found = [trace.event for trace in trail_of(cast, patient)]
    return [event for event in found if not kinds or event in kinds]


def count_of_audit_rows(cast: Cast) -> int:
    """Give the number of lines in all trails together."""
    with cast.clinic.store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(AuditEventRow)) or 0


def chains_hold(cast: Cast) -> bool:
    """Say whether the trails of Alex and of the clinic are whole."""
    key = cast.clinic.trail_key
    with cast.clinic.store.reading() as session:
        return all(
            trail.first_break(session, key, patient) is None
            for patient in (cast.patient, trail.CLINIC)
        )
