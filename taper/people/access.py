"""Who may do what: one closed table of actions and relations. What is not in it is refused."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from taper.ids import PatientId
from taper.people.grant import Section, Viewer
from taper.people.person import Relation


class Action(StrEnum):
    """Everything a signed-in person can do."""

    READ_RECORD = "read_record"
    READ_PLAN = "read_plan"
    READ_DRAFT = "read_draft"
    WRITE_DRAFT = "write_draft"
    SIGN_PLAN = "sign_plan"
    READ_REQUESTS = "read_requests"
    MAKE_REQUEST = "make_request"
    ANSWER_REQUEST = "answer_request"
    KEEP_NOTES = "keep_notes"
    READ_OVERVIEW = "read_overview"
    READ_DIARY = "read_diary"
    WRITE_DIARY = "write_diary"
    WRITE_ON_BEHALF = "write_on_behalf"
    WRITE_EVENT = "write_event"
    ASSIGN_QUESTIONNAIRE = "assign_questionnaire"
    OPEN_SAFETY_ANSWER = "open_safety_answer"
    CHOOSE_VISIT = "choose_visit"
    EXPORT_TIMELINE = "export_timeline"
    EXPORT_PLAN = "export_plan"
    EXPORT_PACKAGE = "export_package"
    EXPORT_SIGNED_PLAN = "export_signed_plan"
    EXPORT_PLAN_FILE = "export_plan_file"
    EXPORT_CALENDAR = "export_calendar"
    TAKE_OUT = "take_out"
    TAKE_IN = "take_in"
    READ_TRAIL = "read_trail"
    CHANGE_CONSENT = "change_consent"
    CHOOSE_COUNTRY = "choose_country"
    CHOOSE_ZONE = "choose_zone"
    SET_REMINDERS = "set_reminders"
    KEEP_PAPER_CONSENT = "keep_paper_consent"
    LIST_PATIENTS = "list_patients"
    INVITE_PATIENT = "invite_patient"
    RENEW_INVITATION = "renew_invitation"
    MARK_PATIENT = "mark_patient"
    HAND_OVER_CARE = "hand_over_care"
    MANAGE_PEOPLE = "manage_people"
    READ_CLINIC_TRAIL = "read_clinic_trail"
    CLOSE_ACCOUNT = "close_account"
    ERASE = "erase"
    IMPORT_PLAN = "import_plan"
    IMPORT_DIARY = "import_diary"
    SHARE = "share"
    LIST_SHARED = "list_shared"
    READ_OBSERVATIONS = "read_observations"
    OBSERVE = "observe"
    BRING_IN = "bring_in"


_MAY: dict[Action, frozenset[Relation]] = {
    Action.READ_RECORD: frozenset({Relation.SELF, Relation.PRESCRIBER, Relation.SUPPORTER}),
    Action.READ_PLAN: frozenset({Relation.SELF, Relation.PRESCRIBER}),
    Action.READ_DRAFT: frozenset({Relation.PRESCRIBER}),
    Action.WRITE_DRAFT: frozenset({Relation.PRESCRIBER}),
    Action.SIGN_PLAN: frozenset({Relation.PRESCRIBER}),
    Action.READ_REQUESTS: frozenset({Relation.SELF, Relation.PRESCRIBER}),
    Action.MAKE_REQUEST: frozenset({Relation.SELF}),
    Action.ANSWER_REQUEST: frozenset({Relation.PRESCRIBER}),
    Action.KEEP_NOTES: frozenset({Relation.PRESCRIBER}),
    Action.READ_OVERVIEW: frozenset({Relation.PRESCRIBER}),
    Action.READ_DIARY: frozenset({Relation.SELF, Relation.PRESCRIBER}),
    Action.WRITE_DIARY: frozenset({Relation.SELF}),
    Action.WRITE_ON_BEHALF: frozenset({Relation.PRESCRIBER}),
    Action.WRITE_EVENT: frozenset({Relation.SELF, Relation.PRESCRIBER}),
    Action.ASSIGN_QUESTIONNAIRE: frozenset({Relation.PRESCRIBER}),
    Action.OPEN_SAFETY_ANSWER: frozenset({Relation.PRESCRIBER}),
    Action.CHOOSE_VISIT: frozenset({Relation.SELF}),
    Action.EXPORT_TIMELINE: frozenset({Relation.SELF, Relation.PRESCRIBER, Relation.TERMINAL}),
    Action.EXPORT_PLAN: frozenset({Relation.PRESCRIBER}),
    Action.EXPORT_PACKAGE: frozenset(  # each gets what is open to them, and no more
        {Relation.SELF, Relation.PRESCRIBER, Relation.SUPPORTER, Relation.TERMINAL}
    ),
    Action.EXPORT_SIGNED_PLAN: frozenset({Relation.SELF, Relation.PRESCRIBER, Relation.TERMINAL}),
    Action.EXPORT_PLAN_FILE: frozenset({Relation.PRESCRIBER, Relation.TERMINAL}),
    Action.EXPORT_CALENDAR: frozenset({Relation.SELF, Relation.TERMINAL}),
    Action.TAKE_OUT: frozenset({Relation.SELF, Relation.TERMINAL}),
    Action.TAKE_IN: frozenset({Relation.ADMINISTRATOR, Relation.TERMINAL}),
    Action.READ_TRAIL: frozenset({Relation.SELF, Relation.PRESCRIBER}),
    Action.CHANGE_CONSENT: frozenset({Relation.SELF}),
    Action.CHOOSE_COUNTRY: frozenset({Relation.SELF}),
    Action.CHOOSE_ZONE: frozenset({Relation.SELF}),
    Action.SET_REMINDERS: frozenset({Relation.SELF}),
    Action.KEEP_PAPER_CONSENT: frozenset({Relation.PRESCRIBER}),
    Action.LIST_PATIENTS: frozenset({Relation.STAFF}),
    Action.INVITE_PATIENT: frozenset({Relation.STAFF}),
    Action.RENEW_INVITATION: frozenset({Relation.PRESCRIBER}),
    Action.MARK_PATIENT: frozenset({Relation.PRESCRIBER}),
    Action.HAND_OVER_CARE: frozenset({Relation.PRESCRIBER}),
    Action.MANAGE_PEOPLE: frozenset({Relation.ADMINISTRATOR}),
    Action.READ_CLINIC_TRAIL: frozenset({Relation.ADMINISTRATOR}),
    Action.CLOSE_ACCOUNT: frozenset({Relation.SELF}),
    Action.ERASE: frozenset({Relation.TERMINAL}),
    Action.IMPORT_PLAN: frozenset({Relation.TERMINAL}),
    Action.IMPORT_DIARY: frozenset({Relation.TERMINAL}),
    Action.SHARE: frozenset({Relation.SELF}),
    Action.LIST_SHARED: frozenset({Relation.SUPPORTER}),
    Action.READ_OBSERVATIONS: frozenset({Relation.SELF, Relation.PRESCRIBER, Relation.OBSERVER}),
    Action.OBSERVE: frozenset({Relation.OBSERVER}),
    Action.BRING_IN: frozenset({Relation.SELF}),
}

# What the patient's consent opens to prescribers, and withdrawing it closes again.
NEEDS_CONSENT = frozenset(
    {
        Action.READ_DIARY,
        Action.WRITE_ON_BEHALF,
        Action.EXPORT_TIMELINE,
        Action.WRITE_EVENT,
        Action.OPEN_SAFETY_ANSWER,
        Action.READ_OBSERVATIONS,
    }
)
# What a patient's grant opens rests on that grant, not on the consent given to prescribers.
BY_GRANT = frozenset({Relation.SUPPORTER, Relation.OBSERVER})


def may(action: Action, relations: Collection[Relation], *, consent: bool) -> bool:
    """Say whether somebody who stands in *relations* may do *action*.

    *consent*: whether the patient's consent to others reading the diary holds.
    """
    allowed = _MAY[action].intersection(relations)
    if action in NEEDS_CONSENT and not consent:
        allowed &= {Relation.SELF} | BY_GRANT
    return bool(allowed)


def may_read(viewer: Viewer, patient: PatientId, section: Section, on: date) -> bool:
    """Say whether *viewer* may read *section* of what *patient* has on file, on a day.

    A prescriber in whose care the patient is reads the plan, and all of the diary or nothing of
    it, by the patient's consent. So does the terminal. A supporter reads what a grant names while
    it holds.
    """
    if Relation.SELF in viewer.relations:
        return True
    in_care = {Relation.PRESCRIBER, Relation.TERMINAL}.intersection(viewer.relations)
    if in_care and (section is Section.PLAN or viewer.consent):
        return True
    return any(
        each.patient == patient
        and each.person == viewer.person
        and section in each.sections
        and each.holds(on)
        for each in viewer.grants
    )
