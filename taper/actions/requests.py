"""Asking about the plan, withdrawing, and answering: the signed plan stays as it is meanwhile."""

from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading
from taper.errors import ChangedElsewhere, TaperError
from taper.ids import CourseId, PatientId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor
from taper.people.request import LONGEST_WORDS, Kind, PatientRequest, RequestId, Said
from taper.plan.plan import PlanVersion
from taper.storage import plans, requests


def requests_of(
    clinic: Clinic, actor: Actor, patient: PatientId, *, page: str
) -> list[PatientRequest]:
    """Give every request with its exchange, newest first."""
    with reading(clinic, actor, Action.READ_REQUESTS, patient, page=page) as work:
        return requests.requests(work.session, patient)


def ask(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    identifier: RequestId,
    *,
    kind: Kind,
    course: CourseId | None,
    words: str,
) -> PatientRequest:
    """Keep a request; the same one again gives what is on file.

    *identifier* is made by the page that asks, so that a second click finds the first.
    """
    with changing(clinic, actor, Action.MAKE_REQUEST, patient) as work:
        found = requests.request(work.session, patient, identifier)
        if found is not None:
            return found
        said = _checked(words, needed=kind is Kind.OTHER)
        if course is not None:
            _check_course(work, course)
        requests.add(work.session, patient, identifier, kind, course, work.at)
        sha256 = _say(work, _there(work, identifier), Said.ASKED, words=said)
        work.trace(Event.REQUEST_MADE, request=str(identifier), kind=kind.value, sha256=sha256)
        return _there(work, identifier)


def withdraw(
    clinic: Clinic, actor: Actor, patient: PatientId, identifier: RequestId
) -> PatientRequest:
    """Take a request back; asked again, it gives what is on file."""
    with changing(clinic, actor, Action.MAKE_REQUEST, patient) as work:
        found = _there(work, identifier)
        if not found.is_open:
            return found
        _say(work, found, Said.WITHDRAWN)
        requests.close(work.session, found, work.at)
        work.trace(Event.REQUEST_WITHDRAWN, request=str(identifier))
        return _there(work, identifier)


def answer(
    clinic: Clinic, actor: Actor, patient: PatientId, identifier: RequestId, *, words: str
) -> PatientRequest:
    """Answer with a note; the same note again changes nothing.

    ChangedElsewhere where the request was answered or withdrawn meanwhile.
    """
    with changing(clinic, actor, Action.ANSWER_REQUEST, patient) as work:
        found, said = _there(work, identifier), _checked(words, needed=True)
        last = found.entries[-1]
        if last.kind is Said.NOTE and (last.by, last.words) == (actor.person, said):
            return found
        _check_open(found)
        sha256 = _say(work, found, Said.NOTE, words=said)
        requests.close(work.session, found, work.at)
        work.trace(Event.REQUEST_ANSWERED, request=str(identifier), sha256=sha256)
        return _there(work, identifier)


def answer_by(work: Work, identifier: RequestId, signed: PlanVersion) -> None:
    """Keep, within the transaction of a signature, that a version answers a request."""
    found = _there(work, identifier)
    _check_open(found)
    of_plan = (signed.course, signed.version)
    requests.say(work.session, found, Said.AMENDMENT, work.actor.person, work.at, answer=of_plan)
    requests.close(work.session, found, work.at)
    work.trace(Event.REQUEST_ANSWERED, request=str(identifier), version=signed.version)


def _say(work: Work, found: PatientRequest, kind: Said, *, words: str = "") -> str | None:
    return requests.say(work.session, found, kind, work.actor.person, work.at, words=words)


def _there(work: Work, identifier: RequestId) -> PatientRequest:
    assert work.patient is not None  # noqa: S101 - callers hold a patient's lock
    found = requests.request(work.session, work.patient, identifier)
    if found is None:
        raise TaperError("id.unreadable")
    return found


def _check_open(found: PatientRequest) -> None:
    if not found.is_open:
        raise ChangedElsewhere(
            "request.withdrawn_meanwhile"
            if found.entries[-1].kind is Said.WITHDRAWN
            else "request.answered_meanwhile"
        )


def _check_course(work: Work, course: CourseId) -> None:
    assert work.patient is not None  # noqa: S101 - callers hold a patient's lock
    if all(each.id != course for each in plans.courses(work.session, work.patient)):
        raise TaperError("id.unreadable")


def _checked(words: str, *, needed: bool) -> str:
    said = words.replace("\0", "").strip()  # PostgreSQL keeps no text with a NUL in it
    if needed and not said:
        raise TaperError("request.words_missing")
    if len(said) > LONGEST_WORDS:
        raise TaperError("request.words_too_long", characters=LONGEST_WORDS)
    return said
