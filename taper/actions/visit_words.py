"""What the visit summary says, section by section, from a record that is already cut."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

import pandas as pd

from taper import clock
from taper.charts.event_words import event_line, sheet_points
from taper.charts.steps_table import baseline_lines, steps_table
from taper.diary.events import Event, Kind
from taper.exports.visit import MedicineNow, Part, StepsShown
from taper.ids import PersonId
from taper.people.request import Entry, PatientRequest
from taper.plan.dose import Dose
from taper.plan.in_force import Stretch, last_change, next_change, on_day, stretches
from taper.plan.plan import CoursePlans, PlanVersion
from taper.record.baseline import baseline
from taper.record.beside import Sheet
from taper.record.record import Record
from taper.record.steps import steps
from taper.words import figures, language_name, of_fact, say, say_values
from taper.words.language import in_use


class Days(NamedTuple):
    """The days that a summary is about, both ends included."""

    first: date
    last: date

    def holds(self, day: date | None) -> bool:
        """Whether *day* is one of them."""
        return day is not None and self.first <= day <= self.last


def medicine_now(shown: Record, plans: CoursePlans, days: Days) -> MedicineNow:
    """Say where one plan stands today, and what was signed within *days*."""
    course, today = stretches(plans.versions), shown.today
    now = on_day(course, today)
    named = say("visit.medicine", medicine=plans.course.medicine, form=plans.course.form)
    return MedicineNow(
        name=named,
        today=_dose(now, today),
        lines=(*_next(course, plans, today), *_position(plans, now)),
        clocks=tuple(_clocks(shown, plans)),
        versions=tuple(_versions(shown, plans.versions, days)),
    )


def _dose(now: Stretch | None, today: date) -> str:
    if now is None:
        return say("visit.no_plan", day=today)
    doses = now.step.doses_on(today)
    dose = figures(Dose(ug=now.step.ug_on(today)))
    if len(doses) > 1 or doses[0].at:
        timed = (say("visit.at_time", at=each.at or "", dose=each.dose) for each in doses)
        dose = f"{dose} ({', '.join(each.removeprefix(': ') for each in timed)})"
    return say("visit.today", day=today, dose=dose)


def _next(course: tuple[Stretch, ...], plans: CoursePlans, today: date) -> Iterator[str]:
    ahead = next_change(course, today)
    if ahead is not None:
        dose = Dose(ug=ahead.step.ug_on(ahead.first))
        yield say("today.next_change", day=ahead.first, dose=dose)
        return
    if course and today < course[0].first:
        dose = Dose(ug=course[0].step.ug_on(course[0].first))
        yield say("today.begins_on", day=course[0].first, dose=dose)
    elif plans.versions and (ends := plans.versions[-1].plan.ends_on):
        yield say("today.ends_on", day=ends)
    elif plans.versions:
        yield say("today.no_next_change")


def _position(plans: CoursePlans, now: Stretch | None) -> Iterator[str]:
    if now is not None:
        version = next(each for each in plans.versions if each.version == now.version)
        yield say(
            "visit.position",
            version=now.version,
            row=now.row,
            rows=len(version.plan.steps),
            name=version.signed_by_name,
        )


def _clocks(shown: Record, plans: CoursePlans) -> Iterator[str]:
    """Give both clocks, each by its name."""
    changed = last_change(stretches(plans.versions), shown.today)
    since = (shown.today - changed).days if changed else say("visit.none_yet")
    yield say("visit.since_planned", days=since)
    if shown.diary_is_open:
        row = shown.timeline(plans.course, shown.today, shown.today).iloc[0]
        taken = row["days_since_taken_change"]
        unknown = say("visit.unknown")
        yield say("visit.since_taken", days=unknown if pd.isna(taken) else int(taken))


def _versions(shown: Record, versions: Sequence[PlanVersion], days: Days) -> Iterator[str]:
    for each in versions:
        at = local(each.signed_at, shown)
        if days.holds(at.date()):
            facts = {
                "version": each.version,
                "day": each.in_force_from,
                "name": each.signed_by_name,
                "at": at,
            }
            if each.reason:
                yield say_values("visit.version", {**facts, "reason": each.reason})
            else:
                yield say_values("visit.first_version", facts)


def local(moment: datetime, shown: Record) -> datetime:
    """Give *moment* on the patient's own clock."""
    return moment.astimezone(clock.zone(shown.patient.zone))


def completeness(shown: Record, days: Days) -> str:
    """Say on how many days something is recorded."""
    if not shown.diary_is_open:
        return say("visit.diary_closed")
    until = min(days.last, shown.today)
    recorded = sum(
        is_recorded and days.first <= day <= until
        for day, is_recorded in zip(shown.diary.days, shown.diary.is_recorded, strict=True)
    )
    return say("visit.completeness", n=recorded, days=max((until - days.first).days + 1, 0))


def talk(events: Sequence[Event]) -> tuple[str, ...]:
    """Give what is on the list to talk about, word for word."""
    return tuple(
        each.words
        for each in events
        if each.kind is Kind.TO_TALK and each.closed_on is None and each.words
    )


def tags(shown: Record) -> Iterator[str]:
    """Give what the patient says of each symptom and the time before the taper, word for word."""
    listed = [each for each in shown.shown_symptoms if each.slug in shown.tags]
    if listed:
        yield say("visit.tags")
    for each in listed:
        said = shown.tags[each.slug]
        day = local(said.at, shown).date()
        what = say(f"my_symptoms.tag_{said.tag}")
        yield say_values("visit.tag", {"symptom": of_fact(each.label), "what": what, "day": day})


def steps_shown(
    shown: Record, plans: CoursePlans, days: Days, *, with_tags: bool = False
) -> StepsShown:
    """Give the step table of one medicine for *days*, and what was recorded before it."""
    whole = shown.timeline(plans.course, *shown.span())
    before = baseline(whole, shown.shown_symptoms)
    found = steps(whole, shown.shown_symptoms, shown.today, days)
    return StepsShown(
        medicine=plans.course.medicine,
        before=(
            *(baseline_lines(before, shown.shown_symptoms) if before else ()),
            *(tags(shown) if with_tags else ()),
        ),
        table=steps_table(found, shown.shown_symptoms),
    )


def requests(shown: Record, found: Sequence[PatientRequest], days: Days) -> Iterator[Part]:
    """Give the requests that are open, or were made or answered within *days*; oldest first."""
    for each in reversed(found):
        asked = local(each.asked_at, shown).date()
        closed = local(each.closed_at, shown).date() if each.closed_at else None
        if each.is_open or days.holds(asked) or days.holds(closed):
            lines = tuple(_said(shown, entry) for entry in each.entries)
            yield Part(say(f"visit.request_{each.kind}", day=asked), lines)


def _said(shown: Record, entry: Entry) -> str:
    facts = {"name": entry.by_name, "at": local(entry.at, shown)}
    if entry.kind in {"asked", "note"}:
        return say_values(f"visit.said_{entry.kind}", {**facts, "words": entry.words}).rstrip()
    if entry.kind == "amendment":
        return say_values("visit.said_amendment", {**facts, "version": entry.version})
    return say_values("visit.said_withdrawn", facts)


def events(found: Sequence[Event], days: Days) -> tuple[str, ...]:
    """Give what happened within *days*."""
    return tuple(
        say("visit.event", day=each.day, line=event_line(each))
        for each in found
        if days.holds(each.day)
    )


def questionnaires(sheets: Sequence[Sheet], days: Days) -> Iterator[Part]:
    """Give each sheet of *days* with its points and what was answered to each question."""
    for each in sheets:
        if not days.holds(each.day):
            continue
        if each.closed:
            yield Part(say("visit.sheet_closed", title=each.title, day=each.day), ())
            continue
        lines = tuple(
            say(
                "visit.answer",
                question=one.question,
                answer=say("questionnaire.no_answer")
                if one.answer is None
                else say("questionnaire.given_points", answer=one.answer, points=one.points),
            )
            for one in each.answers
        )
        yield Part(sheet_line(each), (*(quoted(each.language) if lines else ()), *lines))


def quoted(wording: str) -> Iterator[str]:
    """Say in which language questions and answers are quoted, where the paper has another."""
    if wording not in ("", in_use().code):
        yield say("questionnaire.quoted", language=language_name(wording))


def sheet_line(sheet: Sheet) -> str:
    """Write which questionnaire it was, of which day, with its points."""
    if sheet.maximum is None:
        return say("questionnaire.on_day", title=sheet.title, day=sheet.day)
    return say("visit.sheet", title=sheet.title, day=sheet.day, points=sheet_points(sheet))


def safety(sheets: Sequence[Sheet], days: Days, names: Mapping[PersonId, str]) -> Iterator[str]:
    """Give each safety answer by its date, and when it was opened by whom."""
    for each in sheets:
        for one in each.safety if days.holds(each.day) else ():
            facts = {
                "title": each.title,
                "day": each.day,
                "n": say("visit.points", n=one.points),
            }
            if one.opened_on is None:
                yield say_values("visit.safety_not_opened", facts)
            else:
                by = names.get(one.opened_by, "") if one.opened_by is not None else ""
                yield say_values("visit.safety_open", {**facts, "at": one.opened_on, "name": by})
