"""The CSV package of one patient, cut to what the reader may see; the export is in the trail."""

from collections.abc import Collection, Iterator
from datetime import date

from taper import clock
from taper.actions.answered import answered_by
from taper.actions.clinic import Clinic
from taper.actions.diary import seen_by
from taper.actions.doing import TERMINAL, Work, changing, is_allowed
from taper.actions.record import record_of
from taper.actions.sections import sections_of
from taper.diary.check_in import CheckIn
from taper.diary.events import Event as Happened
from taper.exports.package import PackageContents, package_zip
from taper.exports.package_diary import AnsweredSheet, Revision
from taper.ids import PatientId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.grant import Section
from taper.people.person import Actor
from taper.people.request import PatientRequest
from taper.record.record import Record
from taper.storage import diary, requests, symptom_list
from taper.words import say

NAME = "package.zip"


def package(
    clinic: Clinic, actor: Actor, patient: PatientId, first: date | None, last: date | None
) -> bytes:
    """Give everything from *first* to *last* as a zip of CSV files; without days, all on file."""
    with changing(clinic, actor, Action.EXPORT_PACKAGE, patient) as work:
        contents = contents_of(work, patient, first, last)
        work.trace(
            Event.EXPORTED,
            what=NAME,
            first=contents.first.isoformat(),
            last=contents.last.isoformat(),
        )
    return package_zip(contents)


def contents_of(
    work: Work, patient: PatientId, first: date | None, last: date | None
) -> PackageContents:
    """Give what a file of the whole record may hold for who is acting, within a transaction."""
    shown = record_of(work, patient)
    whole_first, whole_last = shown.span()
    days = first or whole_first, last or whole_last
    has = sections_of(work, shown.patient)
    sheets = [
        each
        for each in answered_by(work, patient)
        if not each.response.struck_out and _within(each.response.day, days)
    ]
    return PackageContents(
        record=_of_days(shown, days),
        first=days[0],
        last=days[1],
        revisions=_revisions(work, patient, has, days),
        sheets=[
            AnsweredSheet(each.response, each.instrument, each.total)
            for each in sheets
            if not each.closed
        ],
        elsewhere=[
            each for each in shown.beside.sheets if each.elsewhere and _within(each.day, days)
        ],
        requests=_requests(work, shown, days),
        tags=symptom_list.tags(work.session, patient) if Section.SYMPTOMS in has else {},
        left_out=_left_out(work, has, closed=any(each.closed for each in sheets)),
    )


Days = tuple[date, date]


def _within(day: date | None, days: Days) -> bool:
    """Whether something is of *days*; what has no day is of all."""
    return day is None or days[0] <= day <= days[1]


def _of_days(shown: Record, days: Days) -> Record:
    events: tuple[Happened, ...] = tuple(
        each for each in shown.beside.events if _within(each.day, days)
    )
    return shown.model_copy(update={"beside": shown.beside.model_copy(update={"events": events})})


def _reads_diary(work: Work, patient: PatientId) -> bool:
    """Whether the whole diary is open: to the patient, prescribers by consent, the terminal."""
    return work.actor.session == TERMINAL or is_allowed(
        work.session, work.actor, Action.READ_DIARY, patient
    )


def _revisions(
    work: Work, patient: PatientId, has: Collection[Section], days: Days
) -> list[Revision]:
    newest = seen_by(work, diary.check_ins(work.session, patient, *days))
    if Section.CHECK_INS in has and _reads_diary(work, patient):
        earlier = _earlier(work, patient, newest, days)
        found = [(each, False) for each in earlier] + [(each, True) for each in newest]
        found.sort(key=lambda each: (each[0].day, each[0].revision))
        return [Revision(made, is_newest) for made, is_newest in found]
    cut = (_cut(each, has) for each in newest if not each.struck_out)
    return [Revision(each, True) for each in cut if not each.answers.is_empty]


def _earlier(
    work: Work, patient: PatientId, newest: Collection[CheckIn], days: Days
) -> Iterator[CheckIn]:
    """Give what days said before; once a day's note is private, its earlier ones are too."""
    found = diary.all_revisions(work.session, patient, *days)
    if work.actor.patient == patient:
        yield from found
        return
    closed = {each.day for each in newest if each.answers.note_is_private}
    for each in seen_by(work, found):
        note = "" if each.day in closed else each.answers.note
        yield each.model_copy(update={"answers": each.answers.model_copy(update={"note": note})})


def _cut(made: CheckIn, has: Collection[Section]) -> CheckIn:
    """Leave of a day what a grant opens; that a private note is there at all stays unsaid."""
    blank: dict[str, object] = {"note_is_private": False}
    if Section.CHECK_INS not in has:
        blank |= dict.fromkeys(("mood", "sleep_min", "sleep_quality", "usual_things"))
        blank |= {"bad_day": False, "intakes": ()}
    if Section.SYMPTOMS not in has:
        blank["symptoms"] = {}
    if Section.NOTES not in has:
        blank["note"] = ""
    return made.model_copy(update={"answers": made.answers.model_copy(update=blank)})


def _requests(work: Work, shown: Record, days: Days) -> list[PatientRequest]:
    if not _reads_requests(work, shown.patient.id):
        return []
    found = requests.requests(work.session, shown.patient.id)
    zone = shown.patient.zone
    return [each for each in reversed(found) if _within(clock.local_day(each.asked_at, zone), days)]


def _reads_requests(work: Work, patient: PatientId) -> bool:
    return work.actor.session == TERMINAL or is_allowed(
        work.session, work.actor, Action.READ_REQUESTS, patient
    )


def _left_out(work: Work, has: Collection[Section], *, closed: bool) -> tuple[str, ...]:
    """Say what a reader doesn't get; a private line is never counted, and is said of everybody."""
    assert work.patient is not None  # noqa: S101 - callers hold a patient's lock
    said = []
    missing = [each for each in Section if each not in has]
    if missing:
        names = ", ".join(say(f"sharing.section_{each.value}") for each in missing)
        said.append(say("package.section", sections=names))
    if not _reads_diary(work, work.patient):
        said.append(say("package.earlier"))
    if not _reads_requests(work, work.patient):
        said.append(say("package.requests"))
    if closed:
        said.append(say("package.closed"))
    own = work.actor.patient == work.patient
    return (*said, say("package.own_private" if own else "package.private"), say("package.always"))
