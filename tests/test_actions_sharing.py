"""A patient shares by person, section and day; everything else never reaches the record."""

from datetime import date, timedelta

import pytest
import time_machine

from taper.actions import events, people, record, sharing
from taper.actions.diary import Said, SaidTaken
from taper.actions.events import SaidEvent
from taper.diary.events import EventId, Kind, Text
from taper.diary.intake import Taken
from taper.errors import Refused, TaperError
from taper.ids import PatientId, PersonId
from taper.people.audit import Event
from taper.people.grant import Offer, Section
from taper.people.person import Role
from taper.record.record import Record
from tests.asking import ALL_BUT_NINE, answer, ask
from tests.conftest import MORNING, PASSWORD, Cast, sign_plan, typed_plan
from tests.saving import SAID, TODAY, back, save, trail_of
from tests.sharing import refused_as, share_with_sam

PLAN = Offer(sections=frozenset({Section.PLAN}))


def fill(cast: Cast) -> None:
    """Put something into every section: a day with everything, a note alone, a symptom alone."""
    course = sign_plan(cast, typed_plan(("2026-02-02", "20"), ("2026-05-04", "0"))).course.id
    taken = (SaidTaken(course=course, taken=Taken.OTHER, ug=12_000),)
    save(cast, TODAY, SAID.model_copy(update={"taken": taken, "sleep_quality": 4, "bad_day": True}))
    save(cast, back(1), Said(note="Only words."))
    save(cast, back(2), Said(symptoms={"dizziness": 3}))
    save(cast, back(3), Said(mood=2, note="For me alone.", note_is_private=True))
    answer(cast, ask(cast), {**ALL_BUT_NINE, "phq_9": 1}, finish=True)
    for number, private in ((5, False), (6, True)):
        said = SaidEvent(
            kind=Kind.ILLNESS, day=TODAY, texts={"words": Text(words="A cold.")}, private=private
        )
        events.save_event(
            cast.clinic, cast.alex, cast.patient, EventId(number), said, expected_revision=0
        )


def seen(cast: Cast) -> Record:
    return record.record(cast.clinic, cast.sam, cast.patient, page="shared")


def what(shown: Record) -> set[str]:
    """Name everything that is in a record."""
    days = shown.diary
    found = {
        "plan": any(each.versions for each in shown.plans),
        "mood": days.has_answers(days.mood),
        "sleep": days.has_answers(days.sleep_min) or days.has_answers(days.sleep_quality),
        "bad day": any(days.bad_day),
        "taken": bool(days.intakes.course),
        "symptoms": any(days.symptoms),
        "names of symptoms": bool(shown.symptoms),
        "note": any(days.note),
        "questionnaires": bool(shown.beside.sheets),
        "events": bool(shown.beside.events),
    }
    return {name for name, is_there in found.items() if is_there}


OPENS = {
    Section.PLAN: {"plan"},
    Section.CHECK_INS: {"mood", "sleep", "bad day", "taken"},
    Section.SYMPTOMS: {"symptoms", "names of symptoms"},
    Section.NOTES: {"note"},
    Section.QUESTIONNAIRES: {"questionnaires"},
    Section.EVENTS: {"events"},
}
DAYS = {
    Section.CHECK_INS: [back(3), TODAY],
    Section.SYMPTOMS: [back(2), TODAY],
    Section.NOTES: [back(1), TODAY],
}


@pytest.mark.parametrize("section", Section)
def test_a_section_opens_its_own_part_of_the_record_and_no_other(cast: Cast, section: Section):
    fill(cast)
    share_with_sam(cast, section)
    shown = seen(cast)
    assert what(shown) == OPENS[section]
    assert list(shown.diary.days) == DAYS.get(section, [])


def test_all_sections_open_all_but_what_is_private(cast: Cast):
    fill(cast)
    share_with_sam(cast)
    shown = seen(cast)
    assert what(shown) == set().union(*OPENS.values())
    assert "For me alone." not in shown.diary.note
    assert [each.id for each in shown.beside.events] == [EventId(5)]
    assert [each.safety for each in shown.beside.sheets] == [()]


@pytest.mark.parametrize("section", Section)
def test_figures_and_the_table_are_made_of_what_is_shared_alone(cast: Cast, section: Section):
    fill(cast)
    share_with_sam(cast, section)
    shown = seen(cast)
    for _, table in shown.timelines(back(3), TODAY):
        for column, part in (
            ("mood_mean_7d", Section.CHECK_INS),
            ("mood", Section.CHECK_INS),
            ("taken_ug", Section.CHECK_INS),
            ("days_since_taken_change", Section.CHECK_INS),
            ("planned_ug", Section.PLAN),
            ("note", Section.NOTES),
            ("events", Section.EVENTS),
        ):
            assert part is section or table[column].isna().all(), column


def test_the_patients_consent_to_prescribers_and_a_grant_are_two_things(cast: Cast):
    fill(cast)
    share_with_sam(cast, Section.CHECK_INS)
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    assert what(seen(cast)) == OPENS[Section.CHECK_INS]


def test_stopping_holds_for_a_page_that_is_open(cast: Cast):
    fill(cast)
    share_with_sam(cast)
    sam = cast.sam
    record.record(cast.clinic, sam, cast.patient, page="shared")
    sharing.end_grant(cast.clinic, cast.alex, cast.patient, cast.ids["sam"])
    with pytest.raises(Refused):
        record.record(cast.clinic, sam, cast.patient, page="shared")
    assert sharing.supported(cast.clinic, sam) == []


def test_a_narrowed_grant_holds_for_a_page_that_is_open(cast: Cast):
    fill(cast)
    share_with_sam(cast)
    sharing.change_grant(cast.clinic, cast.alex, cast.patient, cast.ids["sam"], PLAN)
    assert what(seen(cast)) == {"plan"}


def test_the_last_day_ends_by_the_patients_own_clock(cast: Cast):
    people.choose_zone(cast.clinic, cast.alex, cast.patient, "Pacific/Auckland")
    share_with_sam(cast, last_day=TODAY)
    with time_machine.travel(MORNING + timedelta(hours=1, minutes=59), tick=False):
        seen(cast)
    with time_machine.travel(MORNING + timedelta(hours=2), tick=False), pytest.raises(Refused):
        seen(cast)  # midnight there


def test_every_view_of_a_supporter_is_in_the_trail(cast: Cast):
    share_with_sam(cast, Section.PLAN)
    seen(cast)
    views = [each for each in trail_of(cast) if each.event is Event.VIEWED]
    assert [(each.actor, each.detail["page"]) for each in views] == [(cast.ids["sam"], "shared")]


def test_the_trail_says_what_was_shared_with_whom_and_until_when(cast: Cast):
    share_with_sam(cast, Section.PLAN, Section.EVENTS, last_day=TODAY)
    wider = Offer(sections=frozenset({Section.NOTES}))
    for _ in range(2):
        sharing.change_grant(cast.clinic, cast.alex, cast.patient, cast.ids["sam"], wider)
    for _ in range(2):
        sharing.end_grant(cast.clinic, cast.alex, cast.patient, cast.ids["sam"])
    with refused_as("sharing.ended"):
        sharing.change_grant(cast.clinic, cast.alex, cast.patient, cast.ids["sam"], wider)
    lines = [each for each, _ in reversed(record.trail_of(cast.clinic, cast.alex, cast.patient))]
    assert [each.detail.get("name") for each in lines][-4:] == ["Sam", None, "Sam", "Sam"]
    told = [(each.event, each.detail.get("sections")) for each in lines][-4:]
    assert told == [
        (Event.SUPPORTER_INVITED, "plan events"),
        (Event.SUPPORTER_ACCEPTED, None),
        (Event.SHARE_CHANGED, "notes"),
        (Event.SHARE_ENDED, None),
    ]


def test_an_invitation_opens_once_and_says_why_it_does_not(cast: Cast):
    made = sharing.invite_supporter(cast.clinic, cast.alex, cast.patient, name="Pat", offer=PLAN)
    with refused_as("support.unknown"):
        sharing.supporter_invitation(cast.clinic, "guess")
    sharing.accept_as_new(cast.clinic, code=made.code, sign_in_name="pat", password=PASSWORD)
    with refused_as("support.used"):
        sharing.accept_as(cast.clinic, cast.sam, code=made.code)
    late = sharing.invite_supporter(cast.clinic, cast.alex, cast.patient, name="Lee", offer=PLAN)
    after = MORNING + timedelta(hours=72)
    with time_machine.travel(after, tick=False), refused_as("support.expired"):
        sharing.accept_as(cast.clinic, cast.sam, code=late.code)


def test_an_invitation_taken_back_opens_nothing(cast: Cast):
    made = sharing.invite_supporter(cast.clinic, cast.alex, cast.patient, name="Pat", offer=PLAN)
    ((mark, _),) = sharing.shared(cast.clinic, cast.alex, cast.patient).invitations
    for _ in range(2):
        sharing.end_invitation(cast.clinic, cast.alex, cast.patient, mark)
    with refused_as("support.unknown"):
        sharing.accept_as(cast.clinic, cast.sam, code=made.code)
    assert sharing.shared(cast.clinic, cast.alex, cast.patient).invitations == ()


def test_a_new_supporter_has_that_role_alone_and_sees_what_is_shared(cast: Cast):
    made = sharing.invite_supporter(cast.clinic, cast.alex, cast.patient, name="Pat", offer=PLAN)
    sharing.accept_as_new(cast.clinic, code=made.code, sign_in_name="pat", password=PASSWORD)
    (grant,) = sharing.shared(cast.clinic, cast.alex, cast.patient).grants
    cast.ids["pat"] = grant.person
    pat = cast.actor("pat")
    assert (grant.name, grant.sections, pat.roles) == ("Pat", PLAN.sections, {Role.SUPPORTER})
    assert [each.name for each in sharing.supported(cast.clinic, pat)] == ["Alex"]


def test_a_supporter_supports_two_and_a_patient_may_be_one(cast: Cast):
    kim = people.invite_patient(cast.clinic, cast.dr_stranger, name="Kim", zone="UTC")
    people.accept_invitation(
        cast.clinic, code=kim.code, sign_in_name="kim", password=PASSWORD, agreed=True, country=None
    )
    cast.ids["kim"] = PersonId(kim.patient)
    share_with_sam(cast, Section.PLAN)
    for person in ("sam", "alex"):
        made = sharing.invite_supporter(
            cast.clinic, cast.actor("kim"), kim.patient, name="A friend", offer=PLAN
        )
        sharing.accept_as(cast.clinic, cast.actor(person), code=made.code)
    names = [each.name for each in sharing.supported(cast.clinic, cast.sam)]
    assert names == ["Alex", "Kim"]
    alex = cast.alex
    assert alex.roles == {Role.PATIENT, Role.SUPPORTER}
    assert [each.name for each in sharing.supported(cast.clinic, alex)] == ["Kim"]
    assert record.record(cast.clinic, alex, PatientId(kim.patient), page="shared").patient.name
    assert what(record.record(cast.clinic, alex, cast.patient, page="compare")) == {
        "names of symptoms"
    }


def test_nobody_supports_himself_or_herself(cast: Cast):
    made = sharing.invite_supporter(cast.clinic, cast.alex, cast.patient, name="Me", offer=PLAN)
    with refused_as("support.own"):
        sharing.accept_as(cast.clinic, cast.alex, code=made.code)


@pytest.mark.parametrize(
    ("offer", "key"),
    [
        (Offer(sections=frozenset()), "sharing.nothing_chosen"),
        (Offer(sections=PLAN.sections, last_day=date(2026, 3, 1)), "sharing.day_past"),
    ],
)
def test_an_offer_of_nothing_or_of_yesterday_is_refused(cast: Cast, offer: Offer, key: str):
    with refused_as(key):
        sharing.invite_supporter(cast.clinic, cast.alex, cast.patient, name="Pat", offer=offer)


def test_what_a_refused_sign_in_name_leaves_is_an_invitation_that_still_works(cast: Cast):
    made = sharing.invite_supporter(cast.clinic, cast.alex, cast.patient, name="Pat", offer=PLAN)
    with pytest.raises(TaperError, match="sign_in_name_taken"):
        sharing.accept_as_new(cast.clinic, code=made.code, sign_in_name="alex", password=PASSWORD)
    sharing.accept_as_new(cast.clinic, code=made.code, sign_in_name="pat", password=PASSWORD)
