"""The clinic's own trail: ways in, refusals, roles. Nothing of a patient's is in it."""

from typing import NamedTuple

from taper.actions.clinic import Clinic
from taper.actions.doing import reading
from taper.errors import TaperError
from taper.ids import PersonId
from taper.people.access import Action
from taper.people.audit import Trace
from taper.people.person import Actor
from taper.storage import people, trail

LINES_A_PAGE = 50
_MOST_PAGES = 100_000


class ClinicLine(NamedTuple):
    """A line: who acted, and whom it is about where that is somebody else."""

    trace: Trace
    actor: str  # "" where nobody was signed in
    about: str


class ClinicPage(NamedTuple):
    """A page of the trail, newest first."""

    lines: tuple[ClinicLine, ...]
    number: int  # from 1
    has_older: bool


def clinic_trail(clinic: Clinic, actor: Actor, number: int) -> ClinicPage:
    """Give page *number* of the lines that belong to no patient."""
    if not 1 <= number <= _MOST_PAGES:
        raise TaperError("id.unreadable")
    with reading(clinic, actor, Action.READ_CLINIC_TRAIL) as work:
        skip = (number - 1) * LINES_A_PAGE
        found = trail.newest_of_clinic(work.session, skip=skip, at_most=LINES_A_PAGE + 1)
        traces = found[:LINES_A_PAGE]
        named = {each.actor for each in traces if each.actor is not None}
        names = people.names(work.session, named | {p for p in map(_about, traces) if p})
    lines = tuple(_line(each, names) for each in traces)
    return ClinicPage(lines, number, has_older=len(found) > LINES_A_PAGE)


def _line(trace: Trace, names: dict[PersonId, str]) -> ClinicLine:
    about = _about(trace)
    other = about if about != trace.actor else None
    return ClinicLine(
        trace,
        names.get(trace.actor, "") if trace.actor is not None else "",
        names.get(other, "") if other is not None else "",
    )


def _about(trace: Trace) -> PersonId | None:
    found = trace.detail.get("person")
    return PersonId(found) if isinstance(found, int) else None
