"""Changing a signed plan from a day on: read back as its rows, old and new, and signed."""

from datetime import date

from taper.actions import plans as written
from taper.actions import requests, signature
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing
from taper.errors import ChangedElsewhere, TaperError
from taper.ids import CourseId, PatientId
from taper.people.access import Action
from taper.people.person import Actor
from taper.people.request import RequestId
from taper.plan.amendment import Change, Proposal, propose
from taper.plan.plan import PlanVersion
from taper.storage import plans


def amend(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    course: CourseId,
    *,
    amendment_id: int,
    change: Change,
    in_force_from: date,
    mark: str,
    reason: str,
    password: str,
    answers: RequestId | None = None,
) -> PlanVersion:
    """Sign a change as the next version; the same amendment again gives the version it became.

    *amendment_id* is made by the page that asks, so that a second click finds the first.
    ChangedElsewhere where the change doesn't give what was read back under *mark*: another
    version was signed meanwhile, in another window or by a colleague; and where the request that
    it *answers* is no longer open.
    """
    signature.check(clinic, actor, patient, password)
    with changing(clinic, actor, Action.SIGN_PLAN, patient) as work:
        signed = plans.version_of_draft(work.session, patient, amendment_id)
        if signed is not None:
            return signed
        made = _proposal(work, course, change, in_force_from)
        if made.mark != mark:
            raise ChangedElsewhere("amend.changed_elsewhere", version=made.of_version)
        content = made.content(patient, course, written.checked_reason(reason))
        signed = written.add_signed(work, content, amendment_id)
        if answers is not None:
            requests.answer_by(work, answers, signed)
        return signed


def _proposal(work: Work, course: CourseId, change: Change, day: date) -> Proposal:
    assert work.patient is not None  # noqa: S101 - callers hold a patient's lock
    versions = written.signed_of(work.session, work.patient, course)
    if not versions:
        raise TaperError("id.unreadable")
    today = written.today_of(work.session, work.patient, work.at)
    return propose(versions, day, change, today=today)
