"""What supporters notice on a day: by the patient's leave, and hidden when he or she likes."""

from datetime import date

from taper import clock
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading
from taper.diary.check_in import DAYS_BACK
from taper.errors import TaperError
from taper.ids import PatientId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.grant import LONGEST_OBSERVATION, Observation, ObservationId
from taper.people.person import Actor
from taper.storage import observations, people


def observations_of(clinic: Clinic, actor: Actor, patient: PatientId) -> list[Observation]:
    """Give what was noticed, newest day first, cut to what the viewer may see.

    The patient reads all of it; others nothing that is hidden; a supporter what he or she wrote.
    """
    with reading(clinic, actor, Action.READ_OBSERVATIONS, patient, page="observations") as work:
        return _shown(work, patient)


def _shown(work: Work, patient: PatientId) -> list[Observation]:
    found = observations.observations(work.session, patient)
    actor = work.actor
    if actor.patient == patient:
        return found
    seen = [each for each in found if each.hidden_at is None]
    if people.is_cared_for_by(work.session, patient, actor.person):
        return seen
    return [each for each in seen if each.written_by == actor.person]


def observe(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    identifier: ObservationId,
    *,
    day: date,
    words: str,
) -> Observation:
    """Keep what a supporter noticed; the same one again gives what is on file.

    *identifier* is made by the page that asks, so that a second click finds the first. The
    future is refused, and so is a day longer ago than a check-in may be.
    """
    with changing(clinic, actor, Action.OBSERVE, patient) as work:
        found = _found(work, patient, identifier)
        if found is not None and found.written_by == actor.person:
            return found
        _check_day(work, patient, day)
        said = words.replace("\0", "").strip()  # PostgreSQL keeps no text with a NUL in it
        if not said:
            raise TaperError("sharing.words_missing")
        if len(said) > LONGEST_OBSERVATION:
            raise TaperError("sharing.words_long", characters=LONGEST_OBSERVATION)
        if found is not None:
            raise TaperError("id.unreadable")
        sha256 = observations.add(
            work.session, patient, identifier, day, said, actor.person, work.at
        )
        work.trace(
            Event.OBSERVATION_WRITTEN,
            day=day.isoformat(),
            observation=str(identifier),
            sha256=sha256,
        )
        return _there(work, patient, identifier)


def hide(
    clinic: Clinic, actor: Actor, patient: PatientId, identifier: ObservationId, *, hidden: bool
) -> Observation:
    """Hide an observation from everybody but the patient, or show it again."""
    with changing(clinic, actor, Action.SHARE, patient) as work:
        found = _there(work, patient, identifier)
        if (found.hidden_at is not None) != hidden:
            observations.hide(work.session, patient, identifier, work.at if hidden else None)
            event = Event.OBSERVATION_HIDDEN if hidden else Event.OBSERVATION_SHOWN
            work.trace(event, day=found.day.isoformat(), observation=str(identifier))
        return _there(work, patient, identifier)


def _check_day(work: Work, patient: PatientId, day: date) -> None:
    of = people.patient(work.session, patient)
    if of is None:
        raise TaperError("id.unreadable")
    today = clock.local_day(work.at, of.zone)
    if day > today:
        raise TaperError("check_in.future", day=day)
    if (today - day).days > DAYS_BACK:
        raise TaperError("sharing.day_far_back", day=day)


def _found(work: Work, patient: PatientId, identifier: ObservationId) -> Observation | None:
    listed = observations.observations(work.session, patient)
    return next((each for each in listed if each.id == identifier), None)


def _there(work: Work, patient: PatientId, identifier: ObservationId) -> Observation:
    found = _found(work, patient, identifier)
    if found is None:
        raise TaperError("id.unreadable")
    return found
