"""Several days at once: the last two weeks as a grid, and pauses in which nothing is missing."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from pydantic import BaseModel

from taper import clock
from taper.actions import diary as diary_actions
from taper.actions.clinic import Clinic
from taper.actions.diary import Said, entered_by, seen_by, zone_of
from taper.actions.doing import changing, reading
from taper.diary.check_in import CheckIn, Source, open_days
from taper.diary.pause import Pause, check_pause, pause_on
from taper.diary.symptoms import Symptom
from taper.errors import TaperError
from taper.ids import PatientId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor
from taper.storage import diary, pauses, reminders

ONE_DAY = timedelta(days=1)


class DayLine(BaseModel, frozen=True):
    """One of the last days: what is on file, who entered it, and whether it lies in a pause."""

    day: date
    check_in: CheckIn | None
    entered_by: str = ""
    paused: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether nothing is on file, and no pause says why."""
        return not self.paused and (self.check_in is None or self.check_in.struck_out)

    @property
    def lacks_details(self) -> bool:
        """Whether a bad day is on file that can still be filled in."""
        made = self.check_in
        return made is not None and not made.struck_out and not made.answers.has_details

    @property
    def revision(self) -> int:
        """What a save of this day names as the revision it was written on."""
        return self.check_in.revision if self.check_in else 0


class Grid(BaseModel, frozen=True):
    """The last days, newest first, with what is asked for each of them."""

    today: date
    days: tuple[DayLine, ...]
    symptoms: tuple[Symptom, ...]
    pause: Pause | None  # the one that today lies in, or the next one


def grid(clinic: Clinic, actor: Actor, patient: PatientId) -> Grid:
    """Give the days that can be filled in today."""
    with reading(clinic, actor, Action.READ_DIARY, patient, page="catch_up") as work:
        today = clock.local_day(work.at, zone_of(work, patient))
        days = open_days(today)
        found = seen_by(work, diary.check_ins(work.session, patient, days[-1], today))
        names = entered_by(work, found)
        kept = pauses.pauses(work.session, patient)
        symptoms = tuple(diary.symptoms(work.session, patient))
    on_file = {each.day: each for each in found}
    ahead = [each for each in kept if each.last is None or each.last >= max(today, each.first)]
    return Grid(
        today=today,
        days=tuple(
            DayLine(
                day=day,
                check_in=on_file.get(day),
                entered_by=names.get(day, ""),
                paused=pause_on(kept, day) is not None,
            )
            for day in days
        ),
        symptoms=symptoms,
        pause=min(ahead, key=lambda each: each.first, default=None),
    )


class SaidOfDay(BaseModel, frozen=True):
    """What was said about one day, and the revision it was written on."""

    day: date
    said: Said
    expected_revision: int


class Saved(NamedTuple):
    """What became of several days: each was saved by itself, or refused by itself."""

    saved: tuple[CheckIn, ...]
    refused: tuple[tuple[date, TaperError], ...]


def save_days(
    clinic: Clinic,
    actor: Actor,
    patient: PatientId,
    days: Sequence[SaidOfDay],
    *,
    source: Source = Source.PATIENT,
) -> Saved:
    """Save each day in a transaction of its own; one that is refused keeps no other back."""
    saved: list[CheckIn] = []
    refused: list[tuple[date, TaperError]] = []
    for each in days:
        try:
            made = diary_actions.save_check_in(
                clinic,
                actor,
                patient,
                each.day,
                each.said,
                expected_revision=each.expected_revision,
                source=source,
            )
        except TaperError as refusal:
            refused.append((each.day, refusal))
        else:
            saved.append(made)
    return Saved(saved=tuple(saved), refused=tuple(refused))


def pause_today(clinic: Clinic, actor: Actor, patient: PatientId) -> Pause | None:
    """Give the pause that holds today."""
    with reading(clinic, actor, Action.READ_DIARY, patient) as work:
        today = clock.local_day(work.at, zone_of(work, patient))
        return pause_on(pauses.pauses(work.session, patient), today)


def pause(
    clinic: Clinic, actor: Actor, patient: PatientId, first: date, last: date | None
) -> Pause:
    """Keep a pause of the diary; the same one again changes nothing."""
    with changing(clinic, actor, Action.WRITE_DIARY, patient) as work:
        check_pause(first, last, clock.local_day(work.at, zone_of(work, patient)))
        kept = pauses.pauses(work.session, patient)
        same = next((each for each in kept if (each.first, each.last) == (first, last)), None)
        if same is not None:
            return same
        work.trace(Event.DIARY_PAUSED, day=first.isoformat())
        reminders.raise_sequence(work.session, patient, work.at)
        return pauses.add_pause(work.session, patient, first, last, work.at)


def end_pauses(clinic: Clinic, actor: Actor, patient: PatientId) -> None:
    """Let every pause of today or later be over; the days before today stay paused."""
    with changing(clinic, actor, Action.WRITE_DIARY, patient) as work:
        today = clock.local_day(work.at, zone_of(work, patient))
        for each in pauses.pauses(work.session, patient):
            if each.last is None or each.last >= today:
                pauses.end_pause(work.session, patient, each, today - ONE_DAY)
                work.trace(Event.DIARY_PAUSE_ENDED, day=today.isoformat())
                reminders.raise_sequence(work.session, patient, work.at)
