"""Questionnaires and events for the record, cut to what the viewer may see."""

from collections.abc import Collection
from datetime import date, datetime

from taper import clock
from taper.actions.answered import Answered, all_answered
from taper.actions.doing import Work, is_allowed
from taper.actions.events import shown_events
from taper.actions.scores import sheets_elsewhere
from taper.diary.questionnaires import Item
from taper.people.access import Action
from taper.people.grant import Section
from taper.people.person import Patient
from taper.record.beside import Beside, SafetyOfSheet, Sheet, SheetAnswer


def beside(work: Work, patient: Patient, has: Collection[Section]) -> Beside:
    """Give what is on file beside the days, of the sections that are open to the viewer."""
    if not {Section.QUESTIONNAIRES, Section.EVENTS}.intersection(has):
        return Beside()
    events = [each for each in shown_events(work, patient.id) if not each.struck_out]
    sheets = [*_answered(work, patient), *sheets_elsewhere(events)]
    return Beside(
        sheets=tuple(sorted(sheets, key=lambda each: each.day))
        if Section.QUESTIONNAIRES in has
        else (),
        events=tuple(events) if Section.EVENTS in has else (),
    )


def _answered(work: Work, patient: Patient) -> list[Sheet]:
    answered = all_answered(work, patient.id)
    if not answered:
        return []
    # Who opened a safety answer, and when, is between the patient and the prescribers.
    by_grant = work.opened is None and not is_allowed(
        work.session, work.actor, Action.READ_DIARY, patient.id
    )
    return [
        _sheet(each.model_copy(update={"safety": ()}) if by_grant else each, patient.zone)
        for each in answered
        if not each.response.struck_out
    ]


def _sheet(each: Answered, zone: str) -> Sheet:
    def day(moment: datetime | None) -> date | None:
        return clock.local_day(moment, zone) if moment is not None else None

    answers = () if each.closed else each.instrument.items
    return Sheet(
        day=each.response.day,
        instrument=each.instrument.id,
        title=each.instrument.title,
        version=each.response.instrument_version,
        language=each.instrument.language,
        total=each.total,
        maximum=each.instrument.maximum,
        answers=tuple(_answer(item, each.response.answers.get(item.code)) for item in answers),
        safety=tuple(
            SafetyOfSheet(points=one.points, opened_on=day(one.opened_at), opened_by=one.opened_by)
            for one in each.safety
        ),
        closed=each.closed,
    )


def _answer(item: Item, points: int | None) -> SheetAnswer:
    choice = item.choice(points)
    return SheetAnswer(question=item.text, answer=choice.text if choice else None, points=points)
