"""Who may call what: one row for each action, told by hand. A new action needs its row here."""

from datetime import date, time
from typing import Any

from taper.actions import (
    answered,
    assignments,
    catch_up,
    diary,
    drafts,
    events,
    help_now,
    paper,
    paper_consent,
    patients,
    people,
    pharmacy,
    plans,
    questionnaires,
    record,
    reminders,
    symptoms,
    visit,
)
from taper.actions.assignments import TypedAssignment
from taper.actions.catch_up import SaidOfDay
from taper.actions.diary import Said
from taper.actions.events import SaidEvent
from taper.diary.check_in import Source
from taper.diary.events import EventId, Kind, Text
from taper.diary.reminders import Chosen
from taper.diary.tags import Tag
from taper.ids import PatientId
from taper.people.person import Actor
from taper.plan.plan_file import plan_file
from taper.plan.typed import read_plan
from tests.access_files import ROWS as FILE_ROWS
from tests.access_living import ROWS as LIVING_ROWS
from tests.access_row import BOTH, CARE, SELF, STAFF, SUPPORT, TERMINAL, OnFile, Row
from tests.access_sharing import ROWS as SHARING_ROWS
from tests.access_sharing import WITHOUT_ACTOR as SHARING_WITHOUT_ACTOR
from tests.access_ways_in import ROWS as WAYS_IN_ROWS
from tests.access_ways_in import WITHOUT_ACTOR as WAYS_IN_WITHOUT_ACTOR
from tests.conftest import PASSWORD, typed_plan
from tests.saving import TODAY

YESTERDAY = date(2026, 3, 1)
DAILY = Chosen(check_in_at=time(20, 30))
ANOTHER = typed_plan(("2026-03-09", "1"))
PLAN_FILE = plan_file(
    read_plan(ANOTHER, medicine="Otherine", form="tablets").plan  # type: ignore[arg-type]
)


def _prescription(f: OnFile) -> pharmacy.Asked:
    return pharmacy.Asked(
        course=f.course, version=1, first=date(2026, 3, 1), days=7, leftovers="kept"
    )


def _save_days(f: OnFile, who: Actor, patient: PatientId, source: Source) -> Any:
    said = SaidOfDay(day=YESTERDAY, said=Said(mood=3), expected_revision=0)
    saved = catch_up.save_days(f.clinic, who, patient, [said], source=source)
    for _, refusal in saved.refused:
        raise refusal
    return saved


def _make_address(f: OnFile, who: Actor, patient: PatientId) -> Any:
    if who.patient == patient:
        reminders.set_reminders(f.clinic, who, patient, DAILY)
    return reminders.make_address(f.clinic, who, patient)


def _typed_assignment() -> TypedAssignment:
    return TypedAssignment(instrument="gad7")


def _said_event() -> SaidEvent:
    return SaidEvent(kind=Kind.ILLNESS, day=TODAY, texts={"words": Text(words="A cold.")})


ROWS: dict[str, Row] = {
    # Plans: read by both, written and signed by the prescriber in whose care the patient is.
    "plans.signed_plans": Row(
        BOTH, lambda f, who, of: plans.signed_plans(f.clinic, who, of, page="plan")
    ),
    "plans.open_course": Row(
        CARE, lambda f, who, of: plans.open_course(f.clinic, who, of, medicine="X", form="drops")
    ),
    "plans.draft": Row(CARE, lambda f, who, of: plans.draft(f.clinic, who, of, f.course)),
    "plans.save_draft": Row(
        CARE,
        lambda f, who, of: plans.save_draft(
            f.clinic,
            who,
            of,
            f.course,
            typed_plan(("2026-03-09", "1")),
            expected_revision=f.revision,
        ),
    ),
    "plans.discard_draft": Row(
        CARE, lambda f, who, of: plans.discard_draft(f.clinic, who, of, f.course)
    ),
    "plans.sign": Row(
        CARE,
        lambda f, who, of: plans.sign(
            f.clinic,
            who,
            of,
            f.course,
            draft_id=f.draft_id,
            revision=f.revision,
            in_force_from=TODAY,
            reason="Slower.",
            password=PASSWORD,
        ),
    ),
    **FILE_ROWS,
    **LIVING_ROWS,
    **SHARING_ROWS,
    **WAYS_IN_ROWS,
    # The diary: written by the patient; read by the prescriber while the patient agrees.
    "diary.day_on_file": Row(
        BOTH, lambda f, who, of: diary.day_on_file(f.clinic, who, of, TODAY), needs_consent=True
    ),
    "diary.days_on_file": Row(
        BOTH,
        lambda f, who, of: diary.days_on_file(f.clinic, who, of, YESTERDAY, TODAY),
        needs_consent=True,
    ),
    "diary.revisions": Row(
        BOTH, lambda f, who, of: diary.revisions(f.clinic, who, of, TODAY), needs_consent=True
    ),
    "diary.save_check_in": Row(
        SELF,
        lambda f, who, of: diary.save_check_in(
            f.clinic, who, of, TODAY, Said(mood=9), expected_revision=1
        ),
    ),
    "diary.save_check_in on behalf": Row(
        CARE,
        lambda f, who, of: diary.save_check_in(
            f.clinic,
            who,
            of,
            YESTERDAY,
            Said(mood=9),
            expected_revision=0,
            source=Source.ON_BEHALF,
        ),
        needs_consent=True,
    ),
    "diary.record_bad_day": Row(
        SELF, lambda f, who, of: diary.record_bad_day(f.clinic, who, of, TODAY)
    ),
    "diary.strike_out": Row(
        SELF, lambda f, who, of: diary.strike_out(f.clinic, who, of, TODAY, expected_revision=1)
    ),
    "diary.strike_out on behalf": Row(
        CARE,
        lambda f, who, of: diary.strike_out(
            f.clinic, who, of, TODAY, expected_revision=1, source=Source.ON_BEHALF
        ),
        needs_consent=True,
    ),
    "catch_up.grid": Row(
        BOTH, lambda f, who, of: catch_up.grid(f.clinic, who, of), needs_consent=True
    ),
    "catch_up.save_days": Row(SELF, lambda f, who, of: _save_days(f, who, of, Source.PATIENT)),
    "catch_up.save_days on paper": Row(
        BOTH, lambda f, who, of: _save_days(f, who, of, Source.PAPER), needs_consent=True
    ),
    "catch_up.pause_today": Row(
        BOTH, lambda f, who, of: catch_up.pause_today(f.clinic, who, of), needs_consent=True
    ),
    "catch_up.pause": Row(SELF, lambda f, who, of: catch_up.pause(f.clinic, who, of, TODAY, TODAY)),
    "catch_up.end_pauses": Row(SELF, lambda f, who, of: catch_up.end_pauses(f.clinic, who, of)),
    "symptoms.my_symptoms": Row(
        BOTH, lambda f, who, of: symptoms.my_symptoms(f.clinic, who, of), needs_consent=True
    ),
    "symptoms.add_listed": Row(
        SELF, lambda f, who, of: symptoms.add_listed(f.clinic, who, of, "nausea")
    ),
    "symptoms.add_own": Row(SELF, lambda f, who, of: symptoms.add_own(f.clinic, who, of, "Hum")),
    "symptoms.rename": Row(
        SELF, lambda f, who, of: symptoms.rename(f.clinic, who, of, "anxiety", "Worry")
    ),
    "symptoms.retire": Row(SELF, lambda f, who, of: symptoms.retire(f.clinic, who, of, "anxiety")),
    "symptoms.bring_back": Row(
        SELF, lambda f, who, of: symptoms.bring_back(f.clinic, who, of, "anxiety")
    ),
    "symptoms.tag": Row(
        SELF, lambda f, who, of: symptoms.tag(f.clinic, who, of, "anxiety", Tag.HAD_BEFORE)
    ),
    "events.events_on_file": Row(
        BOTH, lambda f, who, of: events.events_on_file(f.clinic, who, of), needs_consent=True
    ),
    "events.earlier": Row(
        BOTH, lambda f, who, of: events.earlier(f.clinic, who, of, f.entry), needs_consent=True
    ),
    "events.save_event": Row(
        BOTH,
        lambda f, who, of: events.save_event(
            f.clinic, who, of, EventId(77), _said_event(), expected_revision=0
        ),
        needs_consent=True,
    ),
    "events.strike_out": Row(
        BOTH,
        lambda f, who, of: events.strike_out(f.clinic, who, of, f.entry, expected_revision=1),
        needs_consent=True,
    ),
    "events.close": Row(
        BOTH,
        lambda f, who, of: events.close(
            f.clinic, who, of, f.ongoing, expected_revision=1, done=True
        ),
        needs_consent=True,
    ),
    # Questionnaires: asked for by the prescriber, answered by the patient.
    "answered.overview": Row(BOTH, lambda f, who, of: answered.overview(f.clinic, who, of)),
    "answered.open_safety_answer": Row(
        CARE,
        lambda f, who, of: answered.open_safety_answer(f.clinic, who, of, f.asked, TODAY),
        needs_consent=True,
    ),
    "assignments.readers": Row(CARE, lambda f, who, of: assignments.readers(f.clinic, who, of)),
    "assignments.assign": Row(
        CARE, lambda f, who, of: assignments.assign(f.clinic, who, of, _typed_assignment())
    ),
    "assignments.end_assignment": Row(
        CARE, lambda f, who, of: assignments.end_assignment(f.clinic, who, of, f.asked)
    ),
    "questionnaires.sheet": Row(
        SELF, lambda f, who, of: questionnaires.sheet(f.clinic, who, of, f.asked, TODAY)
    ),
    "questionnaires.save_answers": Row(
        SELF,
        lambda f, who, of: questionnaires.save_answers(
            f.clinic, who, of, f.asked, TODAY, {"phq_1": 1}, finish=False, expected_revision=0
        ),
    ),
    "questionnaires.strike_out": Row(
        SELF,
        lambda f, who, of: questionnaires.strike_out(
            f.clinic, who, of, f.asked, TODAY, expected_revision=1
        ),
    ),
    # The page inside the program; the script-free one asks nobody.
    "help_now.help_now": Row(SELF, lambda f, who, of: help_now.help_now(f.clinic, who, of)),
    "reminders.reminders": Row(SELF, lambda f, who, of: reminders.reminders(f.clinic, who, of)),
    "reminders.set_reminders": Row(
        SELF, lambda f, who, of: reminders.set_reminders(f.clinic, who, of, DAILY)
    ),
    "reminders.make_address": Row(SELF, _make_address),
    "reminders.close_address": Row(
        SELF, lambda f, who, of: reminders.close_address(f.clinic, who, of)
    ),
    "reminders.calendar_file": Row(
        SELF | TERMINAL, lambda f, who, of: reminders.calendar_file(f.clinic, who, of)
    ),
    # Drafts from elsewhere, and a signed plan for elsewhere.
    "drafts.put_beside": Row(
        CARE,
        lambda f, who, of: drafts.put_beside(
            f.clinic, who, of, not_into=f.course, medicine="X", form="drops", steps=()
        ),
    ),
    "drafts.import_plan_file": Row(
        CARE, lambda f, who, of: drafts.import_plan_file(f.clinic, who, of, PLAN_FILE)
    ),
    "pharmacy.quantities": Row(
        CARE, lambda f, who, of: pharmacy.quantities(f.clinic, who, of, _prescription(f))
    ),
    "pharmacy.pharmacy_file": Row(
        CARE, lambda f, who, of: pharmacy.pharmacy_file(f.clinic, who, of, _prescription(f))
    ),
    "pharmacy.plan_as_file": Row(
        CARE | TERMINAL, lambda f, who, of: pharmacy.plan_as_file(f.clinic, who, of, f.course, 1)
    ),
    # The record as a whole, and its ways out.
    "record.record": Row(
        BOTH | SUPPORT, lambda f, who, of: record.record(f.clinic, who, of, page="compare")
    ),
    "visit.opened": Row(BOTH, lambda f, who, of: visit.opened(f.clinic, who, of)),
    "visit.visit": Row(BOTH, lambda f, who, of: visit.visit(f.clinic, who, of)),
    "visit.visit_file": Row(
        BOTH | TERMINAL,
        lambda f, who, of: visit.visit_file(f.clinic, who, of, YESTERDAY, TODAY, None, None),
        needs_consent=True,
    ),
    "visit.sections_of": Row(
        SELF, lambda f, who, of: visit.sections_of(f.clinic, who, of, f.prescriber)
    ),
    "visit.choose_sections": Row(
        SELF, lambda f, who, of: visit.choose_sections(f.clinic, who, of, f.prescriber, ["steps"])
    ),
    "record.trail_of": Row(BOTH, lambda f, who, of: record.trail_of(f.clinic, who, of)),
    "record.timeline_csv": Row(
        BOTH | TERMINAL,
        lambda f, who, of: record.timeline_csv(f.clinic, who, of, YESTERDAY, TODAY),
        needs_consent=True,
    ),
    "paper_consent.paper_consent": Row(
        CARE, lambda f, who, of: paper_consent.paper_consent(f.clinic, who, of)
    ),
    "paper_consent.keep_consent": Row(
        CARE, lambda f, who, of: paper_consent.keep_consent(f.clinic, who, of, "2026-03-01")
    ),
    "paper_consent.end_consent": Row(
        CARE, lambda f, who, of: paper_consent.end_consent(f.clinic, who, of)
    ),
    "paper.print_sheet": Row(
        BOTH | TERMINAL,
        lambda f, who, of: paper.print_sheet(f.clinic, who, of, TODAY, paper.Paper.A4),
        needs_consent=True,
    ),
    "paper.week": Row(
        BOTH, lambda f, who, of: paper.week(f.clinic, who, of, YESTERDAY), needs_consent=True
    ),
    # People.
    "patients.patient_page": Row(
        STAFF, lambda f, who, _of: patients.patient_page(f.clinic, who), names_patient=False
    ),
    "patients.waiting": Row(
        STAFF, lambda f, who, _of: patients.waiting(f.clinic, who), names_patient=False
    ),
    "people.invite_patient": Row(
        STAFF,
        lambda f, who, _of: people.invite_patient(f.clinic, who, name="New", zone="UTC"),
        names_patient=False,
    ),
    "people.change_mark": Row(
        CARE, lambda f, who, of: people.change_mark(f.clinic, who, of, "1985")
    ),
    "people.renew_invitation": Row(
        CARE, lambda f, who, of: people.renew_invitation(f.clinic, who, of)
    ),
    "people.patient_of": Row(BOTH, lambda f, who, of: people.patient_of(f.clinic, who, of)),
    "people.who_looks": Row(BOTH, lambda f, who, of: people.who_looks(f.clinic, who, of)),
    "people.consent_of": Row(BOTH, lambda f, who, of: people.consent_of(f.clinic, who, of)),
    "people.give_consent": Row(SELF, lambda f, who, of: people.give_consent(f.clinic, who, of)),
    "people.withdraw_consent": Row(
        SELF, lambda f, who, of: people.withdraw_consent(f.clinic, who, of)
    ),
    "people.choose_zone": Row(
        SELF, lambda f, who, of: people.choose_zone(f.clinic, who, of, "Asia/Tokyo")
    ),
    "people.choose_country": Row(
        SELF, lambda f, who, of: people.choose_country(f.clinic, who, of, "IE")
    ),
}

# Takes a clinic and no actor: who can call it, and why that is right.
WITHOUT_ACTOR: dict[str, str] = {
    **WAYS_IN_WITHOUT_ACTOR,
    "backups.back_up": "the terminal",
    "clinic.is_demo": "the terminal: yes or no",
    "clinic.nobody_yet": "yes or no, on the way to the first account",
    "clinic.start": "the process itself",
    "guesses.counted_under": "within a try at a password",
    "keeping.verify": "the terminal: what does not hold, nothing of a diary",
    "people.needs_set_up": "yes or no, on the way to the first account",
    "people.set_up_code": "the process itself, which prints it in the terminal",
    "people.set_up": "whoever has the code, once",
    "people.add_prescriber": "the terminal",
    "people.invitation": "whoever has the code",
    "people.accept_invitation": "whoever has the code, once",
    "people.demo_people": "anybody, in a demo",
    "reminders.calendar_at": "whoever has the secret address",
    "sessions.enter_demo": "anybody, in a demo",
    "sessions.open_session": "within the transaction of an entrance",
    "sessions.actor_by_token": "whoever holds the cookie",
    "sessions.actor_by_session": "the guard, which got the reference from a cookie",
    **SHARING_WITHOUT_ACTOR,
    "imports.patients": "the terminal: names, nothing of a diary",
    "imports.find_patient": "the terminal",
    "imports.zone_of": "the terminal",
    "imports.courses_of": "the terminal",
    "imports.signed": "the terminal: numbers of versions",
    "imports.import_plan": "the terminal, as its own actor",
    "imports.import_diary": "the terminal, as its own actor",
}
