"""The consent of a patient without an account: given on paper, kept by the prescriber.

A patient without a phone agrees, or no longer agrees, by a signature on paper. It can be kept here
only while the patient has no account: whoever has one agrees by himself or herself alone.
"""

from pydantic import BaseModel

from taper import clock
from taper.actions.clinic import Clinic
from taper.actions.diary import zone_of
from taper.actions.doing import Work, changing, reading
from taper.actions.people import CONSENT_WORDING
from taper.errors import TaperError
from taper.ids import PatientId, PersonId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor
from taper.plan.reading import read_date
from taper.storage import people


class PaperConsent(BaseModel, frozen=True):
    """Whether the diary is open to the prescriber, and whether paper can open or close it."""

    diary_is_open: bool
    by_paper: bool  # the patient has no account


def paper_consent(clinic: Clinic, actor: Actor, patient: PatientId) -> PaperConsent:
    """Say how the consent of a patient stands."""
    with reading(clinic, actor, Action.KEEP_PAPER_CONSENT, patient) as work:
        held = people.consent(work.session, patient)
        return PaperConsent(
            diary_is_open=held is not None and held.holds,
            by_paper=not people.has_account(work.session, PersonId(patient)),
        )


def keep_consent(clinic: Clinic, actor: Actor, patient: PatientId, signed_on: str) -> None:
    """Keep that the patient agreed on paper, on the day typed; asked again, nothing changes."""
    day = read_date(signed_on)
    with changing(clinic, actor, Action.KEEP_PAPER_CONSENT, patient) as work:
        _check_by_paper(work, patient)
        if day > clock.local_day(work.at, zone_of(work, patient)):
            raise TaperError("paper_consent.future")
        held = people.consent(work.session, patient)
        if held is None or not held.holds:
            people.give_consent(work.session, patient, CONSENT_WORDING, work.at)
            work.trace(Event.CONSENT_ON_PAPER, day=day.isoformat())


def end_consent(clinic: Clinic, actor: Actor, patient: PatientId) -> None:
    """Keep that the patient no longer agrees: the plan stays, the diary closes to others."""
    with changing(clinic, actor, Action.KEEP_PAPER_CONSENT, patient) as work:
        _check_by_paper(work, patient)
        held = people.consent(work.session, patient)
        if held is not None and held.holds:
            people.withdraw_consent(work.session, patient, work.at)
            work.trace(Event.CONSENT_WITHDRAWN)


def _check_by_paper(work: Work, patient: PatientId) -> None:
    if people.has_account(work.session, PersonId(patient)):
        raise TaperError("paper_consent.has_account")
