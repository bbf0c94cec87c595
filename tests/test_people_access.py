"""One closed table of who may do what; what is not in it is refused."""

from itertools import chain, combinations

import pytest

from taper.people.access import NEEDS_CONSENT, Action, may
from taper.people.person import Relation

SELF, PRESCRIBER, STAFF = Relation.SELF, Relation.PRESCRIBER, Relation.STAFF
TERMINAL = Relation.TERMINAL

# Told again by hand from the rules, not read from the program. The last column: without consent.
TABLE: dict[Action, tuple[set[Relation], set[Relation]]] = {
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
    Action.EXPORT_TIMELINE: ({SELF, PRESCRIBER}, {SELF}),
    Action.EXPORT_PLAN: ({PRESCRIBER}, {PRESCRIBER}),
    Action.READ_TRAIL: ({SELF, PRESCRIBER}, {SELF, PRESCRIBER}),
    Action.CHANGE_CONSENT: ({SELF}, {SELF}),
    Action.CHOOSE_VISIT: ({SELF}, {SELF}),
    Action.CHOOSE_COUNTRY: ({SELF}, {SELF}),
    Action.CHOOSE_ZONE: ({SELF}, {SELF}),
    Action.SET_REMINDERS: ({SELF}, {SELF}),
    Action.KEEP_PAPER_CONSENT: ({PRESCRIBER}, {PRESCRIBER}),
    Action.LIST_PATIENTS: ({STAFF}, {STAFF}),
    Action.INVITE_PATIENT: ({STAFF}, {STAFF}),
    Action.RENEW_INVITATION: ({PRESCRIBER}, {PRESCRIBER}),
    Action.IMPORT_PLAN: ({TERMINAL}, {TERMINAL}),
    Action.IMPORT_DIARY: ({TERMINAL}, {TERMINAL}),
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


def test_a_stranger_a_supporter_and_an_administrator_read_nothing():
    for action in Action:
        assert not may(action, {Relation.STRANGER, Relation.ADMINISTRATOR}, consent=True)
        assert not may(action, (), consent=True)


def test_what_waits_for_consent_is_what_a_consent_opens():
    opened = {
        action for action, (with_consent, without) in TABLE.items() if with_consent != without
    }
    assert opened == NEEDS_CONSENT
