"""Who looks after a patient: cover for an absence, and handing a patient over to a colleague."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from taper import clock
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading
from taper.errors import TaperError
from taper.ids import PatientId, PersonId
from taper.people.access import Action
from taper.people.audit import Event, Trace
from taper.people.person import Actor, Role
from taper.storage import care, colleagues, people, trail
from taper.storage.care import CareLink

Link = CareLink  # for pages, which don't reach into storage
LONGEST_COVER = timedelta(days=366)


def links_of(clinic: Clinic, actor: Actor, patient: PatientId) -> list[Link]:
    """Give who looks after a patient now, or will."""
    with reading(clinic, actor, Action.HAND_OVER_CARE, patient) as work:
        found = care.links_of(work.session, patient)
    return [each for each in found if each.until is None or each.until > work.at]


def who_could(clinic: Clinic, actor: Actor, patient: PatientId) -> list[tuple[PersonId, str]]:
    """Give the other prescribers of the clinic."""
    with reading(clinic, actor, Action.HAND_OVER_CARE, patient) as work:
        found = colleagues.with_role(work.session, Role.PRESCRIBER)
    return [each for each in found if each[0] != actor.person]


def cover(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    colleague: PersonId,
    *,
    first: date,
    last: date,
) -> None:
    """Let a colleague look after a patient too, from the *first* day to the *last*, both included.

    The days are the patient's. Afterwards the colleague opens nothing of the patient any more.
    """
    with changing(clinic, actor, Action.HAND_OVER_CARE, patient) as work:
        _check_colleague(work.session, actor, colleague)
        since, until = _from_to(work, patient, first, last)
        standing = [each for each in care.links_of(work.session, patient) if each.until is None]
        if colleague in {each.prescriber for each in standing}:
            raise TaperError("care.already")
        care.begin(work.session, colleague, patient, since, until)
        work.trace(Event.CARE_BEGUN, name=_name(work.session, colleague), until=last.isoformat())


def hand_over(clinic: Clinic, actor: Actor, patient: PatientId, colleague: PersonId) -> None:
    """Put a patient into a colleague's care for as long as it takes; the actor's own care ends.

    Plan, drafts and diary stay as they are. The patient reads it in the trail.
    """
    with changing(clinic, actor, Action.HAND_OVER_CARE, patient) as work:
        _check_colleague(work.session, actor, colleague)
        pass_on(work, patient, actor.person, colleague)


def pass_on(work: Work, patient: PatientId, leaving: PersonId, coming: PersonId) -> None:
    """Change who looks after *patient* within a transaction, and write both into the trail."""
    care.begin(work.session, coming, patient, work.at, None)
    care.end(work.session, leaving, patient, work.at)
    names = people.names(work.session, {leaving, coming})
    lines = ((Event.CARE_BEGUN, coming), (Event.CARE_ENDED, leaving))
    trail.write(
        work.session,
        work.clinic.trail_key,
        *(
            Trace(
                at=work.at,
                actor=work.actor.person,
                patient=patient,
                event=event,
                detail={"name": names[who]},
            )
            for event, who in lines
        ),
    )


def _check_colleague(session: Session, actor: Actor, colleague: PersonId) -> None:
    known = {person for person, _ in colleagues.with_role(session, Role.PRESCRIBER)}
    if colleague == actor.person or colleague not in known:
        raise TaperError("care.no_colleague")


def _from_to(work: Work, patient: PatientId, first: date, last: date) -> tuple[datetime, datetime]:
    found = people.patient(work.session, patient)
    zone = clock.zone(found.zone if found else "UTC")
    since = datetime.combine(first, time(), zone)
    until = datetime.combine(last + timedelta(days=1), time(), zone)
    if last < first or until <= work.at or until - since > LONGEST_COVER:
        raise TaperError("care.days")
    return max(since, work.at) if since < work.at else since, until


def _name(session: Session, person: PersonId) -> str:
    return people.names(session, {person})[person]
