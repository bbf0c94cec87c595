"""A patient's own file on its way into the diary: looked at, read by what is stated, kept."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from pydantic import BaseModel

from taper import clock
from taper.actions import diary as diary_actions
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading
from taper.diary.check_in import CheckIn, Source
from taper.diary.intake import Taken
from taper.diary.symptoms import Slug, Symptom
from taper.errors import TaperError
from taper.exports.csv import unguard
from taper.facts import symptoms as symptom_facts
from taper.ids import CourseId, PatientId
from taper.imports.diary import ImportedDay, read_diary
from taper.imports.mapping import checked
from taper.imports.own import BroughtDay, read_own
from taper.imports.refused import RefusedLine
from taper.imports.scale import Rounding
from taper.imports.table import SEPARATORS, Encoding, Separator, read_table
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor
from taper.storage import diary, plans

__all__ = [  # with what a page needs to name, which reads no file itself
    "SEPARATORS",
    "Encoding",
    "Looked",
    "Read",
    "Rounding",
    "Separator",
    "Stated",
    "StatedScale",
    "bring_in",
    "look",
    "read",
]

FIRST_ROWS = 5
MEGABYTES = 2  # as .streamlit/config.toml takes them


class StatedScale(BaseModel, frozen=True):
    """A column with answers from one number to another, typed by a person."""

    column: str
    lowest: str  # what the file says where we say 0
    highest: str  # what it says where we say the most


class Stated(BaseModel, frozen=True):
    """What a person says about a file. Nothing of it is guessed or filled in."""

    encoding: Encoding
    separator: Separator
    decimal: str
    missing: tuple[str, ...]
    date_column: str
    date_form: str
    rounding: Rounding | None = None
    mood: StatedScale | None = None
    symptoms: tuple[tuple[Slug, StatedScale], ...] = ()
    sleep: tuple[str, str] | None = None  # column and unit
    taken: tuple[str, str] | None = None  # column and unit
    note: str | None = None


class Looked(NamedTuple):
    """A file as it is written: its columns and its first rows."""

    columns: tuple[str, ...]
    first: tuple[tuple[str, ...], ...]
    rows: int


class Read(BaseModel, frozen=True):
    """What a file says by what was stated, before anything of it is kept."""

    days: tuple[BroughtDay, ...]
    refused: tuple[RefusedLine, ...]
    symptoms: tuple[Symptom, ...]
    on_file: frozenset[date]  # days of it that are in the diary already, and stay as they are

    @property
    def new(self) -> tuple[BroughtDay, ...]:
        """The days that would be added."""
        return tuple(each for each in self.days if each.day not in self.on_file)

    @property
    def has_doses(self) -> bool:
        """Whether any day says what was taken."""
        return any(each.taken is not None for each in self.days)


def look(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    data: bytes,
    *,
    encoding: Encoding,
    separator: Separator,
) -> Looked:
    """Give the columns and the first rows of a file, as they are written."""
    with reading(clinic, actor, Action.BRING_IN, patient):
        pass  # the file is the person's own; whoever may not keep it has no use for this
    table = read_table(data, encoding=encoding, separator=separator)
    first = tuple(each.cells for each in table.rows[:FIRST_ROWS])
    return Looked(table.columns, first, len(table.rows) + len(table.refused))


def read(
    clinic: Clinic, actor: Actor, patient: PatientId, data: bytes, stated: Stated | None
) -> Read:
    """Read a file; without *stated* it is a timeline that this program wrote."""
    with reading(clinic, actor, Action.BRING_IN, patient) as work:
        return _read(work, patient, data, stated)


def bring_in(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    data: bytes,
    stated: Stated | None,
    *,
    course: CourseId | None,
    keep_fitting: bool,
) -> tuple[int, int]:
    """Add the days of a file; give how many were added, and how many were there already.

    All of them or none, unless *keep_fitting*. A day on file is never changed, so that the same
    file again changes nothing. Without *course* the doses of the file are left out.
    """
    with changing(clinic, actor, Action.BRING_IN, patient) as work:
        found = _read(work, patient, data, stated)
        if found.refused and not keep_fitting:
            raise TaperError("bring_in.nothing_taken", n=len(found.refused))
        if course is not None:
            _check_course(work, patient, course)
        added = [each for each in found.new if not each.answers_with(course).is_empty]
        if added:
            diary.add_symptoms(work.session, patient, found.symptoms)
        for each in added:
            _keep(work, patient, each, course)
        if added:
            work.trace(Event.FILE_READ_IN, added=len(added), kept=len(found.on_file))
    return len(added), len(found.on_file)


def _check_course(work: Work, patient: PatientId, course: CourseId) -> None:
    if course not in {each.id for each in plans.courses(work.session, patient)}:
        raise TaperError("id.unreadable")


def _keep(work: Work, patient: PatientId, each: BroughtDay, course: CourseId | None) -> None:
    made = CheckIn(
        patient=patient,
        day=each.day,
        zone=diary_actions.zone_of(work, patient),
        answers=each.answers_with(course),
        recorded_at=work.at,
        revised_at=work.at,
        late=False,
        revision=1,
        recorded_by=work.actor.person,
        source=Source.IMPORT,
    )
    diary_actions.keep(work, made, None)


def _read(work: Work, patient: PatientId, data: bytes, stated: Stated | None) -> Read:
    today = clock.local_day(work.at, diary_actions.zone_of(work, patient))
    own = diary.symptoms(work.session, patient)
    if stated is None:
        found = read_own(data, unguard, today=today)
        days, refused = found.days, found.refused
        symptoms = _symptoms(found.slugs, own)
    else:
        mapping = checked(_mapping(stated, {each.slug: each.label for each in own}))
        table = mapping.table(data)
        fitting = read_diary(table, mapping, today=today, keep_fitting=True)
        days = tuple(map(_brought, fitting.entries))
        refused, symptoms = fitting.refused, fitting.symptoms
    have = {each.day for each in diary.check_ins(work.session, patient)}
    return Read(
        days=days,
        refused=refused,
        symptoms=symptoms,
        on_file=frozenset(each.day for each in days if each.day in have),
    )


def _symptoms(slugs: tuple[Slug, ...], own: list[Symptom]) -> tuple[Symptom, ...]:
    """Name the symptoms of a file: as on the patient's list, on the project's, or by their mark."""
    labels = {each.slug: each.symptom.label for each in symptom_facts.listed()}
    labels |= {each.slug: each.label for each in own}
    return tuple(
        Symptom(slug=each, label=labels.get(each, each.replace("_", " ").capitalize()))
        for each in slugs
    )


def _brought(each: ImportedDay) -> BroughtDay:
    """Give a day of somebody else's file, which doesn't say whether a dose was as planned."""
    if each.taken_ug is None:
        return BroughtDay(line=each.line, day=each.day, answers=each.answers)
    taken = Taken.OTHER if each.taken_ug else Taken.NOT_TAKEN
    return BroughtDay(
        line=each.line, day=each.day, answers=each.answers, taken=taken, ug=each.taken_ug
    )


def _mapping(stated: Stated, labels: Mapping[Slug, str]) -> dict[str, Any]:
    """Give what was stated in the form of a mapping file."""
    made: dict[str, Any] = {
        "format": 1,
        "file": {
            "encoding": stated.encoding,
            "separator": stated.separator,
            "decimal": stated.decimal,
            "missing": ("", *stated.missing),
        },
        "date": {"column": stated.date_column, "form": stated.date_form},
    }
    if stated.mood:
        made["mood"] = _scale(stated.mood, 10, stated.rounding)
    made["symptom"] = [
        {"slug": slug, "label": labels.get(slug, slug), **_scale(each, 3, stated.rounding)}
        for slug, each in stated.symptoms
    ]
    if stated.sleep:
        column, unit = stated.sleep
        made["sleep"] = {"column": column, "unit": unit, "rounding": _rounding(stated.rounding)}
    if stated.taken:
        made["taken_dose"] = dict(zip(("column", "unit"), stated.taken, strict=True))
    if stated.note:
        made["note"] = {"column": stated.note}
    return made


def _scale(stated: StatedScale, highest: int, rounding: Rounding | None) -> dict[str, Any]:
    ends = [_number(stated.lowest), _number(stated.highest)]
    return {
        "column": stated.column,
        "from": tuple(ends),
        "to": (0, highest),
        "rounding": _rounding(rounding),
    }


def _rounding(stated: Rounding | None) -> Rounding:
    if stated is None:
        raise TaperError("bring_in.rounding_missing")
    return stated


def _number(typed: str) -> int | Decimal:
    try:
        found = Decimal(typed.strip().replace(",", "."))
    except InvalidOperation as error:
        raise TaperError("bring_in.scale_missing") from error
    if not found.is_finite() or abs(found) >= 10**6:
        raise TaperError("bring_in.scale_missing")
    return int(found) if found == int(found) else found
