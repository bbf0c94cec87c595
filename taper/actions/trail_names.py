"""Names that a patient typed for others: kept where they can be erased, told with the trail."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from taper.ids import PatientId, PersonId
from taper.people.audit import Trace
from taper.storage import people, share_links, sharing

# A line keeps one of these, since a line can never be changed.
LINK, INVITATION, PERSON = "link", "invitation", "person"


def with_names(session: Session, patient: PatientId, traces: Iterable[Trace]) -> list[Trace]:
    """Give lines of a patient's trail with the names as they are kept now."""
    traces = list(traces)
    kinds = {kind for each in traces for kind in (LINK, INVITATION, PERSON) if kind in each.detail}
    known: dict[tuple[str, str], str] = {}
    if LINK in kinds:
        links = share_links.links(session, patient)
        known |= {(LINK, str(each.id)): each.name for each in links}
    if INVITATION in kinds:
        invited = sharing.invited_names(session, patient)
        known |= {(INVITATION, mark): name for mark, name in invited.items()}
    if PERSON in kinds:
        wanted = {
            PersonId(int(str(each.detail[PERSON]))) for each in traces if PERSON in each.detail
        }
        named = people.names(session, wanted)
        known |= {(PERSON, str(person)): name for person, name in named.items()}
    return [_named(each, known) for each in traces]


def _named(trace: Trace, known: dict[tuple[str, str], str]) -> Trace:
    for kind in (LINK, INVITATION, PERSON):
        if kind in trace.detail:
            name = known.get((kind, str(trace.detail[kind])), "–")
            return trace.model_copy(update={"detail": {"name": name, **trace.detail}})
    return trace
