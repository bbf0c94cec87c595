"""What a demo clinic is made of: values, before anything of it is on file."""

from datetime import datetime

from pydantic import BaseModel

from taper.demo.beside import Beside
from taper.diary.check_in import CheckIn
from taper.diary.reminders import Chosen
from taper.diary.symptoms import Symptom
from taper.ids import PersonId
from taper.people.person import Patient
from taper.plan.plan import Course, PlanVersion

MEDICINE = "Exampline"  # no such medicine exists


class DemoPrescriber(BaseModel, frozen=True):
    """Somebody who signs plans in the demo."""

    id: PersonId
    name: str
    sign_in_name: str
    since: datetime


class DemoCourse(BaseModel, frozen=True):
    """A course with its signed versions, oldest first."""

    course: Course
    opened_at: datetime
    versions: tuple[PlanVersion, ...]


class DemoPatient(BaseModel, frozen=True):
    """A patient with everything that was recorded."""

    patient: Patient
    sign_in_name: str
    prescriber: PersonId
    invited_at: datetime
    agreed_at: datetime
    symptoms: tuple[Symptom, ...]
    courses: tuple[DemoCourse, ...]
    saves: tuple[CheckIn, ...]  # in the order of saving; a day that was changed stands again
    reminders: Chosen = Chosen()
    viewed_at: tuple[datetime, ...]  # when the prescriber looked
    beside: Beside = Beside()  # questionnaires, sessions, events


class DemoClinic(BaseModel, frozen=True):
    """The clinic as a whole."""

    prescribers: tuple[DemoPrescriber, ...]
    patients: tuple[DemoPatient, ...]
