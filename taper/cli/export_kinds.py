"""What `taper export` can write: one kind of file after the other, as the terminal gets it."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import NamedTuple

from taper.actions.clinic import Clinic
from taper.ids import CourseId, PatientId

# Each with what its file ends in.
ENDINGS = {
    "timeline": "csv",
    "package": "zip",
    "record": "pdf",
    "summary": "pdf",
    "text": "txt",
    "fhir": "json",
    "calendar": "ics",
    "takeout": "json",
    "plan": "json",
    "fridge": "pdf",
}
PAPERS = ("a4", "letter")


class Asked(NamedTuple):
    """What is to be written: which days where that can be said, and on which paper."""

    what: str
    first: date | None
    last: date | None
    paper: str

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day; None: as far as there is anything."""
        return self.first, self.last


Write = Callable[[], bytes]


def writers(clinic: Clinic, patient: PatientId, asked: Asked) -> list[Write]:
    """Give what writes the files of one patient: one file, or one for each signed plan."""
    from taper.actions import imports

    if asked.what in _OF_DAYS:
        return [partial(_OF_DAYS[asked.what], clinic, patient, asked)]
    if asked.what in _OF_ALL_DAYS:
        return [partial(_OF_ALL_DAYS[asked.what], clinic, patient)]
    write = _OF_A_MEDICINE[asked.what]
    return [
        partial(write, clinic, patient, asked, course, version)
        for course, version in imports.signed(clinic, patient)
    ]


def takes_days(what: str) -> bool:
    """Say whether days can be chosen for a kind of file."""
    return what in _OF_DAYS


def _timeline(clinic: Clinic, patient: PatientId, asked: Asked) -> bytes:
    from taper.actions.doing import at_the_terminal
    from taper.actions.record import timeline_csv

    return timeline_csv(clinic, at_the_terminal(), patient, *asked.days)


def _package(clinic: Clinic, patient: PatientId, asked: Asked) -> bytes:
    from taper.actions.doing import at_the_terminal
    from taper.actions.package import package

    return package(clinic, at_the_terminal(), patient, *asked.days)


def _record(clinic: Clinic, patient: PatientId, asked: Asked) -> bytes:
    from taper.actions.doing import at_the_terminal
    from taper.actions.full_record import full_record
    from taper.actions.paper import PAPERS

    return full_record(clinic, at_the_terminal(), patient, *asked.days, PAPERS[asked.paper])


def _summary(clinic: Clinic, patient: PatientId, asked: Asked) -> bytes:
    from taper.actions.doing import at_the_terminal
    from taper.actions.paper import PAPERS
    from taper.actions.visit import visit_file

    return visit_file(clinic, at_the_terminal(), patient, *asked.days, None, PAPERS[asked.paper])


def _text(clinic: Clinic, patient: PatientId, asked: Asked) -> bytes:
    from taper.actions.doing import at_the_terminal
    from taper.actions.visit import visit_file

    return visit_file(clinic, at_the_terminal(), patient, *asked.days, None, None)


def _fhir(clinic: Clinic, patient: PatientId, asked: Asked) -> bytes:
    from taper.actions.doing import at_the_terminal
    from taper.actions.fhir import fhir

    return fhir(clinic, at_the_terminal(), patient, *asked.days)


def _calendar(clinic: Clinic, patient: PatientId) -> bytes:
    from taper.actions.doing import at_the_terminal
    from taper.actions.reminders import calendar_file

    return calendar_file(clinic, at_the_terminal(), patient)


def _takeout(clinic: Clinic, patient: PatientId) -> bytes:
    from taper.actions.doing import at_the_terminal
    from taper.actions.takeout import take_out

    return take_out(clinic, at_the_terminal(), patient)


def _plan(
    clinic: Clinic, patient: PatientId, _asked: Asked, course: CourseId, version: int
) -> bytes:
    from taper.actions.doing import at_the_terminal
    from taper.actions.pharmacy import plan_as_file

    return plan_as_file(clinic, at_the_terminal(), patient, course, version)


def _fridge(
    clinic: Clinic, patient: PatientId, asked: Asked, course: CourseId, _version: int
) -> bytes:
    from taper.actions.doing import at_the_terminal
    from taper.actions.fridge import fridge
    from taper.actions.paper import PAPERS

    return fridge(clinic, at_the_terminal(), patient, course, PAPERS[asked.paper])


_OF_DAYS: Mapping[str, Callable[[Clinic, PatientId, Asked], bytes]] = {
    "timeline": _timeline,
    "package": _package,
    "record": _record,
    "summary": _summary,
    "text": _text,
    "fhir": _fhir,
}
_OF_ALL_DAYS: Mapping[str, Callable[[Clinic, PatientId], bytes]] = {
    "calendar": _calendar,
    "takeout": _takeout,
}
_OF_A_MEDICINE: Mapping[str, Callable[[Clinic, PatientId, Asked, CourseId, int], bytes]] = {
    "plan": _plan,
    "fridge": _fridge,
}
