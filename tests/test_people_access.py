"""One closed table of who may do what; what is not in it is refused."""

from datetime import UTC, date, datetime, timedelta
from itertools import chain, combinations
from typing import Any

import pytest

from taper.ids import PatientId, PersonId
from taper.people.access import NEEDS_CONSENT, Action, may, may_read
from taper.people.grant import Grant, Section, Viewer
from taper.people.person import Relation

SELF, PRESCRIBER, STAFF = Relation.SELF, Relation.PRESCRIBER, Relation.STAFF
TERMINAL, SUPPORTER, OBSERVER = Relation.TERMINAL, Relation.SUPPORTER, Relation.OBSERVER

# Told again by hand from the rules, not read from the program. The last column: without consent.
TABLE: dict[Action, tuple[set[Relation], set[Relation]]] = {
    Action.READ_RECORD: ({SELF, PRESCRIBER, SUPPORTER}, {SELF, PRESCRIBER, SUPPORTER}),
    Action.READ_PLAN: ({SELF, PRESCRIBER}, {SELF, PRESCRIBER}),
    Action.READ_DRAFT: ({PRESCRIBER}, {PRESCRIBER}),
    Action.WRITE_DRAFT: ({PRESCRIBER}, {PRESCRIBER}),
    Action.SIGN_PLAN: ({PRESCRIBER}, {PRESCRIBER}),
    Action.READ_REQUESTS: ({SELF, PRESCRIBER}, {SELF, PRESCRIBER}),
    Action.MAKE_REQUEST: ({SELF}, {SELF}),
    Action.ANSWER_REQUEST: ({PRESCRIBER}, {PRESCRIBER}),
    Action.KEEP_NOTES: ({PRESCRIBER}, {PRESCRIBER}),
    Action.READ_OVERVIEW: ({PRESCRIBER}, {PRESCRIBER}),
    Action.READ_DIARY: ({SELF, PRESCRIBER}, {SELF}),
    Action.WRITE_DIARY: ({SELF}, {SELF}),
    Action.WRITE_ON_BEHALF: ({PRESCRIBER}, set()),
    Action.WRITE_EVENT: ({SELF, PRESCRIBER}, {SELF}),
    Action.ASSIGN_QUESTIONNAIRE: ({PRESCRIBER}, {PRESCRIBER}),
    Action.OPEN_SAFETY_ANSWER: ({PRESCRIBER}, set()),
    Action.EXPORT_TIMELINE: ({SELF, PRESCRIBER, TERMINAL}, {SELF}),
    Action.EXPORT_PLAN: ({PRESCRIBER}, {PRESCRIBER}),
    Action.EXPORT_PACKAGE: (
        {SELF, PRESCRIBER, SUPPORTER, TERMINAL},
        {SELF, PRESCRIBER, SUPPORTER, TERMINAL},
    ),
    Action.EXPORT_SIGNED_PLAN: ({SELF, PRESCRIBER, TERMINAL}, {SELF, PRESCRIBER, TERMINAL}),
    Action.EXPORT_PLAN_FILE: ({PRESCRIBER, TERMINAL}, {PRESCRIBER, TERMINAL}),
    Action.EXPORT_CALENDAR: ({SELF, TERMINAL}, {SELF, TERMINAL}),
    Action.TAKE_OUT: ({SELF, TERMINAL}, {SELF, TERMINAL}),
    Action.TAKE_IN: ({Relation.ADMINISTRATOR, TERMINAL}, {Relation.ADMINISTRATOR, TERMINAL}),
    Action.READ_TRAIL: ({SELF, PRESCRIBER}, {SELF, PRESCRIBER}),
    Action.CHANGE_CONSENT: ({SELF}, {SELF}),
    Action.CHOOSE_VISIT: ({SELF}, {SELF}),
    Action.CHOOSE_COUNTRY: ({SELF}, {SELF}),
    Action.CHOOSE_ZONE: ({SELF}, {SELF}),
    Action.SET_REMINDERS: ({SELF}, {SELF}),
    Action.KEEP_PAPER_CONSENT: ({PRESCRIBER}, {PRESCRIBER}),
    Action.LIST_PATIENTS: ({STAFF}, {STAFF}),
    Action.INVITE_PATIENT: ({STAFF}, {STAFF}),
    Action.MARK_PATIENT: ({PRESCRIBER}, {PRESCRIBER}),
    Action.RENEW_INVITATION: ({PRESCRIBER}, {PRESCRIBER}),
    Action.HAND_OVER_CARE: ({PRESCRIBER}, {PRESCRIBER}),
    Action.MANAGE_PEOPLE: ({Relation.ADMINISTRATOR}, {Relation.ADMINISTRATOR}),
    Action.READ_CLINIC_TRAIL: ({Relation.ADMINISTRATOR}, {Relation.ADMINISTRATOR}),
    Action.CLOSE_ACCOUNT: ({SELF}, {SELF}),
    Action.ERASE: ({TERMINAL}, {TERMINAL}),
    Action.IMPORT_PLAN: ({TERMINAL}, {TERMINAL}),
    Action.IMPORT_DIARY: ({TERMINAL}, {TERMINAL}),
    Action.SHARE: ({SELF}, {SELF}),
    Action.LIST_SHARED: ({SUPPORTER}, {SUPPORTER}),
    Action.READ_OBSERVATIONS: ({SELF, PRESCRIBER, OBSERVER}, {SELF, OBSERVER}),
    Action.OBSERVE: ({OBSERVER}, {OBSERVER}),
    Action.BRING_IN: ({SELF}, {SELF}),
}


def test_every_action_stands_in_the_table():
    assert set(TABLE) == set(Action)


@pytest.mark.parametrize("action", Action)
def test_each_cell_of_a_row(action: Action):
    with_consent, without = TABLE[action]
    for relation in Relation:
        assert may(action, {relation}, consent=True) is (relation in with_consent), relation
        assert may(action, {relation}, consent=False) is (relation in without), relation


def test_several_relations_may_what_one_of_them_may():
    pairs = chain.from_iterable(combinations(Relation, size) for size in range(4))
    for relations in pairs:
        for action in Action:
            for consent in (True, False):
                one_may = any(may(action, {each}, consent=consent) for each in relations)
                assert may(action, relations, consent=consent) is one_may


def test_a_stranger_and_an_administrator_read_nothing():
    # None of these reads a record: one brings a new one in, without showing it.
    without_a_record = {Action.MANAGE_PEOPLE, Action.READ_CLINIC_TRAIL, Action.TAKE_IN}
    for action in set(Action) - without_a_record:
        assert not may(action, {Relation.STRANGER, Relation.ADMINISTRATOR}, consent=True)
    for action in Action:
        assert not may(action, (), consent=True)


def test_what_waits_for_consent_is_what_a_consent_opens():
    opened = {
        action for action, (with_consent, without) in TABLE.items() if with_consent != without
    }
    assert opened == NEEDS_CONSENT


ALEX, KIM, SAM, PAT = PatientId(1), PatientId(3), PersonId(5), PersonId(7)
MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 8)
SINCE = datetime(2026, 3, 1, tzinfo=UTC)


def granted(*sections: Section, last_day: date | None = SUNDAY, **more: Any) -> Grant:
    what = {"patient": ALEX, "person": SAM, "name": "Sam", "since": SINCE, **more}
    return Grant(sections=frozenset(sections), last_day=last_day, **what)


def viewer(*relations: Relation, consent: bool = False, grants: tuple[Grant, ...] = ()) -> Viewer:
    return Viewer(person=SAM, relations=frozenset(relations), consent=consent, grants=grants)


def read_by(who: Viewer, patient: PatientId = ALEX, on: date = MONDAY) -> set[Section]:
    return {each for each in Section if may_read(who, patient, each, on)}


def test_the_patient_reads_every_section_and_a_stranger_none():
    assert read_by(viewer(SELF)) == set(Section)
    for relation in (Relation.STRANGER, Relation.ADMINISTRATOR, STAFF, SUPPORTER):
        assert read_by(viewer(relation, consent=True)) == set()


@pytest.mark.parametrize("relation", [PRESCRIBER, TERMINAL])
def test_a_prescriber_reads_the_plan_and_by_consent_all_of_the_diary(relation: Relation):
    assert read_by(viewer(relation)) == {Section.PLAN}
    assert read_by(viewer(relation, consent=True)) == set(Section)


@pytest.mark.parametrize("section", Section)
def test_a_grant_opens_what_it_names_and_nothing_else(section: Section):
    assert read_by(viewer(SUPPORTER, grants=(granted(section),))) == {section}


def test_a_grant_opens_nothing_after_its_last_day_or_once_it_was_ended():
    until_sunday = viewer(SUPPORTER, grants=(granted(Section.PLAN),))
    assert read_by(until_sunday, on=SUNDAY) == {Section.PLAN}
    assert read_by(until_sunday, on=SUNDAY + timedelta(days=1)) == set()
    without_end = viewer(SUPPORTER, grants=(granted(Section.PLAN, last_day=None),))
    assert read_by(without_end, on=date(2036, 1, 1)) == {Section.PLAN}
    ended = viewer(SUPPORTER, grants=(granted(Section.PLAN, ended_at=SINCE),))
    assert read_by(ended) == set()


def test_a_grant_of_another_patient_or_to_another_person_opens_nothing():
    grants = (granted(Section.PLAN, patient=KIM), granted(Section.PLAN, person=PAT))
    assert read_by(viewer(SUPPORTER, grants=grants)) == set()
    assert read_by(viewer(SUPPORTER, grants=grants), KIM) == {Section.PLAN}


def test_a_prescriber_who_is_a_supporter_too_reads_what_either_opens():
    both = viewer(PRESCRIBER, SUPPORTER, grants=(granted(Section.EVENTS),))
    assert read_by(both) == {Section.PLAN, Section.EVENTS}
