"""What a row of the table of who may call what is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from taper.actions.clinic import Clinic
from taper.diary.events import EventId
from taper.diary.questionnaires import AssignmentId
from taper.ids import CourseId, PatientId, PersonId
from taper.people.person import Actor

SELF = frozenset({"alex"})
CARE = frozenset({"dr_bose"})  # has an open care link to Alex
BOTH = SELF | CARE
SUPPORT = frozenset({"sam"})  # with whom Alex shares everything, and who may add observations
TERMINAL = frozenset({"terminal"})  # whoever holds the machine: exports what prescribers read
STAFF = frozenset({"dr_bose", "dr_stranger"})  # where no patient is meant


@dataclass(frozen=True)
class OnFile:
    """What there is of Alex, for a call to name."""

    clinic: Clinic
    patient: PatientId
    course: CourseId
    draft_id: int
    revision: int
    asked: AssignmentId
    entry: EventId
    ongoing: EventId
    prescriber: PersonId


Call = Callable[[OnFile, Actor, PatientId], Any]


@dataclass(frozen=True)
class Row:
    """An action: who may, whether that needs the patient's consent, and how it is called."""

    may: frozenset[str]
    call: Call
    needs_consent: bool = False  # for everybody but the patient
    names_patient: bool = True
