"""A patient's own file on its way into the diary: looked at, read by what is stated, kept."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from pydantic import BaseModel

from taper import clock
from taper.actions import brought, own_symptoms
from taper.actions import diary as diary_actions
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, reading
from taper.actions.stated import Stated, StatedScale, StatedScore, mapping_of
from taper.diary.events import EventId
from taper.diary.symptoms import Symptom
from taper.errors import TaperError
from taper.exports.csv import unguard
from taper.ids import PatientId
from taper.imports.day import UNNAMED, Courses, FileMedicine, ImportedDay
from taper.imports.diary import read_diary
from taper.imports.entry import ImportedEntry, scores_of
from taper.imports.mapping import checked
from taper.imports.own import read_own
from taper.imports.refused import RefusedLine
from taper.imports.scale import Rounding
from taper.imports.table import SEPARATORS, Encoding, Separator, read_table
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor
from taper.storage import diary, plans

__all__ = [  # with what a page needs to name, which reads no file itself
    "MOST_WORDS",
    "SEPARATORS",
    "UNNAMED",
    "Brought",
    "Courses",
    "Encoding",
    "FileMedicine",
    "ImportedDay",
    "ImportedEntry",
    "Looked",
    "Read",
    "Rounding",
    "Separator",
    "Stated",
    "StatedScale",
    "StatedScore",
    "bring_in",
    "look",
    "read",
]

FIRST_ROWS = 5
MOST_WORDS = 30  # that a column can hold in place of numbers, each to be given a meaning
MEGABYTES = 2  # as .streamlit/config.toml takes them


class Looked(NamedTuple):
    """A file as it is written: its columns and its rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def first(self) -> tuple[tuple[str, ...], ...]:
        """The first rows, to be shown."""
        return self.rows[:FIRST_ROWS]

    def words(self, column: str, missing: str) -> tuple[str, ...]:
        """Give each thing that a column says, in the order of the file, but for *missing*.

        TaperError("bring_in.many_words") for a column that says more than 30 different things.
        """
        place = self.columns.index(column)
        said = dict.fromkeys(cells[place].strip() for cells in self.rows)
        found = tuple(each for each in said if each not in ("", missing))
        if len(found) > MOST_WORDS:
            raise TaperError("bring_in.many_words", n=len(found), most=MOST_WORDS)
        return found


class Read(BaseModel, frozen=True):
    """What a file says by what was stated, before anything of it is kept."""

    days: tuple[ImportedDay, ...]
    refused: tuple[RefusedLine, ...]
    symptoms: tuple[Symptom, ...]
    on_file: frozenset[date]  # days of it that are in the diary already, and stay as they are
    entries: tuple[tuple[EventId, ImportedEntry], ...]  # those that aren't on file

    @property
    def medicines(self) -> tuple[FileMedicine, ...]:
        """The medicines that the file has doses of, in its order."""
        return tuple(dict.fromkeys(dose.of for each in self.days for dose in each.doses))

    def new(self, courses: Courses) -> tuple[ImportedDay, ...]:
        """Give the days that would be added, with the doses of the medicines in *courses*."""
        return tuple(
            each
            for each in self.days
            if each.day not in self.on_file and not each.answers_with(courses).is_empty
        )


class Brought(NamedTuple):
    """How much of a file was added, and how many days were there already."""

    days: int
    entries: int
    there: int


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
    return Looked(table.columns, tuple(each.cells for each in table.rows))


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
    courses: Courses,
    keep_fitting: bool,
) -> Brought:
    """Add the days and entries of a file; give how many were added.

    All of them or none, unless *keep_fitting*. What is on file is never changed, so that the same
    file again changes nothing. Doses of a medicine that isn't in *courses* are left out.
    """
    with changing(clinic, actor, Action.BRING_IN, patient) as work:
        found = _read(work, patient, data, stated)
        if found.refused and not keep_fitting:
            raise TaperError("bring_in.nothing_taken", n=len(found.refused))
        have = {each.id for each in plans.courses(work.session, patient)}
        if not have.issuperset(courses.values()):
            raise TaperError("id.unreadable")
        if len(set(courses.values())) != len(courses):
            raise TaperError("bring_in.one_medicine_twice")
        added, zone = found.new(courses), diary_actions.zone_of(work, patient)
        if added:
            diary.add_symptoms(work.session, patient, found.symptoms)
        for each in added:
            brought.keep_day(work, patient, zone, each, courses)
        brought.keep_entries(work, patient, zone, found.entries)
        made = Brought(len(added), len(found.entries), len(found.on_file))
        if made.days or made.entries:
            work.trace(Event.FILE_READ_IN, added=made.days, entries=made.entries, kept=made.there)
    return made


def _read(work: Work, patient: PatientId, data: bytes, stated: Stated | None) -> Read:
    now = clock.local(work.at, diary_actions.zone_of(work, patient))
    own = diary.symptoms(work.session, patient)
    entries: Iterable[ImportedEntry]
    if stated is None:
        found = read_own(data, unguard, now=now)
        (days, symptoms), refused, entries = (
            own_symptoms.placed(found, own),
            found.refused,
            found.entries,
        )
    else:
        mapping = checked(mapping_of(stated, {each.slug: each.label for each in own}))
        fitting = read_diary(mapping.table(data), mapping, today=now.date(), keep_fitting=True)
        days, refused, symptoms = fitting.entries, fitting.refused, fitting.symptoms
        entries = (score for each in days for score in scores_of(each))
    have = {each.day for each in diary.check_ins(work.session, patient)}
    return Read(
        days=days,
        refused=refused,
        symptoms=symptoms,
        on_file=frozenset(each.day for each in days if each.day in have),
        entries=tuple(brought.new_entries(work, patient, entries)),
    )
